"""When segments are merged: seldom, and only such as are of a size, so that a merge rarely touches much."""

from typing import Any

from ideaboard.search.engine import SegmentReader

_MOST_OF_A_SIZE = 8
_SMALLEST_SIZE = 64
# A merge costs about a second for 1,000 documents, and the jobs behind it wait.
_LARGEST_MERGE = 8_000


def seldom(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: merge into the new segment, return those that stay.

    Segments fall into sizes by powers of _MOST_OF_A_SIZE; a full size is merged into one of the next. A
    segment with more deleted than living documents is rewritten. So a document is rewritten about once for
    each size it passes through (the log-structured merge of O'Neil et al., 1996).
    """
    sizes: dict[int, list[Any]] = {}
    merged: list[Any] = []
    for segment in segments:
        if segment.deleted_count() * 2 <= segment.doc_count_all():
            sizes.setdefault(_size(segment), []).append(segment)
        elif segment.doc_count() <= _LARGEST_MERGE:
            merged.append(segment)
    for alike in sizes.values():
        if len(alike) >= _MOST_OF_A_SIZE and sum(segment.doc_count() for segment in alike) <= _LARGEST_MERGE:
            merged.extend(alike)
    for segment in merged:
        _take(writer, segment)
    return [segment for segment in segments if segment not in merged]


def _size(segment: Any) -> int:
    """0 for up to _SMALLEST_SIZE documents, one more for every _MOST_OF_A_SIZE times as many."""
    size, bound = 0, _SMALLEST_SIZE
    while segment.doc_count() > bound:
        size, bound = size + 1, bound * _MOST_OF_A_SIZE
    return size


def _take(writer: Any, segment: Any) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    try:
        writer.add_reader(reader)
    finally:
        reader.close()
