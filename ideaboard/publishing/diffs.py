"""What changed between two texts: line by line first, then word by word inside the lines that changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

Piece = tuple[str, str]

_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+")
# Fewer words in common than this, between two changes, are chance: shown as kept, they only break it up.
_LEAST_COMMON = 3
# About a second of comparing, for both texts together; what is not compared by then is shown as one change.
_MOST_STEPS = 1_000_000

# Whether it stayed, what it was, what it is now.
_Part = tuple[bool, str, str]
# A run of equal parts: where in the old text, where in the new one, how many, and the run before it.
_Run = tuple[int, int, int, "_Run | None"]


@dataclass(slots=True)
class _Allowance:
    left: int


def diff(before: str, after: str) -> list[Piece]:
    """Pieces in reading order, each ("same" | "add" | "del", text).

    Joining all but "add" gives `before`, all but "del" gives `after`. No two texts take long: where too
    much changed to be told apart, the old stands whole before the new.
    """
    parts = _joined(_parts(before, after))
    marked = [(_is_kept(parts, place), gone, come) for place, (_, gone, come) in enumerate(parts)]
    found: list[Piece] = []
    for same, gone, come in _joined(marked):
        found += [("same", gone)] if same else _changes(gone, come)
    return found


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Neighbours that stayed as one part, neighbours that changed as one, without empty ones."""
    full = (part for part in parts if part[1] or part[2])
    runs = [(same, list(run)) for same, run in groupby(full, lambda part: part[0])]
    return [(same, "".join(part[1] for part in run), "".join(part[2] for part in run)) for same, run in runs]


def _parts(before: str, after: str) -> Iterator[_Part]:
    allowance = _Allowance(_MOST_STEPS)
    for same, gone, come in _joined(_compare(_LINES.findall(before), _LINES.findall(after), allowance)):
        if same:
            yield same, gone, come
        else:
            yield from _compare(_TOKENS.findall(gone), _TOKENS.findall(come), allowance)


def _compare(old: list[str], new: list[str], allowance: _Allowance) -> Iterator[_Part]:
    at_old = at_new = 0
    for start_old, start_new, size in (*_common(old, new, allowance), (len(old), len(new), 0)):
        gone, come = "".join(old[at_old:start_old]), "".join(new[at_new:start_new])
        at_old, at_new = start_old + size, start_new + size
        kept = "".join(old[start_old:at_old])
        yield False, gone, come
        yield True, kept, kept


def _common(old: list[str], new: list[str], allowance: _Allowance) -> list[tuple[int, int, int]]:
    """The equal runs in order (where in the old, where in the new, how many); none beyond the allowance.

    Myers' O(ND) algorithm: its cost is counted in steps, so no text can make it slow.
    """
    # How far each diagonal got in the old text, and the runs that led there.
    reached: dict[int, tuple[int, _Run | None]] = {1: (0, None)}
    for changes in range(len(old) + len(new) + 1):
        for diagonal in range(-changes, changes + 1, 2):
            down = diagonal == -changes or (
                diagonal != changes and reached[diagonal - 1][0] < reached[diagonal + 1][0]
            )
            start, run = reached[diagonal + 1] if down else reached[diagonal - 1]
            start += not down
            end = start
            while end < len(old) and end - diagonal < len(new) and old[end] == new[end - diagonal]:
                end += 1
            if end > start:
                run = (start, start - diagonal, end - start, run)
            if end >= len(old) and end - diagonal >= len(new):
                return _in_order(run)
            reached[diagonal] = (end, run)
            allowance.left -= 1 + end - start
            if allowance.left < 0:
                return []
    return []


def _in_order(run: _Run | None) -> list[tuple[int, int, int]]:
    found = []
    while run is not None:
        found.append(run[:3])
        run = run[3]
    return found[::-1]


def _is_kept(parts: Sequence[_Part], place: int) -> bool:
    same, text, _ = parts[place]
    at_the_edge = place in (0, len(parts) - 1)
    return same and (at_the_edge or len(_WORD.findall(text)) >= _LEAST_COMMON)


def _changes(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield "del", gone
    if come:
        yield "add", come
