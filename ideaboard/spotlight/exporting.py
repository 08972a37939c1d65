"""Writes the static edition: every page that is the same for everybody, and nothing of what was taken back.

Addresses come from the database (every story) and the route table, and from where those pages lead. After a
change everything may look different, so everything is asked for again. What is gone goes first, then come the
changed stories, the front page and the feeds, then what else there is. A change that comes meanwhile goes
before what still waits, and puts behind it what it has to look at again.
"""

import threading
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from urllib.parse import quote

from ideaboard.db import connect
from ideaboard.settings import Settings
from ideaboard.spotlight import changes, documents, site, stories
from ideaboard.spotlight.asking import Asker
from ideaboard.spotlight.edition import GONE, MISSING, Edition, story_of
from ideaboard.spotlight.reach import Reach, spelt
from ideaboard.spotlight.routes import ROUTES

PAUSE_SECONDS = 0.1
CHANGED, FIRST, LISTS, REST = range(4)
# What stands at no address, and so looks the same wherever it is shown.
_NOWHERE = "/nothing-is-here"


class Export:
    """One edition in one folder. `run` brings it up to date, `watch` keeps it so until `stop` is set."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.edition = Edition(folder)
        self._public = site.public_app(settings, inline=True)
        self._asker = Asker(self._public.app, settings.spotlight_url)
        self._reach = Reach(ROUTES, settings.spotlight_url)
        self._live = settings.spotlight_live_url
        self._db = connect(settings.spotlight_database)
        self._number: int | None = None
        self._shown: dict[str, str] = {}
        self._gone: set[str] | None = None
        self._refused: set[str] = set()
        self._due: dict[str, int] = {}
        self._heap: list[tuple[int, int, str]] = []
        self._turn = count()

    def run(self) -> None:
        """Ask for everything once."""
        self._hear()
        while self._heap:
            self._step()
        self._finish()

    def watch(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if changes.number(self._db) != self._number:
                self._hear()
            if self._heap:
                self._step()
                if not self._heap:
                    self._finish()
            else:
                stop.wait(PAUSE_SECONDS)

    def close(self) -> None:
        self.edition.save()
        self.edition.close()
        self._public.close()
        self._db.close()

    def _hear(self) -> None:
        """Something changed: take down what is gone now, and have everything asked for, in order."""
        with self._db.reading():
            self._number = changes.number(self._db)
            shown, gone = dict(documents.marks(self._db)), stories.gone(self._db)
        addresses = {story(slug) for slug in gone}
        if addresses != self._gone:
            self.edition.mark_gone(addresses)
            self.edition.remove_stories(addresses - (self._gone or set()))
            self._gone = addresses
        self._refused.clear()
        changed = {story(slug) for slug, mark in shown.items() if self._shown.get(slug) != mark}
        if not self._shown:
            # At the start nobody knows which changed: each has its turn.
            changed.clear()
        self._shown = shown
        for address in [*self._reach.fixed, *map(story, shown), *self.edition.filed]:
            self._want(address, self._class(address, changed))
        self._prune()

    def _want(self, address: str, place: int) -> None:
        """Have it asked for, unless it waits at that place or before it."""
        if self._due.get(address, REST + 1) > place:
            self._due[address] = place
            heappush(self._heap, (place, next(self._turn), address))

    def _class(self, address: str, changed: set[str]) -> int:
        if story_of(address) in changed:
            return CHANGED
        if address.count("/") == 1:
            return FIRST
        return REST if address.startswith("/stories/") or "/older/" in address else LISTS

    def _step(self) -> None:
        """Ask for the next address, and note where it leads."""
        place, _turn, address = heappop(self._heap)
        if self._due.get(address) != place:
            return
        del self._due[address]
        if address in {GONE, MISSING}:
            return
        answer = self._asker.get(address) if self._reach.is_file(address) else None
        if answer is None or answer.status != 200:
            self._refused.add(address)
            self.edition.remove(address)
            return
        links = self._reach.links(address, answer.body, answer.kind)
        body = answer.body
        if self._live and answer.kind.startswith("text/html"):
            body = self._reach.outward(body, self._live)
        new = [link for link in links if link not in self.edition.filed and link not in self._refused]
        self.edition.put(address, body, answer.kind, links)
        if address not in self.edition.filed:
            self._refused.add(address)
        for link in new:
            self._want(link, self._class(link, set()))
        if place <= FIRST and not (self._heap and self._heap[0][0] <= FIRST):
            self._prune()

    def _prune(self) -> None:
        """Remove what nothing leads to any more, as far as is known: a picture goes with its story."""
        reached = {*self._reach.fixed, *map(story, self._shown), GONE, MISSING}
        waiting = list(reached)
        while waiting:
            found = self.edition.filed.get(waiting.pop())
            fresh = set(found.links) - reached if found else set()
            reached |= fresh
            waiting += fresh
        for address in [one for one in self.edition.filed if one not in reached]:
            self.edition.remove(address)

    def _finish(self) -> None:
        self._prune()
        for address, place in ((GONE, min(self._gone or (), default="")), (MISSING, _NOWHERE)):
            if place:
                answer = self._asker.get(place)
                self.edition.put(address, answer.body, answer.kind, [])
        self.edition.sweep()
        self.edition.save()


def story(slug: str) -> str:
    """The address of a story's page."""
    return spelt(f"/stories/{quote(slug, safe='')}")
