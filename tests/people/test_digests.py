"""Digests: what is unread, by post, once a period, and never what somebody may not see."""

from dataclasses import replace

import pytest

from ideaboard import outbox
from ideaboard.db import transact
from ideaboard.language import Said
from ideaboard.people import digests, mail_choices, mutes, notifications
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.who import Person
from tests.conftest import Cast, post

SUNDAY = "2026-03-01T12:00:00Z"
MONDAY = "2026-03-02T07:00:00Z"
LATER = "2026-03-04T10:00:00Z"
NEXT_MONDAY = "2026-03-09T07:00:00Z"


def tell(cast: Cast, to: Person, event: str, *, now: str = SUNDAY, **changes: object) -> None:
    values: dict[str, object] = {
        "kind": "comment",
        "text": Said(f"About {event}"),
        "url": "/posts/1",
        "audience": "inside",
        "about": "Crates",
        "why": "follows",
    }
    values |= changes
    transact(cast.db, lambda: notifications.tell(cast.db, [to.id], event=event, now=now, **values))  # type: ignore[arg-type]


def choose(cast: Cast, person: Person, digest: str, *, now: str = SUNDAY) -> None:
    transact(
        cast.db,
        lambda: mail_choices.save(cast.db, person.id, replies=True, decisions=True, digest=digest, now=now),
    )


@pytest.fixture
def run(cast: Cast, settings: Settings):  # type: ignore[no-untyped-def]
    """Make what is due at a moment; the mails written so far, as (to, texts of their lines)."""

    def due(now: str) -> list[tuple[str, list[str]]]:
        digests.make_due(cast.db, settings, Signer("tests"), now=now)
        jobs = outbox.due(cast.db, now="2027-01-01T00:00:00Z", only="mail", limit=999)
        return [
            (j.payload["to"], [line["text"] for g in j.payload["values"]["groups"] for line in g["lines"]])
            for j in jobs
        ]

    return due


@pytest.mark.parametrize(
    ("digest", "now", "end"),
    [
        ("daily", "2026-03-04T07:00:00Z", "2026-03-04T07:00:00Z"),
        ("daily", "2026-03-04T06:59:59Z", "2026-03-03T07:00:00Z"),
        ("weekly", "2026-03-02T07:00:00Z", "2026-03-02T07:00:00Z"),
        ("weekly", "2026-03-02T06:59:59Z", "2026-02-23T07:00:00Z"),
        ("weekly", "2026-03-08T23:00:00Z", "2026-03-02T07:00:00Z"),
    ],
)
def test_a_period_ends_at_seven_and_a_week_on_monday(digest: str, now: str, end: str) -> None:
    assert digests.period_end(digest, now) == end


def test_the_weekly_digest_comes_on_monday_once_however_often_the_job_runs(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    tell(cast, cast.author, "one")
    assert run("2026-03-02T06:59:59Z") == []
    assert run(MONDAY) == [(cast.author.email, ["About one"])]
    assert len(run(MONDAY)) == len(run(LATER)) == len(run(NEXT_MONDAY)) == 1


def test_nothing_new_is_no_mail_and_what_came_later_waits_for_the_next_period(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    tell(cast, cast.author, "one")
    run(MONDAY)
    tell(cast, cast.author, "two", now="2026-03-03T12:00:00Z")
    assert len(run(LATER)) == 1
    assert run(NEXT_MONDAY)[1:] == [(cast.author.email, ["About two"])]


def test_a_worker_that_was_down_for_weeks_sends_one(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    tell(cast, cast.author, "one")
    tell(cast, cast.author, "two", now="2026-03-10T12:00:00Z")
    assert run("2026-03-25T15:00:00Z") == [(cast.author.email, ["About two", "About one"])]


def test_daily_comes_daily_off_never_and_turned_on_again_not_with_the_past(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    choose(cast, cast.author, "daily")
    choose(cast, cast.colleague, "off")
    for person in (cast.author, cast.colleague):
        tell(cast, person, "one", now=MONDAY)
    assert run(LATER) == [(cast.author.email, ["About one"])]
    choose(cast, cast.colleague, "daily", now=LATER)
    assert len(run("2026-03-05T08:00:00Z")) == 1


def test_what_was_read_mailed_or_muted_is_left_out_but_not_a_request_for_consent(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    number = post(cast)
    tell(cast, cast.author, "read")
    with cast.db.writing():
        notifications.read_all(cast.db, cast.author, now=SUNDAY)
    for event in ("mailed", "left"):
        tell(cast, cast.author, event)
    tell(cast, cast.author, "muted", post_id=number)
    with cast.db.writing():
        notifications.mailed(cast.db, [cast.author.id], event="mailed", now=SUNDAY)
        mutes.mute(cast.db, number, cast.author.id, now=SUNDAY)
    tell(cast, cast.author, "consent", post_id=number, kind="consent", despite_mute=True)
    assert run(MONDAY) == [(cast.author.email, ["About consent", "About left"])]


def test_what_moved_out_of_sight_is_not_told(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    number = post(cast)
    tell(cast, cast.brand_advocate, "hidden", post_id=number)
    tell(cast, cast.author, "seen", post_id=number)
    transact(cast.db, lambda: notifications.reclassify(cast.db, number, "employees"))
    assert run(MONDAY) == [(cast.author.email, ["About seen"])]


def test_a_digest_stands_by_post_and_says_why_and_how_much_more(cast: Cast, settings: Settings) -> None:
    for place in range(digests.LINES_MOST + 2):
        tell(cast, cast.author, f"crate {place}", post_id=7)
    tell(cast, cast.author, "lid", post_id=8, about="Lids")
    there = replace(settings, base_url="https://ideas.example.com")
    digests.make_due(cast.db, there, Signer("tests"), now=MONDAY)
    payload = outbox.due(cast.db, now=MONDAY, only="mail")[0].payload
    lids, crates = payload["values"]["groups"]
    assert (lids["title"], crates["title"], crates["more"]) == ("Lids", "Crates", 2)
    assert lids["lines"][0] == {
        "text": "About lid",
        "url": "https://ideas.example.com/posts/1",
        "why": "you follow this post",
    }
    assert payload["subject"] == "On the board: 8 things you have not read"
    assert payload["unsubscribe"].startswith("https://ideas.example.com/mail/unsubscribe/")
