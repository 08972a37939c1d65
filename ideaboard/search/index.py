"""The writing side of the index: one indexer, in the worker, in batches, after the commit."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from ideaboard.errors import Unavailable
from ideaboard.search import generations
from ideaboard.search.documents import Document
from ideaboard.search.engine import FileIndex, codec
from ideaboard.search.merging import seldom
from ideaboard.search.schema import row, schema
from ideaboard.search.storage import MappedStorage

# A batch of 5,000 posts takes about 280 MB; the limit only keeps Whoosh from spilling to disk before that.
_BATCH = 5_000
_LIMIT_MB = 512


class Indexer:
    """Keeps the index in `folder` in step with what it is told. Not for two threads at once.

    A rebuild is in `language` (see `stemming`); changes are in the language the index has.
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.folder, self.language = folder, language

    def apply(self, changed: Sequence[Document], gone: Sequence[str]) -> None:
        """Replace the changed documents and remove the keys that are gone, in one commit.

        Doing it twice changes nothing; of two documents with one key the last counts, and a key that is both
        changed and gone is gone. Raises Unavailable, and asks for a rebuild, when there is no sound index to
        change: a new one made here would lack everything older.
        """
        if not changed and not gone:
            return
        removed = set(gone)
        latest = {document.key: document for document in changed if document.key not in removed}
        with generations.writing(self.folder):
            generation = self._sound()
            language = generations.language(generation)
            rows = [row(document, language) for document in latest.values()]
            try:
                _replace(_open(generation), sorted(removed | latest.keys()), rows)
                generations.seal(generation, language)
            except Exception:
                self._sound(deep=True)
                raise

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build a new generation beside the live one, swap to it and return how many documents it holds.

        `documents` is read once, _BATCH at a time, and every key must occur once. `progress` hears the count
        after each batch. Searches are answered by the old generation meanwhile. If it fails, nothing changed.
        """
        with generations.writing(self.folder):
            generations.sweep(self.folder)
            generation = generations.fresh(self.folder)
            index = FileIndex.create(MappedStorage(generation), schema(self.language))
            count = 0
            waiting = iter(documents)
            while batch := list(islice(waiting, _BATCH)):
                _replace(index, [], (row(document, self.language) for document in batch))
                count += len(batch)
                if progress:
                    progress(count)
            generations.seal(generation, self.language)
            generations.make_current(self.folder, generation)
            generations.rebuild_done(self.folder)
            return count

    def healthy(self) -> str | None:
        """None when the index can be searched, else why not: missing, damaged, another schema or language."""
        if trouble := generations.problem(self.folder):
            return trouble
        generation = generations.current(self.folder)
        if generation and (found := generations.language(generation)) != self.language:
            return f"The search index is in the language {found}; {self.language} is wanted."
        try:
            self.count()
        except Exception as error:
            return f"The search index cannot be opened: {error}"
        return None

    def count(self) -> int:
        """How many documents are in the index. Raises Unavailable when there is none."""
        generation = generations.current(self.folder)
        if generation is None:
            raise Unavailable(generations.REBUILDING)
        reader = _open(generation).reader()
        try:
            return int(reader.doc_count())
        finally:
            reader.close()

    def _sound(self, *, deep: bool = False) -> Path:
        """The live generation. Raises Unavailable, and asks for a rebuild, when it is not whole."""
        trouble = generations.problem(self.folder, deep=deep) or (self.healthy() if deep else None)
        generation = generations.current(self.folder)
        if trouble or generation is None:
            generations.want_rebuild(self.folder)
            raise Unavailable(generations.REBUILDING)
        return generation


def _open(generation: Path) -> Any:
    return FileIndex(MappedStorage(generation), schema(generations.language(generation)))


def _replace(index: Any, gone: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    """One commit. When anything fails the index stays as it was."""
    writer = index.writer(limitmb=_LIMIT_MB, codec=codec())
    try:
        for key in gone:
            writer.delete_by_term("key", key)
        for each in rows:
            writer.add_document(**each)
        writer.commit(mergetype=seldom)
    except BaseException:
        _abandon(writer)
        raise


def _abandon(writer: Any) -> None:
    """Let go of Whoosh's lock after a failure, whose own exception is the one to be seen."""
    with suppress(Exception):
        if not writer.is_closed:
            writer.cancel()
