"""Saved searches and their feed links: the page of one's own, and what the search page offers of it."""

from collections.abc import Mapping
from typing import Any

from ideaboard.board import categories, feeds, searches, statuses
from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.people import feed_keys, signin
from ideaboard.web.request import Page, Redirect, Reply, Request


def index(req: Request) -> Reply:
    key = feed_keys.of(req.db, req.me.id)
    rows = [row | {"links": _links(req, key, row["search"])} for row in searches.of(req.db, req.me)]
    named = _named(req)
    for row in rows:
        row["says"] = _says(row["asked"], named)
    typed = searches.unpacked(req.form.get("search", "")) if req.refusal else {}
    values = {
        "searches": rows,
        "has_links": key is not None,
        "notify_options": [(code, _(label)) for code, label in searches.NOTIFY.items()],
    }
    values |= {"typed": searches.packed(typed), "typed_words": searches.words(typed)}
    return Page("board/searches.html", values, face=lambda: {"searches": [_face(row) for row in rows]})


def _face(row: Row) -> dict[str, Any]:
    plain = {name: row[name] for name in ("id", "name", "created_at")}
    return plain | {
        "url": searches.address(row["asked"]),
        "notify": row["notify"],
        "feeds": row["links"] or None,
    }


def _links(req: Request, key: Row | None, search: str) -> dict[str, str]:
    """The feed links by kind; none before the person has asked for any."""
    if key is None:
        return {}
    return feeds.links(req.house.settings, req.house.signer, req.me, key["secret"], search)


def _named(req: Request) -> dict[str, Mapping[str, str]]:
    """What the values of filters are called; a category only by whom it is for."""
    shown = {row["slug"]: row["name"] for row in categories.visible(req.db, req.me)}
    labels = {code: _(label) for code, label in statuses.LABELS.items()}
    kinds = {code: _(label) for code, label in statuses.KINDS.items()}
    return {"category": shown, "status": labels, "kind": kinds}


def _says(search: Mapping[str, str], named: Mapping[str, Mapping[str, str]]) -> list[str]:
    """A search value by value, as a person reads it."""
    said = []
    for name, value in search.items():
        if name in named:
            said.append(named[name].get(value, value))
        elif name == "tag":
            said.append(f"#{value}")
        elif name != "sort":
            said.append(value)
    return said


def offer(req: Request) -> dict[str, Any] | None:
    """What the search page offers to keep of the search at hand; None where there is none."""
    search = searches.asked(req.query)
    if not search:
        return None
    packed = searches.packed(search)
    return {
        "search": packed,
        "name": searches.words(search),
        "saved": searches.saved(req.db, search, req.me),
        "links": _links(req, feed_keys.of(req.db, req.me.id), packed),
        "too_long": searches.too_long_to_keep(search),
    }


def save(req: Request) -> Reply:
    search = searches.unpacked(req.form.get("search", ""))
    notify = {"": "none", "1": "inbox"}.get(req.form.get("notify", ""), req.form.get("notify", ""))
    new = searches.save(req.db, search, req.form.get("name", ""), notify=notify, by=req.me, now=req.now)
    notice = _("Saved. Your menu leads to it.") if new else _("Changed: you kept this search already.")
    kept = searches.saved(req.db, search, req.me)
    return Redirect(
        searches.address(search), notice=notice, face=lambda: {"id": kept["id"] if kept else None}
    )


def change(req: Request) -> Reply:
    number = req.number("id")
    name, notify = (req.form.get(f"{field}-{number}", "") for field in ("name", "notify"))
    searches.change(req.db, number, name, notify=notify, mark=f"-{number}", by=req.me)
    return Redirect("/searches", notice=_("Saved."))


def delete(req: Request) -> Reply:
    searches.delete(req.db, req.number("id"), by=req.me)
    return Redirect("/searches", notice=_("Deleted. Its feed links work on until you make new ones."))


def make_links(req: Request) -> Reply:
    """The first links a person asks for; with `new` others, and the old ones end."""
    if req.form.get("new"):
        feed_keys.renew(req.db, req.me.id, now=req.now)
        notice = _("Your old feed links work no longer. Give your feed reader the new ones.")
    else:
        feed_keys.make(req.db, req.me.id, now=req.now)
        notice = _("Your feed links are ready.")
    return Redirect(signin.local(req.form.get("next", "")) or "/searches", notice=notice)
