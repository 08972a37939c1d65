"""Themes as documents of the search index: title and statement, while they are open."""

from collections.abc import Iterator, Sequence

from ideaboard import text
from ideaboard.db import Database, Row, each
from ideaboard.search.documents import Document

_BATCH = 500
_OPEN = "SELECT id, title, statement, audience, created_at FROM themes WHERE closed_at IS NULL"


def load(db: Database, keys: Sequence[str]) -> tuple[list[Document], list[str]]:
    """The documents behind keys like "theme:7", and the keys of themes not to be found any more."""
    marks, bound = each("id", [int(key.partition(":")[2]) for key in keys])
    found = [_document(row) for row in db.rows(f"{_OPEN} AND id IN ({marks})", **bound)]
    kept = {document.key for document in found}
    return found, [key for key in keys if key not in kept]


def everything(db: Database) -> Iterator[Document]:
    """All open themes, read in batches, for a rebuild."""
    last = 0
    while rows := db.rows(f"{_OPEN} AND id > :last ORDER BY id LIMIT {_BATCH}", last=last):
        yield from map(_document, rows)
        last = rows[-1]["id"]


def count(db: Database) -> int:
    row = db.row("SELECT COUNT(*) AS number FROM themes WHERE closed_at IS NULL")
    return int(row["number"]) if row else 0


def _document(row: Row) -> Document:
    return Document(
        key=f"theme:{row['id']}",
        audience=row["audience"],
        title=row["title"],
        body=text.plain(row["statement"]),
        tags=(),
        answer="",
        comments="",
        author="",
        category="",
        status="",
        kind="",
        created=row["created_at"],
    )
