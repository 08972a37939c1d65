"""What makes reading the board quicker: the keys, and what is new since the last visit."""

from ideaboard.board import mentions
from ideaboard.language import _
from ideaboard.people import people, signin, visits
from ideaboard.web import rendering
from ideaboard.web.request import Content, Page, Redirect, Reply, Request


def keyboard(req: Request) -> Reply:
    return Page("board/_keyboard_dialog.html" if "part" in req.query else "board/keyboard.html")


def seen_all(req: Request) -> Reply:
    visits.seen_all(req.db, req.me, now=req.now)
    back = signin.local(req.form.get("next", "")) or "/posts"
    return Redirect(back, notice=_("All marked as seen."))


def mention(req: Request) -> Reply:
    """At most eight colleagues for what was typed behind an @, each with the Markdown that mentions them.

    As JSON, and for the form as a list of buttons (`part=list`).
    """
    found = people.beginning(req.db, req.query.get("q", ""), now=req.now)
    named = [row | {"mark": mentions.mark(row["id"], row["name"])} for row in found]
    if "part" in req.query:
        return Page("board/_mention.html", {"people": named})
    body = rendering.as_json({"people": named})
    return Content(body, "application/json", {"cache-control": "private, no-store"})
