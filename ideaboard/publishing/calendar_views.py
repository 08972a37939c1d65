"""When things go out: releasing now, planning, the ballot's deadline, and the calendar of what comes."""

from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.publishing import drafts, gate, months, rules, scheduling, terms, zones
from ideaboard.web.request import Page, Redirect, Reply, Request


def _draft(request: Request) -> Row:
    return drafts.find(request.db, request.number("id"), request.me)


def _address(request: Request) -> str:
    return f"/publishing/drafts/{request.number('id')}"


def release(request: Request) -> Reply:
    made = scheduling.now_or_refuse(
        request.db,
        _draft(request),
        settings=request.house.settings,
        shares_minute="at_once" in request.form,
        by=request.me,
        now=request.now,
    )
    notice = _("Released. Readers see it in a moment.")
    return Redirect(f"/publishing/stories/{made['slug']}", notice=notice)


def plan(request: Request) -> Reply:
    """Plan the release for a day and a time of the company's clocks."""
    form, draft = request.form, _draft(request)
    zone = rules.load(request.db).zone
    at = zones.moment(form.get("day", ""), form.get("time", ""), zone, which=form.get("which", ""))
    scheduling.plan(
        request.db,
        draft,
        at,
        settings=request.house.settings,
        shares_minute="shares_minute" in form,
        by=request.me,
        now=request.now,
    )
    notice = _("Planned for %(moment)s. The gate is asked again at that time.", moment=zones.said(at, zone))
    return Redirect(_address(request), notice=notice)


def drop(request: Request) -> Reply:
    dropped = scheduling.drop(request.db, _draft(request), by=request.me, now=request.now)
    notice = _("Taken off the calendar.") if dropped else _("Nothing was planned.")
    return Redirect(_address(request), notice=notice)


def reopen(request: Request) -> Reply:
    terms.reopen(request.db, _draft(request), by=request.me, now=request.now)
    return Redirect(_address(request), notice=_("The ballot is open again. Votes cast so far stand."))


def calendar(request: Request) -> Reply:
    """A month with what goes and went out in it, and everything that is planned, with what it lacks."""
    db, zone = request.db, rules.load(request.db).zone
    coming = drafts.planned(db, request.me)
    values = {
        "month": months.month(
            db, request.query.get("month", ""), zone=zone, person=request.me, now=request.now
        ),
        "zone": zone,
        "at": lambda stamp: zones.said(stamp, zone),
        "coming": coming,
        "standings": gate.standings(db, coming, settings=request.house.settings, now=request.now),
    }
    return Page("publishing/calendar.html", values)
