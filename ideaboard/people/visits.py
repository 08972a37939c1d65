"""Since when things are new to a person: the beginning of their last visit, to a quarter of an hour.

Two stamps a person, each overwritten by the next: when this visit began, and from when on things are new.
Never the time of an act: beside an anonymous post that would name its author (docs/decisions/visibility.md).
"""

from datetime import timedelta

from ideaboard import clock
from ideaboard.db import Database, Row, transact
from ideaboard.who import Person

QUARTER = 15
VISIT_HOURS = 4


def quarter(now: str) -> str:
    """The quarter of an hour that has begun."""
    moment = clock.moment(now)
    return clock.stamp(moment - timedelta(minutes=moment.minute % QUARTER, seconds=moment.second))


def since(row: Row, *, now: str) -> str:
    """From when on things are new to the person of this row; "" on a first visit, when nothing is."""
    over = row["visit_began"] <= clock.shift(now, hours=-VISIT_HOURS)
    return max(row["visit_began"], row["visited_at"]) if over else str(row["visited_at"])


def note(db: Database, person: Person, *, now: str) -> None:
    """Begin a visit when the last one began four hours ago or earlier; runs in a transaction of its own."""
    if not _over(person, now):
        return
    values = {"id": person.id, "before": person.visit_began, "began": quarter(now), "since": person.new_since}
    sql = """UPDATE people SET visit_began = :began, visited_at = :since
             WHERE id = :id AND visit_began = :before"""
    transact(db, lambda: db.run(sql, **values))


def seen_all(db: Database, person: Person, *, now: str) -> None:
    """Nothing is new any more, up to the end of this quarter: what was just seen is not marked again."""
    db.run(
        "UPDATE people SET visit_began = :began, visited_at = :since WHERE id = :id",
        id=person.id,
        began=quarter(now) if _over(person, now) else person.visit_began,
        since=clock.shift(quarter(now), minutes=QUARTER),
    )


def _over(person: Person, now: str) -> bool:
    return person.visit_began <= clock.shift(now, hours=-VISIT_HOURS)
