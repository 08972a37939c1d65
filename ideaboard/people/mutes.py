"""A muted post brings its person neither inbox lines nor mail, except a request for their consent."""

from collections.abc import Iterable

from ideaboard.db import Database, each
from ideaboard.people import notifications


def mute(db: Database, post_id: int, person_id: int, *, now: str) -> None:
    """Hear no more of a post; what waited unread in the inbox counts as read. Twice changes nothing."""
    db.run(
        """INSERT INTO mutes (person_id, post_id, at) VALUES (:person_id, :post_id, :now)
           ON CONFLICT (person_id, post_id) DO NOTHING""",
        person_id=person_id,
        post_id=post_id,
        now=now,
    )
    notifications.read_post(db, person_id, post_id, now=now)


def unmute(db: Database, post_id: int, person_id: int) -> None:
    sql = "DELETE FROM mutes WHERE person_id = :person_id AND post_id = :post_id"
    db.run(sql, person_id=person_id, post_id=post_id)


def muted(db: Database, post_id: int, person_id: int) -> bool:
    sql = "SELECT at FROM mutes WHERE person_id = :person_id AND post_id = :post_id"
    return db.row(sql, person_id=person_id, post_id=post_id) is not None


def among(db: Database, posts: Iterable[int], person_id: int) -> set[int]:
    """Which of these posts the person muted."""
    marks, bound = each("post", posts)
    found = db.rows(
        f"SELECT post_id FROM mutes WHERE person_id = :person_id AND post_id IN ({marks})",
        person_id=person_id,
        **bound,
    )
    return {row["post_id"] for row in found}
