"""What customers answer comes home: once, held until read, then to the timeline and the author."""

import pytest

from ideaboard.board import timeline
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.people import notifications
from ideaboard.publishing import incoming, jobs
from ideaboard.spotlight import responses
from tests.conftest import NOW
from tests.publishing.conftest import Desk, Visitor


@pytest.fixture
def answered(desk: Desk) -> tuple[Desk, str]:
    """A released story with one response, not fetched yet."""
    desk.ready()
    desk.release()
    desk.work()
    slug = desk.draft()["slug"]
    number = transact(
        desk.outside,
        lambda: responses.send(
            desk.outside, slug, "Hedda", "hedda@mail.example", "Is the tractor *green*?", now=NOW
        ),
    )
    return desk, number


def accept(desk: Desk, number: str, **named: object) -> None:
    values = {"by": desk.editor, "now": NOW} | named
    transact(desk.db, lambda: incoming.accept(desk.db, number, **values))  # type: ignore[arg-type]


def refuse(desk: Desk, number: str, reason: str, **named: object) -> None:
    values = {"by": desk.editor, "now": NOW} | named
    transact(desk.db, lambda: incoming.refuse(desk.db, number, reason, **values))  # type: ignore[arg-type]


def outside_state(desk: Desk, number: str) -> str:
    row = desk.outside.row("SELECT state FROM responses WHERE id = :id", id=number)
    assert row is not None
    return str(row["state"])


def test_a_response_arrives_once_however_often_it_is_fetched(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    assert jobs.fetch(desk.place, NOW) == 1
    assert jobs.fetch(desk.place, NOW) == 0
    # A crash before the outside heard of it: the same response comes again.
    transact(desk.outside, lambda: desk.outside.run("UPDATE responses SET fetched_at = NULL"))
    jobs.fetch(desk.place, NOW)
    assert [row["id"] for row in incoming.queue(desk.db, "held", desk.editor)] == [number]
    for seat in desk.cast.council:
        texts = [row["text"] for row in notifications.inbox(desk.db, seat, before=10**9)]
        assert sum("waits to be read" in text for text in texts) == 1


def test_an_accepted_response_reaches_the_timeline_the_author_and_the_readers(
    answered: tuple[Desk, str],
) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    accept(desk, number)
    accept(desk, number)
    desk.work()
    events = [row for row in timeline.of(desk.db, desk.draft()["post_id"]) if row["kind"] == "response"]
    assert len(events) == 1
    assert "Hedda" in events[0]["text"]
    assert "tractor" in events[0]["text"]
    told = notifications.inbox(desk.db, desk.cast.author, before=10**9)[0]
    assert told["text"].startswith("A customer answered your story")
    assert told["url"].startswith(f"/publishing/stories/{desk.draft()['slug']}")
    assert outside_state(desk, number) == "accepted"


def test_a_refused_response_is_blank_outside_and_its_address_forgotten(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    with pytest.raises(Refusal):
        refuse(desk, number, " ")
    refuse(desk, number, "Advertising")
    desk.work()
    assert outside_state(desk, number) == "refused"
    (row,) = incoming.queue(desk.db, "refused", desk.editor)
    assert (row["email"], row["reason"], row["decided_by"]) == ("", "Advertising", "Cleo Councillor")
    with pytest.raises(Conflict):
        accept(desk, number)


def test_an_accepted_response_can_be_taken_off_again(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    accept(desk, number)
    desk.work()
    refuse(desk, number, "It named somebody")
    desk.work()
    assert outside_state(desk, number) == "refused"
    assert incoming.accepted(desk.db, desk.draft()["slug"]) == []


def test_nobody_decides_on_answers_to_their_own_story(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    mine = desk.cast.council[3]
    sql = "UPDATE posts SET author_id = :id WHERE id = :post"
    transact(desk.db, lambda: desk.db.run(sql, id=mine.id, post=desk.draft()["post_id"]))
    with pytest.raises(Forbidden):
        accept(desk, number, by=mine)
    with pytest.raises(Forbidden):
        refuse(desk, number, "No", by=mine)
    assert len(incoming.queue(desk.db, "held", mine)) == 1, "reading is allowed"


def test_who_may_not_see_the_post_sees_no_response_to_it(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    transact(desk.db, lambda: desk.db.run("UPDATE posts SET audience = 'employees'"))
    outsider = desk.cast.brand_advocate
    assert incoming.queue(desk.db, "held", outsider) == []
    assert incoming.held(desk.db, outsider) == 0
    with pytest.raises(NotFound):
        accept(desk, number, by=outsider)


def test_the_story_page_inside_shows_what_was_accepted(answered: tuple[Desk, str], visit: Visitor) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    path = f"/publishing/stories/{desk.draft()['slug']}"
    assert "Hedda" not in visit(desk.cast.author).get(path).text
    desk_page = visit(desk.editor)
    assert "hedda@mail.example" in desk_page.get("/publishing/responses").text
    assert desk_page.post(f"/publishing/responses/{number}/accept").status_code == 303
    for person in (desk.cast.author, desk.cast.colleague, desk.editor):
        page = visit(person).get(path).text
        assert "Hedda" in page
        assert "hedda@mail.example" not in page


def test_a_response_refused_without_a_reason_comes_back_on_the_page(
    answered: tuple[Desk, str], visit: Visitor
) -> None:
    desk, number = answered
    jobs.fetch(desk.place, NOW)
    reply = visit(desk.editor).post(f"/publishing/responses/{number}/refuse", data={"reason": ""})
    assert reply.status_code == 422
    assert "Say why" in reply.text
