"""What an author says of their own post: that it is the same as another, that it is not, or no longer."""

from typing import Any

from ideaboard.board import finding, merges, originals, posts
from ideaboard.db import Row
from ideaboard.errors import Refusal, Unavailable
from ideaboard.language import _
from ideaboard.web.request import Page, Redirect, Reply, Request


def choose(req: Request) -> Reply:
    """Which post it is the same as; with `?other=` both texts side by side, before anything is done."""
    row = _own(req)
    here = f"/posts/{row['id']}"
    return Page("board/same.html", {"post": row, **pair(req, row), "action": f"{here}/same", "back": here})


def pair(req: Request, row: Row) -> dict[str, Any]:
    """What asking which one, and then whether, takes: the `other` post, an `obstacle`, and similar ones."""
    typed = (req.form if req.method == "POST" else req.query).get("other", "")
    other, problem = None, ""
    if typed:
        try:
            other = originals.other(req.db, typed, req.me)
        except Refusal as unknown:
            problem = unknown.fields["other"]
    obstacle = merges.obstacle(row, other) if other else ""
    return {"other": other, "typed": typed, "problem_of_other": problem, "obstacle": obstacle} | {
        "similar": [] if other else similar(req, row)
    }


def similar(req: Request, row: Row) -> list[Row]:
    """Posts that look like it and could be the one; none while search is being rebuilt."""
    try:
        found = finding.similar(
            req.db, req.house.finder, row["title"], body=row["body"], exclude=row["id"], person=req.me
        )
    except Unavailable:
        return []
    return [other for other in found if not merges.obstacle(row, other)]


def merge(req: Request) -> Reply:
    row = _own(req)
    other = originals.other(req.db, req.form.get("other", ""), req.me)
    merges.merge(req.db, row, other, by=req.me, now=req.now)
    notice = _("Merged. Votes and comments count together here; you can undo it on the original’s page.")
    return Redirect(f"/posts/{other['id']}?from={row['id']}", notice=notice)


def undo(req: Request) -> Reply:
    """Only what they merged themselves: what the council merged, it also parts."""
    row = _own(req)
    link = merges.require(req.db, row["id"])
    if link["by_id"] != req.me.id:
        raise Refusal(_("The council merged this. Say why it is not the same, and the council decides."))
    merges.undo(req.db, row["id"], by=req.me, now=req.now)
    return Redirect(f"/posts/{row['id']}", notice=_("No longer merged: your post stands on its own again."))


def object_to(req: Request) -> Reply:
    row = _own(req)
    merges.object_to(req.db, row, req.form.get("objection", ""), by=req.me, now=req.now)
    notice = _("Said. The council decides within two weeks, and you hear what it decided.")
    return Redirect(f"/posts/{row['id']}{merges.ORIGINAL}#merge", notice=notice)


def _own(req: Request) -> Row:
    row = posts.find(req.db, req.number("id"), req.person)
    posts.require_author(row, req.me)
    return row
