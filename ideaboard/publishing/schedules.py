"""What is planned to go out, and when: one plan a draft, in whole minutes, of exactly one text.

A plan lets nothing out. At its time the worker asks the gate, as whoever releases by hand does (timed.py).
"""

from collections.abc import Iterable

from ideaboard import clock
from ideaboard.board import visibility
from ideaboard.db import Database, Row, each
from ideaboard.who import Person

WAITING, RELEASED, REFUSED, DROPPED = "waiting", "released", "refused", "dropped"
_COLUMNS = """schedules.id, schedules.draft_id, schedules.version, schedules.hash, schedules.at,
    schedules.shares_minute, schedules.state, schedules.by_id, schedules.made_at"""


def add(db: Database, draft: Row, at: str, *, shares_minute: bool, by: int, now: str) -> int:
    """Plan the draft's current text for a minute and return the plan's id; an earlier one must have ended."""
    made = db.row(
        """INSERT INTO schedules (draft_id, version, hash, at, shares_minute, by_id, made_at)
           VALUES (:draft_id, :version, :hash, :at, :shares, :by, :now) RETURNING id""",
        draft_id=draft["id"],
        version=draft["version"],
        hash=draft["hash"],
        at=at,
        shares=int(shares_minute),
        by=by,
        now=now,
    )
    assert made is not None
    return int(made["id"])


def end(db: Database, draft_id: int, state: str, *, now: str) -> bool:
    """End what is planned of a draft; False when nothing was."""
    sql = """UPDATE schedules SET state = :state, ended_at = :now
             WHERE draft_id = :id AND state = 'waiting'"""
    return db.run(sql, id=draft_id, state=state, now=now) > 0


def waiting(db: Database, drafts: Iterable[Row]) -> dict[int, Row]:
    """What is planned of each of these drafts, with `name` of who planned it and whether the text is still
    the planned one (`same`)."""
    hashes = {draft["id"]: draft["hash"] for draft in drafts}
    marks, bound = each("id", hashes)
    found = db.rows(
        f"""SELECT {_COLUMNS}, people.name FROM schedules JOIN people ON people.id = schedules.by_id
            WHERE schedules.state = 'waiting' AND schedules.draft_id IN ({marks})""",
        **bound,
    )
    for row in found:
        row["same"] = row["hash"] == hashes[row["draft_id"]]
    return {row["draft_id"]: row for row in found}


def by_id(db: Database, number: int) -> Row | None:
    return db.row(f"SELECT {_COLUMNS} FROM schedules WHERE id = :id", id=number)


def minute_taken(db: Database, at: str, draft_id: int) -> bool:
    """Whether another story is planned for the minute of `at`, or went out in it."""
    minute = at[:16] + ":00Z"
    row = db.row(
        """SELECT draft_id FROM schedules WHERE state = 'waiting' AND at = :minute AND draft_id <> :id
           UNION ALL
           SELECT draft_id FROM releases
           WHERE released_at >= :minute AND released_at < :next AND draft_id <> :id LIMIT 1""",
        id=draft_id,
        minute=minute,
        next=clock.shift(minute, minutes=1),
    )
    return row is not None


def between(db: Database, start: str, end: str, person: Person) -> list[Row]:
    """What is planned, went out or was refused from one moment to another, in order, as far as the person
    may see its post. What went out says so, whether it was planned or not."""
    return db.rows(
        f"""SELECT at, state, draft_id, title, slug, post_title FROM (
              SELECT schedules.at, schedules.state, schedules.draft_id, draft_versions.title, '' AS slug,
                     posts.title AS post_title
              FROM schedules JOIN drafts ON drafts.id = schedules.draft_id
              JOIN draft_versions ON draft_versions.draft_id = schedules.draft_id
                AND draft_versions.version = schedules.version
              JOIN posts ON posts.id = drafts.post_id
              WHERE schedules.state IN ('waiting', 'refused') AND drafts.ended_at IS NULL
                AND schedules.at >= :start AND schedules.at < :end AND {visibility.VISIBLE}
              UNION ALL
              SELECT releases.released_at, CASE WHEN releases.state IN ('live', 'corrected') THEN 'released'
                     ELSE 'gone' END, releases.draft_id, releases.title, releases.slug, posts.title
              FROM releases JOIN posts ON posts.id = releases.post_id
              WHERE releases.released_at >= :start AND releases.released_at < :end AND {visibility.VISIBLE}
            ) AS everything ORDER BY at, draft_id LIMIT 500""",
        start=start,
        end=end,
        **visibility.values(person),
    )
