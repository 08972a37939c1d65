"""Why a post concerns somebody: they wrote it, commented, follow it or voted; the first that holds."""

from collections.abc import Iterable

from ideaboard.db import Database, each


def reasons(db: Database, post_id: int, people: Iterable[int]) -> dict[int, str]:
    """For each of these people the key of `notifications.WHY` that says it; who has none is left out."""
    marks, bound = each("person", people)
    found = db.rows(
        f"""SELECT author_id AS person_id, 'wrote' AS why, 1 AS place FROM posts
            WHERE id = :post_id AND author_id IN ({marks})
            UNION ALL SELECT DISTINCT author_id, 'commented', 2 FROM comments
            WHERE post_id = :post_id AND removed_at IS NULL AND author_id IN ({marks})
            UNION ALL SELECT person_id, 'follows', 3 FROM follows
            WHERE post_id = :post_id AND person_id IN ({marks})
            UNION ALL SELECT person_id, 'voted', 4 FROM votes
            WHERE post_id = :post_id AND value <> 0 AND person_id IN ({marks})
            ORDER BY place""",
        post_id=post_id,
        **bound,
    )
    kept: dict[int, str] = {}
    for row in found:
        kept.setdefault(row["person_id"], row["why"])
    return kept
