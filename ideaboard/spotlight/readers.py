"""How often each story is read: day totals, and nothing that tells who: no address, cookie, or digest of one.

`seen` counts in memory, so a page costs no write; a thread adds the counts to the database every few seconds.
A kill loses those seconds.
"""

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from ideaboard import clock
from ideaboard.db import Database, connect, transact

log = logging.getLogger("ideaboard.spotlight")

PAUSE_SECONDS = 3
# Long enough for the worker to have fetched them.
KEPT_DAYS = 60
# What programs call themselves that read pages. Who hides it is counted: nothing else is looked at.
_PROGRAM = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archiv|scan|monitor|uptime|preview|fetch|feed|headless|lighthouse"
    r"|curl|wget|python|httpx|aiohttp|okhttp|libwww|go-http|java/|perl|ruby|php|node|axios|facebookexternalhit"
    r"|embed|validator|check",
    re.IGNORECASE,
)
_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")


class Tally:
    """Counts of one process, by day and story; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[int, str]] = Counter()

    def seen(self, slug: str) -> None:
        """A person opened this story."""
        key = int(time.time()) // 86400, slug
        with self._lock:
            self._counts[key] += 1

    def take(self) -> Counter[tuple[int, str]]:
        """What was counted since the last time."""
        with self._lock:
            found, self._counts = self._counts, Counter()
        return found

    def give_back(self, counts: Counter[tuple[int, str]]) -> None:
        """What could not be written is counted on."""
        with self._lock:
            self._counts.update(counts)


tally = Tally()
seen = tally.seen


def is_person(headers: Mapping[str, str]) -> bool:
    """Whether a page was asked for by a person: no program that says so, no browser that only looks ahead."""
    if any("prefetch" in headers.get(name, "") or "preview" in headers.get(name, "") for name in _AHEAD):
        return False
    return headers.get("sec-fetch-dest", "document") == "document" and not _is_program(
        headers.get("user-agent", "")
    )


def given(slug: str, headers: Mapping[str, str]) -> None:
    """A story's page was answered with: counted when a person asked for it."""
    if is_person(headers):
        seen(slug)


@lru_cache(4096)
def _is_program(agent: str) -> bool:
    return not agent or _PROGRAM.search(agent) is not None


def add(db: Database, counts: Mapping[tuple[int, str], int]) -> None:
    """Add counts to the day totals; of stories that are there, so that nothing else can fill the table."""
    for (day, slug), number in sorted(counts.items()):
        db.run(
            """INSERT INTO readers (slug, day, number)
               SELECT slug, CAST(:day AS TEXT), CAST(:number AS INTEGER) FROM stories WHERE slug = :slug
               ON CONFLICT (slug, day) DO UPDATE SET number = readers.number + excluded.number""",
            slug=slug,
            day=time.strftime("%Y-%m-%d", time.gmtime(day * 86400)),
            number=number,
        )


def totals(db: Database, *, since: str) -> list[tuple[str, str, int]]:
    """The totals from a day on: story, day, number."""
    found = db.rows(
        "SELECT slug, day, number FROM readers WHERE day >= :since ORDER BY day, slug", since=since
    )
    return [(row["slug"], row["day"], row["number"]) for row in found]


def sweep(db: Database, *, now: str) -> None:
    """Forget the totals of days that the inside has long had."""
    db.run("DELETE FROM readers WHERE day < :old", old=clock.shift(now, days=-KEPT_DAYS)[:10])


class Writer:
    """Brings the tally into the database. `start` it once; `close` writes what is left."""

    def __init__(self, database: str, counted: Tally = tally) -> None:
        self._database, self._tally = database, counted
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="readers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            self.write()
        self.write()

    def write(self) -> None:
        """Write what was counted; a database that does not answer gets it the next time."""
        counts = self._tally.take()
        if not counts:
            return
        try:
            db = connect(self._database)
            try:
                transact(db, lambda: add(db, counts))
            finally:
                db.close()
        except Exception:
            log.exception("the counts of readers could not be written")
            self._tally.give_back(counts)
