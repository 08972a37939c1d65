"""The company's time: what its clocks show for a moment, and which moment a day and a time on them mean.

Twice a year they do not agree one to one: an hour is skipped, and another one comes twice. Neither is
guessed at.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_time, get_timezone_name

from ideaboard import clock, language
from ideaboard.errors import Refusal
from ideaboard.language import _

_REGIONS = tuple(
    f"{name}/"
    for name in (
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)
FIRST, SECOND = "first", "second"
_YEARS = (2000, 2200)
# A browser may send seconds along; the minute is what counts.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")


@cache
def names() -> tuple[str, ...]:
    """Every zone one may choose, in order; older names of the same ones are left out."""
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(_REGIONS)))


def local(stamp: str, zone: str) -> datetime:
    """What the clocks show at that moment."""
    return clock.moment(stamp).astimezone(ZoneInfo(zone))


def begins(day: date, zone: str) -> str:
    """The first moment of a day on the clocks, as a stamp, also where they skip midnight or show it twice."""
    return clock.stamp(datetime.combine(day, time(), tzinfo=ZoneInfo(zone)))


def moment(day: str, at: str, zone: str, *, which: str = "") -> str:
    """The stamp of a day and a time on the clocks; `which` chooses where that time comes twice.

    Raises Refusal with a sentence beside the field: not a day, not a time, skipped, or not chosen.
    """
    written = datetime.combine(_day(day), _time(at))
    early, late = (written.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return clock.stamp(early)
    told = {"time": _hour(written), "day": _date(written), "zone": zone}
    if _skipped(early):
        after = _hour(early.astimezone(UTC).astimezone(ZoneInfo(zone)))
        sentence = _(
            "There is no %(time)s on %(day)s in %(zone)s: the clocks go forward. Choose another, such as "
            "%(after)s.",
            after=after,
            **told,
        )
        raise Refusal.of({"time": sentence})
    if which not in (FIRST, SECOND):
        sentence = _(
            "%(time)s comes twice on %(day)s in %(zone)s: the clocks go back. Choose which one you mean.",
            **told,
        )
        raise Refusal.of({"which": sentence})
    return clock.stamp(early if which == FIRST else late)


def _skipped(early: datetime) -> bool:
    back = early.astimezone(UTC).astimezone(early.tzinfo)
    return back.replace(tzinfo=None, fold=0) != early.replace(tzinfo=None, fold=0)


def twice(day: str, at: str, zone: str) -> bool:
    """Whether this day and time come twice, so that a form asks which."""
    try:
        moment(day, at, zone)
    except Refusal as refusal:
        return "which" in refusal.fields
    return False


def is_day(written: str) -> bool:
    with suppress(ValueError):
        return bool(_DAY.fullmatch(written) and date.fromisoformat(written))
    return False


def is_time(written: str) -> bool:
    return bool(_TIME.fullmatch(written))


def _day(written: str) -> date:
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        found = date.min
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise Refusal.of({"day": _("Write the day as year, month and day, like 2026-03-31.")})
    return found


def _time(written: str) -> time:
    if not _TIME.fullmatch(written.strip()):
        raise Refusal.of({"time": _("Write the time as hours and minutes, like 09:30.")})
    return time.fromisoformat(written.strip()[:5])


def _hour(moment: datetime) -> str:
    return format_time(moment.replace(tzinfo=None), "short", locale=language.locale())


def _date(moment: datetime) -> str:
    return format_date(moment, "long", locale=language.locale())


def said(stamp: str, zone: str) -> str:
    """Day and time on the company's clocks, and by which clock: "2 March 2026, 10:00 CET"."""
    shown = local(stamp, zone)
    by = get_timezone_name(shown, "short", locale=language.locale()) if zone != "UTC" else "UTC"
    return _("%(day)s, %(time)s %(zone)s", day=_date(shown), time=_hour(shown), zone=by)
