"""The one gate to the outside: nothing passes that lacks consent, quorum, an outsider or a clean check.

The desk's list and the release ask the same question here, so what a page promises is what the gate does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ideaboard.db import Database, Row
from ideaboard.language import N_, _
from ideaboard.people import seats
from ideaboard.publishing import ballots, consent, leaks, quorum, rules, schedules, terms
from ideaboard.publishing.leaks import Finding
from ideaboard.publishing.quorum import Tally
from ideaboard.publishing.rules import Rules
from ideaboard.settings import Settings
from ideaboard.who import COUNCIL

STAGES = {
    "released": N_("On the spotlight"),
    "scheduled": N_("Scheduled"),
    "ready": N_("Ready to release"),
    "ballot": N_("Agreed by its author, in the ballot"),
    "asked": N_("With the author"),
    "draft": N_("Being written"),
    "ended": N_("Ended"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands at one moment: open findings, the author's consent, the ballot, and what lacks.

    `term` is how long the ballot is open, `closed` that its deadline passed, `schedule` what is planned.
    """

    findings: list[Finding]
    consent: Row
    tally: Tally
    lacking: list[str]
    stage: str
    rules: Rules
    term: Row | None = None
    closed: bool = False
    schedule: Row | None = None


def lacking(db: Database, draft: Row, *, settings: Settings, now: str) -> list[str]:
    """Everything that still lacks before this draft may go out, a sentence each; nothing: it may."""
    return standing(db, draft, settings=settings, now=now).lacking


def standing(db: Database, draft: Row, *, settings: Settings, now: str) -> Standing:
    return standings(db, [draft], settings=settings, now=now)[draft["id"]]


def standings(db: Database, drafts: Iterable[Row], *, settings: Settings, now: str) -> dict[int, Standing]:
    """The standing of each of these drafts, in thirteen queries, however many they are."""
    kept = list(drafts)
    findings = leaks.open_findings(db, kept, settings=settings)
    answers = consent.desk_states(db, kept, now=now)
    tallies = ballots.tallies(db, kept, seats.held(db, COUNCIL, now=now))
    rule, open_for, planned = rules.load(db), terms.current(db, kept), schedules.waiting(db, kept)
    made = {}
    for draft in kept:
        number = draft["id"]
        closed = terms.closed(open_for.get(number), now=now)
        missing = _missing(draft, answers[number])
        missing += _about_ballot(tallies[number], rule, closed)
        missing += [_("Leak check: %(finding)s.", finding=item.sentence) for item in findings[number]]
        stage = _stage(draft, answers[number], missing, planned.get(number))
        made[number] = Standing(
            findings[number],
            answers[number],
            tallies[number],
            missing,
            stage,
            rule,
            open_for.get(number),
            closed,
            planned.get(number),
        )
    return made


def _missing(draft: Row, answer: Row) -> list[str]:
    missing = _about_post(draft)
    if draft["live_hash"] == draft["hash"]:
        missing.append(_("Exactly this text is on the spotlight already."))
    if not draft["body"]:
        missing.append(_("Text: there is none yet."))
    return missing + consent.lacking(answer)


def _about_ballot(tally: Tally, rule: Rules, closed: bool) -> list[str]:
    missing = quorum.lacking(tally, rule.quorum)
    if missing and closed:
        missing.append(_("Ballot: its deadline passed without a quorum. The desk may open it anew."))
    return missing


def _about_post(draft: Row) -> list[str]:
    missing = []
    if draft["status"] == "archived" or draft["ended_at"]:
        missing.append(_("Post: it was withdrawn or archived."))
    if not draft["allow_publishing"]:
        missing.append(_("Category: posts in “%(name)s” stay inside.", name=draft["category_name"]))
    if not draft["by_employee"]:
        missing.append(_("Author: not an employee, and the spotlight says of every author that they are."))
    return missing


def _stage(draft: Row, answer: Row, missing: list[str], planned: Row | None) -> str:
    if draft["ended_at"]:
        return "ended"
    if draft["live_hash"] == draft["hash"]:
        return "released"
    if not missing:
        return "scheduled" if planned and planned["same"] else "ready"
    if answer["state"] == consent.GIVEN:
        return "ballot"
    return "asked" if answer["state"] in (consent.ASKED, "unavailable") else "draft"
