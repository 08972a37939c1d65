"""New databases for tests: empty ones, and copies of one that was brought forward once a test process.

A migration costs more than most tests do; a copy costs next to nothing.
"""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from ideaboard.db import connect
from ideaboard.db.migrate import migrate

_numbers = itertools.count(1)


@dataclass
class Databases:
    """`folder` keeps SQLite's originals; PostgreSQL's are databases that new ones are made from."""

    folder: Path
    _originals: dict[tuple[str, str], str] = field(default_factory=dict)

    @contextmanager
    def sqlite(self, file: Path, side: str | None) -> Iterator[str]:
        """A file of its own: empty, or with all tables of one side."""
        if side is not None:
            original = self._original(str(self.folder / f"{side}.db"), "sqlite", side)
            shutil.copyfile(original, file)
        yield str(file)

    @contextmanager
    def postgres(self, server: str, side: str | None) -> Iterator[str]:
        """The address of a new database, dropped afterwards."""
        name = f"test_{next(_numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            pattern = "template1"
            if side is not None:
                pattern = self._pattern(connection, server, side)
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")
            yield _address(server, name)
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _pattern(self, connection: psycopg.Connection, server: str, side: str) -> str:
        name = f"original_{side}"
        if ("postgresql", side) not in self._originals:
            connection.execute(f"CREATE DATABASE {name}")
        self._original(_address(server, name), "postgresql", side)
        return name

    def _original(self, url: str, kind: str, side: str) -> str:
        if (kind, side) not in self._originals:
            db = connect(url)
            migrate(db, side)
            db.close()
            self._originals[kind, side] = url
        return self._originals[kind, side]


def _address(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")
