"""Where stems stand next to each other as in the phrase, within one field."""

from collections.abc import Sequence

import numpy as np

from ideaboard.search.arrays import Mask, View
from ideaboard.search.engine import Counts, Numbers
from ideaboard.search.queries import Stems
from ideaboard.search.ranking import Norms
from ideaboard.search.schema import TEXTS

# A place within the whole index: the document in the upper bits, the word's place in the lower.
_DOCUMENT_BITS = 32


def standing(view: View, norms: Norms, stems: Stems, fields: Sequence[str] = TEXTS) -> Counts:
    """The weighted count of the phrase in every document; 0 where it is not visible."""
    weighted = np.zeros(view.arrays.size, dtype=np.float32)
    for field in fields:
        candidates = _having_all(view, field, stems)
        if not candidates.any():
            continue
        documents = _starts(view, field, stems, candidates) >> _DOCUMENT_BITS
        counts = np.bincount(documents, minlength=view.arrays.size)
        weighted += counts * norms.tables[field][view.arrays.lengths(field)]
    return weighted


def _having_all(view: View, field: str, stems: Stems) -> Mask:
    """The visible documents with all stems of the phrase in the field."""
    counts = np.zeros(view.arrays.size, dtype=np.uint8)
    once = {stem for stem, _ in stems}
    for stem in once:
        counts[view.arrays.postings(field, stem)[0]] += 1
    having: Mask = counts == len(once)
    return having & view.mask


def _starts(view: View, field: str, stems: Stems, candidates: Mask) -> Numbers:
    """The places at which the phrase begins, rarest stem first: what is left of it is soon little."""
    rarest = sorted(stems, key=lambda pair: len(view.arrays.postings(field, pair[0])[0]))
    found: Numbers | None = None
    for stem, offset in rarest:
        documents, places = view.arrays.places(field, stem)
        kept = candidates[documents] & (places >= offset)
        starts = (documents[kept] << _DOCUMENT_BITS) + places[kept] - offset
        found = starts if found is None else np.intersect1d(found, starts, assume_unique=True)
        if not len(found):
            break
    return found if found is not None else np.empty(0, dtype=np.int64)
