"""The last day of a consent that was given for a time: through that day the story stands."""

from datetime import date

from ideaboard import clock
from ideaboard.errors import Refusal
from ideaboard.language import _

_MOST_YEARS = 20


def checked(typed: str, field: str, *, now: str) -> str:
    """The day as `2027-03-01`, "" for no end. Raises Refusal for what is no day, or is not to come."""
    if not typed.strip():
        return ""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Refusal.of({field: _("Write a day like 2027-03-01, or leave it empty.")}) from error
    today = clock.moment(now).date()
    if not today < day <= date(today.year + _MOST_YEARS, 12, 31):
        raise Refusal.of(
            {field: _("Choose a day to come, at most %(years)s years from now.", years=_MOST_YEARS)}
        )
    return day.isoformat()


def moment(day: str) -> str:
    """When a day is over, as a stamp."""
    return clock.shift(f"{day}T00:00:00Z", days=1)


def is_over(day: str, *, now: str) -> bool:
    """Whether the time is up; never for "" (no end)."""
    return bool(day) and now >= moment(day)
