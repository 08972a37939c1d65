"""The index's own words: what a beginning is completed to, and what a typo was meant to be.

Typos are found through deletions, the SymSpell way (W. Garbe, 2012): two words are within n edits only if
deleting up to n letters of each can make them equal. The deletions of every word are kept as sorted numbers,
so a word is looked up in a fraction of a millisecond.
"""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from itertools import chain

_SHORTEST, _LONGEST = 4, 30
# What two edits may lead to has at least so many letters.
_TWO_EDITS_FROM = 6
# Deletions are made in the first letters only; what follows is compared when the word is verified.
_PREFIX = 7
_LOW_BITS, _SHIFT = 0xFFFFFFFF, 32
# A longer list of new words is sorted in at once.
_MANY = 200


class Lexicon:
    """The unstemmed words of several segments, and in how many documents each stands."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._sorted: list[str] = []
        self._counts: array[int] = array("l")
        self._segments: dict[str, tuple[array[int], array[int]]] = {}
        # Sorted arrays, each under a quarter of the one before: a commit's few words do not sort them all.
        self._deletions: list[array[int]] = []

    def __contains__(self, segment: str) -> bool:
        return segment in self._segments

    def add(self, segment: str, terms: Iterable[tuple[str, int]]) -> None:
        """Take in the words of a segment with their counts; about a second for 40,000 new ones."""
        numbers: array[int] = array("I")
        counts: array[int] = array("I")
        fresh: list[str] = []
        for word, count in terms:
            number = self._numbers.get(word)
            if number is None:
                number = self._numbers[word] = len(self._words)
                self._words.append(word)
                self._counts.append(0)
                fresh.append(word)
            self._counts[number] += count
            numbers.append(number)
            counts.append(count)
        self._segments[segment] = numbers, counts
        self._file(fresh)

    def keep(self, segments: Iterable[str]) -> None:
        """Forget the counts of all other segments; their words stay, counted 0."""
        for name in self._segments.keys() - set(segments):
            for number, count in zip(*self._segments.pop(name), strict=True):
                self._counts[number] -= count

    def beginning(self, start: str) -> Iterator[tuple[str, int]]:
        """The words that begin so, the word itself included, with their counts."""
        at = bisect_left(self._sorted, start)
        while at < len(self._sorted) and (word := self._sorted[at]).startswith(start):
            yield word, self._counts[self._numbers[word]]
            at += 1

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int, int]]:
        """The words within so many edits (1 or 2), with the distance and their counts."""
        for number in self._candidates(word, edits):
            found = self._words[number]
            if abs(len(found) - len(word)) <= edits and (gap := distance(word, found)) <= edits:
                yield found, gap, self._counts[number]

    def _candidates(self, word: str, edits: int) -> set[int]:
        candidates: set[int] = set()
        for key in _deletions(word[:_PREFIX], edits):
            lowest = _hashed(key)
            for entries in self._deletions:
                first, last = bisect_left(entries, lowest), bisect_left(entries, lowest + (1 << _SHIFT))
                candidates.update(entry & _LOW_BITS for entry in entries[first:last])
        return candidates

    def _file(self, fresh: list[str]) -> None:
        """Put new words where beginnings and deletions are looked up."""
        if len(fresh) > _MANY:
            self._sorted = sorted(chain(self._sorted, fresh))
        else:
            for word in fresh:
                insort(self._sorted, word)
        entries: list[int] = []
        for word in fresh:
            if _SHORTEST <= len(word) <= _LONGEST and not word.isdigit():
                edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
                number = self._numbers[word]
                entries.extend(_hashed(key) | number for key in _deletions(word[:_PREFIX], edits))
        if entries:
            self._deletions.append(array("Q", sorted(entries)))
        while len(self._deletions) > 1 and len(self._deletions[-2]) < 4 * len(self._deletions[-1]):
            last, before = self._deletions.pop(), self._deletions.pop()
            self._deletions.append(array("Q", sorted(chain(before, last))))


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


def _hashed(key: str) -> int:
    """The key's hash in the upper 32 bits; the lower hold the number of a word."""
    return (hash(key) & _LOW_BITS) << _SHIFT
