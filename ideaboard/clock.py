"""Time as the database keeps it: UTC text like `2026-03-01T09:00:00Z`, which sorts as it reads.

Rules take `now` as an argument, so a test says what time it is.
"""

from datetime import UTC, datetime, timedelta

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """The present second as a UTC stamp."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """An aware datetime as a UTC stamp; parts of a second are dropped."""
    return moment.astimezone(UTC).strftime(_FORM)


def moment(stamp: str) -> datetime:
    """The aware datetime of a stamp. Raises ValueError for text of another form."""
    # A page asks for some eighty; strptime takes ten times as long as this.
    if len(stamp) != 20 or stamp[7] != "-" or stamp[10] != "T" or stamp[19] != "Z":
        raise ValueError(f"{stamp!r} is not a stamp like 2026-03-01T09:00:00Z")
    return datetime.fromisoformat(stamp)


def shift(start: str, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> str:
    """The stamp so much later (or earlier, when negative) than `start`."""
    return stamp(moment(start) + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))


def age_days(since: str, *, now: str) -> int:
    """Whole days from `since` to `now`, never negative."""
    return max(0, (moment(now) - moment(since)).days)
