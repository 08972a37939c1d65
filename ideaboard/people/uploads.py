"""What an uploaded file really is, told from its bytes before anything decodes it.

A file that calls itself something else, or is two things at once, was made to slip through somewhere: it is
refused, whatever it shows.
"""

import re
from pathlib import PurePath

from ideaboard.errors import Refusal
from ideaboard.language import _

# What each kind of file is called by its name.
_ENDINGS = {
    "PNG": {"png"},
    "JPEG": {"jpg", "jpeg", "jpe", "jfif"},
    "WEBP": {"webp"},
    "GIF": {"gif"},
    "MP4": {"mp4", "m4v"},
    "WEBM": {"webm"},
}
NAMES = {"PNG": "PNG", "JPEG": "JPEG", "WEBP": "WebP", "GIF": "GIF", "MP4": "MP4", "WEBM": "WebM"}

# Pages and programs inside a picture. In compressed pixels these come by chance once in 10^13 bytes.
_MARKUP = re.compile(rb"<(?:script|html|svg|iframe|\?php|!doctype)[\s>/!:]", re.IGNORECASE)
_END_OF_ZIP = b"PK\x05\x06"
_LONGEST_ZIP_END = 22 + 65_535


def kind(content: bytes) -> str:
    """PNG, JPEG, WEBP, GIF, MP4 or WEBM by its first bytes; "" for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    # QuickTime's own films begin alike; browsers do not play them all.
    if content[4:8] == b"ftyp" and content[8:12] != b"qt  ":
        return "MP4"
    if content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]:
        return "WEBM"
    return ""


def require_honest(name: str, content: bytes, *, field: str) -> None:
    """Raises Refusal where the file's name says another kind than its bytes."""
    found, ending = kind(content), PurePath(name).suffix[1:].lower()
    if found and ending and ending not in _ENDINGS[found]:
        sentence = _(
            "This file is called .%(ending)s and holds %(kind)s. Save it anew as what it is, then choose it.",
            ending=ending[:20],
            kind=NAMES[found],
        )
        raise Refusal.of({field: sentence})


def is_two_things(content: bytes) -> bool:
    """Whether a picture is also a page, a program, a document or an archive; never for what is no picture."""
    if not kind(content):
        return False
    if b"%PDF-" in content[:1024] or _MARKUP.search(content):
        return True
    place = content.rfind(_END_OF_ZIP, max(0, len(content) - _LONGEST_ZIP_END))
    # Its last two bytes say how long the comment is that must reach to the end.
    comment = int.from_bytes(content[place + 20 : place + 22], "little")
    return place >= 0 and place + 22 + comment == len(content)
