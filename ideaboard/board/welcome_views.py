"""The first minute: what this is, what becomes of what one writes, who sees it, and what to follow."""

from typing import Any

from ideaboard.board import categories, category_follows, lists
from ideaboard.language import _
from ideaboard.people import people
from ideaboard.web.request import Page, Redirect, Reply, Request

GOOD_POSTS = 3


def show(req: Request) -> Reply:
    """For ambassadors, whose lounge comes later, a page that says so."""
    values: dict[str, Any] = {"categories": [], "followed": set(), "good": []}
    if req.me.is_inside:
        values = {
            "categories": categories.visible(req.db, req.me),
            "followed": category_follows.of(req.db, req.me.id),
            "good": lists.page(
                req.db, lists.Wanted("top"), person=req.me, now=req.now, limit=GOOD_POSTS
            ).posts,
        }
    return Page("board/welcome.html", values)


def choose(req: Request) -> Reply:
    """Keep what they follow; the page does not come by itself again."""
    slugs = {name.removeprefix("follow-") for name in req.form if name.startswith("follow-")}
    count = category_follows.choose(req.db, slugs, by=req.me, now=req.now)
    people.welcomed(req.db, req.me.id, now=req.now)
    some = _("New posts in what you follow will reach your inbox.")
    return Redirect("/posts", notice=some if count else _("You follow no category."))
