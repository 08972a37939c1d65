"""Categories: who can see what, readable by everyone inside; stewards open and change them."""

from typing import Any

from ideaboard.board import categories
from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.web.request import Page, Redirect, Reply, Request


def index(req: Request) -> Reply:
    values = {"categories": categories.visible(req.db, req.me), "audiences": categories.AUDIENCES}
    return Page("board/categories.html", values)


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
