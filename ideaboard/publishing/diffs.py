"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

Piece = tuple[str, str]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


def diff(before: str, after: str) -> list[Piece]:
    """Pieces in reading order, each ("same" | "add" | "del", text).

    Joining all but "add" gives `before`, all but "del" gives `after`.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        found += _pieces(tag, "".join(old[a:b]), "".join(new[c:d]))
    return found


def _pieces(tag: str, gone: str, come: str) -> Iterator[Piece]:
    if tag == "equal":
        yield "same", gone
        return
    if gone:
        yield "del", gone
    if come:
        yield "add", come


def changed(pieces: list[Piece]) -> bool:
    """Whether there is any difference at all."""
    return any(kind != "same" for kind, _ in pieces)
