"""The one place, with `blocks`, that knows Whoosh (but for its stemmers): what we use of it, untyped, and
what we read behind its back.

Whoosh (whoosh3) has one maintainer and young releases: a change of library, or of its insides, ends here.
Everything is read whole, as arrays: asking Whoosh posting by posting is fifty times slower.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ideaboard.search.blocks import Codec, Counts, Matcher, Numbers, Places

__all__ = ["Codec", "Counts", "Numbers", "Places", "Postings"]

analysis: Any = import_module("whoosh.analysis")
columns: Any = import_module("whoosh.columns")
fields: Any = import_module("whoosh.fields")
FileIndex: Any = import_module("whoosh.index").FileIndex
FileStorage: Any = import_module("whoosh.filedb.filestore").FileStorage
BufferFile: Any = import_module("whoosh.filedb.structfile").BufferFile
SegmentReader: Any = import_module("whoosh.reading").SegmentReader
TermNotFound: Any = import_module("whoosh.reading").TermNotFound
FilterMatcher: Any = import_module("whoosh.matching.wrappers").FilterMatcher
byte_to_length: Any = import_module("whoosh.util.numeric").byte_to_length
_w3: Any = import_module("whoosh.codec.whoosh3")

# What a field's length is stored as: one byte for a document, decoded by this table.
LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)
Postings = tuple[Numbers, Counts]


def _matcher(leaf: Any, field: str, term: str) -> Matcher | None:
    """The posting list of a term in one segment, documents that were deleted since included."""
    try:
        found = leaf.postings(field, term)
    except TermNotFound:
        return None
    made: Matcher = found.child if isinstance(found, FilterMatcher) else found
    return made


def postings(leaf: Any, field: str, term: str) -> Postings:
    """The documents of one segment that have the term, ascending, and how often each."""
    found, blocks = _matcher(leaf, field, term), []
    while found is not None and found.is_active():
        blocks.append(found.block())
        found.next_block()
    if len(blocks) == 1:
        return blocks[0]
    if not blocks:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    return np.concatenate([block[0] for block in blocks]), np.concatenate([block[1] for block in blocks])


def places(leaf: Any, field: str, term: str) -> tuple[Numbers, Numbers]:
    """Where the term stands: a document and a place, counted in words, for each time it does."""
    documents, standing = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    found = _matcher(leaf, field, term)
    while found is not None and found.is_active():
        numbers, counts = found.block()
        documents.append(np.repeat(numbers, counts.astype(np.int64)))
        standing.append(found.places())
        found.next_block()
    return np.concatenate(documents), np.concatenate(standing)


def lengths(leaf: Any, field: str, size: int) -> NDArray[np.uint8]:
    """How many words the field has in each document of the segment, a byte each, decoded by LENGTHS."""
    name = _w3._lenfield(field)
    if not leaf._perdoc.has_column(name):
        return np.zeros(size, dtype=np.uint8)
    column = leaf._perdoc.column_reader(name, _w3.LENGTHS_COLUMN)
    stored: bytes = column._dbfile.get(column._basepos, column._count)
    return np.frombuffer(stored.ljust(size, b"\0"), dtype=np.uint8)


def numbers(leaf: Any, field: str, size: int) -> Numbers:
    """A column of whole numbers (32 bits, without sign) as an array; 0 where a document has none."""
    made = np.zeros(size, dtype=np.int64)
    if leaf.has_column(field):
        column = leaf.column_reader(field)
        # A reader that wraps another gives the numbers one at a time.
        if hasattr(column, "_basepos"):
            stored = column._dbfile.get(column._basepos, column._count * 4)
            made[: column._count] = np.frombuffer(stored, dtype=">u4")
        else:
            made[:] = [column[document] for document in range(size)]
    return made


def terms(leaf: Any, field: str) -> Iterator[tuple[str, int]]:
    """Every term of the field in one segment, ascending, with the number of documents that have it.

    From the bytes: Whoosh's own way makes an object of everything it knows of each term, three times slower.
    """
    reader = leaf._terms
    file, own = reader._dbfile, reader._keycoder(field, b"")
    for at, size, info, _ in reader._tindex.ranges_from(own):
        key = file.get(at, size)
        if not key.startswith(own):
            return
        yield key[len(own) :].decode("utf-8"), int(_w3.W3TermInfo.read_doc_freq(file, info))
