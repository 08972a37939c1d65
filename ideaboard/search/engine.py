"""The one place that knows Whoosh (but for its stemmers): what we use of it, untyped, and what we read behind
its back.

Whoosh (whoosh3) has one maintainer and young releases: a change of library, or of its insides, ends here.
Everything is read whole, as arrays: asking Whoosh posting by posting is fifty times slower.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

analysis: Any = import_module("whoosh.analysis")
columns: Any = import_module("whoosh.columns")
fields: Any = import_module("whoosh.fields")
formats: Any = import_module("whoosh.formats")
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
# Postings in one block. Whoosh skips by blocks and wants them small; we read all of a list.
_BLOCK = 4096

Numbers = NDArray[np.int64]
Counts = NDArray[np.float32]
Postings = tuple[Numbers, Counts]


def codec() -> Any:
    """How new segments are written."""
    return _w3.W3Codec(blocklimit=_BLOCK)


class Places(formats.Positions):  # type: ignore[misc]
    """The places of a word in a document as plain numbers, where Whoosh pickles a list: so that those of a
    whole posting list are read at once."""

    def encode(self, poslist: Any) -> bytes:
        return np.array(poslist, dtype="<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return [int(place) for place in np.frombuffer(valuestring, dtype="<u4")]

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


def _blocks(leaf: Any, field: str, term: str) -> Iterator[tuple[Numbers, Counts, Any]]:
    """The posting list of a term in one segment: documents (deleted ones too), counts, encoded places."""
    try:
        found = leaf.postings(field, term)
    except TermNotFound:
        return
    found = found.child if isinstance(found, FilterMatcher) else found
    if not isinstance(found, _w3.W3LeafMatcher):
        yield _one_by_one(found)
        return
    while found.is_active():
        found._read_data()
        ids, weights, values = found._data
        documents = np.cumsum(np.array(ids, dtype=np.int64))
        if weights is None or isinstance(weights, float):
            counts = np.full(len(documents), 1.0 if weights is None else weights, dtype=np.float32)
        else:
            counts = np.array(weights, dtype=np.float32)
        yield documents, counts, values
        found._next_block()


def _one_by_one(found: Any) -> tuple[Numbers, Counts, Any]:
    documents, counts, values = [], [], []
    while found.is_active():
        documents.append(found.id())
        counts.append(found.weight())
        values.append(found.value())
        found.next()
    return np.array(documents, dtype=np.int64), np.array(counts, dtype=np.float32), values


def postings(leaf: Any, field: str, term: str) -> Postings:
    """The documents of one segment that have the term, ascending, and how often each."""
    blocks = list(_blocks(leaf, field, term))
    if not blocks:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    return np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])


def places(leaf: Any, field: str, term: str) -> tuple[Numbers, Numbers]:
    """Where the term stands: a document and a place, counted in words, for each time it does."""
    documents, standing = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for numbers, _, values in _blocks(leaf, field, term):
        documents.append(np.repeat(numbers, [len(value) // 4 for value in values]))
        standing.append(np.frombuffer(b"".join(values), dtype="<u4").astype(np.int64))
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
