"""SQLite through sqlite-utils: one file, write-ahead log, every acknowledged write on the disk."""

import fcntl
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import sqlite_utils

from ideaboard.db import Contention, Row

BUSY_SECONDS = 10


class SQLite:
    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        # isolation_level=None: transactions begin and end only where this file says so.
        # check_same_thread=False: a connection is used by one thread, but closed by another at shutdown.
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=400
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is taken back must be gone from the file too, not only from the table.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA cache_size = -20000")
        self._connection = connection
        self._tables = sqlite_utils.Database(connection)
        self._locks: dict[str, IO[str]] = {}

    @property
    def place(self) -> str:
        return str(self._path.resolve())

    @property
    def lost(self) -> bool:
        return False

    def rows(self, sql: str, **values: Any) -> list[Row]:
        cursor = self._execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, sql: str, **values: Any) -> Row | None:
        rows = self.rows(sql, **values)
        return rows[0] if rows else None

    def run(self, sql: str, **values: Any) -> int:
        return self._execute(sql, values).rowcount

    def _execute(self, sql: str, values: Mapping[str, Any]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, values)
        except sqlite3.OperationalError as error:
            if _busy(error):
                raise Contention(str(error)) from error
            raise

    def bulk(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
        kept = [dict(row) for row in rows]
        if table not in self._tables.table_names():
            raise ValueError(f"no table {table}")
        if kept:
            self._tables.table(table).insert_all(kept, alter=False, batch_size=500)
        return len(kept)

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._connection.execute("PRAGMA query_only = ON")
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")
            self._connection.execute("PRAGMA query_only = OFF")

    @contextmanager
    def writing(self) -> Iterator[None]:
        # IMMEDIATE takes the write lock before the first read; a plain BEGIN fails at once with
        # "database is locked" when it must upgrade, whatever the timeout.
        self._execute("BEGIN IMMEDIATE", {})
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._execute("COMMIT", {})

    def exclusive(self, name: str) -> bool:
        if name in self._locks:
            return True
        # A lock of the file system: the kernel lets it go when the process dies, however it dies.
        handle = self._path.with_name(f"{self._path.stem}.{name}.lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._locks[name] = handle
        return True

    def script(self, sql: str) -> None:
        for statement in sql.split(";\n"):
            if statement.strip():
                self._execute(statement, {})

    def table_names(self) -> list[str]:
        return self._tables.table_names()

    def close(self) -> None:
        for handle in self._locks.values():
            handle.close()
        self._connection.close()


def _busy(error: sqlite3.OperationalError) -> bool:
    return "locked" in str(error) or "busy" in str(error)
