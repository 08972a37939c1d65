"""What happened to a post, in order. Higher desks add to it, to be seen on the post's page.

Whoever sees the post sees its timeline; nothing that only some may know goes in.
"""

from ideaboard.db import Database, Row
from ideaboard.language import Said, heard


def add(
    db: Database, post_id: int, kind: str, said: Said, *, url: str = "", by: int | None = None, now: str
) -> None:
    """Add one event; `by` is the person who did it, None where that is nobody's business."""
    db.run(
        """INSERT INTO timeline (post_id, kind, text, words, url, by_id, at)
           VALUES (:post_id, :kind, :text, :words, :url, :by, :now)""",
        post_id=post_id,
        kind=kind,
        text=said.message,
        words=said.words,
        url=url,
        by=by,
        now=now,
    )


def reword(db: Database, post_id: int, url: str, said: Said) -> None:
    """Say something else of what stands at an address: the words in it were taken back."""
    db.run(
        "UPDATE timeline SET text = :text, words = :words WHERE post_id = :post_id AND url = :url",
        post_id=post_id,
        url=url,
        text=said.message,
        words=said.words,
    )


def of(db: Database, post_id: int, *, limit: int = 200) -> list[Row]:
    """The events of a post, the oldest first, with `by` as a dict or None."""
    found = db.rows(
        """SELECT timeline.kind, timeline.text, timeline.words, timeline.url, timeline.at,
                  people.id AS by_id, people.name, people.title, people.department, people.picture
           FROM timeline LEFT JOIN people ON people.id = timeline.by_id
           WHERE timeline.post_id = :post_id ORDER BY timeline.at, timeline.id LIMIT :limit""",
        post_id=post_id,
        limit=limit,
    )
    for row in found:
        row["text"] = heard(row["text"], row.pop("words"))
        row["by"] = person(row, "by_id")
    return found


def person(row: Row, id_column: str) -> Row | None:
    """The joined person of a row as a dict of their own, None where there is none."""
    if row[id_column] is None:
        return None
    return {"id": row[id_column]} | {k: row[k] for k in ("name", "title", "department", "picture")}
