"""`ideaboard doctor`: looks at database, index, outbox and mail, and says in plain words what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ideaboard import clock, documents, mail, outbox
from ideaboard.board import votes
from ideaboard.db import Database, connect
from ideaboard.db.migrate import pending
from ideaboard.publishing import record
from ideaboard.settings import Settings
from ideaboard.spotlight import documents as spotlight_documents
from ideaboard.spotlight import stories
from ideaboard.worker import indexer

LATE_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and a sentence."""

    what: str
    well: bool
    sentence: str


def examine(settings: Settings) -> list[Finding]:
    """All findings; a fault in one check is a finding, and the others still run."""
    checks: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("database", _inside),
        ("spotlight database", _outside),
        ("index", _index),
        ("spotlight index", _outside_index),
        ("outbox", _outbox),
        ("mail", _mail),
    )
    findings = []
    for what, check in checks:
        try:
            findings += list(check(settings))
        except Exception as error:
            findings.append(Finding(what, False, f"{type(error).__name__}: {error}"))
    return findings


def _inside(settings: Settings) -> Iterator[Finding]:
    yield from _database("database", settings.database, "inside")
    db = connect(settings.database)
    try:
        yield _counters(db)
        yield _record(db)
    finally:
        db.close()


def _outside(settings: Settings) -> Iterator[Finding]:
    yield from _database("spotlight database", settings.spotlight_database, "outside")


def _database(what: str, url: str, side: str) -> Iterator[Finding]:
    db = connect(url)
    try:
        if db.dialect == "sqlite":
            said = [next(iter(row.values())) for row in db.rows("PRAGMA quick_check")]
            if said != ["ok"]:
                yield Finding(what, False, f"the file is damaged: {said[0]}. Restore it from a backup.")
                return
        missing = pending(db, side)
        sentence = f"{len(missing)} migrations are missing; start the board once" if missing else "sound"
        yield Finding(what, not missing, sentence)
    finally:
        db.close()


def _counters(db: Database) -> Finding:
    wrong = votes.miscounted(db)
    return Finding("counters", not wrong, f"{wrong} posts count wrongly" if wrong else "add up")


def _record(db: Database) -> Finding:
    wrong = record.broken(db)
    sentence = f"the record of publishing is broken: {wrong}. Compare it with a backup."
    return Finding("record", not wrong, sentence if wrong else f"all {record.length(db)} steps are whole")


def _index(settings: Settings) -> Iterator[Finding]:
    db = connect(settings.database)
    try:
        index = indexer(settings, db)
        if trouble := index.healthy():
            sentence = f"{trouble} A running worker rebuilds it; or run `ideaboard reindex`."
            yield Finding("index", False, sentence)
            return
        waiting = db.row("SELECT COUNT(*) AS number FROM outbox WHERE kind = 'index'")
        found, there = index.count(), documents.count(db)
    finally:
        db.close()
    well = found == there or bool(waiting and waiting["number"])
    sentence = f"{found} of {there} posts, themes and people can be found"
    yield Finding("index", well, sentence if well else f"{sentence}. Run `ideaboard reindex`.")


def _outside_index(settings: Settings) -> Iterator[Finding]:
    if not settings.spotlight_index.exists():
        yield Finding("spotlight index", True, "none here; the spotlight makes it where it runs")
        return
    db = connect(settings.spotlight_database)
    try:
        index = spotlight_documents.indexer(settings, db)
        trouble = index.healthy()
        there = stories.count(db)
    finally:
        db.close()
    found = 0 if trouble else index.count()
    well = not trouble and found == there
    sentence = trouble or f"{found} of {there} stories can be found"
    remedy = "" if well else " A running spotlight sets it right; or run `ideaboard reindex --side outside`."
    yield Finding("spotlight index", well, sentence if well else f"{sentence.removesuffix('.')}.{remedy}")


def _outbox(settings: Settings) -> Iterator[Finding]:
    db, now = connect(settings.database), clock.now()
    try:
        load = outbox.load(db, now=now)
    finally:
        db.close()
    if load["failed"]:
        yield Finding("outbox", False, f"{load['failed']} jobs failed for good; see them under /admin.")
    late = load["oldest_due"] and load["oldest_due"] < clock.shift(now, minutes=-LATE_MINUTES)
    if late:
        yield Finding("outbox", False, f"work waits since {load['oldest_due']}; is the worker running?")
    if not load["failed"] and not late:
        yield Finding("outbox", True, f"{load['waiting']} jobs wait, none is late")


def _mail(settings: Settings) -> Iterator[Finding]:
    trouble = mail.check(settings)
    way = "goes to the mail server" if settings.smtp_url else f"is kept in {settings.mail_folder}"
    yield Finding("mail", trouble is None, trouble or way)
