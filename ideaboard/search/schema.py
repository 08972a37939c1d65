"""What of a document is indexed, and how. A change here or in `words` raises VERSION and rebuilds."""

from collections.abc import Iterator
from typing import Any

from ideaboard import clock
from ideaboard.search.documents import Document
from ideaboard.search.engine import analysis, columns, fields
from ideaboard.search.words import stems, surfaces

VERSION = 2

# The fields that are searched, in the order in which a phrase is looked for.
TEXTS = ("title", "tags", "answer", "body", "comments", "author")
FILTERS = ("what", "category", "status", "kind", "tag")


class Words(analysis.Analyzer):  # type: ignore[misc]
    """Gives Whoosh the stems, each at its position."""

    def __call__(self, value: str, **_: Any) -> Iterator[Any]:
        token = analysis.Token(positions=True)
        token.boost = 1.0
        for token.text, token.pos in stems(value):
            yield token


def schema() -> Any:
    """Only the key is stored: rows are loaded from the database, by its own rule of who may see them."""
    text = {name: fields.TEXT(analyzer=Words(), phrase=True) for name in TEXTS}
    exact = {name: fields.ID() for name in ("audience", *FILTERS)}
    return fields.Schema(
        key=fields.ID(stored=True, unique=True),
        # The unstemmed words, without places: what a beginning is completed to and a typo corrected to.
        word=fields.ID(),
        # A column only: 32 bits of seconds since 1970 last until 2106.
        created=fields.COLUMN(columns.NumericColumn("I")),
        **text,
        **exact,
    )


def row(document: Document) -> dict[str, Any]:
    """The document as Whoosh's arguments. A list is taken word by word; None leaves the field out."""
    texts = {
        "title": document.title,
        "tags": "\n".join(document.tags),
        "answer": document.answer,
        "body": document.body,
        "comments": document.comments,
        "author": document.author,
    }
    return {
        "key": document.key,
        "what": document.what,
        "audience": document.audience,
        "category": document.category or None,
        "status": document.status or None,
        "kind": document.kind or None,
        "tag": [tag.casefold() for tag in document.tags] or None,
        "word": sorted(set().union(*map(surfaces, texts.values()))) or None,
        "created": int(clock.moment(document.created).timestamp()),
        **{name: text or None for name, text in texts.items()},
    }
