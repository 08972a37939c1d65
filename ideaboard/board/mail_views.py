"""What comes by mail, and the posts that are muted."""

from ideaboard.board import follows
from ideaboard.language import _
from ideaboard.people import mail_choices
from ideaboard.web.request import Page, Redirect, Reply, Request


def choices(req: Request) -> Reply:
    values = {
        "choices": mail_choices.of(req.db, req.me.id),
        "muted": follows.muted_posts(req.db, req.me),
    }
    return Page("board/mail.html", values)


def save(req: Request) -> Reply:
    mail_choices.save(
        req.db,
        req.me.id,
        replies="replies" in req.form,
        decisions="decisions" in req.form,
        digest=req.form.get("digest", ""),
        now=req.now,
    )
    return Redirect("/settings/mail", notice=_("Saved."))
