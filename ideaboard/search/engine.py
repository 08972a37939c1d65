"""The one place that knows Whoosh (but for its stemmer): what we use of it, untyped, and what we read behind
its back.

Whoosh (whoosh3) has one maintainer and young releases: a change of library, or of its insides, ends here.
"""

from array import array
from collections.abc import Collection, Iterator
from importlib import import_module
from typing import Any

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
LENGTHS = tuple(byte_to_length(byte) for byte in range(256))


def matcher(leaf: Any, field: str, term: str) -> Any | None:
    """The posting list of a term in one segment, deleted documents included; None when it has none."""
    try:
        found = leaf.postings(field, term)
    except TermNotFound:
        return None
    return found.child if isinstance(found, FilterMatcher) else found


def postings(leaf: Any, field: str, term: str) -> tuple["array[int]", "array[float]"]:
    """The documents of one segment that have the term, ascending, and how often.

    A block at a time: asking Whoosh posting by posting is five times slower. May lack documents that were
    deleted when it was read.
    """
    documents: array[int] = array("I")
    counts: array[float] = array("f")
    found = matcher(leaf, field, term)
    if isinstance(found, _w3.W3LeafMatcher):
        while found.is_active():
            found.id(), found.weight()  # unpacks the block
            documents.extend(found._ids)
            counts.extend(found._weights)
            found._next_block()
    while found is not None and found.is_active():
        documents.append(found.id())
        counts.append(found.weight())
        found.next()
    return documents, counts


def lengths(leaf: Any, field: str, size: int) -> bytes:
    """How many words the field has in each document of the segment, a byte each, decoded by LENGTHS."""
    name = _w3._lenfield(field)
    if not leaf._perdoc.has_column(name):
        return bytes(size)
    column = leaf._perdoc.column_reader(name, _w3.LENGTHS_COLUMN)
    stored: bytes = column._dbfile.get(column._basepos, column._count)
    return stored.ljust(size, b"\0")


def places(leaf: Any, field: str, term: str, documents: Collection[int]) -> dict[int, list[int]]:
    """Where the term stands in each of the documents of one segment, counted in words."""
    found = matcher(leaf, field, term)
    decode = leaf.schema[field].format.decode_positions
    standing: dict[int, list[int]] = {}
    if isinstance(found, _w3.W3LeafMatcher):
        while found.is_active():
            found.id(), found.value()  # unpacks the block
            for document, value in zip(found._ids, found._values, strict=True):
                if document in documents:
                    standing[document] = decode(value)
            found._next_block()
    while found is not None and found.is_active():
        if found.id() in documents:
            standing[found.id()] = found.value_as("positions")
        found.next()
    return standing


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
