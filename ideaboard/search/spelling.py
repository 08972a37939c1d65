"""The index's own words: what a beginning is completed to, and what a typo was meant to be.

Typos are found through deletions, the SymSpell way (W. Garbe, 2012): two words are within n edits only if
deleting up to n letters of each can make them equal. The deletions of every word are kept as sorted numbers,
so a word is looked up in a fraction of a millisecond.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile

MOST_EDITS = 2
_SHORTEST, _LONGEST = 4, 30
# Deletions are made in the first letters only; what follows is compared when the word is verified.
_PREFIX = 7
_HASH_BITS, _NUMBER_BITS = 0xFFFFFFFF, 32


class Vocabulary:
    """The words of one segment, in order, with the number of documents that have each."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self.words: list[str] = []
        self.counts: array[int] = array("I")
        for word, count in terms:
            self.words.append(word)
            self.counts.append(count)

    def prepare(self) -> None:
        """Build ahead what `near` needs."""
        len(self._deletions)

    def beginning(self, start: str) -> Iterator[tuple[str, int]]:
        """The words that begin so, the word itself included, with their counts."""
        first = bisect_left(self.words, start)
        following = range(first, len(self.words))
        for at in takewhile(lambda at: self.words[at].startswith(start), following):
            yield self.words[at], self.counts[at]

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int, int]]:
        """The words within so many edits (at most MOST_EDITS), with the distance and their counts."""
        candidates: set[int] = set()
        for key in _deletions(word[:_PREFIX], edits):
            prefix = _number(key)
            at = bisect_left(self._deletions, prefix)
            while at < len(self._deletions) and self._deletions[at] >> _NUMBER_BITS == prefix >> _NUMBER_BITS:
                candidates.add(self._deletions[at] & _HASH_BITS)
                at += 1
        for number in candidates:
            found = self.words[number]
            if abs(len(found) - len(word)) <= edits and (gap := distance(word, found)) <= edits:
                yield found, gap, self.counts[number]

    @cached_property
    def _deletions(self) -> "array[int]":
        """The hash of each deletion in the upper 32 bits, the number of its word in the lower, sorted."""
        entries: list[int] = []
        for number, word in enumerate(self.words):
            if _SHORTEST <= len(word) <= _LONGEST and not word.isdigit():
                entries.extend(_number(key) | number for key in _deletions(word[:_PREFIX], MOST_EDITS))
        entries.sort()
        return array("Q", entries)


def distance(one: str, other: str) -> int:
    """Edits between two words; swapping two neighbours is one (optimal string alignment, Boytsov 2011)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, opposite in enumerate(other):
            cost = min(last[j] + (letter != opposite), last[j + 1] + 1, row[j] + 1)
            if i and j and letter == other[j - 1] and one[i - 1] == opposite:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _deletions(word: str, edits: int) -> set[str]:
    """The word with up to so many letters taken out."""
    found = latest = {word}
    for _ in range(edits):
        latest = {text[:at] + text[at + 1 :] for text in latest for at in range(len(text))}
        found = found | latest
    return found


def _number(key: str) -> int:
    return (hash(key) & _HASH_BITS) << _NUMBER_BITS
