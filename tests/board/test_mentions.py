"""Mentions: kept so that they last, heard once by those who may see, and by nobody else."""

import pytest

from ideaboard.board import comments, mentions, posts
from ideaboard.db import transact
from ideaboard.people import notifications, people
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post


def settled(cast: Cast, body: str) -> str:
    return mentions.settle(cast.db, body, now=NOW)


def lines(cast: Cast, person: Person) -> list[str]:
    return [row["text"] for row in notifications.inbox(cast.db, person, before=2**62)]


def say(cast: Cast, number: int, body: str, by: Person) -> int:
    return transact(cast.db, lambda: comments.add(cast.db, number, body, by=by, now=NOW))


def edit(cast: Cast, number: int, body: str, category: str = "open") -> None:
    row = posts.known(cast.db, number)
    changes = {"kind": "idea", "title": "T", "body": body, "category": category}
    transact(cast.db, lambda: posts.edit(cast.db, row, **changes, by=cast.author, now=NOW))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("@Cole League, look", "{cole}, look"),
        ("(@cole league.)", "({cole}.)"),
        ("@Cole Leagues and @Cole", "@Cole Leagues and @Cole"),
        ("cole@Cole League", "cole@Cole League"),
        ("`@Cole League` and @Cole League", "`@Cole League` and {cole}"),
        ("@Amba Sador", "@Amba Sador"),
        ("@[Old Name](/people/{id}) @[x](/people/999999)", "{cole} @[x](/people/999999)"),
    ],
)
def test_a_name_becomes_a_link_to_the_one_who_has_it(cast: Cast, typed: str, shown: str) -> None:
    mark = mentions.mark(cast.colleague.id, "Cole League")
    expected = shown.replace("{cole}", mark)
    assert settled(cast, typed.replace("{id}", str(cast.colleague.id))) == expected


def test_a_name_of_two_people_stays_as_typed(cast: Cast) -> None:
    transact(cast.db, lambda: people.add(cast.db, "other@example.com", "Cole League", now=NOW))
    assert settled(cast, "@Cole League") == "@Cole League"


def test_a_name_with_marks_of_markdown_survives(cast: Cast) -> None:
    added = transact(cast.db, lambda: people.add(cast.db, "x@example.com", "Jo [*x*] Doe", now=NOW))
    body = mentions.mark(added, "Jo [*x*] Doe")
    assert mentions.of(settled(cast, body)) == [added]


def test_those_mentioned_hear_once_and_a_new_one_hears_of_the_edit(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="T", body="@Cole League and @Ada Author")
    stage.work()
    assert lines(cast, cast.colleague) == ["Ada Author mentioned you in “T”"]
    assert lines(cast, cast.author) == []
    assert [mail["to"] for mail in stage.mails()] == [cast.colleague.email]
    edit(cast, number, "@Cole League and @Stella Steward")
    stage.work()
    assert len(lines(cast, cast.colleague)) == 1
    assert lines(cast, cast.steward) == ["Ada Author mentioned you in “T”"]
    assert stage.mails()[-1]["to"] == cast.steward.email


def test_a_comment_that_names_the_author_reaches_them_once(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="T")
    said = say(cast, number, "@Ada Author what do you think?", cast.colleague)
    stage.work()
    assert lines(cast, cast.author) == ["Cole League mentioned you in “T”"]
    assert len(stage.mails()) == 1
    transact(
        cast.db,
        lambda: comments.edit(cast.db, said, "@Ada Author @Stella Steward", by=cast.colleague, now=NOW),
    )
    stage.work()
    assert len(lines(cast, cast.author)) == 1
    assert lines(cast, cast.steward) == ["Cole League mentioned you in “T”"]


def test_who_may_not_see_the_post_hears_nothing(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="Hush", body="@Bran Advocate look", category="quiet")
    say(cast, number, "@Bran Advocate you too", cast.colleague)
    stage.work()
    assert lines(cast, cast.brand_advocate) == []
    assert all(mail["to"] != cast.brand_advocate.email for mail in stage.mails())


def test_a_post_without_a_name_mentions_without_one(stage: Stage) -> None:
    cast = stage.cast
    form = {"kind": "idea", "title": "T", "body": "@Cole League", "category": "open", "anonymous": "1"}
    stage.visit(cast.author).post("/posts", data=form)
    stage.work()
    assert lines(cast, cast.colleague) == ["You are mentioned in “T”"]
    (mail,) = stage.mails()
    assert "Ada" not in mail.as_string()


def test_names_are_completed_by_any_part_for_those_inside_only(stage: Stage) -> None:
    cast = stage.cast

    def names(typed: str, person: Person) -> list[str]:
        answer = stage.visit(person).get("/people/mention", params={"q": typed})
        assert answer.status_code == 200
        return [row["name"] for row in answer.json()["people"]]

    assert names("leag", cast.author) == names("COLE l", cast.author) == ["Cole League"]
    assert names("Sador", cast.author) == []
    assert names("advoc", cast.author) == ["Bran Advocate", "Brea Advocate"]
    assert names("%", cast.author) == names("", cast.author) == []
    assert stage.visit(cast.ambassador).get("/people/mention?q=a").status_code == 403


def test_a_quote_fills_the_box_and_joins_the_thread_without_a_script(stage: Stage) -> None:
    cast = stage.cast
    number, other = post(cast), post(cast)
    said = say(cast, number, "> older\n\nfirst\nsecond", cast.author)
    client = stage.visit(cast.colleague)
    page = client.get(f"/posts/{number}?quote={said}").text
    assert "&gt; first\n&gt; second\n\n</textarea>" in page
    assert "&gt; older" not in page
    assert f'name="reply_to" value="{said}"' in page.partition('data-keep="comment-')[2]
    assert "&gt; first" not in client.get(f"/posts/{other}?quote={said}").text
    for nonsense in ("x", "0", "9" * 30):
        assert client.get(f"/posts/{number}?quote={nonsense}").status_code == 200


def test_an_outsider_quotes_nothing_of_a_post_for_employees(stage: Stage) -> None:
    cast = stage.cast
    hidden, seen = post(cast, category="quiet"), post(cast)
    said = say(cast, hidden, "hush", cast.colleague)
    assert "hush" not in stage.visit(cast.brand_advocate).get(f"/posts/{seen}?quote={said}").text
