"""Every post gets an answer, in plain words, with a reason where it disappoints; a new one replaces none."""

import pytest

from ideaboard import outbox
from ideaboard.board import answers as given
from ideaboard.board import posts, statuses, timeline
from ideaboard.council import answers, moderation
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.people import notifications, people, seats
from ideaboard.who import COUNCIL, Person
from tests.conftest import NOW, Cast, post


def answer(
    cast: Cast,
    number: int,
    *,
    by: Person | None = None,
    status: str = "planned",
    text: str = "We do it in **May**.",
    reason: str = "",
) -> int:
    who = by or cast.councillor
    return transact(
        cast.db,
        lambda: answers.answer(cast.db, number, status=status, text=text, reason=reason, by=who, now=NOW),
    )


def test_an_answer_moves_the_post_and_stands_on_its_timeline(cast: Cast) -> None:
    number = post(cast)
    made = answer(cast, number)
    known = posts.known(cast.db, number)
    assert (known["status"], known["answered_at"]) == ("planned", NOW)
    events = {event["kind"]: event for event in timeline.of(cast.db, number)}
    assert events["answer"]["url"] == f"/posts/{number}#answer-{made}"
    assert events["answer"]["by"]["name"] == cast.councillor.name


def test_an_answer_asks_the_worker_to_tell_people(cast: Cast) -> None:
    made = answer(cast, post(cast))
    waiting = [job for job in outbox.due(cast.db, now=NOW) if job.kind == "answered"]
    assert [job.payload for job in waiting] == [{"answer_id": made}]


@pytest.mark.parametrize("status", [code for code in statuses.LABELS if code != "new"])
def test_a_reason_is_required_for_exactly_those_statuses_that_disappoint(cast: Cast, status: str) -> None:
    number = post(cast)
    if status in statuses.NEEDS_REASON:
        with pytest.raises(Refusal) as refused:
            answer(cast, number, status=status, reason=" \n ")
        assert list(refused.value.fields) == ["reason"]
    else:
        answer(cast, number, status=status)
    answer(cast, number, status=status, reason="Because the law says so.")
    assert posts.known(cast.db, number)["reason"] == "Because the law says so."


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"status": "new"}, {"status"}),
        ({"status": "shelved"}, {"status"}),
        ({"text": "  \n\t"}, {"text"}),
        ({"text": "a" * 5001}, {"text"}),
        ({"reason": "a" * 501}, {"reason"}),
        ({"status": "declined", "text": ""}, {"text", "reason"}),
    ],
)
def test_a_refused_answer_says_everything_that_is_wrong(
    cast: Cast, changes: dict[str, str], fields: set[str]
) -> None:
    number = post(cast)
    with pytest.raises(Refusal) as refused:
        answer(cast, number, **changes)  # type: ignore[arg-type]
    assert set(refused.value.fields) == fields
    assert given.of(cast.db, number) == []
    assert posts.known(cast.db, number)["answered_at"] is None


def test_an_answer_may_be_given_again_and_the_earlier_one_stays(cast: Cast) -> None:
    number = post(cast)
    answer(cast, number, text="Soon.")
    answer(cast, number, status="declined", text="It cannot be.", reason="Too dear.", by=cast.brand_advocate)
    history = given.of(cast.db, number)
    assert [(row["text"], row["status"], row["reason"]) for row in history] == [
        ("It cannot be.", "declined", "Too dear."),
        ("Soon.", "planned", ""),
    ]
    assert history[0]["by"]["name"] == cast.brand_advocate.name
    assert history[1]["at"] == NOW


@pytest.mark.parametrize("who", ["author", "colleague", "steward", "ambassador"])
def test_nobody_without_a_seat_answers(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        answer(cast, post(cast), by=getattr(cast, who))


def test_nobody_whose_term_has_ended_answers(cast: Cast) -> None:
    number = post(cast)
    [mine] = [s for s in seats.held(cast.db, COUNCIL, now=NOW) if s["person_id"] == cast.councillor.id]
    later = people.load(cast.db, cast.councillor.id, now=mine["ends_at"])
    assert later is not None
    with pytest.raises(Forbidden):
        answer(cast, number, by=later)


def test_a_brand_advocate_cannot_answer_what_only_employees_see(cast: Cast) -> None:
    number = post(cast, category="quiet")
    with pytest.raises(NotFound):
        answer(cast, number, by=cast.brand_advocate)
    answer(cast, number)


def test_nobody_answers_their_own_post(cast: Cast) -> None:
    number = transact(
        cast.db,
        lambda: posts.create(
            cast.db, kind="idea", title="Mine", body="Mine.", category="open", by=cast.councillor, now=NOW
        ),
    )
    with pytest.raises(Conflict):
        answer(cast, number)


def archive(cast: Cast, number: int, reason: str = "An insult.", by: Person | None = None) -> None:
    who = by or cast.councillor
    transact(cast.db, lambda: moderation.archive(cast.db, number, reason=reason, by=who, now=NOW))


def test_an_archived_post_leaves_the_lists_and_its_author_reads_why(cast: Cast) -> None:
    number = post(cast)
    archive(cast, number)
    known = posts.known(cast.db, number)
    assert (known["status"], known["listed"], known["reason"]) == ("archived", 0, "An insult.")
    told = notifications.inbox(cast.db, cast.author, before=2**62)
    assert "An insult." in told[0]["text"]


def test_archiving_takes_a_seat_and_a_reason_and_happens_once(cast: Cast) -> None:
    number = post(cast)
    with pytest.raises(Forbidden):
        archive(cast, number, by=cast.colleague)
    with pytest.raises(Refusal):
        archive(cast, number, reason=" ")
    archive(cast, number)
    with pytest.raises(Conflict):
        archive(cast, number)


def test_an_answer_brings_an_archived_post_back(cast: Cast) -> None:
    number = post(cast)
    archive(cast, number)
    answer(cast, number, status="under_review")
    assert posts.known(cast.db, number)["listed"] == 1


def test_a_post_its_author_took_back_is_not_answered_and_never_listed_again(cast: Cast) -> None:
    number = post(cast)
    answer(cast, number, status="archived", reason=posts.WITHDRAWN)
    answer(cast, number, status="planned")  # A reason that the council typed binds nobody.
    answer(cast, number, status="archived", reason="Old news")
    transact(cast.db, lambda: posts.withdraw(cast.db, posts.known(cast.db, number), now=NOW))
    known = posts.known(cast.db, number)
    assert (known["title"], known["reason"], known["listed"]) == (posts.WITHDRAWN, posts.WITHDRAWN, 0)
    with pytest.raises(Conflict, match="Its author took this post back"):
        answer(cast, number)
    assert posts.known(cast.db, number)["listed"] == 0
    with pytest.raises(Conflict):
        transact(cast.db, lambda: posts.withdraw(cast.db, known, now=NOW))
