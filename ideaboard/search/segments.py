"""One segment of the index as the search reads it: posting lists, masks of who may see what, lengths, words.

A segment's files never change, so what was read is kept by the segment's name across commits; only which of
its documents are deleted changes, and with it `renew`.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from ideaboard.search import engine

Postings = tuple["array[int]", "array[float]"]
T = TypeVar("T")

# Postings kept for one segment, 8 bytes each.
_KEPT_POSTINGS = 200_000
_KEPT_MASKS = 64


class Segment:
    """The documents of a segment are numbered from 0; `base` is where they start in the whole index."""

    def __init__(self, name: str, leaf: Any) -> None:
        self.name = name
        self.size = int(leaf.doc_count_all())
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._kept = 0
        self._lengths: dict[str, bytes] = {}
        self._masks: dict[tuple[object, ...], bytes] = {}
        self.renew(leaf, 0)

    def renew(self, leaf: Any, base: int) -> None:
        """Take the segment as a newer commit sees it: more of its documents may be deleted."""
        self.leaf, self.base = leaf, base
        deleted = frozenset(leaf.segment().deleted_docs())
        if deleted != getattr(self, "_deleted", None):
            self._deleted = deleted
            self._masks.clear()

    def postings(self, field: str, term: str) -> Postings:
        """Which documents have the term, ascending, and how often; deleted ones may be among them."""
        key = (field, term)
        if key in self._postings:
            self._postings.move_to_end(key)
            return self._postings[key]
        found = self._postings[key] = engine.postings(self.leaf, field, term)
        self._kept += len(found[0])
        while self._kept > _KEPT_POSTINGS and len(self._postings) > 1:
            self._kept -= len(self._postings.popitem(last=False)[1][0])
        return found

    def frequency(self, field: str, term: str) -> int:
        """How many documents have the term, deleted ones included, without reading which."""
        return int(self.leaf.doc_frequency(field, term))

    def lengths(self, field: str) -> bytes:
        """The field's length in every document, a byte each, decoded by engine.LENGTHS."""
        return _kept(self._lengths, field, lambda: engine.lengths(self.leaf, field, self.size))

    def mask(self, audiences: Sequence[str], filters: Mapping[str, str]) -> bytes:
        """1 for each document that is alive, is for one of the audiences and passes every filter; else 0."""
        key = (tuple(sorted(audiences)), tuple(sorted(filters.items())))
        if len(self._masks) > _KEPT_MASKS:
            self._masks.clear()
        return _kept(self._masks, key, lambda: self._new_mask(audiences, filters))

    def _new_mask(self, audiences: Sequence[str], filters: Mapping[str, str]) -> bytes:
        # Bytes of 0 and 1 as one long number: "or" and "and" of 100,000 documents take microseconds.
        visible = 0
        for audience in audiences:
            visible |= self._having("audience", audience)
        for field, value in filters.items():
            visible &= self._having(field, value)
        mask = bytearray(visible.to_bytes(self.size, "little"))
        for document in self._deleted:
            mask[document] = 0
        return bytes(mask)

    def _having(self, field: str, value: str) -> int:
        mask = bytearray(self.size)
        # Half a surrogate, which an address can carry, has no UTF-8 and stands nowhere.
        for document in self.postings(field, value.encode("utf-8", "replace").decode("utf-8"))[0]:
            mask[document] = 1
        return int.from_bytes(mask, "little")

    def places(self, field: str, term: str, documents: Collection[int]) -> dict[int, list[int]]:
        """Where the term stands in each of the documents that have it."""
        return engine.places(self.leaf, field, term, documents)

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """The segment's unstemmed words, ascending, and in how many documents each stands."""
        return engine.terms(self.leaf, "word")

    @cached_property
    def _created(self) -> Any:
        return self.leaf.column_reader("created")

    def created(self, document: int) -> int:
        """When, in seconds since 1970."""
        return int(self._created[document])

    def key(self, document: int) -> str:
        return str(self.leaf.stored_fields(document)["key"])


def _kept(store: dict[Any, T], key: object, make: Callable[[], T]) -> T:
    if key not in store:
        store[key] = make()
    return store[key]
