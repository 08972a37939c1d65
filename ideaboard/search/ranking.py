"""How well a document answers: BM25F over the fields, and how many of the words it has.

BM25F is that of Zaragoza et al. (TREC 2004): a word's counts in all fields, each divided by the field's
relative length and weighted, are added before they saturate. How rare a word is, is counted among the
documents the person may see, so that no score tells of the others.
"""

from collections.abc import Iterable, Mapping
from heapq import nlargest
from math import log

from ideaboard.search.engine import LENGTHS
from ideaboard.search.segments import Segment
from ideaboard.search.snapshot import View

# The weight of a field, and its b: how much a long field counts less (0 not at all, 1 in proportion).
FIELDS = {
    "title": (2.5, 0.4),
    "tags": (2.0, 0.3),
    "answer": (1.2, 0.6),
    "body": (1.0, 0.7),
    "comments": (0.6, 0.7),
    "author": (1.0, 0.2),
}
# How soon more of the same word stops counting.
K1 = 1.2

Weighted = dict[int, float]


class Norms:
    """What one occurrence in a field of so many words is worth, by the length's byte."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        segments = list(segments)
        documents = sum(segment.size for segment in segments) or 1
        self.tables: dict[str, list[float]] = {}
        for field, (weight, b) in FIELDS.items():
            words = sum(int(segment.leaf.field_length(field)) for segment in segments)
            average = max(words / documents, 1.0)
            self.tables[field] = [weight / (1 - b + b * length / average) for length in LENGTHS]


def weigh(view: View, norms: Norms, stems: Mapping[str, float]) -> Weighted:
    """The weighted count of the stems, each worth so much, in every document of the view that has one."""
    weighted: Weighted = {}
    for segment, mask in view.parts:
        base = segment.base
        for field, table in norms.tables.items():
            for stem, worth in stems.items():
                documents, counts = segment.postings(field, stem)
                if not documents:
                    continue
                lengths = segment.lengths(field)
                for document, count in zip(documents, counts, strict=True):
                    if mask[document]:
                        place = base + document
                        gain = worth * count * table[lengths[document]]
                        weighted[place] = weighted.get(place, 0.0) + gain
    return weighted


def rarity(size: int, having: int) -> float:
    """The inverse document frequency, in the form that is never negative (as in Lucene)."""
    return log(1 + (size - having + 0.5) / (having + 0.5))


def total(size: int, words: Iterable[tuple[Weighted, float]]) -> tuple[Weighted, Weighted, float]:
    """Every document's score by each word's counts and worth, how many words it has, and the best score."""
    scores: Weighted = {}
    matched: Weighted = {}
    best = 0.0
    for weighted, worth in words:
        value = worth * rarity(size, len(weighted))
        best += value
        for document, count in weighted.items():
            scores[document] = scores.get(document, 0.0) + value * count / (K1 + count)
            matched[document] = matched.get(document, 0.0) + 1
    return scores, matched, best


def coordinate(scores: Weighted, matched: Weighted, best: float, asked: int) -> None:
    """Rank every document with all the words over every one with some, and these by how many they have."""
    for document, count in matched.items():
        # A score stays below `best`, so what is added lifts it over whatever has fewer words.
        scores[document] = (
            scores[document] + best if count >= asked else scores[document] * (count / asked) ** 2
        )


def leading(view: View, scores: Weighted, many: int) -> list[tuple[int, float]]:
    """The first so many documents: the best first, of equals the newest first, then by number."""
    if not scores:
        return []
    bar = nlargest(many, scores.values())[-1]
    chosen = [(document, score) for document, score in scores.items() if score >= bar]

    def order(entry: tuple[int, float]) -> tuple[float, int, int]:
        segment, document = view.locate(entry[0])
        return -entry[1], -segment.created(document), entry[0]

    return sorted(chosen, key=order)[:many]
