"""Posts as documents of the search index: a post is found by its own words and by those of its comments.

What was merged into it, words, comments and answers, is said there too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ideaboard import text
from ideaboard.board import groups, shown
from ideaboard.board.posts import COLUMNS, JOINS
from ideaboard.db import Database, Row, each
from ideaboard.search.documents import Document

_BATCH = 500


def load(db: Database, keys: Sequence[str]) -> tuple[list[Document], list[str]]:
    """The documents behind keys like "post:12", and the keys of posts that are not to be found any more."""
    ids = [int(key.partition(":")[2]) for key in keys]
    marks, bound = each("id", ids)
    rows = db.rows(f"SELECT {COLUMNS} FROM {JOINS} WHERE posts.id IN ({marks}) AND posts.listed = 1", **bound)
    kept = {f"post:{row['id']}" for row in rows}
    return _documents(db, rows), [key for key in keys if key not in kept]


def everything(db: Database) -> Iterator[Document]:
    """All documents there are, read in batches, for a rebuild."""
    last = 0
    while rows := db.rows(
        f"""SELECT {COLUMNS} FROM {JOINS} WHERE posts.listed = 1 AND posts.id > :last
            ORDER BY posts.id LIMIT {_BATCH}""",
        last=last,
    ):
        yield from _documents(db, rows)
        last = rows[-1]["id"]


def count(db: Database) -> int:
    row = db.row("SELECT COUNT(*) AS number FROM posts WHERE listed = 1")
    return int(row["number"]) if row else 0


def _documents(db: Database, rows: Sequence[Row]) -> list[Document]:
    ids = [row["id"] for row in rows]
    tags = shown.tags_of(db, ids)
    merged = _merged(db, ids)
    inside = [one["id"] for group in merged.values() for one in group]
    comments = _texts(db, ids + inside, "comments", "body", "AND removed_at IS NULL")
    answers = _texts(db, ids + inside, "answers", "text", "")
    return [
        Document(
            key=f"post:{row['id']}",
            audience=row["audience"],
            title=row["title"],
            body=text.plain(row["body"]),
            tags=tuple(tags.get(row["id"], ())),
            answer=answers.get(row["id"], ""),
            comments="\n".join(_said(row, merged.get(row["id"], ()), comments, answers)),
            author=row["name"] or "",
            category=row["slug"],
            status=row["status"],
            kind=row["kind"],
            created=row["created_at"],
            flags=_flags(row),
        )
        for row in rows
    ]


def _flags(row: Row) -> tuple[str, ...]:
    """What `is:` finds a post by."""
    flags = {"answered": row["answered_at"], "published": row["published"]}
    return tuple(name for name, is_so in flags.items() if is_so)


def _merged(db: Database, ids: Sequence[int]) -> dict[int, list[Row]]:
    """By survivor, the posts merged into it."""
    marks, bound = each("id", ids)
    kept: dict[int, list[Row]] = {}
    for row in db.rows(
        f"""SELECT id, merged_into, title, body, status, reason FROM posts
            WHERE merged_into IN ({marks}) ORDER BY id""",
        **bound,
    ):
        kept.setdefault(row["merged_into"], []).append(row)
    return kept


def _said(
    row: Row, merged: Iterable[Row], comments: Mapping[int, str], answers: Mapping[int, str]
) -> Iterator[str]:
    """The comments, and all of the merged posts but the words of one that was archived or taken back."""
    yield comments.get(row["id"], "")
    for post in merged:
        if post["reason"] == groups.SAME:
            yield f"{post['title']}\n{text.plain(post['body'])}"
        yield from filter(None, (comments.get(post["id"]), answers.get(post["id"])))


def _texts(db: Database, ids: Sequence[int], table: str, column: str, condition: str) -> dict[int, str]:
    marks, bound = each("id", ids)
    kept: dict[int, list[str]] = {}
    for row in db.rows(
        f"SELECT post_id, {column} AS text FROM {table} WHERE post_id IN ({marks}) {condition} ORDER BY id",
        **bound,
    ):
        said = row["text"]
        # The address of a picture is no word to be found by.
        kept.setdefault(row["post_id"], []).append(text.plain(said) if text.PICTURE.search(said) else said)
    return {post: "\n".join(parts) for post, parts in kept.items()}
