"""The council's pages on merging: which post it is the same as, both side by side, and objections."""

from ideaboard.board import posts
from ideaboard.board.merge_views import pair
from ideaboard.board.merges import objected_before
from ideaboard.council import merges
from ideaboard.language import _
from ideaboard.web.request import Page, Redirect, Reply, Request


def choose(request: Request) -> Reply:
    """Both texts side by side, before anything is done; without `?other=` the form that asks for one."""
    post = posts.find(request.db, request.number("id"), request.me)
    here = f"/council/posts/{post['id']}"
    values = {"post": post, **pair(request, post), "action": f"{here}/merge", "back": here}
    concerned = [post["id"], *([values["other"]["id"]] if values["other"] else [])]
    if any(merges.wrote(request.db, number, request.me) for number in concerned):
        values["obstacle"] = _(merges.OWN)
    elif values["other"] and objected_before(request.db, *concerned):
        values["obstacle"] = _(merges.OBJECTED)
    return Page("board/same.html", values)


def merge(request: Request) -> Reply:
    number = request.number("id")
    other = request.form.get("other", "")
    into = merges.merge(request.db, number, other, by=request.me, now=request.now)
    notice = _("Merged. Its author hears of it and may object; undoing it takes one click.")
    return Redirect(f"/posts/{into['id']}?from={number}", notice=notice)


def undo(request: Request) -> Reply:
    number = request.number("id")
    merges.undo(request.db, number, by=request.me, now=request.now)
    return Redirect(f"/posts/{number}", notice=_("No longer merged: it has its own votes and place again."))


def keep(request: Request) -> Reply:
    number = request.number("id")
    merges.keep(request.db, number, request.form.get("keep", ""), by=request.me, now=request.now)
    notice = _("It stays merged. Its author reads your reason.")
    return Redirect(f"/council/posts/{number}#same", notice=notice)
