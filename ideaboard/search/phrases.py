"""Where stems stand next to each other as in the phrase, within one field."""

from functools import reduce

from ideaboard.search.queries import Phrase
from ideaboard.search.ranking import Norms, Weighted
from ideaboard.search.schema import TEXTS
from ideaboard.search.segments import Segment
from ideaboard.search.snapshot import View

# Documents whose places are read for one phrase, about 3 microseconds each and word: "of the" must not take
# seconds. Those of the newest segments, which come last, are lost first.
_MOST_READ = 40_000


def standing(view: View, norms: Norms, phrase: Phrase) -> Weighted:
    """The weighted count of the phrase in every document of the view that has it."""
    weighted: Weighted = {}
    room = _MOST_READ
    for segment, mask in view.parts:
        for field in TEXTS:
            candidates = _having_all(segment, mask, field, phrase)[:room]
            room -= len(candidates)
            for document, count in _counts(segment, field, phrase, candidates):
                gain = count * norms.tables[field][segment.lengths(field)[document]]
                place = segment.base + document
                weighted[place] = weighted.get(place, 0.0) + gain
    return weighted


def _having_all(segment: Segment, mask: bytes, field: str, phrase: Phrase) -> list[int]:
    """The visible documents with all stems of the phrase in the field, ascending."""
    rarest_first = sorted({stem for stem, _ in phrase}, key=lambda stem: segment.frequency(field, stem))
    sets = (segment.postings(field, stem)[0] for stem in rarest_first)
    common = reduce(lambda kept, more: kept & set(more) if kept else kept, sets, set(next(sets)))
    return sorted(document for document in common if mask[document])


def _counts(segment: Segment, field: str, phrase: Phrase, documents: list[int]) -> list[tuple[int, int]]:
    """In which of the documents the stems stand at their relative places, and how many times."""
    if not documents:
        return []
    wanted = frozenset(documents)
    places = [(segment.places(field, stem, wanted), offset) for stem, offset in phrase]
    found = []
    for document in documents:
        starts = ({place - offset for place in standing[document]} for standing, offset in places)
        if count := len(set.intersection(*starts)):
            found.append((document, count))
    return found
