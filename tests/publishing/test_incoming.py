"""What customers answer comes home: once, held until read, then to the timeline and the author."""

import pytest

from ideaboard.board import timeline
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.people import notifications
from ideaboard.publishing import decisions, fetching, incoming, replies, subscribers
from ideaboard.spotlight import links, requests, responses
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
    transact(desk.db, lambda: decisions.accept(desk.db, number, **values))  # type: ignore[arg-type]


def refuse(desk: Desk, number: str, reason: str, **named: object) -> None:
    values = {"by": desk.editor, "now": NOW} | named
    transact(desk.db, lambda: decisions.refuse(desk.db, number, reason, **values))  # type: ignore[arg-type]


def outside_state(desk: Desk, number: str) -> str:
    row = desk.outside.row("SELECT state FROM responses WHERE id = :id", id=number)
    assert row is not None
    return str(row["state"])


def test_a_response_arrives_once_however_often_it_is_fetched(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    assert fetching.fetch(desk.place, NOW) == 1
    assert fetching.fetch(desk.place, NOW) == 0
    # A crash before the outside heard of it: the same response comes again.
    transact(desk.outside, lambda: desk.outside.run("UPDATE responses SET fetched_at = NULL"))
    fetching.fetch(desk.place, NOW)
    assert [row["id"] for row in incoming.queue(desk.db, "held", desk.editor)] == [number]
    for seat in desk.cast.council:
        texts = [row["text"] for row in notifications.inbox(desk.db, seat, before=10**9)]
        assert sum("waits to be read" in text for text in texts) == 1


def test_an_accepted_response_reaches_the_timeline_the_author_and_the_readers(
    answered: tuple[Desk, str],
) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
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
    fetching.fetch(desk.place, NOW)
    with pytest.raises(Refusal):
        refuse(desk, number, " ")
    refuse(desk, number, "Advertising")
    desk.work()
    assert outside_state(desk, number) == "refused"
    (row,) = incoming.queue(desk.db, "refused", desk.editor)
    assert (row["has_email"], row["reason"], row["decided_by"]) == (False, "Advertising", "Cleo Councillor")
    with pytest.raises(Conflict):
        accept(desk, number)


def test_an_accepted_response_can_be_taken_off_again(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
    accept(desk, number)
    desk.work()
    refuse(desk, number, "It named somebody")
    desk.work()
    assert outside_state(desk, number) == "refused"
    assert incoming.accepted(desk.db, desk.draft()["slug"]) == []


def test_nobody_decides_on_answers_to_their_own_story(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
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
    fetching.fetch(desk.place, NOW)
    transact(desk.db, lambda: desk.db.run("UPDATE posts SET audience = 'employees'"))
    outsider = desk.cast.brand_advocate
    assert incoming.queue(desk.db, "held", outsider) == []
    assert incoming.held(desk.db, outsider) == 0
    with pytest.raises(NotFound):
        accept(desk, number, by=outsider)


def test_the_story_page_inside_shows_what_was_accepted(answered: tuple[Desk, str], visit: Visitor) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
    path = f"/publishing/stories/{desk.draft()['slug']}"
    assert "Hedda" not in visit(desk.cast.author).get(path).text
    desk_page = visit(desk.editor)
    waiting = desk_page.get("/publishing/responses").text
    assert "left an address" in waiting
    assert "hedda@mail.example" not in waiting
    assert desk_page.post(f"/publishing/responses/{number}/accept").status_code == 303
    for person in (desk.cast.author, desk.cast.colleague, desk.editor):
        page = visit(person).get(path).text
        assert "Hedda" in page
        assert "hedda@mail.example" not in page


def test_a_response_refused_without_a_reason_comes_back_on_the_page(
    answered: tuple[Desk, str], visit: Visitor
) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
    reply = visit(desk.editor).post(f"/publishing/responses/{number}/refuse", data={"reason": ""})
    assert reply.status_code == 422
    assert "Say why" in reply.text


def send(desk: Desk, name: str, body: str, *, email: str = "", seconds: int | None = None) -> str:
    """One more response, fetched."""
    slug = desk.draft()["slug"]
    made = transact(
        desk.outside,
        lambda: responses.send(desk.outside, slug, name, email, body, seconds=seconds, now=NOW),
    )
    fetching.fetch(desk.place, NOW)
    return made


def test_a_private_response_reaches_its_author_and_nobody_else(
    answered: tuple[Desk, str], visit: Visitor
) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
    client, path = visit(desk.editor), f"/publishing/stories/{desk.draft()['slug']}"
    assert client.post(f"/publishing/responses/{number}/private").status_code == 303
    desk.work()
    assert outside_state(desk, number) == "refused", "outside it is blank"
    assert responses.accepted(desk.outside, desk.draft()["slug"]) == []
    assert [row for row in timeline.of(desk.db, desk.draft()["post_id"]) if row["kind"] == "response"] == []
    (told,) = notifications.inbox(desk.db, desk.cast.author, before=10**9)[:1]
    assert "for you alone: Hedda" in told["text"]
    assert "tractor" in visit(desk.cast.author).get(path).text
    for person in (desk.cast.colleague, desk.editor):
        assert "tractor" not in visit(person).get(path).text
    with pytest.raises(Conflict):
        accept(desk, number)


def test_what_looks_like_spam_waits_at_the_end_with_its_reasons_and_tells_nobody(
    answered: tuple[Desk, str], visit: Visitor
) -> None:
    desk, number = answered
    before = desk.cast.again(desk.editor).unread
    spam = send(desk, "Deals", "https://cheap.example https://cheap.example/2", email="a@b.example")
    later = send(desk, "Nils", "I have one in my shed as well, and it still drives.")
    row = desk.db.row("SELECT spam, suspect FROM incoming WHERE id = :id", id=spam)
    assert row is not None
    assert (row["spam"] >= 40, row["suspect"]) == (True, 1)
    order = [row["id"] for row in incoming.queue(desk.db, "held", desk.editor)]
    assert (set(order[:2]), order[2:]) == ({number, later}, [spam])
    assert desk.cast.again(desk.editor).unread == before + 2
    page = visit(desk.editor).get("/publishing/responses?pick=spam").text
    assert "Little more than a link" in page
    assert page.count(" checked") == 1
    # The same words again, with other signs between them.
    send(desk, "Deals", "I have one in MY shed as well, and it still drives!")
    assert any(
        "with the same words: 1" in sign
        for row in incoming.queue(desk.db, "held", desk.editor)
        for sign in row["signs"]
    )


def test_many_are_decided_on_at_once_and_what_is_not_theirs_is_left(
    answered: tuple[Desk, str], visit: Visitor
) -> None:
    desk, number = answered
    second = send(desk, "Nils", "I have one in my shed.")
    client = visit(desk.editor)
    chosen = {f"pick-{number}": "1", f"pick-{second}": "1", "pick-nobody": "1"}
    empty = client.post("/publishing/responses", data=chosen | {"act": "refuse", "reason": " "})
    assert empty.status_code == 422
    assert empty.text.count(" checked") == 2, "what was chosen stays so"
    assert client.post("/publishing/responses", data={"act": "accept"}).status_code == 422
    assert client.post("/publishing/responses", data=chosen | {"act": "accept"}).status_code == 303
    assert incoming.queue(desk.db, "held", desk.editor) == []
    assert len(incoming.accepted(desk.db, desk.draft()["slug"])) == 2
    told = [row["text"] for row in notifications.inbox(desk.db, desk.cast.council[2], before=10**9)]
    assert sum("is shown" in text for text in told) == 2
    assert not any("waits to be read" in text for text in told), "what waits no more is no news"


def test_what_a_customer_takes_back_is_blank_everywhere_and_the_reply_with_it(
    answered: tuple[Desk, str], visit: Visitor
) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
    accept(desk, number)
    desk.work()
    author = desk.cast.author
    transact(
        desk.db, lambda: replies.write(desk.db, incoming.known(desk.db, number), "Blue.", by=author, now=NOW)
    )
    let_out = {"settings": desk.settings, "by": desk.editor, "now": NOW}
    transact(desk.db, lambda: replies.let_out(desk.db, number, 1, "", **let_out))  # type: ignore[arg-type]
    desk.work()
    (shown,) = responses.accepted(desk.outside, desk.draft()["slug"])
    assert shown.reply == "Blue."
    key = subscribers.key(desk.place.signer, links.WITHDRAW, number)
    for _ in range(2):
        transact(desk.outside, lambda: requests.ask(desk.outside, links.WITHDRAW, key, now=NOW))
        fetching.fetch(desk.place, NOW)
    desk.work()
    row = desk.outside.row("SELECT name, body, email, reply, state FROM responses WHERE id = :id", id=number)
    assert row == {"name": "", "body": "", "email": "", "reply": "", "state": "refused"}
    assert links.is_ended(desk.outside, links.WITHDRAW, key)
    kept = desk.db.rows("SELECT name, email, body FROM incoming")
    assert kept == [{"name": "", "email": "", "body": ""}]
    assert replies.of(desk.db, number) is None
    everything = [row["text"] for row in timeline.of(desk.db, desk.draft()["post_id"])]
    for person in (author, *desk.cast.council):
        everything += [row["text"] for row in notifications.inbox(desk.db, person, before=10**9)]
    assert any("took back" in text for text in everything)
    assert not any("Hedda" in text or "tractor" in text for text in everything)
    assert "Hedda" not in visit(desk.editor).get("/publishing/responses?state=withdrawn").text


def test_a_forged_or_foreign_link_takes_nothing_back(answered: tuple[Desk, str]) -> None:
    desk, number = answered
    fetching.fetch(desk.place, NOW)
    foreign = subscribers.key(desk.place.signer, links.STOP, number)
    for key in ("nonsense", foreign, number):
        transact(desk.outside, lambda key=key: requests.ask(desk.outside, links.WITHDRAW, key, now=NOW))  # type: ignore[misc]
    fetching.fetch(desk.place, NOW)
    assert [row["name"] for row in incoming.queue(desk.db, "held", desk.editor)] == ["Hedda"]
