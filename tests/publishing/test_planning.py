"""A plan lets nothing out by itself: at its minute the gate is asked again, and tells why when it refuses."""

from datetime import date
from typing import Any

import pytest

from ideaboard import clock
from ideaboard.board import posts
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, Gone, NotFound, Refusal
from ideaboard.people import notifications, seats
from ideaboard.publishing import record, releases, rules, schedules, scheduling, zones
from ideaboard.spotlight import stories
from ideaboard.who import COUNCIL
from tests.conftest import NOW, Cast, Stage, post
from tests.publishing.conftest import Desk, Visitor, begin, reworded

AT = "2026-03-03T10:30:00Z"
BERLIN = {"yes": "4", "outsiders": "1", "days": "7", "zone": "Europe/Berlin"}


def plan(desk: Desk, at: str = AT, **named: Any) -> None:
    desk.act(scheduling.plan, at, **({"settings": desk.settings, "shares_minute": False} | named))


def outside(desk: Desk) -> stories.Story | None:
    try:
        return stories.find(desk.outside, desk.draft()["slug"])
    except (NotFound, Gone):
        return None


def work(desk: Desk, now: str) -> None:
    for _round in range(3):
        desk.work(now)


def told(desk: Desk) -> list[str]:
    rows = notifications.inbox(desk.db, desk.editor, before=10**9)
    return [row["text"] for row in rows if "did not go out as planned" in row["text"]]


def test_a_day_and_a_time_are_the_companys() -> None:
    assert zones.moment("2026-07-01", "09:30", "Europe/Berlin") == "2026-07-01T07:30:00Z"
    assert zones.said("2026-07-01T07:30:00Z", "Europe/Berlin") == "1 July 2026, 09:30 CEST"
    assert zones.moment("2026-12-31", "23:59:30", "Pacific/Kiritimati") == "2026-12-31T09:59:00Z"


@pytest.mark.parametrize(
    ("day", "zone", "stamp"),
    [
        ("2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00Z"),
        ("2026-09-06", "America/Santiago", "2026-09-06T04:00:00Z"),  # From 24:00 straight to 01:00.
        ("2026-10-25", "Atlantic/Azores", "2026-10-25T00:00:00Z"),  # Midnight comes again an hour later.
    ],
)
def test_a_day_begins_also_where_the_clocks_skip_midnight_or_show_it_twice(
    day: str, zone: str, stamp: str
) -> None:
    assert zones.begins(date.fromisoformat(day), zone) == stamp
    assert zones.local(stamp, zone).date() == date.fromisoformat(day)
    assert zones.local(clock.shift(stamp, seconds=-1), zone).date() < date.fromisoformat(day)


def test_an_hour_that_is_skipped_or_comes_twice_is_not_guessed_at() -> None:
    with pytest.raises(Refusal) as skipped:
        zones.moment("2026-03-29", "02:30", "Europe/Berlin")
    assert "the clocks go forward. Choose another, such as 03:30" in skipped.value.fields["time"]
    with pytest.raises(Refusal) as twice:
        zones.moment("2026-10-25", "02:30", "Europe/Berlin", which="odd")
    assert "comes twice" in twice.value.fields["which"]
    first, second = (
        zones.moment("2026-10-25", "02:30", "Europe/Berlin", which=w) for w in ("first", "second")
    )
    assert (first, second) == ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")


@pytest.mark.parametrize(
    ("day", "time", "wrong"),
    [("31.3.2026", "09:00", "day"), ("9999-12-31", "09:00", "day"), ("0001-01-01", "0", "day")]
    + [("2026-03-31", time, "time") for time in ("", "25:00", "09:00+05:00", "½", "9" * 10_000)],
)
def test_what_is_no_day_and_no_time_is_said_beside_the_field(day: str, time: str, wrong: str) -> None:
    with pytest.raises(Refusal) as caught:
        zones.moment(day, time, "Europe/Berlin")
    assert set(caught.value.fields) == {wrong}


def test_a_planned_text_goes_out_at_its_minute(desk: Desk) -> None:
    with pytest.raises(Conflict, match="Consent"):
        plan(desk)
    desk.ready()
    plan(desk)
    work(desk, "2026-03-03T10:29:59Z")
    assert outside(desk) is None
    work(desk, AT)
    story = outside(desk)
    assert story is not None
    assert story.published_at == AT
    assert schedules.waiting(desk.db, [desk.draft()]) == {}
    steps = [row["step"] for row in record.for_council(desk.db, desk.draft()["post_id"])]
    assert steps[-2:] == ["scheduled", "released"]


def test_who_planned_it_need_not_sit_on_the_council_any_more(desk: Desk) -> None:
    desk.ready()
    plan(desk, by=desk.cast.council[0])
    seat = seats.held(desk.db, COUNCIL, now=NOW)[0]
    assert seat["person_id"] == desk.cast.council[0].id
    transact(desk.db, lambda: seats.vacate(desk.db, seat["id"], now=NOW))
    work(desk, AT)
    assert outside(desk) is not None


@pytest.mark.parametrize("change", ["consent", "quorum", "leak", "text", "post"])
def test_what_lacks_at_that_minute_keeps_it_inside_and_is_told_once(desk: Desk, change: str) -> None:
    desk.ready()
    plan(desk)
    db = desk.db
    if change == "consent":
        desk.act(releases.withdraw, by=desk.cast.author)
    elif change == "quorum":
        for seat in seats.held(db, COUNCIL, now=NOW)[4:]:
            transact(db, lambda s=seat: seats.vacate(db, s["id"], now=NOW))  # type: ignore[misc]
    elif change == "leak":
        add = "INSERT INTO inside_words (word, folded, at) VALUES ('crates', 'crates', :now)"
        transact(db, lambda: db.run(add, now=NOW))
    elif change == "text":
        desk.save(reworded("Other words"))
        desk.ready()
    else:
        row = posts.known(db, desk.draft()["post_id"])
        transact(db, lambda: posts.withdraw(db, row, now=NOW))
    work(desk, AT)
    work(desk, AT)
    assert outside(desk) is None
    assert releases.live(db, desk.number) is None
    # Of a post that was taken back, nothing is told any more: the plan ended with it.
    assert len(told(desk)) == (0 if change == "post" else 1)
    if change == "text":
        assert "it changed since it was planned" in told(desk)[0]


def test_no_two_go_out_in_one_minute_unless_asked(cast: Cast, desk: Desk) -> None:
    other = begin(cast, desk.outside, desk.settings, post(cast, title="Another"))
    for each in (desk, other):
        each.ready()
    plan(desk)
    with pytest.raises(Refusal) as caught:
        plan(other, AT[:17] + "40Z")
    assert "shares_minute" in caught.value.fields
    now = {"settings": desk.settings, "shares_minute": False}
    with pytest.raises(Refusal) as caught:
        other.act(scheduling.now_or_refuse, **now, now=AT[:17] + "10Z")
    assert "at_once" in caught.value.fields
    plan(other, "2026-03-03T10:31:00Z")
    # The worker was away: both are due, and still each has its minute.
    work(desk, "2026-03-03T12:00:00Z")
    assert (outside(desk) is None) != (outside(other) is None)
    work(desk, "2026-03-03T12:01:00Z")
    assert [each.draft()["live_id"] is None for each in (desk, other)] == [False, False]


def test_two_may_share_a_minute_when_asked(cast: Cast, desk: Desk) -> None:
    other = begin(cast, desk.outside, desk.settings, post(cast, title="Another"))
    for each in (desk, other):
        each.ready()
    plan(desk)
    plan(other, shares_minute=True)
    work(desk, AT)
    work(desk, "2026-03-03T10:31:00Z")
    assert outside(desk) is not None
    assert outside(other) is not None


def test_a_plan_is_moved_dropped_and_made_by_the_council_alone(desk: Desk) -> None:
    desk.ready()
    for at in ("2026-03-02T08:00:00Z", "2029-01-01T00:00:00Z"):
        with pytest.raises(Refusal):
            plan(desk, at)
    for person in (desk.cast.author, desk.cast.colleague):
        with pytest.raises(Forbidden):
            plan(desk, by=person)
    plan(desk, "2026-03-03T09:00:00Z")
    plan(desk)
    work(desk, "2026-03-03T09:00:00Z")
    assert outside(desk) is None
    assert desk.act(scheduling.drop) is True
    assert desk.act(scheduling.drop) is False
    work(desk, AT)
    assert outside(desk) is None


def test_pages_plan_in_the_companys_time_and_keep_what_was_typed(
    desk: Desk, stage: Stage, visit: Visitor
) -> None:
    desk.ready()
    transact(desk.db, lambda: rules.keep(desk.db, BERLIN, by=desk.cast.steward, now=NOW))
    browser, path = visit(desk.editor), f"/publishing/drafts/{desk.number}"
    page = browser.post(f"{path}/plan", data={"day": "2026-03-29", "time": "02:30"})
    assert page.status_code == 422
    assert 'value="02:30"' in page.text
    assert "the clocks go forward" in page.text
    page = browser.post(f"{path}/plan", data={"day": "2026-10-25", "time": "02:30"})
    assert "The second, after they went back" in page.text
    chosen = {"day": "2026-10-25", "time": "02:30", "which": "second"}
    assert browser.post(f"{path}/plan", data=chosen).status_code == 303
    assert "25 October 2026, 02:30 CET" in browser.get(path).text
    calendar = browser.get("/publishing/calendar?month=2026-10").text
    assert "October 2026" in calendar
    assert calendar.count("The crates come home") >= 2
    assert "Sunday, 25 October 2026" in calendar
    assert "is planned to go out" in browser.get(f"{path}/edit").text
    for month in ("", "2026-13", "0000-00", "x" * 10_000, "2099-12", "2000-01"):
        assert browser.get(f"/publishing/calendar?month={month}").status_code == 200
    assert browser.post(f"{path}/unplan").status_code == 303
    assert visit(desk.cast.author).get("/publishing/calendar").status_code == 403
