"""Every feed of the spotlight in every form, one way for all of them; and the lists of all feeds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ideaboard import feeds as floor
from ideaboard.db import Database
from ideaboard.errors import NotFound
from ideaboard.feeds import Feed
from ideaboard.language import _
from ideaboard.settings import Settings
from ideaboard.spotlight import feeds, lists, naming, responses, shelves, stories, talks
from ideaboard.spotlight.shelves import DEPARTMENT, PERSON, TOPIC, Kind
from ideaboard.web.rendering import as_json
from ideaboard.web.request import Content, Page, Reply, Request

# Programs in other sites' pages may read what everybody may.
OPEN = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
_FRESH = {"cache-control": "public, no-cache", "vary": "accept-encoding", **OPEN}
MOST_LISTED = 1000


def front(req: Request) -> Reply:
    """All stories."""
    found = stories.latest(req.db, before=req.params.get("before"), limit=feeds.LENGTH + 1)
    now = stories.changed_at(req.db)
    made = feeds.of_stories(found[: feeds.LENGTH], None, _settings(req), now=now)
    return _show(req, made, "", [story.slug for story in found], now)


def topic(req: Request) -> Reply:
    return _shelf(req, TOPIC)


def person(req: Request) -> Reply:
    return _shelf(req, PERSON)


def department(req: Request) -> Reply:
    return _shelf(req, DEPARTMENT)


def _shelf(req: Request, kind: Kind) -> Reply:
    shelf = shelves.find(req.db, kind, req.params["key"])
    found = lists.on(req.db, shelf, before=req.params.get("before"), limit=feeds.LENGTH + 1)
    made = feeds.of_stories(found[: feeds.LENGTH], shelf, _settings(req), now=shelf.changed_at)
    return _show(req, made, shelf.path, [story.slug for story in found], shelf.changed_at)


def talk(req: Request) -> Reply:
    """What readers answered to one story. A response may leave without a date: only its ETag tells."""
    story, before = stories.find(req.db, req.params["slug"]), req.params.get("before")
    found = (
        talks.older(req.db, story.slug, before=before, limit=feeds.LENGTH + 1)
        if before
        else responses.accepted(req.db, story.slug, limit=feeds.LENGTH + 1)
    )
    made = feeds.of_responses(found[: feeds.LENGTH], story, _settings(req))
    return _show(req, made, story.path, [response.id for response in found], "")


def _settings(req: Request) -> Settings:
    return replace(req.house.settings, company=req.company.name)


def _show(req: Request, made: Feed, path: str, names: Sequence[str], modified: str) -> Reply:
    """The feed in the form asked for, or 304 when the reader has it already."""
    kind = req.params["kind"]
    if kind not in feeds.KINDS:
        raise NotFound(_("There is nothing at this address."))
    home, more = req.house.settings.spotlight_url + path, len(names) > feeds.LENGTH
    older = f"{home}/older/{shelves.quoted(names[feeds.LENGTH - 1])}/feed.{kind}" if more else ""
    made = replace(made, link=req.house.settings.spotlight_url + req.path, next=older)
    tag, stamp = feeds.etag(kind, made), floor.http_date(modified) if modified else ""
    headers = _headers(made, tag, stamp)
    if floor.unchanged(req.headers, tag, stamp):
        return Content(b"", floor.TYPES[kind], headers, status=304)
    if kind == "json":
        return Content(as_json(floor.as_json(made)), floor.TYPES[kind], headers)
    return Page(f"feed.{kind}", {"feed": made}, headers=headers | {"content-type": floor.TYPES[kind]})


def _headers(made: Feed, tag: str, modified: str) -> dict[str, str]:
    headers = _FRESH | {"etag": tag}
    headers |= {"last-modified": modified or floor.http_date(made.updated)}
    if made.hub:
        headers["link"] = f'<{made.hub}>; rel="hub", <{made.link}>; rel="self"'
    return headers


def listed(req: Request) -> Reply:
    """All feeds, for people."""
    return Page("spotlight/feeds.html", {"lists": _lists(req.db)})


def opml(req: Request) -> Reply:
    """All feeds, for a feed reader to take at once."""
    values: dict[str, Any] = {"lists": _lists(req.db), "changed": stories.changed_at(req.db)}
    values["changed_822"] = floor.rfc822(values["changed"] or feeds.NEVER)
    return Page(
        "spotlight/feeds.opml", values, headers=_FRESH | {"content-type": "text/x-opml; charset=utf-8"}
    )


def _lists(db: Database) -> dict[str, list[shelves.Shelf]]:
    return {
        kind: sorted(shelves.latest(db, kind, limit=MOST_LISTED), key=naming.title)
        for kind in (TOPIC, PERSON, DEPARTMENT)
    }
