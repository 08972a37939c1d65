"""What a document must be or have: the groups of a query that are required, or unwanted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ideaboard import clock
from ideaboard.search import phrases, ranking
from ideaboard.search.arrays import Mask, View
from ideaboard.search.engine import Counts
from ideaboard.search.queries import Asked, Clause, Fact, Group, Phrase, Span
from ideaboard.search.schema import TEXTS


@dataclass(slots=True)
class Match:
    """Which documents match, and, where `worth` is over 0, how well their words do."""

    mask: Mask
    weighted: Counts
    worth: float = 0.0


class Filtering:
    """The groups of one query. `own` holds the numbers of what is mine, voted or followed by who asks."""

    def __init__(self, view: View, norms: ranking.Norms, own: Mapping[str, Sequence[int]]) -> None:
        self._view, self._norms, self._own = view, norms, own

    def match(self, group: Group, weigh: Callable[[Asked], Counts]) -> Match:
        """What matches one of the group's clauses; `weigh` counts its words."""
        arrays = self._view.arrays
        made = Match(np.zeros(arrays.size, dtype=np.bool_), np.zeros(arrays.size, dtype=np.float32))
        for clause in group.clauses:
            if isinstance(clause, Asked):
                weighted, worth = weigh(clause), 1.0
            elif isinstance(clause, Phrase):
                weighted, worth = self._phrase(clause), float(len(clause.stems))
            else:
                made.mask |= self._fact(clause) if isinstance(clause, Fact) else self._span(clause)
                continue
            made.mask |= weighted > 0
            made.weighted = np.maximum(made.weighted, weighted)
            made.worth = max(made.worth, worth)
        return made

    def _phrase(self, phrase: Phrase) -> Counts:
        fields = (phrase.field,) if phrase.field else TEXTS
        if len(phrase.stems) == 1:
            return ranking.weigh(self._view, self._norms, {phrase.stems[0][0]: 1.0}, fields)
        return phrases.standing(self._view, self._norms, phrase.stems, fields)

    def _fact(self, fact: Fact) -> Mask:
        having = self._view.arrays.having
        if fact.name != "is":
            return having(fact.name, fact.value)
        if fact.value == "unanswered":
            return having("what", "post") & ~having("flag", "answered")
        if fact.value in self._own:
            return having("what", "post") & np.isin(self._view.arrays.numbers, self._own[fact.value])
        return having("flag", fact.value)

    def _span(self, span: Span) -> Mask:
        created = self._view.arrays.created
        return (created >= _seconds(span.since)) & (created < _seconds(span.until))

    @staticmethod
    def terms(groups: Sequence[Group]) -> Iterator[str]:
        """The stems of the phrases, to be marked where they stand."""
        for group in groups:
            for clause in group.clauses:
                yield from _terms(clause)


def _terms(clause: Clause) -> Iterator[str]:
    if isinstance(clause, Phrase) and clause.field != "author":
        yield from (stem for stem, _ in clause.stems)
    elif isinstance(clause, Fact) and clause.name == "hashtag":
        yield clause.value


def _seconds(stamp: str) -> float:
    return clock.moment(stamp).timestamp()
