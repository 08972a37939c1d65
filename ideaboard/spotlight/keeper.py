"""Keeps the spotlight's index in step with its stories, from within the public process.

The worker may be on another machine, and what it could tell would have to come from inside. So the keeper
looks at the spotlight's own database and at nothing else. Of several processes over one folder one keeps the
index; when it ends, another takes over.
"""

import logging
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import closing

from ideaboard.db import Database, connect
from ideaboard.errors import Unavailable
from ideaboard.search import generations
from ideaboard.search.documents import Document
from ideaboard.search.index import Indexer
from ideaboard.settings import Settings
from ideaboard.spotlight import documents
from ideaboard.spotlight.ledger import Ledger

log = logging.getLogger("ideaboard.spotlight")

PAUSE_SECONDS = 0.5
TROUBLE_SECONDS = 2


class _Leaving(Exception):
    """The process ends, and a rebuild with it; the next one begins it anew."""


class Keeper:
    """The keeper of one folder. `start` it once; `close` ends it."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._folder = settings, settings.spotlight_index
        self._ledger = Ledger(self._folder)
        self._held: Mapping[str, str] | None = None
        self._state: tuple[int, int] | None = None
        self._language = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spotlight index", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._ledger.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except _Leaving:
                return
            except Exception:
                log.exception("the keeper of the spotlight's index met a fault and begins anew")
                self._stop.wait(TROUBLE_SECONDS)

    def _work(self) -> None:
        db = connect(self._settings.spotlight_database)
        self._held = None
        try:
            while not self._stop.is_set():
                self.round(db)
                self._stop.wait(PAUSE_SECONDS)
        finally:
            db.close()

    def round(self, db: Database) -> None:
        """Bring the index to where the stories are; nothing when another process keeps it.

        An index that is missing, damaged, in another language or of another form is built anew beside it.
        """
        if not self._ledger.mine():
            self._held = None
            return
        indexer = documents.indexer(self._settings, db)
        if self._held is None:
            self._held, self._state = None if indexer.healthy() else self._ledger.read(), None
            self._language = indexer.language
        if self._held is None or self._is_spoilt() or indexer.language != self._language:
            self.rebuild(db)
        elif documents.state(db) != self._state:
            self._follow(db, indexer, self._held)

    def _is_spoilt(self) -> bool:
        return generations.rebuild_wanted(self._folder) or generations.current(self._folder) is None

    def _follow(self, db: Database, indexer: Indexer, held: Mapping[str, str]) -> None:
        """Apply what changed. Words that were taken back leave the files too, not only the results."""
        with db.reading():
            state, shown = documents.state(db), documents.marks(db)
            changed = [slug for slug, mark in shown.items() if held.get(slug) != mark]
            found = list(documents.load(db, changed))
        gone = held.keys() - shown.keys()
        self._ledger.forget()
        # A replaced document's words stay in its segment until that is merged, which may be never.
        anew = bool(gone or held.keys() & set(changed))
        try:
            indexer.apply(found, [documents.key(slug) for slug in gone])
        except Unavailable as error:
            log.warning("the spotlight's index was spoilt: %s", error.sentence)
            anew = True
        if anew:
            self.rebuild(db)
        else:
            self._keep(state, shown)

    def rebuild(self, db: Database, progress: Callable[[int], None] | None = None) -> int:
        """Build the index of all stories beside the live one, and swap; how many it holds."""
        log.info("building the spotlight's index")
        indexer = documents.indexer(self._settings, db)
        self._ledger.forget()
        told: list[tuple[tuple[int, int], Mapping[str, str]]] = []

        def everything() -> Generator[Document]:
            with db.reading():
                told.append((documents.state(db), documents.marks(db)))
                for one in documents.load(db, told[0][1]):
                    if self._stop.is_set():
                        raise _Leaving
                    yield one

        with closing(everything()) as every:
            count = indexer.rebuild(every, progress)
        self._language = indexer.language
        self._keep(*told[0])
        return count

    def _keep(self, state: tuple[int, int], shown: Mapping[str, str]) -> None:
        self._state, self._held = state, shown
        self._ledger.write(shown)

    def mine(self) -> bool:
        """Whether no other process keeps this folder; this one does from now on."""
        return self._ledger.mine()
