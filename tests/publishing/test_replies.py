"""The author answers a customer: through the leak check and one member who is not the author."""

from dataclasses import replace

import pytest

from ideaboard import clock, outbox
from ideaboard.board import claims, posts
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.people import notifications
from ideaboard.publishing import consent, decisions, fetching, incoming, releases, replies
from ideaboard.publishing.consent import Author
from ideaboard.signing import Signer
from ideaboard.spotlight import responses
from tests.conftest import NOW, Cast, Stage
from tests.publishing.conftest import TEXT, Desk, Visitor, begin


def answer(desk: Desk, *, email: str = "hedda@mail.example", private: bool = False) -> str:
    """A released story with one response that was decided on."""
    desk.release()
    desk.work()
    slug = desk.draft()["slug"]
    number = transact(
        desk.outside, lambda: responses.send(desk.outside, slug, "Hedda", email, "Is it green?", now=NOW)
    )
    fetching.fetch(desk.place, NOW)
    verb = decisions.keep_private if private else decisions.accept
    transact(desk.db, lambda: verb(desk.db, number, by=desk.editor, now=NOW))
    desk.work()
    return number


@pytest.fixture
def told(desk: Desk) -> tuple[Desk, str]:
    desk.ready()
    return desk, answer(desk)


def write(desk: Desk, number: str, body: str, by: Author | None = None) -> None:
    by = by or desk.cast.author
    transact(desk.db, lambda: replies.write(desk.db, incoming.known(desk.db, number), body, by=by, now=NOW))


def let_out(desk: Desk, number: str, seen: int = 1, reason: str = "", **named: object) -> None:
    values = {"settings": desk.settings, "by": desk.editor, "now": NOW} | named
    transact(desk.db, lambda: replies.let_out(desk.db, number, seen, reason, **values))  # type: ignore[arg-type]


def outside(desk: Desk, number: str) -> str:
    row = desk.outside.row("SELECT reply FROM responses WHERE id = :id", id=number)
    assert row is not None
    return str(row["reply"])


def test_only_the_author_writes_and_only_another_member_lets_it_out(told: tuple[Desk, str]) -> None:
    desk, number = told
    for person in (desk.cast.colleague, desk.editor):
        with pytest.raises(NotFound):
            write(desk, number, "It is blue.", person)
    write(desk, number, "It is blue.")
    desk.work()
    assert outside(desk, number) == ""
    for person in (desk.cast.author, desk.cast.colleague):
        with pytest.raises(Forbidden):
            let_out(desk, number, by=person)
    mine = desk.cast.council[3]
    sql = "UPDATE posts SET author_id = :id WHERE id = :post"
    transact(desk.db, lambda: desk.db.run(sql, id=mine.id, post=desk.draft()["post_id"]))
    with pytest.raises(Forbidden):
        let_out(desk, number, by=mine)
    let_out(desk, number, by=desk.cast.brand_advocate)
    desk.work()
    assert outside(desk, number) == "It is blue."
    assert desk.outside.row("SELECT replied_at FROM responses") == {"replied_at": NOW}


def test_nobody_lets_out_what_they_did_not_read(told: tuple[Desk, str]) -> None:
    desk, number = told
    write(desk, number, "It is blue.")
    write(desk, number, "It is green.")
    with pytest.raises(Conflict):
        let_out(desk, number, 1)
    let_out(desk, number, 2)
    with pytest.raises(Conflict):
        let_out(desk, number, 2)
    with pytest.raises(Conflict):
        write(desk, number, "Or red?")
    desk.work()
    assert outside(desk, number) == "It is green."


def test_a_leak_goes_out_with_a_reason_only(told: tuple[Desk, str]) -> None:
    desk, number = told
    write(desk, number, "Write to me at ada@acme.example or call +49 30 1234567.")
    with pytest.raises(Refusal) as refused:
        let_out(desk, number)
    assert set(refused.value.fields) == {"waive_reason"}
    let_out(desk, number, reason="Her own, printed on every crate")
    assert replies.of(desk.db, number)["reason"] == "Her own, printed on every crate"  # type: ignore[index]


def test_a_reply_comes_back_with_a_reason_and_goes_again(told: tuple[Desk, str], visit: Visitor) -> None:
    desk, number = told
    write(desk, number, "No.")
    client, path = visit(desk.editor), f"/publishing/responses/{number}/reply"
    assert "No." in client.get("/publishing/replies").text
    assert client.post(f"{path}/decide", data={"act": "back", "version": "1"}).status_code == 422
    back = {"act": "back", "version": "1", "back_reason": "A little kinder?"}
    assert client.post(f"{path}/decide", data=back).status_code == 303
    author = visit(desk.cast.author)
    assert "A little kinder?" in author.get(path).text
    assert client.get(path).status_code == 404, "the author's page is the author's"
    for wrong in ("x" * 2001, "", "\u200b \u2060"):
        assert author.post(path, data={"reply": wrong}).status_code == 422
    assert author.post(path, data={"reply": "Sadly not."}).status_code == 303
    assert client.post(f"{path}/decide", data={"act": "out", "version": "2"}).status_code == 303
    desk.work()
    assert outside(desk, number) == "Sadly not."


def test_the_author_takes_a_reply_back_and_its_words_are_gone(told: tuple[Desk, str]) -> None:
    desk, number = told
    write(desk, number, "It is blue.")
    let_out(desk, number)
    desk.work()
    response = incoming.known(desk.db, number)
    for _ in range(2):
        transact(desk.db, lambda: replies.withdraw(desk.db, response, by=desk.cast.author, now=NOW))
        desk.work()
    assert outside(desk, number) == ""
    assert desk.db.rows("SELECT body FROM replies WHERE body <> ''") == []
    write(desk, number, "It was blue.")
    let_out(desk, number, 3)
    desk.work()
    assert outside(desk, number) == "It was blue."


def test_a_reply_comes_down_with_the_story_and_returns_with_it(told: tuple[Desk, str]) -> None:
    desk, number = told
    write(desk, number, "It is blue.")
    let_out(desk, number)
    desk.work()
    desk.act(releases.withdraw, by=desk.cast.author)
    desk.work()
    assert outside(desk, number) == ""
    with pytest.raises(Conflict):
        write(desk, number, "Again")
    later = clock.shift(NOW, days=8)
    desk.ready()
    desk.release(now=later)
    desk.work(later)
    assert outside(desk, number) == "It is blue."
    transact(
        desk.db, lambda: posts.withdraw(desk.db, posts.known(desk.db, desk.draft()["post_id"]), now=later)
    )
    # What it brings about is work of its own.
    for _ in range(2):
        desk.work(later)
    assert outside(desk, number) == ""
    assert desk.db.rows("SELECT body FROM replies WHERE body <> ''") == []


def test_an_anonymous_author_answers_through_the_claim_link(cast: Cast, stage: Stage, visit: Visitor) -> None:
    place = visit(cast.author)
    form = {"kind": "idea", "title": "Nameless", "body": "Crates.", "category": "open", "anonymous": "1"}
    token = place.post("/posts", data=form).cookies["claim"]
    post = claims.open_claim(cast.db, Signer(stage.settings.secret), token)
    desk = begin(cast, stage.place.outside, stage.settings, post["id"], replace(TEXT, byline="employee"))
    desk.act(consent.ask, settings=stage.settings)
    desk.act(consent.give, desk.draft()["hash"], by=post)
    desk.quorum()
    number = answer(desk)
    reader = visit(None)
    page = reader.get(f"/publishing/claims/{token}/responses")
    assert "Is it green?" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    path = f"/publishing/claims/{token}/responses/{number}"
    assert f'href="{path}"' in page.text
    assert reader.post(path, data={"reply": "It is blue."}).status_code == 303
    assert "waits for a member" in reader.get(path).text
    assert reader.get(f"/publishing/claims/{token}x/responses/{number}").status_code == 404
    assert visit(cast.author).get(f"/publishing/responses/{number}/reply").status_code == 404
    let_out(desk, number)
    desk.work()
    assert outside(desk, number) == "It is blue."
    assert notifications.inbox(cast.db, cast.author, before=10**9) == []


def test_a_private_response_is_answered_by_mail_where_there_is_an_address(desk: Desk) -> None:
    desk.ready()
    number = answer(desk, private=True)
    write(desk, number, "Between us: blue.")
    let_out(desk, number)
    (job,) = outbox.due(desk.db, now=NOW, only="mail", limit=1000)[-1:]
    assert job.payload == {"fill": "reply", "response": number, "version": 1}
    desk.work()
    assert outside(desk, number) == ""
    transact(desk.db, lambda: desk.db.run("UPDATE incoming SET email = ''"))
    response = incoming.known(desk.db, number)
    transact(desk.db, lambda: replies.withdraw(desk.db, response, by=desk.cast.author, now=NOW))
    with pytest.raises(Conflict):
        write(desk, number, "Still there?")
