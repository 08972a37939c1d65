"""One import from its start to its report: people, then posts, then what people said of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ideaboard.db import Database
from ideaboard.errors import Conflict, Refusal
from ideaboard.imports import comments, people, posts, votes
from ideaboard.imports.csv_folder import CsvFolder
from ideaboard.imports.polis import Polis
from ideaboard.imports.records import Source
from ideaboard.imports.report import Report
from ideaboard.imports.work import Progress, Work

SOURCES: Mapping[str, Callable[..., Source]] = {"csv": CsvFolder, "polis": Polis}


def run(
    db: Database,
    source: str,
    folder: Path,
    *,
    dry_run: bool,
    rejects: Path,
    progress: Progress,
    now: str,
) -> Report:
    """Import a folder and say what was done. Commits as it goes, in many small transactions.

    `progress(kind, done, total)` is called after each. Rejected rows go into a file of the folder `rejects`.
    Raises Refusal when there is nothing to import, Conflict when another import is running.
    """
    if source not in SOURCES:
        raise Refusal(f"There is no import from {source}. Choose one of: {', '.join(SOURCES)}.")
    report = Report(dry_run)
    if dry_run:
        with db.reading():
            _load(db, SOURCES[source](folder, report, now=now), report, progress, now)
        return report
    if not db.exclusive("import"):
        raise Conflict("Another import is running. Wait until it is done.")
    _load(db, SOURCES[source](folder, report, now=now), report, progress, now)
    report.write_rejects(rejects, now=now)
    return report


def _load(db: Database, source: Source, report: Report, progress: Progress, now: str) -> None:
    work = Work(db, source.name, source.about, report.dry_run, now, report, progress)
    work.meet()
    people.load(work, source.people())
    posts.load(work, source.posts())
    comments.load(work, source.comments())
    votes.load(work, source.votes())
