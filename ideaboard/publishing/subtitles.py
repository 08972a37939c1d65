"""Subtitles of films (WebVTT): the cues alone, so that what the desk reads is all that goes out."""

import re
from html import unescape

from ideaboard.errors import Refusal
from ideaboard.language import _

TYPE = "text/vtt"
MOST_BYTES = 256 * 1024
_MOMENT = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
_SETTING = r"[ \t]+(?:line|position|size|align|vertical):[\w.,%-]+"
_TIMES = re.compile(rf"({_MOMENT})[ \t]+-->[ \t]+({_MOMENT})((?:{_SETTING})*)[ \t]*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")


def cues(content: bytes, *, field: str) -> str:
    """The file with nothing but its cues: comments, styles, regions and names of cues are left out.

    Raises Refusal for what is no WebVTT or has no cue.
    """
    try:
        written = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    except UnicodeDecodeError as error:
        raise _refusal(field) from error
    if len(content) > MOST_BYTES or not re.match(r"WEBVTT(?:[ \t\n]|$)", written):
        raise _refusal(field)
    kept = [cue for block in re.split(r"\n{2,}", written)[1:] if (cue := _cue(block.split("\n")))]
    if not kept:
        raise _refusal(field)
    return "\n\n".join(["WEBVTT", *kept]) + "\n"


def _refusal(field: str) -> Refusal:
    most = MOST_BYTES // 1024
    return Refusal.of({field: _("Choose a file of subtitles in WebVTT, at most %(most)s KB.", most=most)})


def _cue(lines: list[str]) -> str:
    """A cue as it is kept; "" for a block of another kind."""
    for place, line in enumerate(lines[:2]):
        if found := _TIMES.fullmatch(line):
            said = [line.replace("-->", "") for line in lines[place + 1 :] if line.strip()]
            return "\n".join([f"{found[1]} --> {found[2]}{found[3]}", *said]) if said else ""
    return ""


def words(written: str) -> str:
    """What is said and who says it, as the leak check reads it."""
    lines = [line for line in written.split("\n")[1:] if line and not _TIMES.fullmatch(line)]
    return "\n".join(unescape(_TAG.sub("", _VOICE.sub(r"\1: ", line))) for line in lines)
