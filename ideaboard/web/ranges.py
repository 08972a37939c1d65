"""Answers with a part of a file, as players of films ask for (RFC 9110, section 14)."""

import re
from collections.abc import Mapping

from ideaboard.web.request import Content

_ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def answer(content: bytes, kind: str, asked: Mapping[str, str], headers: Mapping[str, str]) -> Content:
    """The file, or the one part of it that `range` names: 206, or 416 for a part it has not.

    Several parts at once are answered with the whole, as everything that is not understood; so is a part of
    another state of the file (`if-range`).
    """
    kept = {"accept-ranges": "bytes"} | dict(headers)
    found = _ASKED.fullmatch(asked.get("range", "").replace(" ", ""))
    stale = asked.get("if-range", kept.get("etag", "")) != kept.get("etag", "")
    if found is None or found[0] == "bytes=-" or stale:
        return Content(content, kind, kept)
    size = len(content)
    if found[1]:
        start, end = int(found[1]), min(int(found[2] or size), size - 1)
    else:
        start, end = max(0, size - int(found[2])), size - 1
    if start > end:
        return Content(b"", kind, kept | {"content-range": f"bytes */{size}"}, status=416)
    return Content(
        content[start : end + 1], kind, kept | {"content-range": f"bytes {start}-{end}/{size}"}, 206
    )
