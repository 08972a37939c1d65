"""The board's pages and acts on posts."""

from typing import Any

from ideaboard import text
from ideaboard.board import (
    answers,
    categories,
    claims,
    comments,
    faces,
    finding,
    first_posts,
    follows,
    lists,
    originals,
    picture_views,
    posts,
    statuses,
    themes,
    timeline,
    votes,
)
from ideaboard.db import Row
from ideaboard.errors import Forbidden, NotFound, Unavailable
from ideaboard.language import _
from ideaboard.people import mutes, people, signin
from ideaboard.web.request import Page, Redirect, Reply, Request, whole


def home(req: Request) -> Reply:
    """The board for who belongs to it; a page of their own for ambassadors."""
    return Redirect("/posts" if req.me.is_inside else "/welcome")


def index(req: Request) -> Reply:
    asked = lists.wanted(req.query)
    listing = lists.page(req.db, asked, person=req.me, now=req.now)
    values = {
        "listing": listing,
        "wanted": asked,
        "sorts": lists.SORTS,
        "periods": lists.PERIOD_LABELS,
        "categories": categories.visible(req.db, req.me),
        "statuses": statuses.LABELS,
        "kinds": statuses.KINDS,
    }
    face = {"posts": [faces.post(row) for row in listing.posts], "next": listing.next or None}
    return Page("board/index.html", values, face=lambda: face)


def show(req: Request) -> Reply:
    row = posts.find(req.db, req.number("id"), req.person)
    if row["merged_into"] and _leads_on(req):
        # Without a fragment of its own the browser keeps the one asked for: a comment stands there too.
        return Redirect(f"/posts/{row['merged_into']}?from={row['id']}")
    parts = _parts(req, row)
    merged = originals.behind(req.db, row["id"], req.me)
    values = {
        "post": row,
        **parts,
        "may_edit": posts.may_edit(row, req.me),
        "similar": _similar(req, row["title"], exclude=row["id"]),
        "claim": claims.handed_over(req, row["id"]),
        **_quote(req, row["id"]),
        "muted": mutes.muted(req.db, row["id"], req.me.id),
        "merge": originals.about(req.db, row, req.me),
        "merged": merged,
        "additions": req.beside_post(row),
        "came_from": next((one for one in merged if str(one["id"]) == req.query.get("from")), None),
    }
    return Page("board/post.html", values, face=lambda: faces.whole(row, parts))


def _leads_on(req: Request) -> bool:
    """A merged post's address leads to its survivor; programs, and who asks for the original, read it."""
    return req.method == "GET" and not req.wants_json and "original" not in req.query


def _quote(req: Request, post_id: int) -> dict[str, Any]:
    """What the address asks to quote, for the reply's box: without a script this is how one quotes."""
    number = whole(req.query.get("quote", "")) or 0
    said = comments.quoted(req.db, number, post_id, req.me) if number else ""
    return {"quote": said, "quote_of": number if said else ""}


def _parts(req: Request, row: Row) -> dict[str, list[Row]]:
    return {
        "timeline": timeline.of(req.db, row["id"]),
        "comments": comments.of(req.db, row["id"]),
        "answers": answers.of(req.db, row["id"]),
        "themes": themes.of(req.db, row["id"], req.me),
    }


def _similar(req: Request, title: str, *, body: str = "", exclude: int = 0) -> list[Row]:
    try:
        return finding.similar(req.db, req.house.finder, title, body=body, exclude=exclude, person=req.me)
    except Unavailable:
        return []


def new(req: Request) -> Reply:
    return Page("board/new.html", _new_values(req) | {"preview": "", "similar": None})


def _new_values(req: Request) -> dict[str, Any]:
    first = req.method == "GET" and not first_posts.has_posted(req.db, req.me)
    return _form_values(req) | {"questions": first_posts.QUESTIONS, "first": first}


def gather(req: Request) -> str:
    """A picture and the answers to three questions go into the text, to be read before it is posted."""
    said = picture_views.take(req)
    if first_posts.answered(req.form):
        req.form = first_posts.put_together(req.form)
        said = _("Your answers stand below as title and text. Read them once, then post.")
    return said


def gather_for_preview(req: Request) -> str:
    gather(req)
    return ""


def _form_values(req: Request) -> dict[str, Any]:
    return {
        "categories": categories.visible(req.db, req.me),
        "kinds": statuses.KINDS,
        "kept": "new-post",
    }


def preview(req: Request) -> Reply:
    """The text as it will look, and posts that look like it, before anything is posted."""
    body = text.clean(req.form.get("body", ""), lines=True)
    title = text.clean(req.form.get("title", ""))
    html = text.html(body[: posts.BODY_MOST], text.PICTURES, top=2)
    similar = [] if req.wants_json else _similar(req, title[:200])
    values = _new_values(req) | {"preview": html, "similar": similar}
    return Page("board/new.html", values, face=lambda: {"html": html})


def create(req: Request) -> Reply:
    secret = claims.fresh() if req.form.get("anonymous") else ""
    post_id = posts.create(req.db, **_typed(req), claim=secret, by=req.me, now=req.now)
    if not secret:
        return Redirect(
            f"/posts/{post_id}", notice=_("Posted. Everyone who may see it can now vote and answer.")
        )
    return Redirect(f"/posts/{post_id}", cookies=(claims.hand_over(req, post_id, secret),))


def _typed(req: Request) -> dict[str, Any]:
    form = req.form
    return {
        "kind": form.get("kind", ""),
        "title": form.get("title", ""),
        "body": form.get("body", ""),
        "category": form.get("category", ""),
        "tags": form.get("tags", ""),
    }


def edit(req: Request) -> Reply:
    row = _editable(req)
    values = _form_values(req) | {"post": row, "kept": f"post-{row['id']}", "preview": ""}
    if req.method == "POST" and req.refusal is None:
        body = text.clean(req.form.get("body", ""), lines=True)[: posts.BODY_MOST]
        values["preview"] = text.html(body, text.PICTURES, top=2)
    return Page("board/edit.html", values)


def save(req: Request) -> Reply:
    row = _editable(req)
    posts.edit(req.db, row, **_typed(req), by=req.me, now=req.now)
    return Redirect(f"/posts/{row['id']}", notice=_("Saved. Earlier texts stay readable in the history."))


def _editable(req: Request) -> Row:
    row = posts.find(req.db, req.number("id"), req.person)
    if not posts.may_edit(row, req.me):
        raise Forbidden(_("Only its author can edit a post, and only while it is open."))
    return row


def history(req: Request) -> Reply:
    row = posts.find(req.db, req.number("id"), req.person)
    return Page("board/history.html", {"post": row, "versions": posts.versions(req.db, row["id"])})


def withdraw(req: Request) -> Reply:
    row = posts.find(req.db, req.number("id"), req.person)
    posts.require_author(row, req.me)
    posts.withdraw(req.db, row, now=req.now)
    return Redirect(f"/posts/{row['id']}", notice=_("Your words are gone; what others said stays."))


def vote(req: Request) -> Reply:
    post_id = req.number("id")
    value = {"1": 1, "-1": -1, "0": 0}.get(req.form.get("value", ""), 2)
    tally = votes.cast(req.db, post_id, value, by=req.me, now=req.now)
    back = signin.local(req.form.get("next", "")) or f"/posts/{post_id}"
    return Redirect(back, face=lambda: faces.tally(tally))


def follow(req: Request) -> Reply:
    row = posts.find(req.db, req.number("id"), req.person)
    here = row["merged_into"] or row["id"]
    if req.form.get("follow") == "0":
        follows.unfollow(req.db, here, req.me.id)
        notice = _("You no longer follow this post.")
    else:
        follows.follow(req.db, here, req.me.id, now=req.now)
        # Who left the welcome by following something need not see it again.
        people.welcomed(req.db, req.me.id, now=req.now)
        notice = _("You will hear what becomes of it.")
    return Redirect(f"/posts/{here}", notice=notice)


def comment(req: Request) -> Reply:
    post_id = req.number("id")
    parent = req.form.get("reply_to", "")
    if parent and whole(parent) is None:
        raise NotFound(_("The comment you answer is not here any more."))
    made = comments.add(
        req.db,
        post_id,
        req.form.get("body", ""),
        reply_to=int(parent) if parent else None,
        by=req.me,
        now=req.now,
    )
    said = _("Said. Those concerned hear of it.")
    here = comments.find(req.db, made, req.me)["post_id"]
    return Redirect(f"/posts/{here}#comment-{made}", notice=said, face=lambda: {"id": made, "post": here})


def edit_comment(req: Request) -> Reply:
    row = comments.find(req.db, req.number("id"), req.me)
    posts.require_author(row, req.me)
    return Page("board/comment.html", {"comment": row})


def save_comment(req: Request) -> Reply:
    post_id = comments.edit(req.db, req.number("id"), req.form.get("body", ""), by=req.me, now=req.now)
    return Redirect(f"/posts/{post_id}#comment-{req.number('id')}", notice=_("Your comment is changed."))


def confirm_removal(req: Request) -> Reply:
    row = comments.find(req.db, req.number("id"), req.me)
    if row["author_id"] != req.me.id and req.me.seat is None:
        raise Forbidden(_("Only its author or the council may remove a comment."))
    return Page("board/remove.html", {"comment": row, "own": row["author_id"] == req.me.id})


def remove_comment(req: Request) -> Reply:
    post_id = comments.remove(
        req.db, req.number("id"), reason=req.form.get("reason", ""), by=req.me, now=req.now
    )
    return Redirect(f"/posts/{post_id}", notice=_("The comment is removed."))
