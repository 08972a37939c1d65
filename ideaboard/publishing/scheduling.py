"""Releasing now, planning a release, and taking it off the calendar again.

No two stories go out in the same minute unless somebody asks for it: each deserves to be seen.
"""

from ideaboard import clock, outbox
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Refusal
from ideaboard.language import _
from ideaboard.publishing import drafts, gate, record, releases, schedules
from ideaboard.settings import Settings
from ideaboard.who import Person

RELEASE_DUE = "release_due"
LONGEST_DAYS = 366


def now_or_refuse(
    db: Database, draft: Row, *, settings: Settings, shares_minute: bool, by: Person, now: str
) -> Row:
    """Release at once and return the release; what was planned of it is done with.

    Raises what `releases.release` raises, and Refusal when another story has this minute.
    """
    drafts.require_member(draft, by)
    if not shares_minute and schedules.minute_taken(db, now, draft["id"]):
        raise Refusal.of({"at_once": _taken()})
    made = releases.release(db, draft, settings=settings, by=by, now=now)
    schedules.end(db, draft["id"], schedules.RELEASED, now=now)
    return made


def _taken() -> str:
    return _("Another story has this minute. Choose another one, or let both go out together.")


def plan(
    db: Database, draft: Row, at: str, *, settings: Settings, shares_minute: bool, by: Person, now: str
) -> None:
    """Plan the release of the draft's current text for the minute of `at`, in place of an earlier plan.

    Raises Forbidden for the post's author and outside the council, Conflict with everything that lacks now,
    and Refusal for a time that is past, too far off, or another story's.
    """
    drafts.require_member(draft, by)
    if missing := gate.lacking(db, draft, settings=settings, now=now):
        raise Conflict(_("This cannot be planned yet. %(missing)s", missing=" ".join(missing)))
    minute = at[:16] + ":00Z"
    if minute <= now:
        raise Refusal.of({"time": _("This moment has passed. Choose a later one, or release it now.")})
    if minute > clock.shift(now, days=LONGEST_DAYS):
        raise Refusal.of({"day": _("At most a year ahead: by then, who agreed may think otherwise.")})
    if not shares_minute and schedules.minute_taken(db, minute, draft["id"]):
        raise Refusal.of({"shares_minute": _taken()})
    schedules.end(db, draft["id"], schedules.DROPPED, now=now)
    number = schedules.add(db, draft, minute, shares_minute=shares_minute, by=by.id, now=now)
    outbox.put(db, RELEASE_DUE, after=minute, schedule_id=number, now=now)
    record.add(db, "scheduled", draft, by=by.id, detail=minute, now=now)


def drop(db: Database, draft: Row, *, by: Person, now: str) -> bool:
    """Take what is planned of a draft off the calendar; False when nothing was.

    Raises Forbidden for the post's author and outside the council.
    """
    drafts.require_member(draft, by)
    if not schedules.end(db, draft["id"], schedules.DROPPED, now=now):
        return False
    record.add(db, "unscheduled", draft, by=by.id, now=now)
    return True
