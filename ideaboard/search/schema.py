"""What of a document is indexed, and how. A change here or in `words` raises VERSION and rebuilds."""

import re
from collections.abc import Iterator
from typing import Any

from ideaboard import clock
from ideaboard.search.documents import Document
from ideaboard.search.engine import Places, analysis, columns, fields
from ideaboard.search.words import analyzer

VERSION = 4

# The fields that are searched, in the order in which a phrase is looked for.
TEXTS = ("title", "tags", "answer", "body", "comments", "author")
FILTERS = ("what", "category", "status", "kind", "tag")
EXACT = ("audience", *FILTERS, "hashtag", "flag")

_HASHTAG = re.compile(r"(?<![\w&/#])#([^\W_][\w-]{1,29})")


class Words(analysis.Analyzer):  # type: ignore[misc]
    """Gives Whoosh the stems of a language, each at its position."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, value: str, **_: Any) -> Iterator[Any]:
        token = analysis.Token(positions=True)
        token.boost = 1.0
        for token.text, token.pos in analyzer(self.language).stems(value):
            yield token


def schema(language: str) -> Any:
    """Only the key is stored: rows are loaded from the database, by its own rule of who may see them."""
    text = {name: fields.TEXT(analyzer=Words(language), phrase=True) for name in TEXTS}
    for each in text.values():
        each.format = Places()
    return fields.Schema(
        key=fields.ID(stored=True, unique=True),
        # The unstemmed words, without places: what a beginning is completed to and a typo corrected to.
        word=fields.ID(),
        # Columns only. 32 bits of seconds since 1970 last until 2106; `number` is the one of the key.
        created=fields.COLUMN(columns.NumericColumn("I")),
        number=fields.COLUMN(columns.NumericColumn("I")),
        **text,
        **{name: fields.ID() for name in EXACT},
    )


def row(document: Document, language: str) -> dict[str, Any]:
    """The document as Whoosh's arguments. A list is taken word by word; None leaves the field out."""
    texts = {
        "title": document.title,
        "tags": "\n".join(document.tags),
        "answer": document.answer,
        "body": document.body,
        "comments": document.comments,
        "author": document.author,
    }
    surfaces = analyzer(language).surfaces
    return {
        "key": document.key,
        "what": document.what,
        "number": _number(document.key),
        "audience": document.audience,
        "category": document.category or None,
        "status": document.status or None,
        "kind": document.kind or None,
        "tag": [tag.casefold() for tag in document.tags] or None,
        "hashtag": sorted(_hashtags(document)) or None,
        "flag": list(document.flags) or None,
        "word": sorted(set().union(*map(surfaces, texts.values()))) or None,
        "created": int(clock.moment(document.created).timestamp()),
        **{name: text or None for name, text in texts.items()},
    }


def _number(key: str) -> int:
    number = key.partition(":")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _hashtags(document: Document) -> set[str]:
    """The tags, and what stands as `#word` in what people wrote."""
    written = "\n".join((document.title, document.body, document.comments))
    return {tag.casefold() for tag in (*document.tags, *_HASHTAG.findall(written))}
