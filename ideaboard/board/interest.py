"""Why a post concerns somebody: they wrote it, commented, follow it or voted; the first that holds.

The same on a post that was merged into it is a reason too.
"""

from collections.abc import Iterable

from ideaboard.board import groups
from ideaboard.db import Database, each

# Places: what holds of the post itself comes before what holds of one merged into it.
_MERGED = 9


def reasons(db: Database, post_id: int, people: Iterable[int]) -> dict[int, str]:
    """For each of these people the key of `notifications.WHY` that says it; who has none is left out."""
    marks, bound = each("person", people)
    found = db.rows(
        f"""SELECT author_id AS person_id, id AS post_id, 'wrote' AS why, 1 AS place FROM posts
            WHERE id IN {groups.MEMBERS} AND author_id IN ({marks})
            UNION ALL SELECT DISTINCT author_id, post_id, 'commented', 2 FROM comments
            WHERE post_id IN {groups.MEMBERS} AND removed_at IS NULL AND author_id IN ({marks})
            UNION ALL SELECT person_id, post_id, 'follows', 3 FROM follows
            WHERE post_id IN {groups.MEMBERS} AND person_id IN ({marks})
            UNION ALL SELECT person_id, post_id, 'voted', 4 FROM votes
            WHERE post_id IN {groups.MEMBERS} AND value <> 0 AND person_id IN ({marks})""",
        post_id=post_id,
        **bound,
    )
    kept: dict[int, str] = {}
    for row in sorted(found, key=lambda row: row["place"] + (_MERGED if row["post_id"] != post_id else 0)):
        elsewhere = "merged" if row["why"] != "wrote" else "wrote_merged"
        kept.setdefault(row["person_id"], row["why"] if row["post_id"] == post_id else elsewhere)
    return kept
