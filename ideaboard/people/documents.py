"""People as documents of the search index: by name, and by what they do and care about.

Found are those whom the directory shows. That one may read the directory at all is asked of the audience.
"""

from collections.abc import Iterator, Sequence

from ideaboard import text
from ideaboard.db import Database, Row, each
from ideaboard.people import interests
from ideaboard.search.documents import Document
from ideaboard.who import INSIDE

_BATCH = 500
_ACTIVE = "SELECT id, name, title, department, about, created_at FROM people WHERE active = 1"


def load(db: Database, keys: Sequence[str]) -> tuple[list[Document], list[str]]:
    """The documents behind keys like "person:3", and the keys of people not to be found any more."""
    marks, bound = each("id", [int(key.partition(":")[2]) for key in keys])
    rows = db.rows(f"{_ACTIVE} AND id IN ({marks})", **bound)
    kept = {f"person:{row['id']}" for row in rows}
    return _documents(db, rows), [key for key in keys if key not in kept]


def everything(db: Database) -> Iterator[Document]:
    """Everybody there is to find, read in batches, for a rebuild."""
    last = 0
    while rows := db.rows(f"{_ACTIVE} AND id > :last ORDER BY id LIMIT {_BATCH}", last=last):
        yield from _documents(db, rows)
        last = rows[-1]["id"]


def count(db: Database) -> int:
    row = db.row("SELECT COUNT(*) AS number FROM people WHERE active = 1")
    return int(row["number"]) if row else 0


def body(row: Row) -> str:
    """What is searched of a person beside name and interests."""
    return "\n".join(part for part in (row["title"], row["department"], text.plain(row["about"])) if part)


def _documents(db: Database, rows: Sequence[Row]) -> list[Document]:
    words = interests.of(db, [row["id"] for row in rows])
    return [
        Document(
            key=f"person:{row['id']}",
            audience=INSIDE,
            title=row["name"],
            body=body(row),
            tags=tuple(words.get(row["id"], ())),
            answer="",
            comments="",
            author="",
            category="",
            status="",
            kind="",
            created=row["created_at"],
        )
        for row in rows
    ]
