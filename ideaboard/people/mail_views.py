"""Unsubscribing with one click, from a mail program or from the page the mail leads to; nobody signs in."""

from ideaboard.language import _
from ideaboard.people import mail_choices
from ideaboard.web.request import Page, Reply, Request

_HEADERS = {"referrer-policy": "no-referrer"}


def confirm(req: Request) -> Reply:
    """One button: a mail scanner that opens the link does not unsubscribe anybody."""
    kind = mail_choices.meant(req.db, req.params["token"], signer=req.house.signer)[1]
    return _page(kind, done=False)


def unsubscribe(req: Request) -> Reply:
    """Answered at once, without a redirect, as RFC 8058 asks."""
    person_id, kind = mail_choices.meant(req.db, req.params["token"], signer=req.house.signer)
    mail_choices.stop(req.db, person_id, kind, now=req.now)
    return _page(kind, done=True)


def _page(kind: str, *, done: bool) -> Page:
    what = _(mail_choices.KINDS[kind][done])
    return Page("people/unsubscribe.html", {"what": what, "done": done}, headers=_HEADERS)
