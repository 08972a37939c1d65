"""Films as they may go out: MP4 or WebM, told by their containers, and without what the camera noted.

Nothing is decoded or encoded anew. Notes are overwritten where they stand, byte for byte, so that every other
part stays where the file says it is. What cannot be blanked that way, such as a track of places beside
picture and sound, is refused. The forms are those of ISO 14496-12 and RFC 8794.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ideaboard.errors import Refusal
from ideaboard.language import _
from ideaboard.people import uploads
from ideaboard.publishing.photos import Taken

TYPES = {"MP4": "video/mp4", "WEBM": "video/webm"}
_MOST_PARTS = 100_000


@dataclass(frozen=True, slots=True)
class _Part:
    """A box or an element: its kind, where it begins, where its content does, where it ends."""

    kind: bytes
    start: int
    inner: int
    end: int


class _Broken(Exception):
    """The file is not built as its first bytes promise."""


def film(content: bytes) -> Taken:
    """The film with its notes blanked. Raises Refusal for what is no film, or holds a track of notes."""
    kind = uploads.kind(content)
    kept = bytearray(content)
    try:
        if kind == "MP4":
            width, height, held = _mp4(kept)
        elif kind == "WEBM":
            width, height, held = _webm(kept)
        else:
            raise _Broken
    except (_Broken, IndexError) as error:
        raise _refusal(_("Choose a film: MP4 or WebM.")) from error
    if not (width and height):
        raise _refusal(_("This film has no picture."))
    if any(mark in kept for mark in _NEVER):
        raise _refusal(_("This film says where it was taken, beyond blanking. Export it without."))
    return Taken(bytes(kept), TYPES[kind], width, height, held)


def _refusal(sentence: str) -> Refusal:
    return Refusal.of({"medium_file": sentence})


# MP4. Tracks that a browser plays; any other holds notes, as cameras write places and speeds into.
_PLAYED = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"hint", b"tmcd"}
_NOTES = {b"udta", b"meta", b"uuid"}
# Too long to come by chance.
_NEVER = (b"ISO6709", b"GPSLatitude", b"GPSCoordinates")
_PLACES = (*_NEVER, b"\xa9xyz", b"loci")
_CAMERAS = (b"\xa9mak", b"\xa9mod", b"quicktime.make", b"quicktime.model", b"tiff:Model")


def _mp4(kept: bytearray) -> tuple[int, int, tuple[str, ...]]:
    width = height = 0
    found: set[str] = set()
    for part in _boxes(kept, 0, len(kept)):
        if part.kind in _NOTES:
            found |= _blank_box(kept, part)
        if part.kind != b"moov":
            continue
        for own in _boxes(kept, part.inner, part.end):
            if own.kind in _NOTES:
                found |= _blank_box(kept, own)
            if own.kind == b"trak":
                handler, wide, high = _track(kept, own, found)
                if handler == b"vide" and not width:
                    width, height = wide, high
    return width, height, tuple(sorted(found))


def _track(kept: bytearray, track: _Part, found: set[str]) -> tuple[bytes, int, int]:
    """Its handler, and how wide and high it is shown."""
    handler, width, height = b"", 0, 0
    for part in _boxes(kept, track.inner, track.end):
        if part.kind in _NOTES:
            found |= _blank_box(kept, part)
        if part.kind == b"tkhd":
            width, height = _shown(kept, part)
        if part.kind == b"mdia":
            own = {box.kind: box for box in _boxes(kept, part.inner, part.end)}
            if b"hdlr" in own:
                handler = bytes(kept[own[b"hdlr"].inner + 8 : own[b"hdlr"].inner + 12])
    if handler not in _PLAYED:
        sentence = _(
            "This film has a track of notes beside picture and sound, as cameras write the place into. "
            "Export it without, then choose it again."
        )
        raise _refusal(sentence)
    return handler, width, height


def _shown(kept: bytearray, part: _Part) -> tuple[int, int]:
    # The last 44 bytes: a matrix of nine numbers, then width and height with 16 bits after the point.
    matrix = part.end - 44
    width, height = (int.from_bytes(kept[at : at + 2], "big") for at in (part.end - 8, part.end - 4))
    lies = not any(kept[matrix : matrix + 4]) and any(kept[matrix + 4 : matrix + 8])
    return (height, width) if lies else (width, height)


def _boxes(kept: bytearray, start: int, end: int) -> Iterator[_Part]:
    for _turn in range(_MOST_PARTS):
        if start + 8 > end:
            return
        size, inner = int.from_bytes(kept[start : start + 4], "big"), start + 8
        if size == 1:
            size, inner = int.from_bytes(kept[start + 8 : start + 16], "big"), start + 16
        size = size or end - start
        if size < inner - start or start + size > end:
            raise _Broken
        yield _Part(bytes(kept[start + 4 : start + 8]), start, inner, start + size)
        start += size
    raise _Broken


def _blank_box(kept: bytearray, part: _Part) -> set[str]:
    """Make free space of a box of notes."""
    found = _named(bytes(kept[part.inner : part.end]))
    kept[part.start + 4 : part.start + 8] = b"free"
    kept[part.inner : part.end] = bytes(part.end - part.inner)
    return found


def _named(notes: bytes) -> set[str]:
    places = {"place"} if any(mark in notes for mark in _PLACES) else set()
    return (places | ({"camera"} if any(mark in notes for mark in _CAMERAS) else set())) or {"more"}


# WebM: elements by their number.
_SEGMENT, _TRACKS, _TRACK = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae"
_VIDEO, _WIDTH, _HEIGHT, _KIND = b"\xe0", b"\xb0", b"\xba", b"\x83"
_TAGS, _ATTACHMENTS = b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69"
_KINDS_PLAYED = {1, 2, 17}  # picture, sound, subtitles


def _webm(kept: bytearray) -> tuple[int, int, tuple[str, ...]]:
    width = height = 0
    found: set[str] = set()
    for segment in _elements(kept, 0, len(kept)):
        if segment.kind != _SEGMENT:
            continue
        for part in _elements(kept, segment.inner, segment.end):
            if part.kind in {_TAGS, _ATTACHMENTS}:
                found |= _blank_element(kept, part)
            if part.kind == _TRACKS:
                width, height = _webm_size(kept, part)
    return width, height, tuple(sorted(found))


def _webm_size(kept: bytearray, tracks: _Part) -> tuple[int, int]:
    width = height = 0
    for track in _elements(kept, tracks.inner, tracks.end):
        if track.kind != _TRACK:
            continue
        own = {part.kind: part for part in _elements(kept, track.inner, track.end)}
        if _KIND in own and _number(kept, own[_KIND]) not in _KINDS_PLAYED:
            raise _refusal(_("This film has a track that is neither picture nor sound. Export it without."))
        if _VIDEO in own and not width:
            sizes = {part.kind: part for part in _elements(kept, own[_VIDEO].inner, own[_VIDEO].end)}
            width, height = (_number(kept, sizes[kind]) if kind in sizes else 0 for kind in (_WIDTH, _HEIGHT))
    return width, height


def _number(kept: bytearray, part: _Part) -> int:
    return int.from_bytes(kept[part.inner : part.end], "big")


def _elements(kept: bytearray, start: int, end: int) -> Iterator[_Part]:
    for _turn in range(_MOST_PARTS):
        if start >= end:
            return
        named = 9 - kept[start].bit_length()
        counted = 9 - kept[start + named].bit_length()
        if named > 4 or counted > 8:
            raise _Broken
        inner = start + named + counted
        size = int.from_bytes(kept[start + named : inner], "big") & ((1 << 7 * counted) - 1)
        # All ones: it is not known, and reaches to the end, as recorders write it.
        stop = end if size == (1 << 7 * counted) - 1 else inner + size
        if stop > end:
            raise _Broken
        yield _Part(bytes(kept[start : start + named]), start, inner, stop)
        start = stop
    raise _Broken


def _blank_element(kept: bytearray, part: _Part) -> set[str]:
    """Make a Void of an element: its number of one byte, its length in eight."""
    found = {"place"} if b"LOCATION" in bytes(kept[part.inner : part.end]).upper() else {"more"}
    left = part.end - part.start - 9
    if left < 0:
        return set()  # Too short to say anything.
    kept[part.start : part.start + 9] = b"\xec\x01" + left.to_bytes(7, "big")
    kept[part.start + 9 : part.end] = bytes(left)
    return found
