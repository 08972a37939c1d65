"""Moments as people type them."""

import pytest

from ideaboard.search.dates import start

WEDNESDAY = "2026-03-18T15:30:00Z"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025", "2025-01-01"),
        ("2025-11", "2025-11-01"),
        ("2025-11-30", "2025-11-30"),
        ("2025/11/30", "2025-11-30"),
        ("2025-1-3", "2025-01-03"),
        ("today", "2026-03-18"),
        ("Yesterday", "2026-03-17"),
        ("this week", "2026-03-16"),
        ("last week", "2026-03-09"),
        ("this month", "2026-03-01"),
        ("last month", "2026-02-01"),
        ("last-month", "2026-02-01"),
        ("this year", "2026-01-01"),
        ("last year", "2025-01-01"),
        ("3 days ago", "2026-03-15"),
        ("1 day", "2026-03-17"),
        ("2 weeks ago", "2026-03-04"),
        ("4 months ago", "2025-11-18"),
        ("2 years ago", "2024-03-18"),
    ],
)
def test_a_day_a_month_or_a_distance_is_the_moment_it_begins(typed: str, day: str) -> None:
    assert start(typed, now=WEDNESDAY) == f"{day}T00:00:00Z"


def test_a_shorter_month_ends_with_its_last_day() -> None:
    assert start("1 month ago", now="2026-03-31T00:00:00Z") == "2026-02-28T00:00:00Z"
    assert start("1 year ago", now="2028-02-29T00:00:00Z") == "2027-02-28T00:00:00Z"


@pytest.mark.parametrize(
    "typed",
    ["", "never", "2026-13", "2026-02-30", "0000", "99999", "9999 years ago", "-1", "last", "5 moons ago"],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert start(typed, now=WEDNESDAY) is None
