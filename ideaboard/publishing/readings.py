"""How often stories were read, as counted outside by day: for their authors and the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from ideaboard import clock
from ideaboard.db import Database, each

DAYS = 30
Total = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Read:
    """How often one story was read in the last 7 and 30 days, today among them, and ever."""

    week: int = 0
    month: int = 0
    ever: int = 0


def changed(db: Database, found: Iterable[Total]) -> list[Total]:
    """Those totals that are higher than what is kept of them."""
    kept = list(found)
    if not kept:
        return []
    since = min(day for _slug, day, _number in kept)
    rows = db.rows("SELECT slug, day, number FROM readers WHERE day >= :since", since=since)
    known = {(row["slug"], row["day"]): row["number"] for row in rows}
    return [(slug, day, number) for slug, day, number in kept if number > known.get((slug, day), 0)]


def keep(db: Database, totals: Iterable[Total]) -> None:
    """Keep totals of days. One only rises: an outside that began anew takes nothing away."""
    for slug, day, number in totals:
        db.run(
            """INSERT INTO readers (slug, day, number) VALUES (:slug, :day, :number)
               ON CONFLICT (slug, day) DO UPDATE SET number = excluded.number
               WHERE excluded.number > readers.number""",
            slug=slug,
            day=day,
            number=number,
        )


def of(db: Database, slugs: Iterable[str], *, now: str) -> dict[str, Read]:
    """The sums of these stories, in one query."""
    marks, bound = each("slug", slugs)
    found = db.rows(
        f"""SELECT slug, SUM(number) AS ever, SUM(CASE WHEN day > :month THEN number ELSE 0 END) AS month,
                   SUM(CASE WHEN day > :week THEN number ELSE 0 END) AS week
            FROM readers WHERE slug IN ({marks}) GROUP BY slug""",
        month=clock.shift(now, days=-DAYS)[:10],
        week=clock.shift(now, days=-7)[:10],
        **bound,
    )
    return {row["slug"]: Read(int(row["week"]), int(row["month"]), int(row["ever"])) for row in found}


def by_day(db: Database, slug: str, *, now: str) -> list[tuple[str, int]]:
    """The last 30 days, the oldest first, each with how often the story was read on it."""
    first = clock.shift(now, days=1 - DAYS)
    rows = db.rows(
        "SELECT day, number FROM readers WHERE slug = :slug AND day >= :first", slug=slug, first=first[:10]
    )
    known = {row["day"]: row["number"] for row in rows}
    days = (clock.moment(first) + timedelta(days=number) for number in range(DAYS))
    return [(day.strftime("%Y-%m-%d"), known.get(day.strftime("%Y-%m-%d"), 0)) for day in days]
