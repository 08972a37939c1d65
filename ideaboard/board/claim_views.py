"""What the holder of a claim link may do; no sign-in, so that nothing ties the link to a person."""

from ideaboard.board import answers, claims, comments, merges, posts, shown, statuses, timeline
from ideaboard.board.statuses import CLOSED
from ideaboard.db import Row
from ideaboard.errors import Forbidden
from ideaboard.language import _
from ideaboard.web.request import Page, Redirect, Reply, Request


def show(req: Request) -> Reply:
    row = _claimed(req)
    values = {
        "post": row,
        "token": req.params["token"],
        "timeline": timeline.of(req.db, row["id"]),
        "comments": comments.of(req.db, row["id"], alone=True),
        "answers": answers.of(req.db, row["id"]),
        "open": row["status"] not in CLOSED,
        "merge": merges.of(req.db, row["id"]),
        "additions": req.beside_post(row),
    }
    return Page("board/claim.html", values, headers={"referrer-policy": "no-referrer"})


def edit(req: Request) -> Reply:
    values = {"post": _open(req), "token": req.params["token"], "kinds": statuses.KINDS}
    return Page("board/claim_edit.html", values, headers={"referrer-policy": "no-referrer"})


def save(req: Request) -> Reply:
    row = _open(req)
    posts.edit(
        req.db,
        row,
        kind=req.form.get("kind", ""),
        title=req.form.get("title", ""),
        body=req.form.get("body", ""),
        category=row["slug"],
        tags=req.form.get("tags", ""),
        by=None,
        now=req.now,
    )
    return Redirect(_address(req), notice=_("Saved. Earlier texts stay readable in the history."))


def withdraw(req: Request) -> Reply:
    posts.withdraw(req.db, _claimed(req), now=req.now)
    return Redirect(_address(req), notice=_("Your words are gone; what others said stays."))


def object_to_merge(req: Request) -> Reply:
    row = _claimed(req)
    merges.object_to(req.db, row, req.form.get("objection", ""), by=None, now=req.now)
    return Redirect(_address(req), notice=_("Said. The council decides, and you read here what it decided."))


def _claimed(req: Request) -> Row:
    row = claims.open_claim(req.db, req.house.signer, req.params["token"])
    row["tags"] = posts.tags(req.db, row["id"])
    shown.in_words(row)
    return row


def _open(req: Request) -> Row:
    row = _claimed(req)
    if row["status"] in CLOSED:
        raise Forbidden(_("This post is closed, so its text stays as it is."))
    return row


def _address(req: Request) -> str:
    return f"/claims/{req.params['token']}"
