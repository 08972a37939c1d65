"""The council's acts on themes; everyone inside reads them on the board."""

from typing import Any

from ideaboard.board import posts, theme_posts
from ideaboard.board import themes as shown
from ideaboard.board.categories import AUDIENCES
from ideaboard.council import themes
from ideaboard.language import _
from ideaboard.web.request import Page, Redirect, Reply, Request, whole


def new(request: Request) -> Reply:
    """The form for a theme; with `?post=` for one that this post begins."""
    asked = request.form.get("post") or request.query.get("post", "")
    number = whole(asked)
    post = posts.find(request.db, number, request.me) if number is not None else None
    open_to = {code: _(label) for code, label in AUDIENCES.items() if code in request.me.audiences}
    return Page("council/theme_new.html", {"post": post, "audiences": open_to})


def make(request: Request) -> Reply:
    made = themes.make(
        request.db,
        **_typed(request),
        audience=request.form.get("audience", ""),
        post_id=whole(request.form.get("post", "")),
        by=request.me,
        now=request.now,
    )
    return Redirect(
        theme_posts.address(made), notice=_("The theme is there. Put posts into it from their pages.")
    )


def _typed(request: Request) -> dict[str, Any]:
    return {"title": request.form.get("title", ""), "statement": request.form.get("statement", "")}


def edit(request: Request) -> Reply:
    """Its words, its posts, and whether it is open."""
    theme = shown.find(request.db, request.number("id"), request.me)
    after = request.query.get("after", "")
    listing = shown.posts(request.db, theme["id"], request.me, after=after, now=request.now)
    return Page("council/theme.html", {"theme": theme, "listing": listing})


def save(request: Request) -> Reply:
    number = request.number("id")
    themes.reword(request.db, number, **_typed(request), by=request.me, now=request.now)
    return Redirect(theme_posts.address(number), notice=_("Saved."))


def close(request: Request) -> Reply:
    number, closed = request.number("id"), request.form.get("closed") == "1"
    themes.close(request.db, number, closed, by=request.me, now=request.now)
    notice = _("The theme is closed. It can still be read.") if closed else _("The theme is open again.")
    return Redirect(theme_posts.address(number), notice=notice)


def add(request: Request) -> Reply:
    """From the page of a post, into the theme that was chosen there."""
    number = request.number("id")
    chosen = whole(request.form.get("theme", "")) or 0
    themes.add(request.db, chosen, number, by=request.me, now=request.now)
    return Redirect(f"/council/posts/{number}", notice=_("The post stands in the theme now."))


def take_out(request: Request) -> Reply:
    """From a theme's page, or with `back` from the page of the post."""
    number, post = request.number("id"), whole(request.form.get("post", "")) or 0
    themes.take_out(request.db, number, post, by=request.me, now=request.now)
    back = f"/council/posts/{post}" if request.form.get("back") else f"/council/themes/{number}"
    return Redirect(back, notice=_("The post left the theme."))
