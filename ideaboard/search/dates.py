"""Moments as people type them: 2026, 2026-03, 2026-03-01, yesterday, last month, 3 weeks ago."""

import re
from datetime import UTC, datetime, timedelta

from ideaboard import clock
from ideaboard.search.words import fold

# What is typed with spaces and without quotation marks: `after:last month`, `before:3 weeks ago`.
SEVERAL = r"(?:(?:last|this)\ (?:week|month|year)|\d{1,4}\ (?:day|week|month|year)s?\ ago)"
_STAMP = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_AGO = re.compile(r"(\d{1,4}) (day|week|month|year)s?(?: ago)?\Z")
_UNITS = ("day", "week", "month", "year")
_WORDS = {"today": ("day", 0), "yesterday": ("day", 1), "now": ("day", 0)}
_WORDS |= {f"this {unit}": (unit, 0) for unit in _UNITS} | {f"last {unit}": (unit, 1) for unit in _UNITS}


def plain(value: str) -> str:
    """The value folded, with blanks for hyphens and underscores, as words are compared here."""
    return " ".join(fold(value).replace("-", " ").replace("_", " ").split())


def start(value: str, *, now: str) -> str | None:
    """The stamp at which the day, week (from Monday), month or year begins; None for what is no date."""
    try:
        if found := _STAMP.match(value.strip().replace("/", "-").replace(".", "-")):
            year, month, day = (int(part or 1) for part in found.groups())
            return _stamp(datetime(year, month, day, tzinfo=UTC))
        words, today = plain(value), clock.moment(now)
        if words in _WORDS:
            unit, back = _WORDS[words]
            return _stamp(_earlier(_beginning(today, unit), unit, back))
        if found := _AGO.match(words):
            return _stamp(_earlier(_beginning(today, "day"), found[2], int(found[1])))
    except (ValueError, OverflowError):
        pass  # the 31st of February, or before the year 1
    return None


def _beginning(moment: datetime, unit: str) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _earlier(moment: datetime, unit: str, count: int) -> datetime:
    """So many units before; the 31st becomes the last day of a shorter month."""
    if unit in ("day", "week"):
        return moment - timedelta(days=count * (7 if unit == "week" else 1))
    months = moment.year * 12 + moment.month - 1 - count * (12 if unit == "year" else 1)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=months // 12, month=months % 12 + 1, day=day)
        except ValueError:
            continue
    raise ValueError("before the year 1")


def _stamp(moment: datetime) -> str:
    return moment.isoformat()[:19] + "Z"
