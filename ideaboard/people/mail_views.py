"""Unsubscribing with one click, from a mail program or from the page the mail leads to; nobody signs in."""

from ideaboard.people import mail_choices
from ideaboard.web.request import Page, Reply, Request

_HEADERS = {"referrer-policy": "no-referrer"}


def confirm(req: Request) -> Reply:
    """One button: a mail scanner that opens the link does not unsubscribe anybody."""
    _, kind = mail_choices.meant(req.db, req.params["token"], signer=req.house.signer)
    return Page(
        "people/unsubscribe.html", {"what": mail_choices.KINDS[kind], "done": False}, headers=_HEADERS
    )


def unsubscribe(req: Request) -> Reply:
    """Answered at once, without a redirect, as RFC 8058 asks."""
    person_id, kind = mail_choices.meant(req.db, req.params["token"], signer=req.house.signer)
    mail_choices.stop(req.db, person_id, kind, now=req.now)
    return Page("people/unsubscribe.html", {"what": mail_choices.KINDS[kind], "done": True}, headers=_HEADERS)
