"""Brings a database forward, one numbered file of SQL after another, each in a transaction of its own."""

from pathlib import Path

from ideaboard import clock
from ideaboard.db import Database
from ideaboard.paths import MIGRATIONS

# What portable SQL cannot say stands below a line with the one dialect that it is for, up to the next such.
_ONLY = "-- only "
_LEDGER = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)"


def migrate(db: Database, side: str, *, upto: str | None = None) -> list[str]:
    """Apply what is missing of `side` ("inside" or "outside") and return the names applied, oldest first.

    `upto` stops after the named file, so that a test can start from any earlier version.
    """
    applied, lacking = [], pending(db, side)
    if "migrations" not in db.table_names():
        with db.writing():
            db.run(_LEDGER)
    for file in files(side):
        # One that is up to date, as nearly every start finds it, is not written to.
        if file.stem in lacking and _apply(db, file):
            applied.append(file.stem)
        if file.stem == upto:
            break
    return applied


def files(side: str) -> list[Path]:
    """The migration files of a side, in the order they run."""
    return sorted((MIGRATIONS / side).glob("*.sql"))


def pending(db: Database, side: str) -> list[str]:
    """Names of the migrations this database still lacks."""
    if "migrations" not in db.table_names():
        return [file.stem for file in files(side)]
    done = {row["name"] for row in db.rows("SELECT name FROM migrations")}
    return [file.stem for file in files(side) if file.stem not in done]


def _apply(db: Database, file: Path) -> bool:
    # Two processes may start together: the second waits for the first's transaction, then finds it done.
    with db.writing():
        if db.row("SELECT name FROM migrations WHERE name = :name", name=file.stem):
            return False
        db.script(_spoken(file.read_text(encoding="utf8"), db.dialect))
        db.run(
            "INSERT INTO migrations (name, applied_at) VALUES (:name, :now)", name=file.stem, now=clock.now()
        )
    return True


def _spoken(script: str, dialect: str) -> str:
    """The lines of a migration that are for this dialect."""
    kept, only = [], dialect
    for line in script.splitlines(keepends=True):
        only = line.removeprefix(_ONLY).strip() if line.startswith(_ONLY) else only
        kept += [line] if only == dialect else []
    return "".join(kept)
