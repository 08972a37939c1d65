"""What a draft's page says of what comes next: the end of the ballot, when it goes out, what to tell."""

from collections.abc import Mapping
from typing import Any

from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.publishing import nominations, notes, zones
from ideaboard.publishing.gate import Standing
from ideaboard.web.request import Request


def of(request: Request, draft: Row, standing: Standing) -> dict[str, Any]:
    """What the page needs of it; `at` puts a moment into the company's time."""
    zone, form = standing.rules.zone, request.form
    return {
        "zone": zone,
        "at": lambda stamp: zones.said(stamp, zone),
        # What a browser's own field for it cannot hold comes back in a plain one.
        "day_fits": zones.is_day(form.get("day", "") or "2000-01-01"),
        "time_fits": zones.is_time(form.get("time", "") or "00:00"),
        "twice": zones.twice(form.get("day", ""), form.get("time", ""), zone),
        "nominated": nominations.of(request.db, [draft["post_id"]]).get(draft["post_id"], []),
        "moved_on": notes.moved_on(draft),
    }


def note(request: Request, draft: Row) -> dict[str, str]:
    """Which kind of note the form begins with: as the draft has it, or as the address asks."""
    fresh = draft["live_hash"] == draft["hash"] and request.query.get("note") == notes.UPDATE
    kind = notes.UPDATE if fresh else draft["note_kind"]
    return {"note_kind": kind if draft["live_hash"] != draft["hash"] or fresh else notes.CORRECTION}


def note_kinds() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in notes.KINDS.items()]


def planned(standings: Mapping[int, Standing], now: str) -> int:
    """How many of these are on the calendar."""
    return sum(one.schedule is not None and one.schedule["at"] > now for one in standings.values())
