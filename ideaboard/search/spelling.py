"""The index's own words: what a beginning is completed to, and what a typo was meant to be.

Words that look or sound alike are found through `deletions` and `sounding`, in a fraction of a millisecond;
the likeliest is the one whose slip costs least (`mistyping`) and which is common.
"""

import re
from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from math import log

import numpy as np

from ideaboard.search.deletions import Deletions
from ideaboard.search.mistyping import costs
from ideaboard.search.sounding import sounds

_SHORTEST, _LONGEST = 2, 30
# Words of so many letters are found by two edits, shorter ones by one.
_TWO_EDITS_FROM = 5
# No letter: what a word sounds like is filed apart from what it looks like.
_SOUND = "~"
# A word by ear may be longer or shorter by so many letters.
_LONGER = 3
# A slip that costs more for each letter typed, or more altogether, is none: it is another word.
_MOST_A_LETTER, _MOST = 3.5, 21.0
# How much the logarithm of a word's count weighs against what a slip costs. Under 1, since a board's words
# are few; half of the pairs among 83,000 English words with their frequencies were put right as often at 0.4
# as at 1.
COMMON = 0.6
# A longer list of new words is sorted in at once.
_MANY = 200
# Scripts written without spaces stand in the index as pairs of characters, which have no spelling.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Lexicon:
    """The unstemmed words of several segments, and in how many documents each stands."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._sorted: list[str] = []
        self._counts: array[int] = array("l")
        self._lengths: array[int] = array("B")
        self._segments: dict[str, tuple[array[int], array[int]]] = {}
        self._deletions = Deletions()

    def __contains__(self, segment: str) -> bool:
        return segment in self._segments

    def add(self, segment: str, terms: Iterable[tuple[str, int]]) -> None:
        """Take in the words of a segment with their counts; about a second for 100,000 new ones."""
        numbers: array[int] = array("I")
        counts: array[int] = array("I")
        first = len(self._words)
        for word, count in terms:
            number = self._numbers.get(word)
            if number is None:
                number = self._numbers[word] = len(self._words)
                self._words.append(word)
                self._counts.append(0)
                self._lengths.append(min(len(word), 255))
            self._counts[number] += count
            numbers.append(number)
            counts.append(count)
        self._segments[segment] = numbers, counts
        self._file(self._words[first:])

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

    def suggest(
        self, word: str, *, limit: int = 5, known: Callable[[str], int] | None = None
    ) -> list[tuple[str, float]]:
        """The words that were probably meant by this folded one, never itself, the likeliest first.

        The higher of two scores is the likelier; their difference is a logarithm. `known` tells in how many
        documents the asker may see a word stands: only that counts, and a word in none of them neither is
        offered nor changes what is. It is asked for as few words as the result needs.
        """
        best: list[tuple[float, str]] = []
        for highest, found, cost, count in self._likely(word):
            # What was seen of a word is at most what there is of it: none of the rest can be among the best.
            if len(best) >= limit > 0 and -best[limit - 1][0] > highest:
                break
            seen = count if known is None else min(known(found), count)
            if seen > 0:
                insort(best, (cost - COMMON * log(seen), found))
        return [(found, -score) for score, found in best[:limit]]

    def _likely(self, word: str) -> list[tuple[float, str, float, int]]:
        """The best score each word can have, the word, what the slip costs and the count; the best first."""
        if not _correctable(word):
            return []
        meant = self._alike(word)
        most = min(_MOST, _MOST_A_LETTER * len(word))
        likely = [
            (COMMON * log(meant[found]) - cost, found, cost, meant[found])
            for found, cost in zip(meant, costs(word, list(meant)), strict=True)
            if cost < most
        ]
        return sorted(likely, reverse=True)

    def _alike(self, word: str) -> dict[str, int]:
        """The words that look or sound a little like this one and stand in a document, with their counts."""
        edits = 2 if len(word) >= _TWO_EDITS_FROM - 1 else 1
        numbers = self._deletions.near((word, edits), (_SOUND + sounds([word])[0], 0))
        lengths = np.frombuffer(self._lengths, "B")[numbers]
        counts = np.frombuffer(self._counts, "l")[numbers]
        near = (counts > 0) & (lengths >= len(word) - _LONGER) & (lengths <= len(word) + _LONGER)
        chosen = zip(numbers[near].tolist(), counts[near].tolist(), strict=True)
        return {self._words[number]: count for number, count in chosen if self._words[number] != word}

    def _file(self, fresh: list[str]) -> None:
        """Put new words where beginnings, likenesses and sounds are looked up."""
        if len(fresh) > _MANY:
            self._sorted = sorted(chain(self._sorted, fresh))
        else:
            for word in fresh:
                insort(self._sorted, word)
        words = [word for word in fresh if _correctable(word)]
        for edits, some in (
            (1, [word for word in words if len(word) < _TWO_EDITS_FROM]),
            (2, [word for word in words if len(word) >= _TWO_EDITS_FROM]),
        ):
            self._deletions.add(some, [self._numbers[word] for word in some], edits)
        heard = [_SOUND + sound for sound in sounds(words)]
        self._deletions.add(heard, [self._numbers[word] for word in words], 0)


def _correctable(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and not word.isdigit() and not _UNSPACED.search(word)
