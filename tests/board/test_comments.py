"""Comments: one level of replies, own and council removal, and who hears of them."""

import pytest

from ideaboard import outbox
from ideaboard.board import comments, posts
from ideaboard.db import transact
from ideaboard.errors import NotFound, Refusal
from ideaboard.people import notifications
from tests.conftest import NOW, Cast, Stage, post


def say(cast: Cast, number: int, body: str, by: object, reply_to: int | None = None) -> int:
    return transact(
        cast.db,
        lambda: comments.add(cast.db, number, body, reply_to=reply_to, by=by, now=NOW),  # type: ignore[arg-type]
    )


def test_a_reply_to_a_reply_joins_the_same_thread(cast: Cast) -> None:
    number = post(cast)
    first = say(cast, number, "one", cast.colleague)
    second = say(cast, number, "two", cast.author, first)
    say(cast, number, "three", cast.colleague, second)
    threads = comments.of(cast.db, number)
    assert [c["body"] for c in threads] == ["one"]
    assert [c["body"] for c in threads[0]["replies"]] == ["two", "three"]
    assert posts.known(cast.db, number)["comments"] == 3


def test_a_comment_of_another_post_cannot_be_answered_here(cast: Cast) -> None:
    number, other = post(cast), post(cast)
    first = say(cast, other, "one", cast.colleague)
    with pytest.raises(NotFound):
        say(cast, number, "two", cast.author, first)


def test_an_empty_comment_comes_back_with_a_sentence(stage: Stage) -> None:
    number = post(stage.cast)
    answer = stage.visit(stage.cast.colleague).post(f"/posts/{number}/comments", data={"body": " \n "})
    assert answer.status_code == 422
    assert "Write your comment first." in answer.text


def test_the_council_removes_with_a_reason_that_stays_visible(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    comment = say(cast, number, "you are all fools", cast.colleague)
    council = stage.visit(cast.councillor)
    assert council.post(f"/comments/{comment}/remove").status_code == 422
    assert council.post(f"/comments/{comment}/remove", data={"reason": "insulting"}).status_code == 303
    say(cast, number, "hm", cast.author)
    assert posts.known(cast.db, number)["comments"] == 1
    page = stage.visit(cast.author).get(f"/posts/{number}").text
    assert "fools" not in page


def test_a_removed_comment_with_replies_keeps_its_place(cast: Cast) -> None:
    number = post(cast)
    first = say(cast, number, "one", cast.colleague)
    say(cast, number, "two", cast.author, first)
    transact(cast.db, lambda: comments.remove(cast.db, first, by=cast.colleague, now=NOW))
    threads = comments.of(cast.db, number)
    assert threads[0]["body"] == ""
    assert [c["body"] for c in threads[0]["replies"]] == ["two"]


def test_nobody_else_edits_or_removes_a_comment(stage: Stage) -> None:
    number = post(stage.cast)
    comment = say(stage.cast, number, "mine", stage.cast.colleague)
    client = stage.visit(stage.cast.author)
    assert client.post(f"/comments/{comment}/edit", data={"body": "yours"}).status_code == 403
    assert client.post(f"/comments/{comment}/remove").status_code == 403


def test_author_and_the_one_answered_get_a_mail_followers_an_inbox_line_and_the_writer_nothing(
    stage: Stage,
) -> None:
    cast = stage.cast
    number = post(cast)
    first = say(cast, number, "one", cast.colleague)
    stage.work()
    say(cast, number, "two", cast.steward, first)
    stage.work()
    told = {mail["to"] for mail in stage.mails()}
    assert told == {cast.author.email, cast.colleague.email}
    assert len(notifications.inbox(cast.db, cast.author, before=2**62)) == 2
    assert len(notifications.inbox(cast.db, cast.colleague, before=2**62)) == 1
    assert notifications.inbox(cast.db, cast.steward, before=2**62) == []
    assert cast.again(cast.author).unread == 2


def test_a_job_done_twice_tells_nobody_twice(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    made = say(cast, number, "one", cast.colleague)
    stage.work()
    with cast.db.writing():
        outbox.put(cast.db, "comment_made", comment_id=made, reply_to=None, now=NOW)
    stage.work()
    assert len(notifications.inbox(cast.db, cast.author, before=2**62)) == 1
    assert len(stage.mails()) == 1


def test_who_may_no_longer_see_the_post_hears_nothing_of_it(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    say(cast, number, "outsider speaks", cast.brand_advocate)
    stage.work()
    with cast.db.writing():
        posts.edit(
            cast.db,
            posts.known(cast.db, number),
            kind="idea",
            title="Secret turn",
            body="b",
            category="quiet",
            by=cast.author,
            now=NOW,
        )
    say(cast, number, "now among us", cast.colleague)
    stage.work()
    assert notifications.inbox(cast.db, cast.brand_advocate, before=2**62) == []
    assert all(mail["to"] != cast.brand_advocate.email for mail in stage.mails())


def test_an_inbox_line_is_hidden_when_its_post_moves_out_of_sight(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    say(cast, number, "outsider speaks", cast.brand_advocate)
    say(cast, number, "Secret turn", cast.colleague)
    stage.work()
    assert notifications.inbox(cast.db, cast.brand_advocate, before=2**62)
    with cast.db.writing():
        row = posts.known(cast.db, number)
        posts.edit(cast.db, row, kind="idea", title="T", body="b", category="quiet", by=cast.author, now=NOW)
    assert notifications.inbox(cast.db, cast.brand_advocate, before=2**62) == []


def test_a_long_comment_is_refused_with_its_length(cast: Cast) -> None:
    number = post(cast)
    with pytest.raises(Refusal) as refusal:
        say(cast, number, "x" * 5001, cast.colleague)
    assert "5,001" in refusal.value.fields["body"]
