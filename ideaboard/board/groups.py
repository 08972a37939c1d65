"""A group: a post and those merged into it, counted as one. A post that nothing was merged into is its own.

`posts.merged_into` holds the survivor at the end of the way. Votes stay where they were cast: of each person
the one on the survivor counts, else the latest on another; 0 there says that it was taken back. Who wrote one
of the posts has no vote on any of them. Comments and followers are counted over all, a person once.
"""

from ideaboard.board import ranking
from ideaboard.db import Database, Row
from ideaboard.language import N_

# The reason beside the status of a merged post; what it was merged into has a title, which may change.
SAME = N_("The same as another post")

# The ids of the posts counted together as `:post_id`, for an IN. A merged post by itself has its own alone.
MEMBERS = """(SELECT id FROM posts WHERE id = :post_id
              UNION ALL SELECT id FROM posts WHERE merged_into = :post_id)"""

_COUNTED = f"""
    SELECT COUNT(CASE WHEN value = 1 THEN 1 END) AS promotes,
           COUNT(CASE WHEN value = -1 THEN 1 END) AS demotes,
           (SELECT COUNT(*) FROM comments WHERE post_id IN {MEMBERS} AND removed_at IS NULL) AS comments,
           (SELECT COUNT(DISTINCT person_id) FROM follows WHERE post_id IN {MEMBERS}) AS follows
    FROM (SELECT votes.value, ROW_NUMBER() OVER (
                 PARTITION BY votes.person_id
                 ORDER BY CASE WHEN votes.post_id = :post_id THEN 0 ELSE 1 END,
                          votes.at DESC, ABS(votes.value), votes.post_id DESC) AS place
          FROM votes WHERE votes.post_id IN {MEMBERS} AND votes.person_id NOT IN (
              SELECT author_id FROM posts WHERE id IN {MEMBERS} AND author_id IS NOT NULL)
    ) AS cast_here WHERE place = 1"""


def survivor(db: Database, post_id: int) -> int:
    """The post that tells this one now: itself, unless it was merged."""
    row = db.row("SELECT merged_into FROM posts WHERE id = :id", id=post_id)
    return int(row["merged_into"] or post_id) if row else post_id


def counted(db: Database, post_id: int) -> Row:
    """`promotes`, `demotes`, `comments` and `follows` as they are, from what was cast and said."""
    row = db.row(_COUNTED, post_id=post_id)
    assert row is not None
    return row


def recount(db: Database, post_id: int) -> None:
    """Set the stored counters and the rank of a post from its group."""
    row = db.row(
        """UPDATE posts SET promotes = :promotes, demotes = :demotes, score = :promotes - :demotes,
                  comments = :comments, follows = :follows WHERE id = :id RETURNING score, created_at""",
        id=post_id,
        **counted(db, post_id),
    )
    assert row is not None
    db.run(
        "UPDATE posts SET hot = :hot WHERE id = :id",
        id=post_id,
        hot=ranking.hot(row["score"], row["created_at"]),
    )


def recount_shared(db: Database, post_id: int) -> None:
    """The same for a post that is in a group with others, and for its survivor; another is left alone."""
    for number in _sharing(db, post_id):
        recount(db, number)


def _sharing(db: Database, post_id: int) -> list[int]:
    found = db.rows(
        """SELECT id FROM posts WHERE id = :id
             AND (merged_into IS NOT NULL OR EXISTS (SELECT 1 FROM posts AS one WHERE one.merged_into = :id))
           UNION SELECT merged_into FROM posts WHERE id = :id AND merged_into IS NOT NULL""",
        id=post_id,
    )
    return [row["id"] for row in found]


def survivors(db: Database) -> list[int]:
    """Every post that others were merged into."""
    found = db.rows("SELECT DISTINCT merged_into AS id FROM posts WHERE merged_into IS NOT NULL")
    return [row["id"] for row in found]
