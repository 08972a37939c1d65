"""The pages of the spotlight. Readers get no cookie: what happened is told by the address."""

from dataclasses import asdict, replace
from typing import Any

from ideaboard import __version__, text
from ideaboard.spotlight import filling, lists, responses, sharing, shelves, stories
from ideaboard.spotlight.responses import Response
from ideaboard.spotlight.shelves import DEPARTMENT, PERSON, TOPIC
from ideaboard.spotlight.stories import Story
from ideaboard.web.rendering import as_json
from ideaboard.web.request import Content, Page, Redirect, Reply, Request, kept

# A lead story, and rows of three below it.
FRONT_LENGTH = 7
LATER_LENGTH = 12
# Topics with what does not stand above, each a row; people and departments to go on with.
SECTIONS, IN_SECTION = 6, 3
FACES = 6
RELATED = 3
RESPONSE_RATE = "10/hour"


def front(req: Request) -> Reply:
    """The newest stories, the first one large, then what else there is by topic, and who tells it."""
    if before := req.query.get("before"):
        # The address that older pages had.
        stories.place(req.db, before)
        return Redirect(_older(before))
    found = stories.latest(req.db, limit=FRONT_LENGTH + 1)
    shown, older = found[:FRONT_LENGTH], len(found) > FRONT_LENGTH
    topics = shelves.latest(req.db, TOPIC, limit=shelves.SHOWN)
    following = _older(shown[-1].slug) if older else None
    values = {
        "lead": shown[0] if shown else None,
        "others": shown[1:],
        "older": following,
        "topics": topics,
        "sections": lists.heads(
            req.db, topics[:SECTIONS], but=[story.slug for story in shown], most=IN_SECTION
        ),
        "faces": shelves.latest(req.db, PERSON, limit=FACES),
        "departments": shelves.latest(req.db, DEPARTMENT, limit=shelves.SHOWN),
    }
    return Page("spotlight/front.html", values, face=lambda: _listed(req, shown, following))


def older(req: Request) -> Reply:
    """Stories older than one, page by page. The address of a page is no query: any web server can keep it."""
    found = stories.latest(req.db, before=req.params["before"], limit=LATER_LENGTH + 1)
    shown = found[:LATER_LENGTH]
    following = _older(shown[-1].slug) if len(found) > LATER_LENGTH else None
    values = {"stories": shown, "older": following}
    return Page("spotlight/older.html", values, face=lambda: _listed(req, shown, following))


def _older(slug: str) -> str:
    return f"/older/{shelves.quoted(slug)}"


def _listed(req: Request, shown: list[Story], following: str | None) -> dict[str, Any]:
    return {"stories": [brief(req, story) for story in shown], "next": following}


def story(req: Request) -> Reply:
    """One story with its responses and the form; also shown again when a response was refused."""
    found = stories.find(req.db, req.params["slug"])
    answers = responses.accepted(req.db, found.slug, limit=responses.SHOWN + 1)
    # With the name that a steward gave it since.
    settings = replace(req.house.settings, company=req.company.name)
    values = {
        "story": found,
        "responses": answers[: responses.SHOWN],
        "more_responses": len(answers) > responses.SHOWN,
        "related": lists.related(req.db, found, limit=RELATED),
        "sent": "sent" in req.query,
        "article": sharing.article(found, settings, company=req.company.name),
        "card_url": settings.spotlight_url + sharing.card_path(found),
        "embedding": sharing.embedding(found, settings),
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


def about(req: Request) -> Reply:
    return Page("spotlight/about.html")


def healthz(req: Request) -> Reply:
    """That the process answers and its database can be read."""
    state = {"status": "ok", "app": "spotlight", "version": __version__, "stories": stories.count(req.db)}
    return Content(as_json(state), "application/json", {"cache-control": "no-store"})


def company_css(req: Request) -> Reply:
    """The company's accent; kept for good under the address that carries its mark."""
    return Content(req.company.css.encode(), "text/css; charset=utf-8", kept(req, req.company.mark))


def brief(req: Request, story: Story) -> dict[str, Any]:
    """A story in a list, as JSON."""
    return {
        "slug": story.slug,
        "title": story.title,
        "standfirst": story.standfirst,
        "byline": story.byline,
        "authors": [asdict(credit) for credit in story.credits],
        "disclosure": story.disclosure(req.company.name),
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
        "media": [asdict(medium) for medium in story.media],
        "notes": [asdict(note) for note in story.notes],
        "responses": [
            {name: getattr(answer, name) for name in ("id", "name", "body", "sent_at", "reply", "replied_at")}
            for answer in answers
        ],
    }
