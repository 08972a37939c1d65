"""The number that moves with every change readers can see (raised by triggers, db/migrations/outside/0008).

What was made from the database is good for as long as the number stands where it stood when it was made.
"""

import logging
import threading
import time

from ideaboard.db import Database, connect

log = logging.getLogger("ideaboard.spotlight")

PAUSE_SECONDS = 0.1
# A number asked for longer ago than this says nothing any more: what was taken back must go within a second.
TRUST_SECONDS = 0.8
TROUBLE_SECONDS = 0.5


def number(db: Database) -> int:
    """How often something changed; any other value than before means that something did."""
    row = db.row("SELECT number FROM changes")
    assert row is not None
    return int(row["number"])


class Watch:
    """Asks for the number ten times a second, on a thread and a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._seen: tuple[int, float] = (0, float("-inf"))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spotlight changes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def current(self) -> int | None:
        """The number as of less than a second ago; None when the database has not said it since."""
        found, at = self._seen
        return found if time.monotonic() - at < TRUST_SECONDS else None

    def learn(self, db: Database) -> int:
        """The number as this connection's transaction sees it; remembered when it is the newer one."""
        found = number(db)
        seen, at = self._seen
        if found > seen:
            self._seen = (found, at)
        return found

    def look(self, db: Database) -> None:
        """Ask once, and believe it, also when it fell: a database may come back from a backup."""
        # As of before the question: while it is asked, others may change what is shown.
        at = time.monotonic()
        self._seen = (number(db), at)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except Exception:
                log.exception("the spotlight does not know whether something changed, and keeps no page")
                self._stop.wait(TROUBLE_SECONDS)

    def _work(self) -> None:
        db = connect(self._url)
        try:
            while not self._stop.is_set():
                self.look(db)
                self._stop.wait(PAUSE_SECONDS)
        finally:
            db.close()
