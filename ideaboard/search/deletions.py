"""Words found again though letters differ: by what is left of them when letters are taken out.

Two words are within n edits only if taking up to n letters out of each can make them equal (the SymSpell way,
W. Garbe, 2012). What can be left of a word is kept as sorted numbers, 8 bytes each: the hash of what is left
above, the number of the word below.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

# Letters are taken out at the beginning only; what follows is compared when a word is weighed.
_PREFIX = 7
_LOW, _HIGH = np.uint64(0xFFFFFFFF), np.uint64(0xFFFFFFFF00000000)
# The golden ratio in 64 bits: Fibonacci hashing (Knuth, volume 3), which mixes the upper half well.
_FACTOR = 0x9E3779B97F4A7C15


class Deletions:
    """The numbers of words by what may be left of them."""

    def __init__(self) -> None:
        # Sorted arrays, each under a quarter of the one before: a few new words do not sort them all.
        self._levels: list[Numbers] = []

    def add(self, words: Sequence[str], numbers: Collection[int], edits: int) -> None:
        """File the words under what is left when up to so many letters are taken out."""
        entries = _entries(words, np.fromiter(numbers, np.uint64, len(numbers)), edits)
        if len(entries):
            entries.sort()
            self._levels.append(entries)
        while len(self._levels) > 1 and len(self._levels[-2]) < 4 * len(self._levels[-1]):
            self._levels[-2:] = [np.concatenate(self._levels[-2:])]
            # A stable sort finds the two sorted parts and merges them.
            self._levels[-1].sort(kind="stable")

    def near(self, *sought: tuple[str, int]) -> Places:
        """The numbers of all words filed within so many edits of one of these, and of some beyond."""
        lowest = np.concatenate([_keys(word[:_PREFIX], edits) for word, edits in sought])
        found = [np.zeros(0, np.uint64)]
        for level in self._levels:
            starts, ends = level.searchsorted(lowest), level.searchsorted(lowest | _LOW, side="right")
            some = np.stack((starts, ends), axis=1)[starts < ends].tolist()
            found.extend(level[start:end] for start, end in some)
        return np.unique(np.concatenate(found) & _LOW).astype(np.intp)


def _keys(word: str, edits: int) -> Numbers:
    """The hashes of what may be left of one word."""
    keys: Numbers = (_ways(len(word), edits) @ np.array([*map(ord, word)], np.uint64)) & _HIGH
    return keys


def _entries(words: Sequence[str], numbers: Numbers, edits: int) -> Numbers:
    """What is to be filed for the words, unsorted; those with as long a beginning are done at once."""
    letters = np.array([word[:_PREFIX] for word in words], f"U{_PREFIX}").view(np.uint32)
    letters = letters.reshape(len(words), _PREFIX)
    lengths = np.count_nonzero(letters, axis=1)
    entries = np.empty(sum(len(_ways(length, edits)) for length in lengths.tolist()), np.uint64)
    end = 0
    for length in set(lengths.tolist()):
        chosen = lengths == length
        columns, own = letters[chosen, :length].T.astype(np.uint64), numbers[chosen]
        for way in _ways(length, edits):
            start, end = end, end + len(own)
            np.bitwise_or((way @ columns) & _HIGH, own, out=entries[start:end])
    return entries


@lru_cache
def _ways(length: int, edits: int) -> Numbers:
    """What each letter weighs in the hash, one line for each way to take letters out; 0 is out, never all."""
    ways = []
    for left in range(length, max(length - edits, 1) - 1, -1):
        for places in combinations(range(length), left):
            weights = dict(zip(places, (pow(_FACTOR, at + 1, 2**64) for at in range(left)), strict=True))
            ways.append([weights.get(at, 0) for at in range(length)])
    return np.array(ways, np.uint64).reshape(len(ways), length)
