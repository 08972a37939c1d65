"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

Piece = tuple[str, str]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
# Fewer words in common than this, between two changes, are chance: shown as kept, they only break it up.
_LEAST_COMMON = 3


def diff(before: str, after: str) -> list[Piece]:
    """Pieces in reading order, each ("same" | "add" | "del", text).

    Joining all but "add" gives `before`, all but "del" gives `after`.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    steps = SequenceMatcher(None, old, new).get_opcodes()
    found: list[Piece] = []
    for same, run in groupby(range(len(steps)), lambda place: _is_kept(steps, place, old)):
        kept = [steps[place] for place in run]
        first, last = kept[0], kept[-1]
        gone, come = "".join(old[first[1] : last[2]]), "".join(new[first[3] : last[4]])
        found += [("same", gone)] if same else _changes(gone, come)
    return found


def _is_kept(steps: Sequence[tuple[str, int, int, int, int]], place: int, old: Sequence[str]) -> bool:
    tag, start, end, _, _ = steps[place]
    if tag != "equal":
        return False
    at_the_edge = place in (0, len(steps) - 1)
    return at_the_edge or sum(token[0].isalnum() for token in old[start:end]) >= _LEAST_COMMON


def _changes(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield "del", gone
    if come:
        yield "add", come
