"""Hearing no more of a post, and hearing of it again."""

from ideaboard.board import posts
from ideaboard.language import _
from ideaboard.people import mutes, signin
from ideaboard.web.request import Redirect, Reply, Request


def mute(req: Request) -> Reply:
    row = posts.find(req.db, req.number("id"), req.person)
    if req.form.get("mute") == "0":
        mutes.unmute(req.db, row["id"], req.me.id)
        notice = _("You will hear of this post again.")
    else:
        mutes.mute(req.db, row["id"], req.me.id, now=req.now)
        notice = _("Muted: this post no longer reaches your inbox or your mail. Its page takes it back.")
    return Redirect(signin.local(req.form.get("next", "")) or f"/posts/{row['id']}", notice=notice)
