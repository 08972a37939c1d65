"""The demo: a home filled with the sample company, once; what visitors do in it is kept.

The company's half year is replayed through the very rules the product uses, event by event at its own time,
so that counters, timelines, inboxes and stories are what they would be.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ideaboard import clock, outbox
from ideaboard.db import connect
from ideaboard.demo.replay import replay
from ideaboard.search.generations import want_rebuild
from ideaboard.settings import Settings
from ideaboard.worker import open_place

DATABASES = ("spotlight.db", "ideaboard.db")


def prepare(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Fill the home's databases unless somebody is in them already.

    SQLite files are made beside and moved into place whole, so a kill while filling leaves nothing half
    done. A PostgreSQL database is filled in place.
    """
    if _inhabited(settings):
        return
    say("Filling the sample company, half a year of it. This takes a moment.")
    # An index that is left from another home knows other posts under the same numbers.
    want_rebuild(settings.index)
    if settings.database != str(settings.home / "ideaboard.db"):
        _fill(settings)
        return
    nursery = settings.home / "nursery"
    _clear(nursery)
    _fill(
        replace(
            settings,
            database=str(nursery / "ideaboard.db"),
            spotlight_database=str(nursery / "spotlight.db"),
        )
    )
    for name in DATABASES:
        (nursery / name).replace(settings.home / name)
    _clear(nursery)


def _inhabited(settings: Settings) -> bool:
    if settings.database == str(settings.home / "ideaboard.db"):
        return (settings.home / "ideaboard.db").exists()
    db = connect(settings.database)
    try:
        return "people" in db.table_names() and db.row("SELECT id FROM people LIMIT 1") is not None
    finally:
        db.close()


def _fill(settings: Settings) -> None:
    place = open_place(settings)
    try:
        replay(place, now=clock.now())
        with place.db.writing():
            # The worker builds the index anew: nothing of the past needs to be told to it or mailed.
            outbox.drop(place.db, ("index", "mail"))
        for db in (place.db, place.outside):
            if db.dialect == "sqlite":
                db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        place.db.close()
        place.outside.close()


def _clear(folder: Path) -> None:
    if folder.is_dir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
