"""The council's answers as the board shows them; giving one is the council's own act."""

from collections.abc import Sequence

from ideaboard.board.timeline import person
from ideaboard.db import Database, Row, each


def of(db: Database, post_id: int) -> list[Row]:
    """The answers of a post, the newest first, each with `by`; earlier ones stay readable."""
    found = db.rows(
        """SELECT answers.id, answers.status, answers.text, answers.reason, answers.at, people.id AS by_id,
                  people.name, people.title, people.department, people.picture
           FROM answers JOIN people ON people.id = answers.by_id
           WHERE answers.post_id = :post_id ORDER BY answers.id DESC LIMIT 100""",
        post_id=post_id,
    )
    kept = ("id", "status", "text", "reason", "at")
    return [{name: row[name] for name in kept} | {"by": person(row, "by_id")} for row in found]


def latest(db: Database, post_ids: Sequence[int]) -> dict[int, Row]:
    """The newest answer of each of these posts that has one."""
    marks, bound = each("id", post_ids)
    found = db.rows(
        f"""SELECT post_id, status, text, reason, at FROM answers
            WHERE id IN (SELECT MAX(id) FROM answers WHERE post_id IN ({marks}) GROUP BY post_id)""",
        **bound,
    )
    return {row["post_id"]: row for row in found}
