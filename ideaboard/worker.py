"""Drains the outbox: index, mail, release to the spotlight, responses back from it; one worker at a time.

Every job is idempotent. It stays in the outbox until it is recorded as done, so a kill at any moment loses
nothing; a job that fails is tried again after growing pauses and lies in the visible list in the end.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ideaboard import clock, company, documents, language, mail, outbox
from ideaboard.board import arrivals, merge_news, pictures, votes, watching
from ideaboard.board import jobs as board_jobs
from ideaboard.council import jobs as council_jobs
from ideaboard.db import Database, connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.people import cleaning, digests
from ideaboard.publishing import fetching, files, hub, letters, mails
from ideaboard.publishing import jobs as publishing_jobs
from ideaboard.search import standings, stemming
from ideaboard.search.generations import rebuild_wanted
from ideaboard.search.index import Indexer
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.spotlight import stories

log = logging.getLogger("ideaboard.worker")

INDEX = "index"
PAUSE_SECONDS = 0.2
TROUBLE_SECONDS = 3
FETCH_SECONDS = 1
CLEAN_HOURS = 1
DIGEST_SECONDS = 600
STANDING_SECONDS = 10
WATCH_SECONDS = 10
COUNT_SECONDS = 10


# Work that waits for other machines, each kind on a thread of its own.
ALONE = (mail.KIND, hub.KIND)
# One round of work; False when there was nothing left.
Turn = Callable[[Workplace, str], bool]
INSIDE: Mapping[str, Handler] = {
    **board_jobs.INSIDE,
    **arrivals.INSIDE,
    **merge_news.INSIDE,
    **council_jobs.INSIDE,
    **publishing_jobs.INSIDE,
}
OUTWARD: Mapping[str, Handler] = {
    mail.KIND: mails.deliver,
    hub.KIND: hub.ping,
    company.KIND: company.carry,
    **board_jobs.OUTWARD,
    **council_jobs.OUTWARD,
    **hub.telling(publishing_jobs.OUTWARD),
}


class Worker:
    """The worker of one home. `run` ends soon after `stop` is set."""

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        self._settings = settings
        self._stop = stop
        self._indexer = Indexer(settings.index, stemming.known(settings.language))
        self._place: Workplace | None = None
        self._leaving = threading.Event()
        self._beside: list[threading.Thread] = []
        self.watch = watching.Watch(settings.index)
        self._fetched = self._cleaned = self._digested = self._stood = self._counted = ""

    def run(self) -> None:
        """Work until stopped; a fault of the database or the network is a pause, not an end."""
        while not self._stop.is_set():
            try:
                self._work()
            except Exception:
                log.exception("the worker met a fault and begins anew")
                self._stop.wait(TROUBLE_SECONDS)
            finally:
                self._leave()

    def _work(self) -> None:
        self._place = open_place(self._settings)
        while not self._place.db.exclusive("worker"):
            # Another worker holds the lock; when it dies, this one takes over.
            if self._stop.wait(1):
                return
        self._mend_index(self._place.db)
        self._leaving.clear()
        # A slow mail server or hub, or many saved searches, must not hold up a take-down.
        for kind in ALONE:
            self._start(kind, partial(self.alone, kind), PAUSE_SECONDS)
        self._start("searches", self.watch.round, WATCH_SECONDS)
        while not (self._stop.is_set() or self._leaving.is_set()):
            if not self.round(self._place, clock.now()):
                self._stop.wait(PAUSE_SECONDS)

    def _start(self, name: str, turn: Turn, pause: float) -> None:
        """Let one kind of work have a thread and a connection of its own, resting when nothing is left."""
        thread = threading.Thread(target=self._turns, name=name, args=(name, turn, pause))
        self._beside.append(thread)
        thread.start()

    def _turns(self, name: str, turn: Turn, pause: float) -> None:
        place = open_place(self._settings)
        try:
            while not (self._stop.is_set() or self._leaving.is_set()):
                if not turn(place, clock.now()):
                    self._leaving.wait(pause)
        except Exception:
            log.exception("the %s thread met a fault; the worker begins anew", name)
            self._leaving.set()
        finally:
            place.db.close()
            place.outside.close()

    def alone(self, kind: str, place: Workplace, now: str) -> bool:
        """Do what is due of this kind; False when there was nothing. Stops early when the worker leaves."""
        jobs = outbox.due(place.db, now=now, only=kind)
        for job in jobs:
            if self._stop.is_set() or self._leaving.is_set():
                break
            perform(place, job, now)
        return bool(jobs)

    def _leave(self) -> None:
        self._leaving.set()
        while self._beside:
            self._beside.pop().join()
        self.watch.close()
        if self._place is not None:
            self._place.db.close()
            self._place.outside.close()
            self._place = None

    def round(self, place: Workplace, now: str) -> bool:
        """Do what is due once, but for what has a thread of its own; False when a pause is in place."""
        if rebuild_wanted(self._settings.index):
            self._mend_index(place.db)
        jobs = outbox.due(place.db, now=now, but=ALONE)
        self._index(place.db, [job for job in jobs if job.kind == INDEX], now)
        for job in jobs:
            if job.kind != INDEX:
                perform(place, job, now)
        if any(job.kind == company.KIND for job in jobs):
            # The language of search may be another now.
            self._mend_index(place.db)
        self._now_and_then(place, now)
        return bool(jobs)

    def _now_and_then(self, place: Workplace, now: str) -> None:
        if now >= clock.shift(self._fetched or now, seconds=FETCH_SECONDS) or not self._fetched:
            self._fetched = now
            fetching.fetch(place, now)
        if not self._counted or now >= clock.shift(self._counted, seconds=COUNT_SECONDS):
            self._counted = now
            fetching.fetch_readers(place, now)
            letters.make_due(place.db, place.settings, now=now)
        if not self._stood or now >= clock.shift(self._stood, seconds=STANDING_SECONDS):
            self._stood = now
            with place.db.reading():
                standings.write(self._settings.index, votes.standings(place.db))
        if not self._cleaned or now >= clock.shift(self._cleaned, hours=CLEAN_HOURS):
            self._cleaned = now
            transact(place.db, lambda: cleaning.clean(place.db, now=now))
            transact(place.db, lambda: pictures.sweep(place.db, now=now))
            transact(place.db, lambda: files.sweep(place.db, now=now))
            transact(place.db, lambda: watching.forget(place.db, now=now))
            fetching.sweep(place, now)
        if not self._digested or now >= clock.shift(self._digested, seconds=DIGEST_SECONDS):
            made = digests.make_due(place.db, place.settings, place.signer, now=now)
            # A full batch: the rest comes with the next round, after what else is due.
            self._digested = "" if made == digests.BATCH else now

    def _index(self, db: Database, jobs: Sequence[Job], now: str) -> None:
        """All index jobs of a round as one commit of the index; the outbox forgets them afterwards."""
        if not jobs:
            return
        try:
            with db.reading():
                changed, gone = documents.load(db, sorted({job.payload["key"] for job in jobs}))
            self._indexer.apply(changed, gone)
        except Exception as error:
            log.exception("indexing failed")
            for job in jobs:
                _put_back(db, job, error, now)
            return
        transact(db, lambda: outbox.done(db, [job.id for job in jobs]))

    def _mend_index(self, db: Database) -> None:
        """Rebuild the index when it is missing, damaged, or of another version; the board works meanwhile."""
        self._indexer = indexer(self._settings, db)
        trouble = self._indexer.healthy()
        if trouble is None and not rebuild_wanted(self._settings.index):
            return
        log.warning("rebuilding the search index: %s", trouble or "asked for")
        self._indexer.rebuild(documents.everything(db))


def indexer(settings: Settings, db: Database) -> Indexer:
    """The writing side of the index, in the language that search is in."""
    with db.reading():
        wanted = company.load(db, settings.company).search_language
    return Indexer(settings.index, stemming.known(wanted or settings.language))


def open_place(settings: Settings) -> Workplace:
    """Both databases, brought forward."""
    db, outside = connect(settings.database), connect(settings.spotlight_database)
    migrate(db, "inside")
    migrate(outside, "outside")
    stories.shelve_missing(outside)
    return Workplace(db, outside, settings, Signer(settings.secret))


def perform(place: Workplace, job: Job, now: str) -> None:
    """Do one job and record it as done, or put it back with a pause."""
    try:
        with language.use(place.settings.language):
            _do(place, job, now)
    except Exception as error:
        log.exception("job %s (%s) failed", job.id, job.kind)
        _put_back(place.db, job, error, now)


def _do(place: Workplace, job: Job, now: str) -> None:
    if job.kind in OUTWARD:
        OUTWARD[job.kind](place, job, now)
        transact(place.db, lambda: outbox.done(place.db, [job.id]))
    else:
        transact(place.db, lambda: _within(place, job, now))


def _within(place: Workplace, job: Job, now: str) -> None:
    INSIDE[job.kind](place, job, now)
    outbox.done(place.db, [job.id])


def _put_back(db: Database, job: Job, error: Exception, now: str) -> None:
    transact(db, lambda: outbox.failed(db, job, f"{type(error).__name__}: {error}", now=now))
