"""How posting lists lie in the index's files: arrays of numbers, where Whoosh pickles tuples of objects.

A list of many postings is read for every question, so it must become an array without touching each posting:
the documents as differences, how often each has the word, and the places, each squeezed by itself, so that
places are unpacked for phrases alone. Short lists, nearly all of them, stay as Whoosh writes them.
"""

import zlib
from array import array
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

_w3: Any = import_module("whoosh.codec.whoosh3")
formats: Any = import_module("whoosh.formats")

Numbers = NDArray[np.int64]
Counts = NDArray[np.float32]

# Postings in one block. Whoosh skips by blocks and wants them small; we read all of a list.
_BLOCK = 4096
# A shorter list is quicker as it is.
_MANY = 16


class Places(formats.Positions):  # type: ignore[misc]
    """The places of a word in a document as plain numbers."""

    def encode(self, poslist: Any) -> bytes:
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class Writer(_w3.W3PostingsWriter):  # type: ignore[misc]
    """Writes a long list's blocks as arrays."""

    def _mini_ids(self) -> Any:
        if len(self._ids) < _MANY:
            return super()._mini_ids()
        return _packed(np.diff(np.frombuffer(self._ids, dtype="u4"), prepend=np.uint32(0)))

    def _mini_weights(self) -> Any:
        if len(self._ids) < _MANY:
            return super()._mini_weights()
        counts = np.frombuffer(self._weights, dtype="f4")
        return None if (counts == 1).all() else _packed(counts.astype("u4"))

    def _mini_values(self) -> Any:
        if len(self._ids) < _MANY or self._format.fixed_value_size() == 0:
            return super()._mini_values()
        return _packed(np.frombuffer(b"".join(self._values), dtype="u4"))


class Matcher(_w3.W3LeafMatcher):  # type: ignore[misc]
    """Reads them: a block at a time for us, posting by posting where Whoosh merges segments."""

    def block(self) -> tuple[Numbers, Counts]:
        """The documents of the block at hand, ascending, and how often each has the word."""
        self._read_data()
        ids, weights, _ = self._data
        numbers = _unpacked(ids) if isinstance(ids, bytes) else np.array(ids, dtype=np.int64)
        if weights is None or isinstance(weights, float):
            counts = np.full(len(numbers), 1.0 if weights is None else weights, dtype=np.float32)
        else:
            counts = np.asarray(_unpacked(weights) if isinstance(weights, bytes) else weights, np.float32)
        return np.cumsum(numbers), counts

    def places(self) -> Numbers:
        """The places of the block's postings, one posting's after the other's, `counts` of them each."""
        values = self._data[2]
        if isinstance(values, bytes):
            return _unpacked(values)
        return np.frombuffer(b"".join(values), dtype="u4").astype(np.int64)

    def next_block(self) -> None:
        self._next_block()

    def _read_ids(self) -> None:
        self._ids = self.block()[0].tolist()

    def _read_weights(self) -> None:
        self._weights = self.block()[1].tolist()

    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        if not isinstance(self._data[2], bytes):
            super()._read_values()
            return
        ends = np.cumsum(self.block()[1].astype(np.int64))[:-1]
        self._values = [part.astype("u4").tobytes() for part in np.split(self.places(), ends)]


class Codec(_w3.W3Codec):  # type: ignore[misc]
    """Whoosh's own codec but for the blocks of posting lists."""

    def __init__(self) -> None:
        # What is long is squeezed by itself.
        super().__init__(blocklimit=_BLOCK, compression=0)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        if byteids:
            return super().postings_writer(dbfile, byteids)
        return Writer(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        if terminfo.is_inlined():
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        return Matcher(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)


def _packed(numbers: NDArray[np.unsignedinteger[Any]]) -> bytes:
    """Numbers in two bytes each where they fit, else in four, squeezed; the first byte says how."""
    width = 2 if not len(numbers) or int(numbers.max()) < 1 << 16 else 4
    body = numbers.astype(f"u{width}").tobytes()
    return bytes([width]) + zlib.compress(body, 1)


def _unpacked(packed: bytes) -> Numbers:
    return np.frombuffer(zlib.decompress(packed[1:]), dtype=f"u{packed[0]}").astype(np.int64)
