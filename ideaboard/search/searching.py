"""A question answered from the index, in the search process."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ideaboard.search import phrases, ranking
from ideaboard.search.expanding import Expanded, expand
from ideaboard.search.queries import Asked, Query, understand
from ideaboard.search.schema import FILTERS, TEXTS
from ideaboard.search.snapshot import Snapshot, View
from ideaboard.search.words import STOP, words

# Postings scored for one question, about 0.2 microseconds each: what is over it, the commonest words of a
# long question, is left out.
_MOST_POSTINGS = 500_000
_MOST_HITS = 100
_LAST_HIT = 10_000
_LONGEST_SIMILAR = 20_000
_TELLING = 16
_TITLE_COUNTS = 3


@dataclass(slots=True)
class Answer:
    """`hits` are keys and scores; `terms` the stems that were searched."""

    total: int = 0
    hits: list[tuple[str, float]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    did_you_mean: str | None = None


class Searching:
    """The search over one index folder. For one thread. Every question may raise Damaged."""

    def __init__(self, folder: Path) -> None:
        self._snapshot = Snapshot(folder)
        self._norms = ranking.Norms([])
        self._normed: list[object] = []

    def find(
        self, text: str, audiences: Sequence[str], filters: Mapping[str, str], offset: int, limit: int
    ) -> Answer:
        """What the text finds among the documents for the audiences that pass the filters."""
        seen = self._look(audiences)
        view = self._narrowed(seen, audiences, filters)
        query = understand(text)
        expanded = [(asked, expand(asked, seen, self._snapshot.lexicon)) for asked in query.asked]
        scores = self._scores(view, query, [each.stems for _, each in expanded])
        return Answer(
            total=len(scores),
            hits=_page(view, scores, offset, limit),
            terms=sorted(_searched(query, [each for _, each in expanded])),
            did_you_mean=_meant(query.text, expanded),
        )

    def similar(
        self,
        text: str,
        audiences: Sequence[str],
        filters: Mapping[str, str],
        exclude: Collection[str],
        limit: int,
    ) -> list[tuple[str, float]]:
        """The documents that share the most telling words of the text, whose first line counts most."""
        view = self._narrowed(self._look(audiences), audiences, filters)
        telling = self._telling(view, text[:_LONGEST_SIMILAR])
        weighed = [(ranking.weigh(view, self._norms, {stem: 1.0}), worth) for stem, worth in telling.items()]
        scores, _, _ = ranking.total(view.size, weighed)
        hits = _page(view, scores, 0, limit + len(exclude))
        return [hit for hit in hits if hit[0] not in exclude][:limit]

    def warm(self) -> Iterator[None]:
        """Read ahead what corrections need, one segment at a step."""
        self._look([])
        yield from self._snapshot.read_ahead()

    def _look(self, audiences: Sequence[str]) -> View:
        self._snapshot.refresh()
        if self._normed != self._snapshot.segments:
            self._norms = ranking.Norms(self._snapshot.segments)
            self._normed = list(self._snapshot.segments)
        return self._snapshot.view(audiences, {})

    def _narrowed(self, seen: View, audiences: Sequence[str], filters: Mapping[str, str]) -> View:
        known = {name: value for name, value in filters.items() if name in FILTERS}
        known |= {name: value.casefold() for name, value in known.items() if name == "tag"}
        return self._snapshot.view(audiences, known) if known else seen

    def _scores(self, view: View, query: Query, asked: list[dict[str, float]]) -> ranking.Weighted:
        affordable = self._affordable(view, asked)
        weighed = [(ranking.weigh(view, self._norms, stems), 1.0) for stems in affordable]
        required = [phrases.standing(view, self._norms, phrase) for phrase in query.phrases]
        needed = [(found, float(len(phrase))) for found, phrase in zip(required, query.phrases, strict=True)]
        scores, matched, best = ranking.total(view.size, weighed + needed)
        ranking.coordinate(scores, matched, best, len(weighed) + len(needed))
        for found in required:
            scores = {document: score for document, score in scores.items() if document in found}
        for unwanted in query.without if scores else ():
            for document in phrases.standing(view, self._norms, unwanted):
                scores.pop(document, None)
        return scores

    def _affordable(self, view: View, asked: list[dict[str, float]]) -> list[dict[str, float]]:
        """The words within _MOST_POSTINGS, the rarest first; one word at least."""
        costs = [(sum(_frequency(view, stem) for stem in stems), n) for n, stems in enumerate(asked)]
        chosen: list[dict[str, float]] = []
        spent = 0
        for cost, number in sorted(costs):
            spent += cost
            if spent <= _MOST_POSTINGS or not chosen:
                chosen.append(asked[number])
        return chosen

    def _telling(self, view: View, text: str) -> dict[str, float]:
        """The stems that tell the text from others (its count times its rarity), each with its worth."""
        counts: Counter[str] = Counter()
        first_line = text.partition("\n")[0]
        for source, times in ((first_line, _TITLE_COUNTS), (text, 1)):
            for word in words(source):
                if word.text not in STOP:
                    counts[word.stem] += times
        documents = sum(segment.size for segment, _ in view.parts)
        worth = {}
        for stem, count in counts.most_common(_TELLING * 4):
            if having := _frequency(view, stem, ("title", "body")):
                worth[stem] = count * ranking.rarity(documents, min(having, documents))
        best = sorted(worth, key=lambda stem: (-worth[stem], stem))[:_TELLING]
        return {stem: float(counts[stem]) ** 0.5 for stem in best}


def _frequency(view: View, stem: str, fields: Sequence[str] = TEXTS) -> int:
    return sum(segment.frequency(name, stem) for segment, _ in view.parts for name in fields)


def _page(view: View, scores: ranking.Weighted, offset: int, limit: int) -> list[tuple[str, float]]:
    offset, limit = max(0, offset), max(0, min(limit, _MOST_HITS))
    if not limit or offset + limit > _LAST_HIT:
        return []
    leading = ranking.leading(view, scores, offset + limit)[offset:]
    located = [(*view.locate(document), score) for document, score in leading]
    return [(segment.key(document), round(score, 4)) for segment, document, score in located]


def _searched(query: Query, expanded: list[Expanded]) -> set[str]:
    stems = {stem for each in expanded for stem in each.stems}
    return stems | {stem for phrase in query.phrases for stem, _ in phrase}


def _meant(text: str, expanded: list[tuple[Asked, Expanded]]) -> str | None:
    """The text with the words that nothing has replaced by those they were probably meant to be."""
    meant = text
    for asked, found in sorted(expanded, key=lambda pair: -pair[0].start):
        if found.instead:
            meant = meant[: asked.start] + found.instead + meant[asked.end :]
    return " ".join(meant.split()) if meant != text else None
