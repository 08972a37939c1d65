"""Who did what, and when: the record of a draft for the council, and for its author theirs, with the proof
that what they took back is gone."""

from typing import Any

from ideaboard.board import claims
from ideaboard.db import Row
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.publishing import ballots, consent, drafts, proofs, record, rules, zones
from ideaboard.web.request import Page, Reply, Request

_PRIVATE = {"referrer-policy": "no-referrer", "cache-control": "no-store"}


def draft_record(request: Request) -> Reply:
    """Every step of a draft, as the council may read it: nothing tells who did not agree."""
    draft = drafts.in_words(drafts.find(request.db, request.number("id"), request.me))
    steps = record.for_council(request.db, draft["post_id"])
    return Page("publishing/record.html", {"draft": draft, **_shown(request, steps)})


def _shown(request: Request, steps: list[Row]) -> dict[str, Any]:
    zone = rules.load(request.db).zone
    return {
        "steps": steps,
        "labels": {code: _(label) for code, label in record.STEPS.items()},
        "choices": {code: _(label) for code, label in ballots.CHOICES.items()},
        "at": lambda stamp: zones.said(stamp, zone),
    }


def own_record(request: Request) -> Reply:
    return _author_record(request, *_own(request))


def claimed_record(request: Request) -> Reply:
    return _author_record(request, *_claimed(request))


def own_proof(request: Request) -> Reply:
    return _proof(request, *_own(request))


def claimed_proof(request: Request) -> Reply:
    return _proof(request, *_claimed(request))


def _own(request: Request) -> tuple[Row, int | None]:
    draft = drafts.known(request.db, request.number("id"))
    consent.require_author(request.db, draft, request.me)
    return draft, request.me.id


def _claimed(request: Request) -> tuple[Row, int | None]:
    post = claims.open_claim(request.db, request.house.signer, request.params["token"])
    number = drafts.of_post(request.db, post["id"])
    if number is None:
        raise NotFound(_("Nobody has asked for your consent. Look here again later."))
    draft = drafts.known(request.db, number)
    consent.require_author(request.db, draft, post)
    return draft, None


def _author_record(request: Request, draft: Row, person_id: int | None) -> Reply:
    steps = record.for_author(request.db, draft["post_id"], person_id)
    values = {"draft": drafts.in_words(draft), **_shown(request, steps)}
    return Page("publishing/own_record.html", values, headers=_PRIVATE)


def _proof(request: Request, draft: Row, _person_id: int | None) -> Reply:
    """What had been outside, until when, and the word that it is gone."""
    values = {"draft": drafts.in_words(draft), "stays": proofs.stays(request.db, draft["id"])}
    return Page("publishing/proof.html", values, headers=_PRIVATE)
