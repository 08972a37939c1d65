"""One segment of the index as the search reads it: posting lists, columns, lengths, words.

A segment's files never change, so what was read is kept by the segment's name across commits; only which of
its documents are deleted changes, and with it `renew`.
"""

from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ideaboard.search import engine
from ideaboard.search.engine import Counts, Numbers, Postings

# Postings kept for one segment, 12 bytes each.
_KEPT_POSTINGS = 100_000


class Segment:
    """The documents of a segment are numbered from 0; `base` is where they start in the whole index."""

    def __init__(self, name: str, leaf: Any) -> None:
        self.name = name
        self.size = int(leaf.doc_count_all())
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._kept = 0
        self._lengths: dict[str, NDArray[np.uint8]] = {}
        self.renew(leaf, 0)

    def renew(self, leaf: Any, base: int) -> None:
        """Take the segment as a newer commit sees it: more of its documents may be deleted."""
        self.leaf, self.base = leaf, base

    @property
    def living(self) -> NDArray[np.bool_]:
        """Which documents were not deleted."""
        made = np.ones(self.size, dtype=np.bool_)
        made[list(self.leaf.segment().deleted_docs())] = False
        return made

    def postings(self, field: str, term: str) -> Postings:
        """Which documents have the term, ascending, and how often; deleted ones may be among them."""
        key = (field, term)
        if key in self._postings:
            self._postings.move_to_end(key)
            return self._postings[key]
        # Half a surrogate, which an address can carry, has no UTF-8 and stands nowhere.
        found = engine.postings(self.leaf, field, term.encode("utf-8", "replace").decode("utf-8"))
        self._postings[key] = found
        self._kept += len(found[0])
        while self._kept > _KEPT_POSTINGS and len(self._postings) > 1:
            self._kept -= len(self._postings.popitem(last=False)[1][0])
        return found

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """The field's length in every document, a byte each, decoded by engine.LENGTHS."""
        if field not in self._lengths:
            self._lengths[field] = engine.lengths(self.leaf, field, self.size)
        return self._lengths[field]

    def places(self, field: str, term: str) -> tuple[Numbers, Numbers]:
        """Where the term stands: a document and a place for each time it does."""
        return engine.places(self.leaf, field, term)

    def terms(self, field: str) -> Iterator[tuple[str, int]]:
        """The terms of a field, ascending, and in how many documents each stands."""
        return engine.terms(self.leaf, field)

    @cached_property
    def created(self) -> Numbers:
        """When each document was made, in seconds since 1970."""
        return engine.numbers(self.leaf, "created", self.size)

    @cached_property
    def numbers(self) -> Numbers:
        """The number in each document's key, 0 where it is none."""
        return engine.numbers(self.leaf, "number", self.size)

    def words_in(self, field: str) -> int:
        """How many words the field has in all documents."""
        return int(self.leaf.field_length(field))

    def key(self, document: int) -> str:
        return str(self.leaf.stored_fields(document)["key"])


def nothing() -> tuple[Numbers, Counts]:
    """The posting list of a word that stands nowhere."""
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
