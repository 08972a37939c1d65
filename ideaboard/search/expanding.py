"""The words that stand for a typed word: itself, its joined forms, what it begins, what it may be a typo of.

Nothing is offered that does not stand in a document the person may see: a name that only the council has
written must not reach others as a completion or a suggestion.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from math import log

import numpy as np

from ideaboard.search.arrays import View
from ideaboard.search.engine import Counts
from ideaboard.search.phrases import standing
from ideaboard.search.queries import Asked, Stems
from ideaboard.search.ranking import Norms, weigh
from ideaboard.search.schema import TEXTS
from ideaboard.search.spelling import COMMON, Lexicon
from ideaboard.search.words import Analyzer

# A last word found less often than this is taken for the beginning of another.
_FEW = 3
_SHORTEST_BEGINNING = 3
_SHORTEST_TYPO = 3
_SHORTEST_PART = 3
_MOST = 8
# A word with a star stands for more, the commonest that begin so.
_MOST_BEGUN = 24
# A word in so few documents may be a slip for one so many times as common, if it is a likely slip.
_RARE, _FAR_COMMONER, _CHEAP_SLIP = 2, 10, 6.0
# What is e to the power of this less likely than the best correction is not searched with it.
_FAR_LESS_LIKELY = 2.0
_JOINED, _COMPLETED, _CORRECTED, _BEGUN = 0.9, 0.5, 0.7, 0.8


@dataclass(slots=True)
class Expanded:
    """What to look for, each stem with its worth; `instead` is the word that was probably meant: among the
    stems where the one that was typed stands nowhere.

    `apart` are two words that make the typed one together ("street lights" for streetlights). With `begun`,
    only documents with one of these very words count: their stems are those of others too.
    """

    stems: dict[str, float] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    apart: list[Stems] = field(default_factory=list)
    instead: str | None = None


class Expander:
    """Expands the words of one question. The lexicon is asked for only when a word is unknown: it may have to
    be read first."""

    def __init__(self, view: View, analyzer: Analyzer, lexicon: Callable[[], Lexicon]) -> None:
        self.view, self.analyzer, self.lexicon = view, analyzer, lexicon

    def expand(self, asked: Asked) -> Expanded:
        """The stems that stand for the word among the documents of the view."""
        stem = self.analyzer.stem
        if asked.beginning:
            begun = self._completions([asked.word.text, *asked.joined], _MOST_BEGUN, shortest=1)
            return Expanded({stem(word): _BEGUN for word in begun}, begun)
        found = Expanded({asked.word.stem: 1.0})
        for whole in asked.joined:
            if self.visible(stem(whole)):
                found.stems.setdefault(stem(whole), _JOINED)
        seen = sum(self.visible(each) for each in found.stems)
        typed = [asked.word.text, *asked.joined]
        if asked.open and seen < _FEW:
            for word in self._completions(typed, _MOST, shortest=_SHORTEST_BEGINNING):
                found.stems.setdefault(stem(word), _COMPLETED)
        if seen < _FEW:
            found.apart = list(self._apart(asked.word.text))
        if not seen and len(found.stems) == 1 and not found.apart:
            for word in self._corrections(typed):
                found.stems.setdefault(stem(word), _CORRECTED)
                found.instead = found.instead or word
        elif seen <= _RARE and len(found.stems) == 1 and not asked.open:
            found.instead = self._rather(asked.word.text, seen)
        return found

    def weigh(self, norms: Norms, found: Expanded) -> Counts:
        """The weighted count of what stands for the word, in every document."""
        weighted = weigh(self.view, norms, found.stems)
        for stems in found.apart:
            weighted = np.maximum(weighted, _JOINED * standing(self.view, norms, stems))
        if found.begun:
            having = np.zeros(self.view.arrays.size, dtype=np.bool_)
            for word in found.begun:
                having[self.view.arrays.postings("word", word)[0]] = True
            weighted *= having
        return weighted

    def visible(self, stem: str) -> int:
        """In how many documents of the view the stem stands, counted once for each field."""
        return sum(self.view.count(name, stem) for name in TEXTS)

    def _completions(self, beginnings: Iterable[str], most: int, *, shortest: int) -> list[str]:
        """The commonest visible words that begin so; without spaces between words one character is enough."""
        counts: dict[str, int] = {}
        for start in beginnings:
            if len(start) >= shortest or not start.isascii():
                counts.update(self.lexicon().beginning(start))
        commonest = nlargest(most * 2, counts, key=lambda word: (counts[word], word))
        return [word for word in commonest if self.view.count("word", word)][:most]

    def _apart(self, word: str) -> Iterator[Stems]:
        """The two words that the typed one may be written as, where both stand in one document."""
        if not word.isalpha():
            return
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            parts = [self.analyzer.stem(part) for part in (word[:cut], word[cut:])]
            if all(self.visible(part) for part in parts):
                yield tuple((part, place) for place, part in enumerate(parts))

    def _corrections(self, typed: Iterable[str]) -> list[str]:
        """The visible words that were probably meant, the likeliest first, none far less likely than that."""
        found: dict[str, float] = {}
        for word in typed:
            for other, score in self._suggested(word, _MOST // 2):
                found[other] = max(score, found.get(other, score))
        ranked = sorted(found, key=lambda word: (-found[word], word))[: _MOST // 2]
        return [word for word in ranked if found[word] > found[ranked[0]] - _FAR_LESS_LIKELY]

    def _rather(self, word: str, seen: int) -> str | None:
        """A word far commoner than this rare one, of which it is probably a slip."""
        for other, score in self._suggested(word, 1):
            count = self.view.count("word", other)
            if count >= _FAR_COMMONER * seen and COMMON * log(count) - score < _CHEAP_SLIP:
                return other
        return None

    def _suggested(self, word: str, limit: int) -> list[tuple[str, float]]:
        if len(word) < _SHORTEST_TYPO:
            return []
        return self.lexicon().suggest(word, limit=limit, known=lambda known: self.view.count("word", known))
