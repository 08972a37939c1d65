"""The author's own pages: what they are asked to agree to, and the way to take it back.

Nobody else may know what was answered, so to everybody else these pages do not exist.
"""

from typing import Any

from ideaboard.board import claims, posts
from ideaboard.db import Row
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.people import people
from ideaboard.publishing import (
    authors,
    bylines,
    consent,
    consent_letters,
    diffs,
    drafts,
    ends,
    media_views,
    releases,
    rules,
)
from ideaboard.publishing.consent import Author
from ideaboard.spotlight import parts
from ideaboard.web.request import Page, Redirect, Reply, Request
from ideaboard.who import Person

_PRIVATE = {"referrer-policy": "no-referrer", "cache-control": "no-store"}


def consents(request: Request) -> Reply:
    """All requests to the signed-in author."""
    return Page("publishing/consents.html", {"requests": consent.requests(request.db, request.me)})


def consent_page(request: Request) -> Reply:
    return _page(request, _own(request), request.me)


def answer(request: Request) -> Reply:
    said = _answer(request, _own(request), request.me)
    return Redirect(request.path, notice=said)


def _own(request: Request) -> Row:
    draft = drafts.known(request.db, request.number("id"))
    consent.require_author(request.db, draft, request.me)
    return draft


def claim_page(request: Request) -> Reply:
    """The same for whoever holds the claim link of an anonymous post; nobody can tell them when to look."""
    post = claims.open_claim(request.db, request.house.signer, request.params["token"])
    number = drafts.of_post(request.db, post["id"])
    if number is None or consent.latest(request.db, number, consent.key(post)) is None:
        return Page("publishing/not_asked.html", {"post": post}, headers=_PRIVATE)
    return _page(request, drafts.known(request.db, number), post)


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


def _page(request: Request, draft: Row, by: Author) -> Reply:
    author = consent.key(by)
    row = consent.latest(request.db, draft["id"], author)
    if row is None:
        raise _not_asked()
    shown = drafts.version(request.db, draft["id"], row["version"])
    current = row["version"] == draft["version"] and not draft["ended_at"]
    values: dict[str, Any] = {
        "draft": drafts.in_words(draft),
        "asked": row,
        "note": consent.note_of(row),
        "zone": rules.load(request.db).zone.replace("_", " "),
        "over": ends.is_over(row["over_at"], now=request.now),
        "shown": shown,
        "own": authors.own_credit(shown, draft, author),
        "several": len(parts.credits(shown["credits"])) > 1,
        "wrote_post": author == (draft["author_id"] or authors.NAMELESS),
        "current": current,
        "open": current and row["state"] in consent.OPEN,
        "live": releases.live(request.db, draft["id"]),
        "diff": _diff(request, draft, shown, by),
        "bylines": _bylines(request, draft, by),
    } | media_views.showing(shown, f"{request.path}/media/")
    return Page("publishing/consent.html", values, headers=_PRIVATE)


def _diff(request: Request, draft: Row, shown: Row, by: Author) -> list[diffs.Piece] | None:
    """What differs from the post; None for a co-author who may no longer see it."""
    own_post = not isinstance(by, Person) or draft["author_id"] == by.id
    if not own_post and not request.me.is_inside:
        return None
    try:
        if not own_post:
            posts.find(request.db, draft["post_id"], request.me)
    except NotFound:
        return None
    return diffs.diff(f"{draft['post_title']}\n\n{draft['post_body']}", drafts.as_text(shown))


def _bylines(request: Request, draft: Row, by: Author) -> list[tuple[str, str, str]]:
    """How this author might be named."""
    row = draft
    if isinstance(by, Person) and draft["author_id"] != by.id:
        row = authors.bylines_of(people.find(request.db, by.id))
    settings = request.house.settings
    return bylines.choices(row, company=request.company.name, written_in=settings.language)


def _answer(request: Request, draft: Row, by: Author) -> str:
    """Do what the form's `answer` says and return the sentence for its author."""
    db, now, form = request.db, request.now, request.form
    seen = form.get("hash", "")
    match form.get("answer", ""):
        case "give":
            until, together = form.get("until", ""), "together" in form
            consent.give(db, draft, seen, until=until, together=together, by=by, now=now)
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


def withdraw_page(request: Request) -> Reply:
    """Where the link of a mail leads: one button that takes the yes back, for whoever holds the link."""
    draft, author = _mailed(request)
    given = consent.stands_somewhere(request.db, draft, author)
    values = {"draft": drafts.in_words(draft), "given": given}
    return Page("publishing/withdraw.html", values, headers=_PRIVATE)


def withdraw(request: Request) -> Reply:
    draft, author = _mailed(request)
    releases.withdraw(request.db, draft, by=author, now=request.now)
    return Redirect(request.path, notice=_("Taken back. What was outside comes down in a moment."))


def _mailed(request: Request) -> tuple[Row, Person]:
    """The draft and the author that a mailed link names. Raises NotFound for any other text."""
    draft_id, author_id = request.house.signer.read(consent_letters.WITHDRAWAL, request.params["token"])
    draft = drafts.known(request.db, draft_id)
    # Also who lost their account since: the link alone is the key.
    row = people.find(request.db, author_id)
    author = Person(row["id"], row["name"], row["email"])
    consent.require_author(request.db, draft, author)
    return draft, author
