"""The search page of the spotlight: words, a topic, an order and a page, all in its address."""

from typing import Any
from urllib.parse import urlencode

from ideaboard import text
from ideaboard.errors import Unavailable
from ideaboard.language import _
from ideaboard.spotlight import finding, stories
from ideaboard.spotlight.finding import Results
from ideaboard.spotlight.views import brief
from ideaboard.web.request import Page, Reply, Request, whole

SEARCH_RATE = "120/minute"
LONGEST = 200
TOPICS = 12
# Offered where there is nothing to show: nothing found, nothing asked, or search at rest.
FRESH = 3
RETRY_SECONDS = "5"


def search(req: Request) -> Reply:
    """What the words find; with a topic alone, its stories; with neither, a page to begin from."""
    query = text.clean(req.query.get("q", ""))[:LONGEST].strip()
    topic = text.clean(req.query.get("topic", ""))[:LONGEST]
    sort = finding.NEWEST if req.query.get("sort") == finding.NEWEST else ""
    page = min(max(whole(req.query.get("page", "1")) or 1, 1), finding.MOST_PAGES)
    found, at_rest = None, False
    if query:
        req.house.limits.spend("search", req.client, SEARCH_RATE)
    try:
        if query:
            found = finding.search(
                req.db, req.house.finder, query, topic=topic, sort=sort, page=page, now=req.now
            )
        elif topic:
            found = finding.on_topic(req.db, topic, page=page)
    except Unavailable:
        at_rest = True
    asked = {"q": query, "topic": topic, "sort": sort}
    following = _address(asked | {"page": page + 1}) if found and found.more else None
    values = asked | {
        "found": found,
        "at_rest": at_rest,
        "page": page,
        "following": following,
        "address": lambda **changes: _address(asked | changes),
        "topics": stories.topics(req.db, limit=TOPICS),
        "fresh": [] if found and found.finds else stories.latest(req.db, limit=FRESH),
    }
    if at_rest:
        refused = {"error": _("Search is being put in order. Try again in a minute."), "fields": {}}
        headers = {"retry-after": RETRY_SECONDS}
        return Page("spotlight/search.html", values, face=lambda: refused, status=503, headers=headers)
    return Page("spotlight/search.html", values, face=lambda: _face(req, found, following))


def _address(asked: dict[str, Any]) -> str:
    kept = urlencode({name: value for name, value in asked.items() if value and (name, value) != ("page", 1)})
    return f"/search?{kept}" if kept else "/search"


def _face(req: Request, found: Results | None, following: str | None) -> dict[str, Any]:
    if found is None:
        return {"total": 0, "results": [], "did_you_mean": None, "next": None}
    results = [
        brief(req, find.story) | {"fragment": "".join(piece for piece, _hit in find.fragment)}
        for find in found.finds
    ]
    return {"total": found.total, "results": results, "did_you_mean": found.did_you_mean, "next": following}
