"""The last day of a consent that was given for a time: through that day, by the company's clocks, the story
stands. The moment at which that day is over is kept with the consent: another time zone set later moves none.
"""

from datetime import date, timedelta

from ideaboard.errors import Refusal
from ideaboard.language import _
from ideaboard.publishing import zones

_MOST_YEARS = 20


def checked(typed: str, field: str, *, zone: str, now: str) -> str:
    """The day as `2027-03-01`, "" for no end. Raises Refusal for what is no day, or is not to come."""
    if not typed.strip():
        return ""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Refusal.of({field: _("Write a day like 2027-03-01, or leave it empty.")}) from error
    today = zones.local(now, zone).date()
    if not today < day <= date(today.year + _MOST_YEARS, 12, 31):
        raise Refusal.of(
            {field: _("Choose a day to come, at most %(years)s years from now.", years=_MOST_YEARS)}
        )
    return day.isoformat()


def moment(day: str, zone: str) -> str:
    """When a day is over on the clocks of the zone, as a stamp; "" for no day."""
    return zones.begins(date.fromisoformat(day) + timedelta(days=1), zone) if day else ""


def is_over(over_at: str, *, now: str) -> bool:
    """Whether the time is up; never for "" (no end)."""
    return bool(over_at) and now >= over_at
