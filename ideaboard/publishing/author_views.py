"""The author's own pages: what they are asked to agree to, and the way to take it back.

Nobody else may know what was answered, so to everybody else these pages do not exist.
"""

from typing import Any

from ideaboard.board import claims
from ideaboard.db import Row
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.publishing import bylines, consent, diffs, drafts, releases
from ideaboard.publishing.consent import Author
from ideaboard.web.request import Page, Redirect, Reply, Request

_PRIVATE = {"referrer-policy": "no-referrer", "cache-control": "no-store"}


def consents(request: Request) -> Reply:
    """All requests to the signed-in author."""
    return Page("publishing/consents.html", {"requests": consent.requests(request.db, request.me)})


def consent_page(request: Request) -> Reply:
    return _page(request, _own(request))


def answer(request: Request) -> Reply:
    said = _answer(request, _own(request), request.me)
    return Redirect(request.path, notice=said)


def _own(request: Request) -> Row:
    draft = drafts.known(request.db, request.number("id"))
    consent.require_author(draft, request.me)
    return draft


def claim_page(request: Request) -> Reply:
    """The same for whoever holds the claim link of an anonymous post; nobody can tell them when to look."""
    post = claims.open_claim(request.db, request.house.signer, request.params["token"])
    number = drafts.of_post(request.db, post["id"])
    if number is None or consent.latest(request.db, number) is None:
        return Page("publishing/not_asked.html", {"post": post}, headers=_PRIVATE)
    return _page(request, drafts.known(request.db, number))


def answer_claim(request: Request) -> Reply:
    draft, post = _claimed(request)
    return Redirect(request.path, notice=_answer(request, draft, post))


def _claimed(request: Request) -> tuple[Row, Row]:
    post = claims.open_claim(request.db, request.house.signer, request.params["token"])
    number = drafts.of_post(request.db, post["id"])
    if number is None:
        raise _not_asked()
    return drafts.known(request.db, number), post


def _not_asked() -> NotFound:
    return NotFound(_("Nobody has asked for your consent. Look here again later."))


def _page(request: Request, draft: Row) -> Reply:
    row = consent.latest(request.db, draft["id"])
    if row is None:
        raise _not_asked()
    shown = drafts.version(request.db, draft["id"], row["version"])
    current = row["version"] == draft["version"] and not draft["ended_at"]
    values: dict[str, Any] = {
        "draft": drafts.in_words(draft),
        "asked": row,
        "note": consent.note_of(row),
        "shown": shown,
        "current": current,
        "open": current and row["state"] in consent.OPEN,
        "live": releases.live(request.db, draft["id"]),
        "diff": diffs.diff(f"{draft['post_title']}\n\n{draft['post_body']}", drafts.as_text(shown)),
        "bylines": bylines.choices(
            draft, company=request.company.name, written_in=request.house.settings.language
        ),
    }
    return Page("publishing/consent.html", values, headers=_PRIVATE)


def _answer(request: Request, draft: Row, by: Author) -> str:
    """Do what the form's `answer` says and return the sentence for its author."""
    db, now, form = request.db, request.now, request.form
    seen = form.get("hash", "")
    match form.get("answer", ""):
        case "give":
            consent.give(db, draft, seen, by=by, now=now)
            return _("Thank you. You agreed to exactly this text, and can take that back here at any time.")
        case "decline":
            consent.decline(db, draft, seen, by=by, now=now)
            return _("Noted, for nobody but you. You can change your mind here.")
        case "change":
            consent.ask_change(
                db, draft, seen, form.get("note", ""), byline=form.get("byline", ""), by=by, now=now
            )
            return _("Your note is with the council. You will be asked again about the new text.")
        case "withdraw":
            releases.withdraw(db, draft, by=by, now=now)
            return _("Taken back. What was outside comes down in a moment.")
    raise Refusal(_("Choose one of the answers."))
