"""What the board says by itself is said in each reader's language: mails, refusals, a post taken back."""

from html import unescape

import pytest

from ideaboard import language, pseudo
from ideaboard.board import comments, posts, votes
from ideaboard.db import transact
from ideaboard.errors import Conflict
from ideaboard.people import mutes, notifications
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post, words

LONGER = {"accept-language": "en-XA"}
GONE = pseudo.longer("Withdrawn by its author")


def speaks(cast: Cast, person: Person, code: str) -> None:
    sql = "UPDATE people SET language = :code WHERE id = :id"
    transact(cast.db, lambda: cast.db.run(sql, code=code, id=person.id))


def say(cast: Cast, number: int, body: str, by: Person) -> int:
    return transact(cast.db, lambda: comments.add(cast.db, number, body, by=by, now=NOW))


def withdraw(cast: Cast, number: int) -> None:
    transact(cast.db, lambda: posts.withdraw(cast.db, posts.known(cast.db, number), now=NOW))


def test_a_mail_of_an_answer_is_in_the_language_of_who_gets_it(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="Crates")
    speaks(cast, cast.author, "en-XA")
    say(cast, number, "Save the crates", cast.colleague)
    stage.work()
    (sent,) = stage.mails()
    assert sent["Subject"] == pseudo.longer("%(name)s answered: %(title)s") % {
        "name": "Cole League",
        "title": "Crates",
    }
    assert "\nSave the crates\n" in words(sent)
    assert pseudo.longer("you wrote this post") in words(sent)
    assert '<html lang="en-XA"' in words(sent, "html")


def test_two_who_are_mentioned_get_two_languages(stage: Stage) -> None:
    cast = stage.cast
    speaks(cast, cast.colleague, "en-XA")
    post(cast, title="Crates", body="@Cole League and @Stella Steward, look")
    stage.work()
    mails = {mail["to"]: mail for mail in stage.mails()}
    longer = pseudo.longer("%(name)s mentioned you in “%(title)s”") % {
        "name": "Ada Author",
        "title": "Crates",
    }
    assert mails[cast.colleague.email]["Subject"] == longer
    assert pseudo.longer("%(sentence)s:") % {"sentence": longer} in words(mails[cast.colleague.email])
    assert pseudo.longer("you were mentioned") in words(mails[cast.colleague.email])
    plain = mails[cast.steward.email]
    assert plain["Subject"] == "Ada Author mentioned you in “Crates”"
    assert "“Crates”:\n\n@Cole League and @Stella Steward, look\n\nRead and answer: http" in words(plain)


def test_a_post_taken_back_says_so_in_the_language_of_the_reader(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="Crates")
    transact(cast.db, lambda: mutes.mute(cast.db, number, cast.steward.id, now=NOW))
    withdraw(cast, number)
    for person, address in (
        (cast.colleague, f"/posts/{number}"),
        (cast.colleague, "/posts?status=archived"),
        (cast.steward, "/settings/mail"),
    ):
        shown = stage.visit(person).get(address, headers=LONGER).text
        assert GONE in shown
        assert "Withdrawn by" not in shown
        assert "Withdrawn by its author" in stage.visit(person).get(address).text
    page = stage.visit(cast.author).get(f"/posts/{number}", headers=LONGER).text
    assert pseudo.longer("The author took this post back.") in page
    assert (
        pseudo.longer("%(status)s: %(reason)s") % {"status": pseudo.longer("Archived"), "reason": GONE}
        in page
    )
    # What stands in the database does not follow the language: taken back once is taken back.
    assert stage.visit(cast.author).post(f"/posts/{number}/withdraw", headers=LONGER).status_code == 409


def test_what_is_said_on_a_post_taken_back_names_it_so_in_every_language(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="Crates")
    withdraw(cast, number)
    say(cast, number, "A pity", cast.colleague)
    stage.work()
    with language.use("en-XA"):
        (line, *_others) = notifications.inbox(cast.db, cast.author, before=2**62)
    said = pseudo.longer("%(name)s commented on “%(title)s”")
    assert line["text"] == said % {"name": "Cole League", "title": GONE}
    assert line["about"] == GONE


def test_an_author_may_call_a_post_as_the_house_calls_one_taken_back(stage: Stage) -> None:
    number = post(stage.cast, title="Withdrawn by its author")
    page = stage.visit(stage.cast.colleague).get(f"/posts/{number}", headers=LONGER).text
    assert "<bdi>Withdrawn by its author</bdi>" in page


def test_a_closed_post_refuses_a_vote_in_a_whole_sentence(cast: Cast) -> None:
    number = post(cast)
    transact(cast.db, lambda: posts.set_status(cast.db, number, "done", now=NOW))
    with pytest.raises(Conflict, match=r"^This post is closed \(done\), so votes no longer count\.$"):
        transact(cast.db, lambda: votes.cast(cast.db, number, 1, by=cast.colleague, now=NOW))


def test_a_form_comes_back_in_the_language_it_was_shown_in(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    typed = {"kind": "idea", "title": "x" * 1234, "body": "y", "category": "open"}
    page = unescape(client.post("/posts", data=typed, headers=LONGER).text)
    sentence = pseudo.longer("At most %(most)s characters, please; this has %(count)s.")
    assert sentence % {"most": "140", "count": "1,234"} in page
    assert pseudo.longer("Post without my name") in page


def test_the_style_page_is_marked_as_the_english_it_is(stage: Stage) -> None:
    page = stage.visit(stage.cast.steward).get("/design", headers=LONGER).text
    assert '<html lang="en-XA"' in page
    assert '<main id="main" tabindex="-1" lang="en" dir="ltr">' in page
