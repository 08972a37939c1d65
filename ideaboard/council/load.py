"""The council's load, shown to every employee: a queue that everyone can see does not grow in silence.

Each figure counts only posts the viewer may see, so that a number tells nobody of a post they must not know.
"""

from statistics import median

from ideaboard import clock
from ideaboard.board import visibility
from ideaboard.council.queue import WAITING
from ideaboard.db import Database, Row
from ideaboard.who import Person

LONG = 30
# The median looks back over a year, and at no more answers than this.
YEAR = 365
MOST = 2_000


def figures(db: Database, person: Person, *, now: str) -> Row:
    """`waiting`, `waiting_long` (over 30 days), `oldest` (stamp or None) and `oldest_days`, `answered` in the
    last 30 days, and `median_days` from post to first answer over a year (None: no answer yet)."""
    waiting = db.row(
        f"""SELECT COUNT(*) AS waiting, MIN(posts.created_at) AS oldest,
                   COUNT(CASE WHEN posts.created_at < :long_ago THEN 1 END) AS waiting_long
            FROM posts WHERE {WAITING} AND {visibility.VISIBLE}""",
        long_ago=clock.shift(now, days=-LONG),
        **visibility.values(person),
    )
    assert waiting is not None
    oldest = waiting["oldest"]
    days = _days_to_answer(db, person, now=now)
    return waiting | {
        "oldest_days": clock.age_days(oldest, now=now) if oldest else 0,
        "answered": _answered(db, person, now=now),
        "median_days": round(median(days), 1) if days else None,
    }


# The first answer of a post is the one given when the post became answered.
_FIRST = f"""FROM answers JOIN posts ON posts.id = answers.post_id AND posts.answered_at = answers.at
             WHERE answers.at > :since AND {visibility.VISIBLE}"""


def _answered(db: Database, person: Person, *, now: str) -> int:
    row = db.row(
        f"SELECT COUNT(DISTINCT posts.id) AS answered {_FIRST}",
        since=clock.shift(now, days=-LONG),
        **visibility.values(person),
    )
    assert row is not None
    return int(row["answered"])


def _days_to_answer(db: Database, person: Person, *, now: str) -> list[float]:
    found = db.rows(
        f"SELECT posts.created_at, answers.at {_FIRST} ORDER BY answers.at DESC, answers.id DESC LIMIT :most",
        since=clock.shift(now, days=-YEAR),
        most=MOST,
        **visibility.values(person),
    )
    return [_days(row["created_at"], row["at"]) for row in found]


def _days(start: str, end: str) -> float:
    return (clock.moment(end) - clock.moment(start)).total_seconds() / 86_400
