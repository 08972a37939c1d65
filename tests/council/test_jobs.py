"""Who took part hears of the answer once, and only who may still see the post."""

import pytest

from ideaboard import outbox
from ideaboard.board import comments, follows, votes
from ideaboard.council import answers, jobs
from ideaboard.db import Database, transact
from ideaboard.outbox import Job, Workplace
from ideaboard.people import notifications, people, seats
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.who import COUNCIL, Person
from tests.conftest import NOW, Cast, post


@pytest.fixture
def place(db: Database, outside: Database, settings: Settings) -> Workplace:
    return Workplace(db, outside, settings, Signer("tests"))


def answered(cast: Cast, number: int) -> int:
    return transact(
        cast.db,
        lambda: answers.answer(
            cast.db, number, status="declined", text="No.", reason="Dear.", by=cast.councillor, now=NOW
        ),
    )


def work(place: Workplace) -> None:
    """Do the waiting `answered` jobs, and those they ask for, each in its transaction."""
    while waiting := [job for job in outbox.due(place.db, now=NOW) if job.kind == "answered"]:
        for job in waiting:
            with place.db.writing():
                jobs.INSIDE[job.kind](place, job, NOW)
                outbox.done(place.db, [job.id])


def heard(cast: Cast, person: Person) -> list[str]:
    found = notifications.inbox(cast.db, cast.again(person), before=2**62)
    return [row["text"] for row in found if row["kind"] == "answer"]


def mailed(db: Database) -> list[str]:
    return sorted(job.payload["to"] for job in outbox.due(db, now=NOW, limit=999) if job.kind == "mail")


def take_part(cast: Cast, number: int) -> None:
    """A colleague votes, the steward comments (and so follows), a second councillor follows."""
    with cast.db.writing():
        votes.cast(cast.db, number, -1, by=cast.colleague, now=NOW)
        comments.add(cast.db, number, "Well.", by=cast.steward, now=NOW)
        follows.follow(cast.db, number, cast.council[1].id, now=NOW)
        votes.cast(cast.db, number, 1, by=cast.councillor, now=NOW)


def test_author_voters_commenters_and_followers_hear_it_exactly_once(cast: Cast, place: Workplace) -> None:
    number = post(cast)
    take_part(cast, number)
    made = answered(cast, number)
    work(place)
    with cast.db.writing():
        jobs.answered(place, Job(0, "answered", {"answer_id": made}, 0, NOW), NOW)
    for person in (cast.author, cast.colleague, cast.steward, cast.council[1]):
        assert heard(cast, person) == ["The council answered “Returnable crates”: declined"]
    for person in (cast.councillor, cast.council[2], cast.ambassador):
        assert heard(cast, person) == []


def test_author_and_followers_get_one_mail_and_voters_none(cast: Cast, place: Workplace) -> None:
    number = post(cast)
    take_part(cast, number)
    made = answered(cast, number)
    work(place)
    with cast.db.writing():
        jobs.answered(place, Job(0, "answered", {"answer_id": made}, 0, NOW), NOW)
    assert mailed(cast.db) == sorted([cast.author.email, cast.steward.email, cast.council[1].email])


def test_who_may_no_longer_see_the_post_does_not_hear_of_it(cast: Cast, place: Workplace) -> None:
    number = post(cast)
    take_part(cast, number)
    with cast.db.writing():
        follows.follow(cast.db, number, cast.brand_advocate.id, now=NOW)
        people.activate(cast.db, cast.colleague.id, False, now=NOW)
        sitting = seats.held(cast.db, COUNCIL, now=NOW)
        lost = next(seat for seat in sitting if seat["person_id"] == cast.brand_advocate.id)
        seats.vacate(cast.db, lost["id"], now=NOW)
    answered(cast, number)
    work(place)
    told = cast.db.rows("SELECT person_id FROM notifications WHERE kind = 'answer'")
    assert {row["person_id"] for row in told} == {cast.author.id, cast.steward.id, cast.council[1].id}
    assert cast.brand_advocate.email not in mailed(cast.db)


def test_a_large_circle_is_told_in_turns(
    cast: Cast, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "A_TURN", 2)
    number = post(cast)
    take_part(cast, number)
    answered(cast, number)
    waiting = [job for job in outbox.due(cast.db, now=NOW) if job.kind == "answered"]
    with cast.db.writing():
        jobs.answered(place, waiting[0], NOW)
    assert len(cast.db.rows("SELECT id FROM notifications WHERE kind = 'answer'")) == 2
    work(place)
    assert len(cast.db.rows("SELECT id FROM notifications WHERE kind = 'answer'")) == 4


def test_imported_people_without_a_mailbox_get_no_mail(cast: Cast, place: Workplace) -> None:
    number = post(cast)
    with cast.db.writing():
        guest = people.add(cast.db, "participant-1@talk.polis.invalid", "Participant 1", now=NOW)
        follows.follow(cast.db, number, guest, now=NOW)
    answered(cast, number)
    work(place)
    assert mailed(cast.db) == [cast.author.email]


def test_a_second_answer_is_news_again(cast: Cast, place: Workplace) -> None:
    number = post(cast)
    answered(cast, number)
    answered(cast, number)
    work(place)
    assert len(heard(cast, cast.author)) == 2
