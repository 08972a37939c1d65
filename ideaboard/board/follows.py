"""Who follows a post, and hears what becomes of it."""

from ideaboard.board import groups, shown, visibility
from ideaboard.db import Database, Row
from ideaboard.who import Person


def follow(db: Database, post_id: int, person_id: int, *, now: str) -> None:
    """Following twice changes nothing."""
    new = db.run(
        """INSERT INTO follows (post_id, person_id, at) VALUES (:post_id, :person_id, :now)
           ON CONFLICT (post_id, person_id) DO NOTHING""",
        post_id=post_id,
        person_id=person_id,
        now=now,
    )
    _count(db, post_id, new)


def unfollow(db: Database, post_id: int, person_id: int) -> None:
    """Also what was merged into it: who wants to hear no more of it is not asked post by post."""
    gone = db.rows(
        f"""DELETE FROM follows WHERE post_id IN {groups.MEMBERS} AND person_id = :person_id
            RETURNING post_id""",
        post_id=post_id,
        person_id=person_id,
    )
    for row in gone:
        _count(db, row["post_id"], -1)


def _count(db: Database, post_id: int, change: int) -> None:
    if change:
        db.run(
            "UPDATE posts SET follows = follows + :change WHERE id = :id",
            id=post_id,
            change=change,
        )
        groups.recount_shared(db, post_id)


def following(db: Database, post_id: int, person_id: int) -> bool:
    """Whether the person follows the post or one that was merged into it."""
    sql = f"SELECT at FROM follows WHERE post_id IN {groups.MEMBERS} AND person_id = :person_id"
    return db.row(sql, post_id=post_id, person_id=person_id) is not None


def followers(db: Database, post_id: int) -> list[int]:
    """Who follows the post, or one that was merged into it and that they did not mute."""
    found = db.rows(
        f"""SELECT DISTINCT person_id FROM follows
            WHERE post_id IN {groups.MEMBERS} AND (post_id = :post_id OR NOT EXISTS (
              SELECT 1 FROM mutes
              WHERE mutes.person_id = follows.person_id AND mutes.post_id = follows.post_id))
            ORDER BY person_id""",
        post_id=post_id,
    )
    return [row["person_id"] for row in found]


def muted_posts(db: Database, person: Person) -> list[Row]:
    """The posts this person muted and may still see, the last muted first."""
    found = db.rows(
        f"""SELECT posts.id, posts.title, posts.status, posts.reason, mutes.at FROM mutes
            JOIN posts ON posts.id = mutes.post_id
            WHERE mutes.person_id = :person AND {visibility.VISIBLE}
            ORDER BY mutes.at DESC, posts.id DESC LIMIT 200""",
        person=person.id,
        **visibility.values(person),
    )
    for row in found:
        shown.in_words(row)
    return found
