"""The pages of themes, for everyone inside."""

from typing import Any

from ideaboard import text
from ideaboard.board import faces, themes
from ideaboard.db import Row
from ideaboard.people.views import LARGEST
from ideaboard.web.request import Page, Reply, Request, whole


def index(req: Request) -> Reply:
    """The open themes, with `?closed=1` the closed ones."""
    closed = req.query.get("closed") == "1"
    before = whole(req.query.get("before", "")) or LARGEST
    listing = themes.page(req.db, req.me, closed=closed, before=before)
    face = {"themes": [faces.theme(row) for row in listing.themes], "next": listing.next or None}
    return Page("board/themes.html", {"listing": listing, "closed": closed}, face=lambda: face)


def show(req: Request) -> Reply:
    row = themes.find(req.db, req.number("id"), req.me)
    listing = themes.posts(req.db, row["id"], req.me, after=req.query.get("after", ""), now=req.now)
    values = {"theme": row, "listing": listing}
    return Page("board/theme.html", values, face=lambda: _whole(row, listing.posts, listing.next))


def _whole(row: Row, posts: list[Row], following: str) -> dict[str, Any]:
    return faces.theme(row) | {
        "html": text.html(row["statement"]),
        "posts": [faces.post(post) for post in posts],
        "next": following or None,
    }
