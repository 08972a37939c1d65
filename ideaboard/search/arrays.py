"""All segments of one commit as arrays over the whole index: what is searched, filtered, counted and sorted.

Documents are numbered from 0 through all segments. Every question becomes a few operations on arrays of so
many entries, which take microseconds for 100,000.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ideaboard.search.engine import Numbers, Postings
from ideaboard.search.segments import Segment, nothing

Mask = NDArray[np.bool_]
N = TypeVar("N", bound=np.generic)

# Postings kept over all segments, 12 bytes each.
_KEPT_POSTINGS = 3_000_000
_KEPT_MASKS = 200


class Arrays:
    """The documents of a commit. For one thread. Nothing here may be changed by who reads it."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self.size = sum(segment.size for segment in segments)
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._kept = 0
        self._masks: dict[tuple[str, str], Mask] = {}
        self._columns: dict[str, tuple[Numbers, Numbers, list[str]]] = {}
        self._lengths: dict[str, NDArray[np.uint8]] = {}

    def postings(self, field: str, term: str) -> Postings:
        """Which documents have the term, ascending, and how often; deleted ones may be among them."""
        key = (field, term)
        if key in self._postings:
            self._postings.move_to_end(key)
            return self._postings[key]
        parts = [(segment.base, *segment.postings(field, term)) for segment in self.segments]
        parts = [part for part in parts if len(part[1])]
        made = nothing()
        if parts:
            made = (
                np.concatenate([base + ids for base, ids, _ in parts]),
                np.concatenate([p[2] for p in parts]),
            )
        self._postings[key] = made
        # An empty list costs its key.
        self._kept += len(made[0]) + 8
        while self._kept > _KEPT_POSTINGS and len(self._postings) > 1:
            self._kept -= len(self._postings.popitem(last=False)[1][0]) + 8
        return made

    def places(self, field: str, term: str) -> tuple[Numbers, Numbers]:
        """Where the term stands: a document and a place for each time it does."""
        parts = [(segment.base, *segment.places(field, term)) for segment in self.segments]
        if not parts:
            return nothing()[0], nothing()[0]
        return np.concatenate([base + ids for base, ids, _ in parts]), np.concatenate([p[2] for p in parts])

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """The field's length in every document, a byte each, decoded by engine.LENGTHS."""
        if field not in self._lengths:
            self._lengths[field] = self._joined(lambda segment: segment.lengths(field), np.uint8)
        return self._lengths[field]

    def having(self, field: str, value: str) -> Mask:
        """Which documents have exactly this value."""
        key = (field, value)
        if key not in self._masks:
            if len(self._masks) > _KEPT_MASKS:
                self._masks.clear()
            made = np.zeros(self.size, dtype=np.bool_)
            made[self.postings(field, value)[0]] = True
            self._masks[key] = made
        return self._masks[key]

    def values(self, field: str) -> tuple[Numbers, Numbers, list[str]]:
        """A document and the number of a value for each value it has, and the names of the values."""
        if field not in self._columns:
            names = sorted({term for segment in self.segments for term, _ in segment.terms(field)})
            lists = [self.postings(field, name)[0] for name in names]
            documents = np.concatenate(lists) if lists else nothing()[0]
            codes = np.repeat(np.arange(len(names)), [len(found) for found in lists])
            self._columns[field] = documents, codes, names
        return self._columns[field]

    @cached_property
    def living(self) -> Mask:
        return self._joined(lambda segment: segment.living, np.bool_)

    @cached_property
    def created(self) -> Numbers:
        return self._joined(lambda segment: segment.created, np.int64)

    @cached_property
    def numbers(self) -> Numbers:
        return self._joined(lambda segment: segment.numbers, np.int64)

    def key(self, document: int) -> str:
        """The key of one document."""
        segment = next(part for part in reversed(self.segments) if part.base <= document)
        return segment.key(document - segment.base)

    def _joined(self, column: Callable[[Segment], NDArray[N]], kind: type[N]) -> NDArray[N]:
        parts = [column(segment) for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


class View:
    """What one person may find: the documents that live and are for one of their audiences.

    How rare a word is, what it is completed to and corrected to is asked here, so that it tells nothing of
    documents they may not see.
    """

    def __init__(self, arrays: Arrays, audiences: Sequence[str]) -> None:
        self.arrays, self.audiences = arrays, tuple(sorted(audiences))
        seen = np.zeros(arrays.size, dtype=np.bool_)
        for audience in audiences:
            seen |= arrays.having("audience", audience)
        self.mask = seen & arrays.living

    @cached_property
    def size(self) -> int:
        """How many documents there are to be found."""
        return int(np.count_nonzero(self.mask))

    def count(self, field: str, term: str) -> int:
        """How many visible documents have the term in the field."""
        return int(np.count_nonzero(self.mask[self.arrays.postings(field, term)[0]]))
