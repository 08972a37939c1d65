"""One vote per person per post, and the author's own vote never counts.

Posts that were merged count as one (groups.py): a vote on any of them is cast on the survivor.
"""

from dataclasses import dataclass

from ideaboard.board import groups, posts, ranking
from ideaboard.board.statuses import CLOSED, WITHIN
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Refusal
from ideaboard.language import _
from ideaboard.who import Person


@dataclass(frozen=True, slots=True)
class Tally:
    """A post's votes after one was cast; `my_vote` is 1, -1 or 0."""

    promotes: int
    demotes: int
    score: int
    my_vote: int


def cast(db: Database, post_id: int, value: int, *, by: Person, now: str) -> Tally:
    """Record the person's vote (1 promotes, -1 demotes, 0 takes it back) and return the new tally.

    Casting the same vote twice changes nothing. Raises Conflict for the author and for a closed post.
    """
    if value not in (1, -1, 0):
        raise Refusal(_("A vote is 1, -1 or 0."))
    post = posts.find(db, groups.survivor(db, post_id), by)
    if post["author_id"] == by.id:
        raise Conflict(_("You cannot vote on your own post."))
    if post["wrote_merged"]:
        sentence = _("You wrote a post that was merged into this one, so your own vote does not count here.")
        raise Conflict(sentence)
    if post["status"] in CLOSED:
        within = WITHIN[post["status"]]
        raise Conflict(_("This post is closed (%(status)s), so votes no longer count.", status=_(within)))
    before = post["my_vote"]
    if before != value:
        _write(db, post["id"], by.id, value, now)
        count(db, post, promotes=(value == 1) - (before == 1), demotes=(value == -1) - (before == -1))
    tally = db.row("SELECT promotes, demotes, score FROM posts WHERE id = :id", id=post["id"])
    assert tally is not None
    return Tally(my_vote=value, **tally)


def _write(db: Database, post_id: int, person_id: int, value: int, now: str) -> None:
    if value == 0 and not _voted_on_merged(db, post_id, person_id):
        db.run(
            "DELETE FROM votes WHERE post_id = :post_id AND person_id = :person_id",
            post_id=post_id,
            person_id=person_id,
        )
        return
    db.run(
        """INSERT INTO votes (post_id, person_id, value, at) VALUES (:post_id, :person_id, :value, :now)
           ON CONFLICT (post_id, person_id) DO UPDATE SET value = excluded.value, at = excluded.at""",
        post_id=post_id,
        person_id=person_id,
        value=value,
        now=now,
    )


def _voted_on_merged(db: Database, post_id: int, person_id: int) -> bool:
    """Whether a vote of theirs on a merged post would count without one here, be it of 0."""
    found = db.row(
        """SELECT votes.value FROM votes JOIN posts ON posts.id = votes.post_id
           WHERE posts.merged_into = :post_id AND votes.person_id = :person_id AND votes.value <> 0
           LIMIT 1""",
        post_id=post_id,
        person_id=person_id,
    )
    return found is not None


def count(db: Database, post: Row, *, promotes: int, demotes: int) -> None:
    """Move the stored counters and the rank by so much."""
    moved = db.row(
        """UPDATE posts SET promotes = promotes + :promotes, demotes = demotes + :demotes,
                  score = score + :promotes - :demotes WHERE id = :id RETURNING score""",
        id=post["id"],
        promotes=promotes,
        demotes=demotes,
    )
    assert moved is not None
    db.run(
        "UPDATE posts SET hot = :hot WHERE id = :id",
        id=post["id"],
        hot=ranking.hot(moved["score"], post["created_at"]),
    )


def recount(db: Database) -> None:
    """Set every counter from the votes, comments and follows there are; for imports and `doctor`."""
    db.run(
        """UPDATE posts SET
             promotes = (SELECT COUNT(*) FROM votes WHERE votes.post_id = posts.id AND value = 1),
             demotes = (SELECT COUNT(*) FROM votes WHERE votes.post_id = posts.id AND value = -1),
             comments = (SELECT COUNT(*) FROM comments
                         WHERE comments.post_id = posts.id AND removed_at IS NULL),
             follows = (SELECT COUNT(*) FROM follows WHERE follows.post_id = posts.id)"""
    )
    db.run("UPDATE posts SET score = promotes - demotes")
    for number in groups.survivors(db):
        groups.recount(db, number)
    for row in db.rows("SELECT id, score, created_at, hot FROM posts"):
        rank = ranking.hot(row["score"], row["created_at"])
        if rank != row["hot"]:
            db.run("UPDATE posts SET hot = :hot WHERE id = :id", id=row["id"], hot=rank)


def standings(db: Database) -> list[tuple[int, int]]:
    """How every listed post that has votes stands, for search, whose index does not know of votes."""
    found = db.rows("SELECT id, score FROM posts WHERE listed = 1 AND score <> 0")
    return [(row["id"], row["score"]) for row in found]


def miscounted(db: Database) -> int:
    """How many posts have counters that do not agree with the votes and comments there are."""
    alone = db.row(
        """SELECT COUNT(*) AS number FROM posts
           WHERE (promotes <> (SELECT COUNT(*) FROM votes WHERE votes.post_id = posts.id AND value = 1)
               OR demotes <> (SELECT COUNT(*) FROM votes WHERE votes.post_id = posts.id AND value = -1)
               OR comments <> (SELECT COUNT(*) FROM comments
                               WHERE comments.post_id = posts.id AND removed_at IS NULL))
             AND NOT EXISTS (SELECT 1 FROM posts AS merged WHERE merged.merged_into = posts.id)"""
    )
    wrong = int(alone["number"]) if alone else 0
    for number in groups.survivors(db):
        stored = db.row("SELECT promotes, demotes, comments FROM posts WHERE id = :id", id=number) or {}
        wrong += any(groups.counted(db, number)[name] != kept for name, kept in stored.items())
    return wrong


def voters(db: Database, post_id: int) -> list[int]:
    found = db.rows(
        "SELECT person_id FROM votes WHERE post_id = :id AND value <> 0 ORDER BY person_id", id=post_id
    )
    return [row["person_id"] for row in found]
