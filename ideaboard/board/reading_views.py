"""What makes reading the board quicker: the keys, and what is new since the last visit."""

from ideaboard.people import signin, visits
from ideaboard.web.request import Page, Redirect, Reply, Request


def keyboard(req: Request) -> Reply:
    return Page("board/keyboard.html")


def seen_all(req: Request) -> Reply:
    visits.seen_all(req.db, req.me, now=req.now)
    back = signin.local(req.form.get("next", "")) or "/posts"
    return Redirect(back, notice="All marked as seen.")
