"""What the desk's clock brings: a planned release, the reminder of a ballot, and its end.

Each is a job that waits for its time and then looks at how things stand: what is no longer so does nothing,
and nothing is said twice.
"""

from collections.abc import Iterable, Mapping

from ideaboard import clock, language, outbox
from ideaboard.board import visibility
from ideaboard.db import Database, Row
from ideaboard.language import N_, Said, _
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.people import notifications, people, seats
from ideaboard.publishing import authors, drafts, gate, record, releases, schedules, terms
from ideaboard.publishing.scheduling import RELEASE_DUE
from ideaboard.settings import Settings
from ideaboard.who import COUNCIL


def release_due(place: Workplace, job: Job, now: str) -> None:
    """Let a planned text out through the gate as it is now; if that refuses, nothing goes out and the desk
    is told why."""
    plan = schedules.by_id(place.db, job.payload["schedule_id"])
    if plan is None or plan["state"] != schedules.WAITING:
        return
    if not plan["shares_minute"] and schedules.minute_taken(place.db, now, plan["draft_id"]):
        # The worker was away, and finds two plans due at once: they do not go out together for that.
        later = clock.shift(now[:16] + ":00Z", minutes=1)
        outbox.put(place.db, RELEASE_DUE, after=later, schedule_id=plan["id"], now=now)
        return
    draft = drafts.known(place.db, plan["draft_id"])
    if not _refusals(place.db, draft, plan, place.settings, now):
        releases.let_out(place.db, draft, settings=place.settings, by=plan["by_id"], now=now)
        schedules.end(place.db, draft["id"], schedules.RELEASED, now=now)
        return
    schedules.end(place.db, draft["id"], schedules.REFUSED, now=now)
    record.add(place.db, "refused", draft, by=None, detail=plan["at"], now=now)
    _tell_refused(place.db, draft, plan, place.settings, now)


def _refusals(db: Database, draft: Row, plan: Row, settings: Settings, now: str) -> list[str]:
    changed = [] if draft["hash"] == plan["hash"] else [_("Text: it changed since it was planned.")]
    return changed + gate.lacking(db, draft, settings=settings, now=now)


def _tell_refused(db: Database, draft: Row, plan: Row, settings: Settings, now: str) -> None:
    """Tell each seat in its language, who planned it among them; but for a post of their own."""
    for seat in seats.held(db, COUNCIL, now=now):
        if seat["person_id"] in authors.people(draft):
            continue
        with language.use(people.find(db, seat["person_id"])["language"] or settings.language):
            why = " ".join(_refusals(db, draft, plan, settings, now))
        said = Said(
            N_("“%(title)s” did not go out as planned. %(why)s"), {"title": draft["title"], "why": why}
        )
        _tell(db, draft, [seat["person_id"]], f"refused:{plan['id']}", said, now)


def _tell(db: Database, draft: Row, whom: Iterable[int], event: str, said: Said, now: str) -> list[int]:
    """Tell those of them who may see the post; a line that another may not see would still be counted."""
    known = [people.load(db, number, now=now) for number in whom]
    return notifications.tell(
        db,
        [one.id for one in known if one is not None and visibility.sees(one, draft["audience"])],
        event=event,
        kind="ballot",
        text=said,
        url=f"/publishing/drafts/{draft['id']}",
        audience=draft["audience"],
        post_id=draft["post_id"],
        about=draft["post_title"],
        why="seat",
        despite_mute=True,
        now=now,
    )


def remind(place: Workplace, job: Job, now: str) -> None:
    """Ask the seats that have not voted, once a ballot."""
    if (draft := _in_ballot(place.db, job)) is None or draft["live_hash"] == draft["hash"]:
        return
    tally = gate.standing(place.db, draft, settings=place.settings, now=now).tally
    late = [mark.person_id for mark in tally.marks if mark.state == "open" and mark.person_id]
    said = Said(N_("Your vote is missing: the ballot on “%(title)s” ends soon"), {"title": draft["title"]})
    if _tell(place.db, draft, late, f"reminder:{_name(job)}", said, now):
        record.add(place.db, "reminded", draft, by=None, detail=_name(job), now=now)


def close(place: Workplace, job: Job, now: str) -> None:
    """Write that a ballot is over, and tell who wrote the text when it found no quorum."""
    draft = _in_ballot(place.db, job)
    if draft is None or draft["live_hash"] == draft["hash"]:
        # The release closed it.
        return
    if record.has(place.db, draft["id"], "closed", _name(job)):
        return
    record.add(place.db, "closed", draft, by=None, detail=_name(job), now=now)
    standing = gate.standing(place.db, draft, settings=place.settings, now=now)
    if standing.stage not in ("released", "scheduled", "ready"):
        said = Said(N_("The ballot on “%(title)s” is over without a quorum"), {"title": draft["title"]})
        _tell(place.db, draft, [draft["editor_id"]], f"closed:{_name(job)}", said, now)


def _in_ballot(db: Database, job: Job) -> Row | None:
    """The draft, if the ballot of the job is the one that counts now."""
    draft = drafts.known(db, job.payload["draft_id"])
    term = terms.of(db, draft)
    same = term is not None and (term["version"], term["number"]) == (
        job.payload["version"],
        job.payload["number"],
    )
    return draft if same and not draft["ended_at"] else None


def _name(job: Job) -> str:
    return "{draft_id}.{version}.{number}".format(**job.payload)


INSIDE: Mapping[str, Handler] = {
    RELEASE_DUE: release_due,
    terms.REMINDER: remind,
    terms.CLOSING: close,
}
