"""The files of stories. Their names are made of their content, so that they may be kept for good."""

from ideaboard.spotlight import media
from ideaboard.web import ranges
from ideaboard.web.request import Content, Reply, Request
from ideaboard.web.static import FOREVER

# Feed readers and pages that embed a story load its pictures from elsewhere.
_HEADERS = {"cache-control": FOREVER, "cross-origin-resource-policy": "cross-origin"}


def show(req: Request) -> Reply:
    """One file, or the part of it that a player asks for."""
    name = req.params["name"]
    tag = f'"{name}"'
    found = media.find(req.db, name)
    headers = _HEADERS | {"etag": tag}
    if req.headers.get("if-none-match", "") == tag:
        return Content(b"", found["type"], headers, status=304)
    return ranges.answer(found["content"], found["type"], req.headers, headers)
