"""A story speaks the house's language, the desk its reader's, a mail that of who gets it."""

import json
from dataclasses import replace

import pytest

from ideaboard import clock, language, pseudo
from ideaboard.board import posts, shown
from ideaboard.db import transact
from ideaboard.publishing import bylines, consent, drafts, gate, leaks, releases
from ideaboard.spotlight import stories
from tests.conftest import NOW
from tests.publishing.conftest import TEXT, Desk, Visitor, reworded

FOREIGN = "en-XA"
UNNAMED = pseudo.longer("An employee of %(company)s") % {"company": "Acme"}


def speaks(desk: Desk, number: int, code: str) -> None:
    sql = "UPDATE people SET language = :code WHERE id = :id"
    transact(desk.db, lambda: desk.db.run(sql, code=code, id=number))


def test_a_byline_is_in_the_houses_language_whatever_its_editor_reads(desk: Desk, visit: Visitor) -> None:
    browser = visit(desk.editor)
    browser.headers["accept-language"] = FOREIGN
    path = f"/publishing/drafts/{desk.number}"
    form = {"title": "Crates", "body": "They come back.", "byline": "employee", "version": "1"}
    assert browser.post(f"{path}/edit", data=form).status_code == 303
    assert desk.draft()["byline_text"] == "An employee of Acme"
    page = browser.get(f"{path}/edit").text
    assert "An employee of Acme" in page
    assert UNNAMED not in page
    assert pseudo.longer("How the author is named") in page


def test_who_reads_another_language_agrees_to_the_same_text(desk: Desk) -> None:
    """The house speaks another language than editor, author and council: one hash, and no new version."""
    unnamed = replace(TEXT, byline=bylines.EMPLOYEE)
    desk.save(unnamed, written_in=FOREIGN)
    draft = desk.draft()
    assert draft["byline_text"] == UNNAMED
    assert draft["hash"] == drafts.hash_of(draft)
    with language.use("de"):
        assert desk.save(unnamed, written_in=FOREIGN) == draft["version"]
        desk.consent()
    desk.quorum()
    with language.use("ar-XB"):
        assert gate.lacking(desk.db, desk.draft(), settings=desk.settings, now=NOW) == []
        made = desk.release()
    assert (made["byline_text"], made["hash"]) == (UNNAMED, draft["hash"])


def test_outside_a_byline_without_a_name_is_known_in_every_language(desk: Desk) -> None:
    desk.save(replace(TEXT, byline=bylines.EMPLOYEE), written_in=FOREIGN)
    desk.ready()
    slug = desk.release()["slug"]
    desk.work()
    author = stories.find(desk.outside, slug).author
    assert stories.find(desk.outside, slug).byline == UNNAMED
    assert not author.named
    assert author.name == "An employee"
    assert author.disclosure("Acme") == "The author works at Acme and chose not to be named."


@pytest.mark.parametrize("kind", [bylines.FULL, bylines.FIRST])
def test_outside_a_name_is_a_name(desk: Desk, kind: str) -> None:
    desk.save(reworded("Other words", byline=kind))
    desk.ready()
    slug = desk.release()["slug"]
    desk.work()
    assert stories.find(desk.outside, slug).author.named


def test_the_mail_that_asks_for_consent_is_in_the_authors_language(desk: Desk) -> None:
    speaks(desk, desk.cast.author.id, FOREIGN)
    desk.act(consent.ask, settings=desk.settings)
    (row,) = desk.db.rows("SELECT payload FROM outbox WHERE kind = 'mail'")
    mail = json.loads(row["payload"])
    assert mail["language"] == FOREIGN
    title = desk.draft()["post_title"]
    assert mail["subject"] == pseudo.longer("Your consent: %(title)s") % {"title": title}
    assert pseudo.longer("Nothing is published without your yes.")[:20] in mail["values"]["body"]
    assert f"\n{desk.settings.base_url}/publishing/consents/{desk.number}\n" in mail["values"]["body"]


def test_without_a_choice_it_is_in_the_houses(desk: Desk) -> None:
    with language.use(FOREIGN):
        desk.act(consent.ask, settings=replace(desk.settings, language="de"))
    (row,) = desk.db.rows("SELECT payload FROM outbox WHERE kind = 'mail'")
    assert json.loads(row["payload"])["language"] == "de"


def test_a_wish_to_be_named_otherwise_is_read_in_the_councils_language(desk: Desk) -> None:
    desk.act(consent.ask, settings=desk.settings)
    with language.use("ar-XB"):
        desk.act(consent.ask_change, desk.draft()["hash"], "Bitte", byline=bylines.FIRST, by=desk.cast.author)
    state = consent.desk_states(desk.db, [desk.draft()], now=NOW)[desk.number]
    assert state["note"] == "Name me this way: first name and department. Bitte"
    with language.use(FOREIGN):
        state = consent.desk_states(desk.db, [desk.draft()], now=NOW)[desk.number]
    assert state["note"] == pseudo.longer(bylines.WISHES[bylines.FIRST]) + " Bitte"
    desk.act(lambda db, draft, **_: consent.forget_notes(db, draft))
    state = consent.desk_states(desk.db, [desk.draft()], now=NOW)[desk.number]
    assert state["note"] == ""


def test_what_lacks_is_said_in_the_readers_language(desk: Desk) -> None:
    desk.save(reworded("Crates", body="Write to help@acme.example"))
    lacking = gate.lacking(desk.db, desk.draft(), settings=desk.settings, now=NOW)
    assert "Leak check: The text holds an e-mail address: help@acme.example." in lacking
    with language.use(FOREIGN):
        foreign = gate.lacking(desk.db, desk.draft(), settings=desk.settings, now=NOW)
    assert len(foreign) == len(lacking)
    assert all(sentence.startswith("[") for sentence in foreign)
    assert any("help@acme.example" in sentence for sentence in foreign)


def test_a_note_of_the_house_on_a_version_is_said_in_the_readers_language(desk: Desk) -> None:
    desk.ready()
    desk.release()
    with language.use("ar-XB"):
        desk.act(releases.retract, reason="Wrong")
    assert drafts.versions(desk.db, desk.number)[0]["note"] == "Retracted"
    with language.use(FOREIGN):
        assert drafts.versions(desk.db, desk.number)[0]["note"] == pseudo.longer("Retracted")


def test_what_was_blanked_is_said_in_the_readers_language(desk: Desk) -> None:
    desk.save(reworded("Crates", body="Write to help@acme.example"))
    by = desk.cast.council[2]
    desk.act(leaks.waive, "email:help@acme.example", "Public", settings=desk.settings, by=by)
    desk.act(lambda db, draft, **_: leaks.forget(db, draft))
    with language.use(FOREIGN):
        (row,) = leaks.given(desk.db, desk.number)
    assert row["found"] == pseudo.longer("(withdrawn %(number)s)") % {"number": 1}
    (row,) = leaks.given(desk.db, desk.number)
    assert row["found"] == "(withdrawn 1)"


def test_a_draft_whose_post_was_taken_back_says_so_in_the_readers_language(
    desk: Desk, visit: Visitor
) -> None:
    post = desk.draft()["post_id"]
    transact(desk.db, lambda: posts.withdraw(desk.db, posts.known(desk.db, post), now=NOW))
    desk.work(clock.shift(NOW, seconds=1))
    browser = visit(desk.editor)
    browser.headers["accept-language"] = FOREIGN
    page = browser.get(f"/publishing/drafts/{desk.number}").text
    assert pseudo.longer(shown.WITHDRAWN) in page
    assert f"<bdi>{shown.WITHDRAWN}</bdi>" not in page


def test_every_page_of_the_desk_speaks_the_readers_language(desk: Desk, visit: Visitor) -> None:
    desk.ready()
    slug = desk.release()["slug"]
    desk.work()
    browser = visit(desk.editor)
    browser.headers["accept-language"] = FOREIGN
    pages = {
        "": "Worth telling",
        f"/drafts/{desk.number}": "Beside the original",
        f"/drafts/{desk.number}/edit": "Standfirst",
        f"/drafts/{desk.number}/versions/1": "Votes on this version",
        "/words": "Word or phrase",
        "/responses": "Nothing here",
        "/stories": "Read it outside",
        f"/stories/{slug}": "What customers answered",
    }
    for path, sentence in pages.items():
        reply = browser.get(f"/publishing{path}")
        assert reply.status_code == 200
        assert pseudo.longer(sentence) in reply.text, path
    author = visit(desk.cast.author)
    author.headers["accept-language"] = FOREIGN
    assert pseudo.longer("Take it back") in author.get(f"/publishing/consents/{desk.number}").text
