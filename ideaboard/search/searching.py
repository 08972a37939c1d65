"""A question answered from the index, in the search process."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ideaboard import clock
from ideaboard.search import facets, likeness, ordering, ranking
from ideaboard.search.arrays import Arrays, Mask, View
from ideaboard.search.engine import Counts
from ideaboard.search.expanding import Expanded, Expander
from ideaboard.search.filtering import Filtering
from ideaboard.search.queries import Asked, Clause, Group, Query, Vocabulary, understand
from ideaboard.search.schema import FILTERS, TEXTS
from ideaboard.search.snapshot import Snapshot
from ideaboard.search.standings import Standings
from ideaboard.search.words import Analyzer, analyzer

# Postings scored for one question: what is over it, the commonest words of a long question, is left out.
_MOST_POSTINGS = 3_000_000
# A machine that is busy with other things: the commonest words are left out too when this is over.
_SECONDS = 0.7
_MOST_HITS = 100
_LAST_HIT = 10_000


@dataclass(slots=True)
class Answer:
    """`hits` are keys and scores, `terms` the stems that were searched, in `language`.

    `facets` are the values of each filter that was asked for with how many documents have it, as if that
    filter were not set; `cut` says that words were left out because too many documents have them.
    """

    total: int = 0
    hits: list[tuple[str, float]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    language: str = ""
    did_you_mean: str | None = None
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    cut: bool = False


class Searching:
    """The search over one index folder. For one thread. Every question may raise Damaged."""

    def __init__(self, folder: Path) -> None:
        self._snapshot = Snapshot(folder)
        self._standings = Standings(folder)
        self._norms = ranking.Norms(Arrays([]))
        self._normed: Arrays | None = None
        self._last: tuple[Arrays, object, _Question] | None = None

    def find(
        self,
        text: str,
        audiences: Sequence[str],
        filters: Mapping[str, str],
        offset: int,
        limit: int,
        sort: str = ordering.RELEVANCE,
        counted: Sequence[str] = (),
        own: Mapping[str, Sequence[int]] | None = None,
        vocabulary: Vocabulary | None = None,
        now: str = "",
    ) -> Answer:
        """What the text finds among the documents for the audiences that pass the filters."""
        now = now or clock.now()
        view = self._look(audiences)
        reader = self._analyzer()
        question = self._question(text, view, reader, own or {}, vocabulary or {}, now)
        narrow = {name: value for name, value in filters.items() if name in FILTERS}
        masks = {name: _mask(view.arrays, name, value) for name, value in narrow.items()}
        found = question.found(bool(masks.keys() - {"what"}))
        chosen = _all_of(found, masks.values())
        order = ordering.Order(view.arrays, self._standings, clock.moment(now).timestamp())
        return Answer(
            total=int(np.count_nonzero(chosen)),
            hits=_page(
                view.arrays, order.leading(chosen, question.scores, sort, _upto(offset, limit)), offset
            ),
            terms=sorted(question.terms),
            language=reader.language,
            did_you_mean=_meant(question.query.text, question.expanded),
            facets={
                name: facets.count(view.arrays, name, _all_of(found, _but(masks, name))) for name in counted
            },
            cut=question.cut,
        )

    def _question(
        self,
        text: str,
        view: View,
        reader: Analyzer,
        own: Mapping[str, Sequence[int]],
        vocabulary: Vocabulary,
        now: str,
    ) -> "_Question":
        """The question, scored. A page asks the same for posts, people and themes: it is scored once."""
        told = (dict(own), {name: dict(values) for name, values in vocabulary.items()}, now)
        # Without an operator it means the same whatever operators may say.
        same = (text, view.audiences, told if ":" in text else ())
        last = self._last
        if last is None or last[0] is not view.arrays or last[1] != same:
            query = understand(text, reader, vocabulary, now=now)
            made = _Question(query, view, self._norms, self._expander(view, reader), own)
            self._last = last = (view.arrays, same, made)
        return last[2]

    def similar(
        self,
        text: str,
        audiences: Sequence[str],
        filters: Mapping[str, str],
        exclude: Collection[str],
        limit: int,
    ) -> list[tuple[str, float, list[str]]]:
        """The documents most like the text, whose first line is its title: key, likeness from 0 to 1, and the
        words both have."""
        view = self._look(audiences)
        masks = [_mask(view.arrays, name, value) for name, value in filters.items() if name in FILTERS]
        like = likeness.Likeness(view, self._norms, self._analyzer(), text)
        return like.leading(_all_of(view.mask, masks), frozenset(exclude), max(0, min(limit, _MOST_HITS)))

    def rest(self) -> None:
        """Let go of what was read of the files."""
        self._snapshot.rest()

    def warm(self) -> Iterator[None]:
        """Read ahead what corrections need, one segment at a step."""
        self._look([])
        yield from self._snapshot.read_ahead()

    def _look(self, audiences: Sequence[str]) -> View:
        self._snapshot.refresh()
        arrays = self._snapshot.arrays
        if self._normed is not arrays:
            self._norms, self._normed = ranking.Norms(arrays), arrays
        return View(arrays, audiences)

    def _analyzer(self) -> Analyzer:
        return analyzer(self._snapshot.language)

    def _expander(self, view: View, reader: Analyzer) -> Expander:
        return Expander(view, reader, self._snapshot.lexicon)


class _Question:
    """One query over one view: what it finds, and how well each document answers."""

    def __init__(
        self,
        query: Query,
        view: View,
        norms: ranking.Norms,
        expander: Expander,
        own: Mapping[str, Sequence[int]],
    ) -> None:
        self.query, self.view, self.norms = query, view, norms
        self._found: dict[bool, Mask] = {}
        self.filtering = Filtering(view, norms, own)
        self.wanted = [group for group in query.groups if not group.without]
        self.unwanted = [group for group in query.groups if group.without]
        self._expander = expander
        self._expanded = {id(asked): expander.expand(asked) for asked in query.asked}
        looked_for = (
            clause for group in self.wanted for clause in group.clauses if isinstance(clause, Asked)
        )
        self.expanded = [(asked, self._expanded[id(asked)]) for asked in looked_for]
        self.terms = {stem for _, each in self.expanded for stem in each.stems}
        self.terms |= {stem for _, each in self.expanded for stems in each.apart for stem, _ in stems}
        self.terms |= set(self.filtering.terms(self.wanted))
        self.scores = np.zeros(view.arrays.size, dtype=np.float32)
        self.cut = False
        self._deadline = time.monotonic() + _SECONDS

    def found(self, narrowed: bool) -> Mask:
        """The documents that answer; with filters beside the query, none need be named in it."""
        if narrowed not in self._found:
            self._found[narrowed] = self._matching(narrowed)
        return self._found[narrowed]

    def _matching(self, narrowed: bool) -> Mask:
        words, required = self._words(), [group for group in self.wanted if not group.is_word]
        matches = [self.filtering.match(group, self._weigh) for group in required]
        units = words + [(match.weighted, match.worth) for match in matches if match.worth]
        made = self.view.mask
        if units:
            scores = ranking.total(self.view, units)
            ranking.coordinate(scores, len(units))
            self.scores, made = scores.values, scores.matched > 0
        elif not matches and (self.wanted or not narrowed):
            return np.zeros_like(self.view.mask)
        made = _all_of(made, [match.mask for match in matches])
        for group in self.unwanted:
            made = made & ~self.filtering.match(group, self._weigh).mask
        return made

    def _words(self) -> list[tuple[Counts, float]]:
        weighed: list[tuple[Counts, float]] = []
        for group in self._affordable([group for group in self.wanted if group.is_word]):
            if weighed and time.monotonic() > self._deadline:
                self.cut = True
                break
            weighed.append((self.filtering.match(group, self._weigh).weighted, 1.0))
        return weighed

    def _weigh(self, asked: Asked) -> Counts:
        return self._expander.weigh(self.norms, self._expanded[id(asked)])

    def _affordable(self, asked: list[Group]) -> list[Group]:
        """The words within _MOST_POSTINGS, the rarest first; one word at least."""
        costs = sorted((sum(map(self._cost, group.clauses)), n) for n, group in enumerate(asked))
        chosen: list[Group] = []
        spent = 0
        for cost, number in costs:
            spent += cost
            if spent <= _MOST_POSTINGS or not chosen:
                chosen.append(asked[number])
        self.cut = len(chosen) < len(asked)
        return chosen

    def _cost(self, clause: Clause) -> int:
        """The postings to be scored for one word."""
        stems = self._expanded[id(clause)].stems
        return sum(len(self.view.arrays.postings(name, stem)[0]) for stem in stems for name in TEXTS)


def _mask(arrays: Arrays, name: str, value: str) -> Mask:
    return arrays.having(name, value.casefold() if name == "tag" else value)


def _all_of(mask: Mask, masks: Collection[Mask]) -> Mask:
    for each in masks:
        mask = mask & each
    return mask


def _but(masks: Mapping[str, Mask], name: str) -> list[Mask]:
    """The other filters: how many there would be of each value if this one were not chosen."""
    return [mask for other, mask in masks.items() if other != name]


def _upto(offset: int, limit: int) -> int:
    last = max(0, offset) + max(0, min(limit, _MOST_HITS))
    return last if last <= _LAST_HIT else 0


def _page(arrays: Arrays, leading: list[tuple[int, float]], offset: int) -> list[tuple[str, float]]:
    return [(arrays.key(document), round(score, 4)) for document, score in leading[max(0, offset) :]]


def _meant(text: str, expanded: list[tuple[Asked, Expanded]]) -> str | None:
    """The text with the words that nothing has replaced by those they were probably meant to be."""
    meant = text
    for asked, found in sorted(expanded, key=lambda pair: -pair[0].start):
        if found.instead:
            meant = meant[: asked.start] + found.instead + meant[asked.end :]
    return " ".join(meant.split()) if meant != text else None
