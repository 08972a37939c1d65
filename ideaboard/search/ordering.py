"""In which order documents are shown: by relevance, by their votes, or the newest first.

Relevance is moved by votes and freshness within bounds: of two posts that answer alike, the one that is liked
and new comes first, and neither makes up for a word that is missing.
"""

import numpy as np
from numpy.typing import NDArray

from ideaboard.search.arrays import Arrays, Mask
from ideaboard.search.engine import Counts, Numbers
from ideaboard.search.standings import Standings

RELEVANCE, NEWEST, TOP = "relevance", "newest", "top"

# The most that votes and freshness add, as shares of a document's own relevance.
_LIKED, _FRESH = 0.15, 0.1
# The votes that give half of it, and the days after which half of the freshness is gone.
_HALF_LIKED, _HALF_LIFE_DAYS = 20.0, 180.0
_DAY = 86_400.0


class Order:
    """The order of documents at one moment, in seconds since 1970."""

    def __init__(self, arrays: Arrays, standings: Standings, now: float) -> None:
        self._arrays, self._standings, self._now = arrays, standings, now

    def leading(self, found: Mask, scores: Counts, sort: str, many: int) -> list[tuple[int, float]]:
        """The first so many of the documents found, each with its score; of equals the newest first."""
        documents = np.flatnonzero(found)
        if not len(documents) or many <= 0:
            return []
        created, own = self._arrays.created[documents], scores[documents].astype(np.float64)
        if sort == NEWEST:
            worth = created.astype(np.float64)
        elif sort == TOP:
            worth = self._votes(documents).astype(np.float64)
        else:
            worth = own = own * self.boost(documents)
        first = _most(worth, many)
        ranked = first[np.lexsort((documents[first], -created[first], -worth[first]))][:many]
        return [(int(documents[place]), float(own[place])) for place in ranked]

    def boost(self, documents: Numbers) -> NDArray[np.float64]:
        """What a document's relevance is multiplied by: from 1 up to 1 + _LIKED + _FRESH."""
        votes = np.maximum(self._votes(documents), 0)
        liked = votes / (votes + _HALF_LIKED)
        days = np.maximum(self._now - self._arrays.created[documents], 0) / _DAY
        made: NDArray[np.float64] = 1 + _LIKED * liked + _FRESH * 0.5 ** (days / _HALF_LIFE_DAYS)
        return made

    def _votes(self, documents: Numbers) -> Numbers:
        posts = self._arrays.having("what", "post")[documents]
        return np.where(posts, self._standings.of(self._arrays.numbers[documents]), 0)


def _most(worth: NDArray[np.float64], many: int) -> Numbers:
    """Where the greatest so many stand, and all that equal the least of them."""
    if len(worth) <= many:
        return np.arange(len(worth))
    bar = np.partition(worth, len(worth) - many)[len(worth) - many]
    return np.flatnonzero(worth >= bar)
