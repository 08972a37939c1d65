"""Everything that can be found again. Each desk offers its own documents; the key of one says whose it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ideaboard.board import documents as posts
from ideaboard.board import theme_documents as themes
from ideaboard.db import Database
from ideaboard.people import documents as people
from ideaboard.search.documents import Document


class Kind(Protocol):
    """What the module of one kind of documents offers."""

    def load(self, db: Database, keys: Sequence[str], /) -> tuple[list[Document], list[str]]: ...

    def everything(self, db: Database, /) -> Iterator[Document]: ...

    def count(self, db: Database, /) -> int: ...


KINDS: Mapping[str, Kind] = {"post": posts, "theme": themes, "person": people}


def load(db: Database, keys: Sequence[str]) -> tuple[list[Document], list[str]]:
    """The documents behind the keys, and the keys of what is not to be found any more."""
    apart: dict[str, list[str]] = {}
    for key in keys:
        apart.setdefault(key.partition(":")[0], []).append(key)
    changed: list[Document] = []
    gone: list[str] = []
    for what, own in apart.items():
        # A kind that is unknown here was written by another version: it leaves the index.
        found, lost = KINDS[what].load(db, own) if what in KINDS else ([], own)
        changed += found
        gone += lost
    return changed, gone


def everything(db: Database) -> Iterator[Document]:
    """All documents there are, for a rebuild."""
    for kind in KINDS.values():
        yield from kind.everything(db)


def count(db: Database) -> int:
    return sum(kind.count(db) for kind in KINDS.values())
