"""Open database connections, lent to one request at a time, the last one given back lent first.

Not one a thread: the pool's threads come and go, and each would leave a connection open behind it.
"""

import threading

from ideaboard.db import Database, connect


class Connections:
    def __init__(self, url: str) -> None:
        self.url = url
        self._idle: list[Database] = []
        self._lent: set[int] = set()
        self._guard = threading.Lock()
        self._closed = False

    def lend(self) -> Database:
        """A connection nobody else uses until it is given back."""
        with self._guard:
            db = self._idle.pop() if self._idle else None
        db = db or connect(self.url)
        with self._guard:
            self._lent.add(id(db))
        return db

    def give_back(self, db: Database) -> None:
        with self._guard:
            known = id(db) in self._lent
            self._lent.discard(id(db))
            if known and not self._closed:
                self._idle.append(db)
                return
        db.close()

    def exchange(self, db: Database) -> Database:
        """Another connection for one that met a fault, which is closed."""
        with self._guard:
            self._lent.discard(id(db))
        db.close()
        return self.lend()

    def close(self) -> None:
        """Close what is idle now, and what is lent once it comes back."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()
