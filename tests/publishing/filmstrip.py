"""Small films and photos as cameras write them, box by box."""

import io

from PIL import Image


def photo(*, place: bool = True, side: int = 40, kind: str = "JPEG") -> bytes:
    """A photo with the camera's name in it, and where it was taken."""
    image = Image.new("RGB", (side, side * 3 // 4), (90, 120, 60))
    exif = Image.Exif()
    exif[0x010F] = "Cameramaker"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def track(handler: bytes, *more: bytes, width: int = 320, height: int = 180) -> bytes:
    shown = b"\0" * 40 + (1 << 16).to_bytes(4, "big") + bytes(32)
    size = width.to_bytes(2, "big") + b"\0\0" + height.to_bytes(2, "big") + b"\0\0"
    header = box(b"tkhd", shown + size)
    return box(b"trak", header, box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))), *more)


def mp4(*more: bytes, tracks: bytes = track(b"vide"), brand: bytes = b"isom") -> bytes:
    """An MP4 whose picture begins where its last box does; `more` are boxes beside the tracks."""
    return box(b"ftyp", brand, bytes(4)) + box(b"moov", tracks, *more) + box(b"mdat", b"the picture itself")


PLACE = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+52.5200+013.4050/"), box(b"\xa9mod", b"Cameramodel"))


def element(number: str, content: bytes) -> bytes:
    return bytes.fromhex(number) + b"\x01" + len(content).to_bytes(7, "big") + content


def webm(*more: bytes, kind: int = 1) -> bytes:
    size = element("b0", (320).to_bytes(2, "big")) + element("ba", b"\xb4")
    tracks = element("1654ae6b", element("ae", element("83", bytes([kind])) + element("e0", size)))
    head = element("1a45dfa3", element("4282", b"webm"))
    return head + element("18538067", tracks + b"".join(more) + element("1f43b675", b"the picture itself"))


TAGS = element("1254c367", element("7373", b"LOCATION +52.5200+013.4050/"))
VTT = b"""WEBVTT - made by Nora

NOTE Nora Nightshift typed this

STYLE
::cue { background: url(https://elsewhere.example/) }

intro by Nora
00:00.000 --> 00:02.000 align:start
<v Carl>Here they <b>come</b> home.

00:02.500 --> 00:04.000
Every <i>one</i> &amp; all.
"""
