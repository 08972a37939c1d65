"""One month of the desk's calendar in the company's time: its weeks, and what stands on each day."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_day_names

from ideaboard import clock, language
from ideaboard.db import Database, Row
from ideaboard.publishing import schedules, zones
from ideaboard.who import Person

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(slots=True)
class Day:
    """`number` in the grid, `name` in full, `code` for machines, and its `items`, each with `time` added."""

    number: int
    code: str
    name: str
    inside: bool
    today: bool
    items: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """`code`, `before` and `after` are what the addresses of the months say."""

    title: str
    code: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[Day]]
    before: str
    after: str

    @property
    def empty(self) -> bool:
        return not any(day.items for week in self.weeks for day in week)


def month(db: Database, asked: str, *, zone: str, person: Person, now: str) -> Month:
    """The month that an address asks for (`2026-03`), the present one for anything else."""
    today = zones.local(now, zone).date()
    first = date.fromisoformat(f"{asked}-01") if _MONTH.fullmatch(asked) else today.replace(day=1)
    locale = language.locale()
    weeks = calendar.Calendar(locale.first_week_day).monthdatescalendar(first.year, first.month)
    days = {day: _day(day, first, today) for week in weeks for day in week}
    start, end = _midnight(weeks[0][0], zone), _midnight(weeks[-1][-1] + timedelta(days=1), zone)
    for row in schedules.between(db, start, end, person):
        shown = zones.local(row["at"], zone)
        row["time"] = format_time(shown.replace(tzinfo=None), "short", locale=locale)
        if shown.date() in days:
            days[shown.date()].items.append(row)
    wide, short = get_day_names("wide", locale=locale), get_day_names("abbreviated", locale=locale)
    order = [day.weekday() for day in weeks[0]]
    return Month(
        format_skeleton("yMMMM", datetime.combine(first, time()), locale=locale),
        f"{first:%Y-%m}",
        [(short[number], wide[number]) for number in order],
        [[days[day] for day in week] for week in weeks],
        f"{first - timedelta(days=1):%Y-%m}",
        f"{first + timedelta(days=31):%Y-%m}",
    )


def _day(day: date, first: date, today: date) -> Day:
    name = format_date(day, "full", locale=language.locale())
    return Day(day.day, day.isoformat(), name, day.month == first.month, day == today)


def _midnight(day: date, zone: str) -> str:
    """The moment a day begins; where midnight is skipped, that of the first minute there is."""
    return clock.stamp(datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC))
