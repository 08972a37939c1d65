"""Commits to an index in one folder, as Whoosh makes them."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ideaboard.search.documents import Document
from ideaboard.search.engine import Codec, FileIndex
from ideaboard.search.merging import seldom
from ideaboard.search.schema import row, schema
from ideaboard.search.storage import MappedStorage

# Keeps Whoosh from spilling a batch to the disk.
_LIMIT_MB = 1024


def create(folder: Path, language: str) -> Any:
    """A new, empty index."""
    return FileIndex.create(MappedStorage(folder), schema(language))


def opened(folder: Path, language: str) -> Any:
    """The index that stands there."""
    return FileIndex(MappedStorage(folder), schema(language))


def replace(index: Any, gone: Iterable[str], documents: Iterable[Document], language: str) -> None:
    """One commit. When anything fails the index stays as it was."""
    writer = index.writer(limitmb=_LIMIT_MB, codec=Codec())
    try:
        for key in gone:
            writer.delete_by_term("key", key)
        for document in documents:
            writer.add_document(**row(document, language))
        writer.commit(mergetype=seldom)
    except BaseException:
        _abandon(writer)
        raise


def adopt(index: Any, folders: Sequence[Path], language: str) -> None:
    """Move the segments of indexes built elsewhere into this one, in one commit."""
    place = Path(index.storage.folder)
    segments = [segment for folder in folders for segment in opened(folder, language)._segments()]
    for folder in folders:
        for file in folder.glob("*.seg"):
            file.rename(place / file.name)
    index.writer(codec=Codec()).commit(mergetype=lambda writer, kept: [*kept, *segments])


def _abandon(writer: Any) -> None:
    """Let go of Whoosh's lock after a failure, whose own exception is the one to be seen."""
    with suppress(Exception):
        if not writer.is_closed:
            writer.cancel()
