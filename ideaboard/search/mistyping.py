"""How people mistype: what it costs to take one word for a slip of another.

A cost is the negative natural logarithm of how likely the slip is: costs add up, and can be set against the
logarithm of how common a word is (the noisy channel of Kernighan, Church and Gale, 1990). As they did, each
kind of slip has been counted among pairs of one edit and divided by the places where it could have happened;
`bench/spelling.py --derive` counts anew.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Costs are added up as whole tenths: exact, and the same on every machine.
Tenths = npt.NDArray[np.int16]
Truths = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

VOWELS = frozenset("aeiouy")
# Consonants taken for each other by ear, after the groups of Soundex and Metaphone.
ALIKE = ("csz", "ckq", "kx", "sx", "gj", "mn", "td", "tc", "bp", "bv", "fv", "vw", "lr")
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

SLIPS = {
    "missed twin": 0.9,
    "missed h": 1.9,
    "missed vowel": 3.2,
    "missed consonant": 3.2,
    "swapped vowels": 2.3,
    "swapped": 4.2,
    "vowel for vowel": 4.5,
    "alike for alike": 5.2,
    "added twin": 4.8,
    "added vowel": 6.2,
    "added consonant": 7.8,
    "neighbour key": 7.9,
    "any for any": 9.0,
}
# What is added at the first letter (people seldom miss it: Pollock and Zamora, 1984) and at the last.
PLACES = {"missed": (5.0, 1.3), "added": (2.2, 0.6), "instead": (1.3, 1.7), "swapped": (0.5, 0.0)}

# Not counted but set; the measured figures hardly move with any of them. Each further slip in a word:
_AGAIN = 1.5
# A letter of which no kind is known, beyond ASCII:
_UNKNOWN = 6.5
# One spelling of a sound for another, the typed one first (the idea of Brill and Moore, 2000):
_SPELT = 5.0
_SPELLINGS = ("f ph", "f gh", "ph f", "x ks", "ks x", "kw qu", "sh ti", "sh ci", "ck k", "k ch")

_SPELT_AT_END: dict[str, list[tuple[str, str]]] = {}
for _pair in _SPELLINGS:
    _typed, _meant = _pair.split()
    _SPELT_AT_END.setdefault(_typed[-1], []).append((_typed, _meant))


def missed(letter: str, before: str) -> str:
    """The kind of slip when the letter was meant and not typed."""
    if letter == before:
        return "missed twin"
    return "missed h" if letter == "h" else "missed vowel" if letter in VOWELS else "missed consonant"


def added(letter: str, before: str) -> str:
    """The kind of slip when the letter was typed and not meant."""
    return "added twin" if letter == before else "added vowel" if letter in VOWELS else "added consonant"


def swapped(letter: str, other: str) -> str:
    """The kind of slip when two neighbours changed places."""
    return "swapped vowels" if letter in VOWELS and other in VOWELS else "swapped"


def instead(typed: str, meant: str) -> str:
    """The kind of slip when one letter was typed for another."""
    if typed in VOWELS and meant in VOWELS:
        return "vowel for vowel"
    if any(typed in group and meant in group for group in ALIKE):
        return "alike for alike"
    if any(typed + meant in row or meant + typed in row for row in KEYS):
        return "neighbour key"
    return "any for any"


def _tenths(kind: str) -> int:
    return round(10 * (SLIPS[kind] + _AGAIN))


def _tenths_instead(typed: str, meant: str) -> int:
    known = typed.isascii() and meant.isascii()
    return _tenths(instead(typed, meant)) if known else round(10 * (_UNKNOWN + _AGAIN))


# All letters beyond ASCII are of one kind.
_BEYOND = 127
_LETTERS = [*map(chr, range(_BEYOND)), "\uffff"]
_MISSED = np.array([_tenths(missed(letter, "")) for letter in _LETTERS], np.int16)
_INSTEAD = np.array([[_tenths_instead(one, other) for other in _LETTERS] for one in _LETTERS], np.int16)


def costs(typed: str, meant: Sequence[str]) -> list[float]:
    """What it costs to have typed this when each of the words was meant; nothing typed or meant is empty."""
    return (_Table(typed, meant).filled() / 10).tolist() if meant else []


class _Table:
    """The table of Wagner and Fischer (1974), for many words at once: a line a letter, a column a word.

    Each cell has the cost less what it would cost to miss the word up to there. So going on within a word,
    letters missed, costs nothing, and a row is finished by a running minimum.
    """

    def __init__(self, typed: str, meant: Sequence[str]) -> None:
        self.typed = typed
        self.ends = np.array([*map(len, meant)]), np.arange(len(meant))
        lasts = self.ends[0] - 1, self.ends[1]
        self.letters = np.ascontiguousarray(np.array(meant).view(np.uint32).reshape(len(meant), -1).T)
        kinds = np.minimum(self.letters, _BEYOND)
        self.missed = _MISSED[kinds]
        np.putmask(self.missed[1:], self.letters[1:] == self.letters[:-1], _tenths("missed twin"))
        _place(self.missed, "missed", lasts)
        self.all_missed = self.missed.cumsum(axis=0, dtype=np.int16)[lasts]
        self.added = np.zeros((len(self.letters) + 1, len(meant)), np.int16)
        _place(self.added, "added", self.ends)
        # For each letter typed: the same one was meant, or another.
        codes = np.array([*map(ord, typed)], np.uint32)
        self.same = self.letters == codes[:, None, None]
        self.changed = _INSTEAD[np.minimum(codes, _BEYOND)].take(kinds, axis=1)
        places = np.zeros_like(self.missed)
        _place(places, "instead", lasts)
        self.changed += places
        np.putmask(self.changed, self.same, 0)
        self.changed -= self.missed

    def filled(self) -> Tenths:
        rows = [np.zeros_like(self.added)]
        for at in range(len(self.typed)):
            rows.append(self._next(rows, at))
        costs: Tenths = rows[-1][self.ends] + self.all_missed
        return costs

    def _next(self, rows: Sequence[Tenths], at: int) -> Tenths:
        """The row when one letter more has been typed, from those before it."""
        letter, before = self.typed[at], self.typed[at - 1 : at]
        row: Tenths = rows[-1] + self.added
        row += np.int16(_tenths(added(letter, before)))
        changed = self.changed[at]
        changed += rows[-1][:-1]
        np.minimum(row[1:], changed, out=row[1:])
        if before and before != letter:
            first = round(10 * PLACES["swapped"][0]) if at == 1 else 0
            crossed = self.same[at, :-1] & self.same[at - 1, 1:]
            self._jump(row, rows[-2], crossed, _tenths(swapped(letter, before)) + first)
        for spelt, sound in _SPELT_AT_END.get(letter, ()):
            if self.typed.endswith(spelt, 0, at + 1):
                self._jump(row, rows[-len(spelt)], self._are(sound), round(10 * (_SPELT + _AGAIN)))
        return np.minimum.accumulate(row, axis=0, out=row)

    def _are(self, letters: str) -> Truths:
        """Where these one or two letters were meant."""
        here: Truths = self.letters == ord(letters[0])
        return here if len(letters) == 1 else here[:-1] & (self.letters[1:] == ord(letters[1]))

    def _jump(self, row: Tenths, start: Tenths, here: Truths, cost: int) -> None:
        """Go on over one or two letters that were meant here, from the row before what was typed for them."""
        if here.any():
            size = len(self.letters) + 1 - len(here)
            missed = self.missed if size == 1 else self.missed[:-1] + self.missed[1:]
            np.minimum(row[size:], start[:-size] - missed + np.int16(cost), out=row[size:], where=here)


def _place(costs: Tenths, slip: str, lasts: tuple[Places, Places]) -> None:
    """Add what the first and the last place of each word cost more."""
    first, last = PLACES[slip]
    costs[0] += round(10 * first)
    costs[lasts] += round(10 * last)
