"""Where stories are gathered: topics, people, departments and the archive, each page after page."""

from itertools import groupby
from typing import Any

from ideaboard.spotlight import lists, naming, shelves
from ideaboard.spotlight.shelves import DEPARTMENT, MONTH, PERSON, TOPIC, Kind, Shelf
from ideaboard.spotlight.views import brief
from ideaboard.web.request import Page, Reply, Request

LENGTH = 12
MOST_SHELVES = 60
# A thousand months are eighty years.
MOST_MONTHS = 1000


def topics(req: Request) -> Reply:
    """Every topic with its newest stories."""
    found, following = _page(req, TOPIC)
    values = {"sections": lists.heads(req.db, found, but=(), most=3), "following": following}
    return Page("spotlight/topics.html", values, face=lambda: {"topics": [_face(req, s) for s in found]})


def people(req: Request) -> Reply:
    """Everybody who agreed to a page of their own, and the departments that told something."""
    found, following = _page(req, PERSON)
    departments = sorted(shelves.latest(req.db, DEPARTMENT, limit=MOST_SHELVES), key=naming.title)
    values = {"people": found, "departments": departments, "following": following}
    face = {"people": found, "departments": departments}
    return Page(
        "spotlight/people.html",
        values,
        face=lambda: {name: [_face(req, shelf) for shelf in listed] for name, listed in face.items()},
    )


def _page(req: Request, kind: Kind) -> tuple[list[Shelf], str]:
    """One page of a kind's shelves and the address of the next."""
    found = shelves.latest(req.db, kind, after=req.params.get("after", ""), limit=MOST_SHELVES + 1)
    shown = found[:MOST_SHELVES]
    room = "topics" if kind == TOPIC else "people"
    return shown, f"/{room}/after/{shelves.quoted(shown[-1].key)}" if len(found) > MOST_SHELVES else ""


def archive(req: Request) -> Reply:
    """Every month in which something was told, by year."""
    months = sorted(shelves.latest(req.db, MONTH, limit=MOST_MONTHS), key=lambda one: one.key, reverse=True)
    named = [(month, naming.title(month)) for month in months]
    years = [(year, list(listed)) for year, listed in groupby(named, key=lambda pair: pair[0].key[:4])]
    face = {"months": [_face(req, month) for month in months]}
    return Page("spotlight/archive.html", {"years": years}, face=lambda: face)


def topic(req: Request) -> Reply:
    return _shelf(req, TOPIC, req.params["key"])


def person(req: Request) -> Reply:
    return _shelf(req, PERSON, req.params["key"])


def department(req: Request) -> Reply:
    return _shelf(req, DEPARTMENT, req.params["key"])


def month(req: Request) -> Reply:
    return _shelf(req, MONTH, f"{req.params['year']}-{req.params['month']}")


def _shelf(req: Request, kind: Kind, key: str) -> Reply:
    """The stories of one shelf, newest first."""
    shelf, before = shelves.find(req.db, kind, key), req.params.get("before")
    found = lists.on(req.db, shelf, before=before, limit=LENGTH + 1)
    shown = found[:LENGTH]
    older = f"{shelf.path}/older/{shelves.quoted(shown[-1].slug)}" if len(found) > LENGTH else None
    values: dict[str, Any] = {
        "shelf": shelf,
        "title": naming.title(shelf),
        "about": naming.about(shelf, req.company.name),
        "stories": shown,
        "older": older,
        "later_page": before is not None,
    }
    return Page(
        "spotlight/shelf.html",
        values,
        face=lambda: _face(req, shelf) | {"stories": [brief(req, one) for one in shown], "next": older},
    )


def _face(req: Request, shelf: Shelf) -> dict[str, Any]:
    """A shelf as JSON."""
    return {
        "key": shelf.key,
        "title": naming.title(shelf),
        "detail": shelf.detail,
        "count": shelf.stories,
        "newest_at": shelf.newest_at,
        "url": req.house.settings.spotlight_url + shelf.path,
    }
