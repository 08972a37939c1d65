"""One database connection a thread, opened when a thread first needs it, all closed at the end."""

import threading

from ideaboard.db import Database, connect


class Connections:
    def __init__(self, url: str) -> None:
        self.url = url
        self._local = threading.local()
        self._all: list[Database] = []
        self._guard = threading.Lock()

    def here(self) -> Database:
        """This thread's own connection."""
        found: Database | None = getattr(self._local, "db", None)
        if found is None:
            found = connect(self.url)
            self._local.db = found
            with self._guard:
                self._all.append(found)
        return found

    def forget(self) -> None:
        """Drop this thread's connection after a fault of the connection itself; the next use opens anew."""
        self._local.db = None

    def close(self) -> None:
        with self._guard:
            for db in self._all:
                db.close()
            self._all.clear()
