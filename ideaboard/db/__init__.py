"""The one door to storage: a small protocol with an adapter for SQLite and one for PostgreSQL.

SQL is written once, portable, with `:names`. One request is one transaction: `transact` opens it, and the
rules inside neither commit nor roll back.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

Row = dict[str, Any]
T = TypeVar("T")


class Contention(Exception):
    """Another transaction was in the way; the whole transaction may be tried again from its start."""


class Database(Protocol):
    """One connection, for one thread at a time. `dialect` is "sqlite" or "postgresql"."""

    dialect: str

    @property
    def place(self) -> str:
        """Which database this is, so that what was read from one is not taken for another's."""

    @property
    def lost(self) -> bool:
        """Whether the connection itself is gone, as after a restart of the server."""

    def rows(self, sql: str, **values: Any) -> list[Row]:
        """All rows of a query, each a dict by column name."""

    def row(self, sql: str, **values: Any) -> Row | None:
        """The first row of a query, or None."""

    def run(self, sql: str, **values: Any) -> int:
        """Run one statement and return how many rows it touched."""

    def bulk(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert many rows with the same columns into an existing table, for seed and import only."""

    def reading(self) -> AbstractContextManager[None]:
        """A transaction that sees one state and cannot write."""

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that may write; commits at its end, rolls back when an error leaves it."""

    def exclusive(self, name: str) -> bool:
        """Take a lock that only one connection in the world holds until it closes or dies. False: taken."""

    def script(self, sql: str) -> None:
        """Run several statements of a migration, inside the open transaction."""

    def table_names(self) -> list[str]: ...

    def close(self) -> None: ...


def connect(url: str) -> Database:
    """Open `postgresql://...`, or a path of an SQLite file (its folder is made)."""
    if url.startswith(("postgresql://", "postgres://")):
        from ideaboard.db.postgres import PostgreSQL

        return PostgreSQL(url)
    from ideaboard.db.sqlite import SQLite

    return SQLite(Path(url))


ATTEMPTS = 12
LONGEST_PAUSE = 0.5  # seconds


def transact(db: Database, work: Callable[[], T]) -> T:
    """Run `work` in one writing transaction, again from its start when another was in the way.

    Pauses between attempts grow, and differ by chance, so that those who met do not meet again. Raises
    Contention after 12 attempts. `work` must do nothing that a rollback does not undo.
    """
    for attempt in range(ATTEMPTS):
        try:
            with db.writing():
                return work()
        except Contention:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(random.random() * min(LONGEST_PAUSE, 0.002 * 2**attempt))  # noqa: S311 - no secret
    raise AssertionError("unreachable")


def each(name: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """`:name_0, :name_1, ...` for an IN list, and the values to bind; an empty list matches nothing."""
    bound = {f"{name}_{place}": value for place, value in enumerate(values)}
    return ", ".join(f":{key}" for key in bound) or "NULL", bound
