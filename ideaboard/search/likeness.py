"""What looks like a text: the documents that share its most telling words, any of them, weighted.

Never all of them, and no beginnings: nobody words the same idea in the same way twice.
"""

from collections import Counter
from math import sqrt

import numpy as np

from ideaboard.search import ranking
from ideaboard.search.arrays import Mask, View
from ideaboard.search.engine import LENGTHS, Counts, Numbers
from ideaboard.search.words import Analyzer

# Where likeness is looked for: what others commented is not what the post says.
_FIELDS = ("title", "tags", "body")
_LONGEST = 20_000
_TELLING = 24
_TITLE_COUNTS = 3


class Likeness:
    """The text's most telling words among the documents of a view, and what has them."""

    def __init__(self, view: View, norms: ranking.Norms, analyzer: Analyzer, text: str) -> None:
        self._view, self._norms = view, norms
        self._typed: dict[str, str] = {}
        self._worth = self._telling(analyzer, text[:_LONGEST])
        self._title = Counter(word.stem for word in analyzer.words(text.partition("\n")[0][:_LONGEST]))

    def leading(
        self, within: Mask, exclude: frozenset[str], limit: int
    ) -> list[tuple[str, float, list[str]]]:
        """The most alike: key, likeness from 0 to 1, and the shared words as they were typed.

        Likeness is the share of what a document with all the words, each often, would reach, raised by a
        title of the same words.
        """
        scores = np.zeros(self._view.arrays.size, dtype=np.float32)
        lists: dict[str, Counts] = {}
        for stem, worth in self._worth.items():
            lists[stem] = weighted = ranking.weigh(self._view, self._norms, {stem: 1.0}, _FIELDS)
            scores += worth * weighted / (ranking.K1 + weighted)
        scores /= sum(self._worth.values()) or 1.0
        # Not what shares nothing but the small words of a title.
        scores += (scores > 0) * (1 - scores) * self._same_title() ** 2
        scores *= within
        made: list[tuple[str, float, list[str]]] = []
        for document in _best(scores, self._view.arrays.created, limit + len(exclude)):
            key = self._view.arrays.key(document)
            if key not in exclude:
                shared = [self._typed[stem] for stem, found in lists.items() if found[document] > 0]
                made.append((key, round(float(scores[document]), 4), shared))
        return made[:limit]

    def _telling(self, analyzer: Analyzer, text: str) -> dict[str, float]:
        """The stems that tell the text from others (its count times its rarity), the most telling first."""
        counts: Counter[str] = Counter()
        for source, times in ((text.partition("\n")[0], _TITLE_COUNTS), (text, 1)):
            for word in analyzer.words(source):
                if word.text not in analyzer.stop:
                    counts[word.stem] += times
                    self._typed.setdefault(word.stem, word.text)
        worth = {}
        for stem, count in counts.items():
            having = max(self._view.count(field, stem) for field in ("title", "body"))
            if having:
                worth[stem] = sqrt(count) * ranking.rarity(self._view.size, having)
        best = sorted(worth, key=lambda stem: (-worth[stem], stem))[:_TELLING]
        return {stem: worth[stem] for stem in best}

    def _same_title(self) -> Counts:
        """How much each title is this one: the squared cosine of their words, small ones included; 1 for the
        same words. A short title that is repeated shares few words, and would drown in longer texts."""
        arrays = self._view.arrays
        shared = np.zeros(arrays.size, dtype=np.float32)
        for stem, count in self._title.items():
            documents, counts = arrays.postings("title", stem)
            shared[documents] += np.minimum(counts, count)
        longest = np.maximum(LENGTHS[arrays.lengths("title")], shared)
        alike: Counts = shared * shared / (max(self._title.total(), 1) * np.maximum(longest, 1))
        return alike


def _best(scores: Counts, created: Numbers, many: int) -> list[int]:
    found = np.flatnonzero(scores)
    if len(found) > many > 0:
        bar = np.partition(scores[found], len(found) - many)[len(found) - many]
        found = found[scores[found] >= bar]
    ranked = found[np.lexsort((found, -created[found], -scores[found]))][:many]
    return [int(document) for document in ranked]
