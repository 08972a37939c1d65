"""Categories: who can see what, readable by everyone inside; stewards open and change them."""

from typing import Any

from ideaboard.board import categories, category_follows
from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.people import people
from ideaboard.web.request import Page, Redirect, Reply, Request


def index(req: Request) -> Reply:
    values = {
        "categories": categories.visible(req.db, req.me),
        "audiences": categories.AUDIENCES,
        "followed": category_follows.of(req.db, req.me.id),
    }
    return Page("board/categories.html", values)


def follow(req: Request) -> Reply:
    """Follow a category or no longer; who found their way here needs no welcome any more."""
    slug = req.params["slug"]
    if req.form.get("follow") == "0":
        name = category_follows.unfollow(req.db, slug, by=req.me)["name"]
        notice = _("You no longer follow “%(name)s”.", name=name)
    else:
        name = category_follows.follow(req.db, slug, by=req.me, now=req.now)["name"]
        notice = _("You follow “%(name)s”: new posts in it will reach your inbox.", name=name)
    people.welcomed(req.db, req.me.id, now=req.now)
    return Redirect("/categories", notice=notice)


def create(req: Request) -> Reply:
    categories.add(req.db, **_typed(req))
    return Redirect("/categories", notice=_("The category is open."))


def edit(req: Request) -> Reply:
    values = {"category": _category(req), "audiences": categories.AUDIENCES}
    return Page("board/category.html", values)


def save(req: Request) -> Reply:
    categories.edit(req.db, _category(req)["id"], **_typed(req), now=req.now)
    return Redirect("/categories", notice=_("Saved."))


def _category(req: Request) -> Row:
    return categories.find(req.db, req.params["slug"], req.person)


def _typed(req: Request) -> dict[str, Any]:
    form = req.form
    return {
        "name": form.get("name", ""),
        "about": form.get("about", ""),
        "audience": form.get("audience", ""),
        "anonymous": form.get("anonymous") == "1",
        "publishing": form.get("publishing") == "1",
    }
