"""The pages of the spotlight. Readers get no cookie: what happened is told by the address."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ideaboard import __version__, text
from ideaboard.feeds import TYPES, rfc822, unchanged
from ideaboard.spotlight import feeds, filling, readers, responses, stories
from ideaboard.spotlight.responses import Response
from ideaboard.spotlight.stories import Story
from ideaboard.web.rendering import as_json
from ideaboard.web.request import Content, Page, Redirect, Reply, Request, kept

# A lead story and what fits below it without an odd one out.
FRONT_LENGTH = 9
RELATED = 3
RESPONSE_RATE = "10/hour"
_FRESH = {"cache-control": "public, no-cache", "vary": "accept-encoding"}


def front(req: Request) -> Reply:
    """The newest stories, the first one large; older pages have no lead."""
    before = req.query.get("before") or None
    found = stories.latest(req.db, before=before, limit=FRONT_LENGTH + 1)
    shown, older = found[:FRONT_LENGTH], len(found) > FRONT_LENGTH
    following = f"/?before={quote(shown[-1].slug, safe='')}" if older else None
    lead, rest = (shown[0], shown[1:]) if shown and not before else (None, shown)
    values = {"lead": lead, "others": rest, "older": following, "later_page": before is not None}
    return Page(
        "spotlight/front.html",
        values,
        face=lambda: {"stories": [brief(req, story) for story in shown], "next": following},
    )


def story(req: Request) -> Reply:
    """One story with its responses and the form; also shown again when a response was refused."""
    found = stories.find(req.db, req.params["slug"])
    answers = responses.accepted(req.db, found.slug, limit=responses.SHOWN + 1)
    # Not the page that thanks for a response, nor a form that came back: that reader was counted.
    if (
        req.method == "GET"
        and "sent" not in req.query
        and not req.wants_json
        and readers.is_person(req.headers)
    ):
        readers.seen(found.slug)
    values = {
        "story": found,
        "responses": answers[: responses.SHOWN],
        "more_responses": len(answers) > responses.SHOWN,
        "related": stories.related(req.db, found, limit=RELATED),
        "sent": "sent" in req.query,
        "opened": filling.mark(req),
    }
    return Page("spotlight/story.html", values, face=lambda: _whole(req, found, answers[: responses.SHOWN]))


def respond(req: Request) -> Reply:
    """Hold what a reader wrote until the council has read it."""
    slug = req.params["slug"]
    thanks = f"{stories.find(req.db, slug).path}?sent=1#responses"
    # People do not see this field. What fills it in is a program, and is thanked like everyone.
    if req.form.get("website"):
        return Redirect(thanks, face=lambda: {"state": responses.HELD})
    written = (req.form.get(name, "") for name in ("name", "email", "body"))
    made = responses.send(req.db, slug, *written, seconds=filling.seconds(req), now=req.now)
    # After the sending, so that only what could be taken counts; a TooMany rolls the sending back.
    req.house.limits.spend("response", req.client, RESPONSE_RATE)
    return Redirect(thanks, face=lambda: {"id": made, "state": responses.HELD})


def atom(req: Request) -> Reply:
    return _feed(req, "feed.atom")


def rss(req: Request) -> Reply:
    return _feed(req, "feed.rss")


def json_feed(req: Request) -> Reply:
    return _feed(req, "feed.json")


def _feed(req: Request, name: str) -> Reply:
    """The feed, or 304 without rendering it when the reader has it already."""
    settings = replace(req.house.settings, company=req.company.name)
    found = stories.latest(req.db, limit=feeds.LENGTH)
    tag, kind = feeds.etag(name, found, settings), TYPES[name.removeprefix("feed.")]
    headers = _FRESH | {"etag": tag}
    if unchanged(req.headers, tag):
        return Content(b"", kind, headers, status=304)
    if name == "feed.json":
        return Content(as_json(feeds.as_json_feed(found, settings)), kind, headers)
    updated = feeds.updated(found, now=req.now)
    values = {"entries": [feeds.entry(item, settings) for item in found], "updated": updated}
    values |= {"updated_822": rfc822(updated)}
    return Page(f"spotlight/{name}", values, headers=headers | {"content-type": kind})


def about(req: Request) -> Reply:
    return Page("spotlight/about.html")


def healthz(req: Request) -> Reply:
    """That the process answers and its database can be read."""
    state = {"status": "ok", "app": "spotlight", "version": __version__, "stories": stories.count(req.db)}
    return Content(as_json(state), "application/json", {"cache-control": "no-store"})


def company_css(req: Request) -> Reply:
    """The company's accent; kept for good under the address that carries its mark."""
    return Content(req.company.css.encode(), "text/css; charset=utf-8", kept(req, req.company.mark))


def robots(req: Request) -> Reply:
    return Content(b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")


def brief(req: Request, story: Story) -> dict[str, Any]:
    """A story in a list, as JSON."""
    return {
        "slug": story.slug,
        "title": story.title,
        "standfirst": story.standfirst,
        "byline": story.byline,
        "topic": story.topic,
        "published_at": story.published_at,
        "updated_at": story.updated_at,
        "url": req.house.settings.spotlight_url + story.path,
    }


def _whole(req: Request, story: Story, answers: list[Response]) -> dict[str, Any]:
    return brief(req, story) | {
        "version": story.version,
        "body": story.body,
        "html": text.html(story.body),
        "question": story.question,
        "correction": story.correction,
        "disclosure": story.author.disclosure(req.company.name),
        "responses": [
            {name: getattr(answer, name) for name in ("id", "name", "body", "sent_at", "reply", "replied_at")}
            for answer in answers
        ],
    }
