"""What a story holds beside its words: whom it credits, its pictures and films, and what was changed since.

Each is kept as a JSON list in one column of the story ("" for none), because it is only ever read and
replaced whole.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Credit:
    """One author exactly as they agreed to be named; `name` is "" for "an employee".

    `key` is the address of the page of everything they wrote, "" unless they agreed to have one.
    `department` may be shown and gathered by; "" unless the byline they agreed to says it.
    """

    name: str
    role: str = ""
    department: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or film of a story: `name` is its file below /media/, `width` and `height` are pixels.

    `alt` says what is to be seen, for those who cannot see it; `captions` is a film's file of subtitles
    (WebVTT) below /media/, "" for none.
    """

    kind: Literal["picture", "film"]
    name: str
    type: str
    alt: str
    caption: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    captions: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a later version put right, or what became of the idea (`status` as readers may see it)."""

    kind: Literal["correction", "update"]
    words: str
    at: str
    status: str = ""


def pack(parts: Sequence[Credit | Medium | Note]) -> str:
    """The JSON list that a column keeps, "" for none; the same parts always give the same text."""
    return json.dumps([asdict(part) for part in parts], ensure_ascii=False, sort_keys=True) if parts else ""


def credits(kept: str) -> tuple[Credit, ...]:
    return tuple(Credit(**one) for one in _unpacked(Credit, kept))


def media(kept: str) -> tuple[Medium, ...]:
    return tuple(Medium(**one) for one in _unpacked(Medium, kept))


def notes(kept: str) -> tuple[Note, ...]:
    return tuple(Note(**one) for one in _unpacked(Note, kept))


def _unpacked(kind: type, kept: str) -> list[dict[str, Any]]:
    """Each part's values, less what this release does not know: a newer worker may be on another machine."""
    names = {item.name for item in fields(kind)}
    return [{name: one[name] for name in names & one.keys()} for one in json.loads(kept or "[]")]
