"""How well a document answers: BM25F over the fields, and how many of the words it has.

BM25F is that of Zaragoza et al. (TREC 2004): a word's counts in all fields, each divided by the field's
relative length and weighted, are added before they saturate. How rare a word is, is counted among the
documents the person may see, so that no score tells of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from ideaboard.search.arrays import Arrays, View
from ideaboard.search.engine import LENGTHS, Counts, Numbers

# The weight of a field, and its b: how much a long field counts less (0 not at all, 1 in proportion).
FIELDS = {
    "title": (2.5, 0.4),
    "tags": (2.0, 0.3),
    "answer": (1.2, 0.6),
    "body": (1.0, 0.8),
    "comments": (0.6, 0.7),
    "author": (1.0, 0.2),
}
# How soon more of the same word stops counting: late, since posts are short.
K1 = 3.0


class Norms:
    """What one occurrence in a field of so many words is worth, by the length's byte."""

    def __init__(self, arrays: Arrays) -> None:
        documents = arrays.size or 1
        self.tables: dict[str, Counts] = {}
        for field, (weight, b) in FIELDS.items():
            average = max(sum(segment.words_in(field) for segment in arrays.segments) / documents, 1.0)
            self.tables[field] = (weight / (1 - b + b * LENGTHS / average)).astype(np.float32)


def weigh(
    view: View, norms: Norms, stems: Mapping[str, float], fields: Sequence[str] = tuple(FIELDS)
) -> Counts:
    """The weighted count of one word in every document, 0 where it is not visible.

    The stems are forms of that word, each worth so much; the best of them counts, since "pi-hole" holds
    `pihole`, `pi` and `hole` and is there once all the same.
    """
    best = np.zeros(view.arrays.size, dtype=np.float32)
    form = np.zeros(view.arrays.size, dtype=np.float32)
    for stem, worth in stems.items():
        touched = [_add(view, norms, field, stem, worth, form) for field in fields]
        for documents in touched:
            best[documents] = np.maximum(best[documents], form[documents])
        for documents in touched:
            form[documents] = 0
    best *= view.mask
    return best


def _add(view: View, norms: Norms, field: str, stem: str, worth: float, form: Counts) -> Numbers:
    """Add what the stem is worth in one field, and return the documents that have it there."""
    documents, counts = view.arrays.postings(field, stem)
    if len(documents):
        # A document stands once in a posting list, so nothing is lost in adding by number.
        form[documents] += counts * norms.tables[field][view.arrays.lengths(field)[documents]] * worth
    return documents


def rarity(size: int, having: int) -> float:
    """The inverse document frequency, in the form that is never negative (as in Lucene)."""
    return log(1 + (size - having + 0.5) / (having + 0.5))


@dataclass(slots=True)
class Scores:
    """Every document's score by each word's counts and worth, how many words it has, the best possible."""

    values: Counts
    matched: NDArray[np.uint8]
    best: float


def total(view: View, words: Iterable[tuple[Counts, float]]) -> Scores:
    """BM25F of words given as weighted counts and what each is worth."""
    made = Scores(
        np.zeros(view.arrays.size, dtype=np.float32), np.zeros(view.arrays.size, dtype=np.uint8), 0.0
    )
    for weighted, worth in words:
        value = worth * rarity(view.size, int(np.count_nonzero(weighted)))
        made.best += value
        made.values += value * weighted / (K1 + weighted)
        made.matched += weighted > 0
    return made


# Up to so many words, a document with all of them ranks above every one that lacks some.
_FEW_WORDS = 4


def coordinate(scores: Scores, asked: int) -> None:
    """Rank by how many of the words a document has: of a short question every word is meant.

    Of a long one each is evidence, whose worth is in the sum already: the demand halves with each word.
    """
    demand = min(2.0, 2.0 ** (3 - asked))
    worth = np.array([(count / max(asked, 1)) ** demand for count in range(asked + 1)], dtype=np.float32)
    lift = np.zeros(asked + 1, dtype=np.float32)
    if 0 < asked <= _FEW_WORDS:
        # A score stays below `best`, so what is added lifts it over whatever has fewer words.
        lift[asked] = scores.best
    scores.values *= worth[scores.matched]
    scores.values += lift[scores.matched]
