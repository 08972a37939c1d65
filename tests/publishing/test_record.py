"""The record of every step: a chain that shows each gap, holds no words, and tells nobody of a no."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

import ideaboard
from ideaboard.board import claims, posts
from ideaboard.council import answers
from ideaboard.db import connect, transact
from ideaboard.doctor import examine
from ideaboard.errors import Gone
from ideaboard.publishing import ballots, consent, drafts, nominations, notes, proofs, record, releases
from ideaboard.spotlight import stories
from ideaboard.who import Person
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import Desk, Visitor, begin, reworded

LATER = "2026-03-10T09:00:00Z"


def steps(desk: Desk) -> list[str]:
    return [row["step"] for row in record.for_council(desk.db, desk.draft()["post_id"])]


def test_every_step_is_written_with_who_when_and_which_text(desk: Desk) -> None:
    desk.ready()
    desk.release()
    desk.act(releases.retract, reason="Wrong")
    desk.work()
    desk.work()
    assert steps(desk) == [
        "drafted",
        "asked",
        "consented",
        "opened",
        *["voted"] * 4,
        "released",
        "retracted",
        "gone",
    ]
    row = record.for_council(desk.db, desk.draft()["post_id"])[4]
    assert (row["name"], row["detail"], row["at"]) == ("Cleo Councillor", "yes", NOW)
    assert row["hash"] == releases.of_slug(desk.db, desk.draft()["slug"])["hash"]
    assert record.broken(desk.db) == ""


def test_an_author_who_said_no_and_one_who_said_nothing_leave_the_same_record(cast: Cast, desk: Desk) -> None:
    silent = begin(cast, desk.outside, desk.settings, post(cast, title="Another"))
    for each in (desk, silent):
        each.act(consent.ask, settings=desk.settings)
    desk.act(consent.decline, desk.draft()["hash"], by=cast.author)
    # Taking back what was never given is no step that others could read.
    desk.act(releases.withdraw, by=cast.author)
    for each in (desk, silent):
        each.act(consent.ask, settings=desk.settings, now=LATER)
    shown = [record.for_council(desk.db, each.draft()["post_id"]) for each in (desk, silent)]
    assert shown[0] == shown[1]
    own = record.for_author(desk.db, desk.draft()["post_id"], cast.author.id)
    assert [row["step"] for row in own] == ["drafted", "asked", "declined", "asked"]
    assert "declined" not in [
        row["step"] for row in record.for_author(desk.db, desk.draft()["post_id"], cast.colleague.id)
    ]


def test_a_record_that_was_tampered_with_says_where(desk: Desk) -> None:
    desk.ready()
    db = desk.db
    desk.release()
    meddling = {
        "row 3 is not what was written": "UPDATE publishing_record SET by_id = 2 WHERE id = 3",
        "row 4 is missing": "DELETE FROM publishing_record WHERE id = 4",
        "rows after": "DELETE FROM publishing_record WHERE id > 5",
        "release 1 is not in it": "UPDATE releases SET hash = 'other' WHERE id = 1",
    }
    for expected, statement in meddling.items():
        assert record.broken(db) == ""
        with suppress(ZeroDivisionError), db.writing():
            db.run(statement)
            found = record.broken(db)
            raise ZeroDivisionError
        assert expected in found
    with db.writing():
        db.run("DELETE FROM publishing_record WHERE id = 2")
    found = {one.what: one for one in examine(desk.settings)}
    assert not found["record"].well
    assert "row 2 is missing" in found["record"].sentence


def test_two_who_act_at_once_write_one_chain(desk: Desk, database_url: str) -> None:
    def votes(person: Person) -> None:
        db = connect(database_url)
        try:
            for choice in ("yes", "abstain") * 4:
                draft = drafts.known(db, desk.number)
                cast = partial(ballots.cast, db, draft, draft["hash"], choice, by=person, now=NOW)
                transact(db, cast)
        finally:
            db.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(votes, desk.cast.council[1:4]))
    assert steps(desk).count("voted") == 24
    assert record.broken(desk.db) == ""


def test_nothing_in_the_product_changes_or_deletes_a_row_of_it() -> None:
    texts = [file.read_text("utf8") for file in Path(ideaboard.__file__).parent.rglob("*.py")]
    assert sum("INSERT INTO publishing_record " in text for text in texts) == 1
    assert not [text for text in texts if re.search(r"(UPDATE|DELETE FROM) publishing_record\b(?!_)", text)]


def test_the_record_holds_no_word_of_the_post_or_of_those_who_speak_of_it(desk: Desk, cast: Cast) -> None:
    desk.save(reworded("SECRET", body="SECRET", topic="SECRET"))
    desk.act(consent.ask, settings=desk.settings)
    desk.act(consent.ask_change, desk.draft()["hash"], "SECRET", by=cast.author)
    desk.save(reworded("SECRET again", body="SECRET"))
    desk.ready()
    desk.vote(cast.council[5], choice="no", reason="SECRET")
    desk.release()
    desk.act(releases.retract, reason="SECRET")
    other = post(cast, title="SECRET")
    transact(desk.db, lambda: nominations.nominate(desk.db, other, "SECRET", by=cast.councillor, now=NOW))
    desk.work()
    kept = desk.db.rows("SELECT * FROM publishing_record")
    assert not [row for row in kept if "secret" in str(row).lower()]


def test_all_notes_of_a_story_are_kept_and_an_update_says_what_became_of_it(desk: Desk) -> None:
    desk.ready()
    desk.release()
    note(desk, "They come twice.", notes.CORRECTION)
    said = {"status": "done", "text": "Yes", "reason": ""}
    transact(
        desk.db,
        lambda: answers.answer(desk.db, desk.draft()["post_id"], **said, by=desk.cast.councillor, now=NOW),
    )
    assert notes.moved_on(desk.draft())
    assert [row["status"] for row in notes.untold(desk.db, desk.editor)] == ["done"]
    assert notes.untold(desk.db, desk.cast.author) == []
    note(desk, "Every shop has them.", notes.UPDATE)
    assert not notes.moved_on(desk.draft())
    assert notes.untold(desk.db, desk.editor) == []
    story = stories.find(desk.outside, desk.draft()["slug"])
    assert [(one.kind, one.words, one.at, one.status) for one in story.notes] == [
        ("correction", "They come twice.", LATER, ""),
        ("update", "Every shop has them.", LATER, "Done"),
    ]
    assert story.correction == ""
    assert steps(desk)[-1] == "updated"
    posted = posts.known(desk.db, desk.draft()["post_id"])
    transact(desk.db, lambda: posts.withdraw(desk.db, posted, now=LATER))
    desk.work(LATER)
    assert [row["notes"] for row in desk.db.rows("SELECT notes FROM releases")] == [""] * 3


def note(desk: Desk, words: str, kind: str) -> None:
    wording, seen = reworded("The crates come home"), desk.draft()["version"]
    named = {"note": words, "kind": kind, "seen": seen, "company": "Acme"}
    desk.act(releases.correct, wording, **named, now=LATER)
    desk.ready()
    desk.release(now=LATER)
    desk.work(LATER)


def test_a_story_that_returns_after_it_was_taken_down_begins_without_notes(desk: Desk) -> None:
    desk.ready()
    desk.release()
    note(desk, "They come twice.", notes.CORRECTION)
    desk.act(releases.withdraw, by=desk.cast.author)
    desk.ready()
    desk.release(now=LATER)
    desk.work(LATER)
    assert stories.find(desk.outside, desk.draft()["slug"]).notes == ()


def test_the_author_has_proof_of_what_was_outside_and_that_it_is_gone(desk: Desk, visit: Visitor) -> None:
    desk.ready()
    desk.release()
    note(desk, "They come twice.", notes.CORRECTION)
    desk.act(releases.withdraw, by=desk.cast.author, now=LATER)
    [stay] = proofs.stays(desk.db, desk.number)
    assert (stay["ended_at"], stay["gone_at"], len(stay["versions"])) == (LATER, None, 2)
    desk.work(LATER)
    with pytest.raises(Gone):
        stories.find(desk.outside, desk.draft()["slug"])
    author, path = visit(desk.cast.author), f"/publishing/consents/{desk.number}"
    page = author.get(f"{path}/proof").text
    assert LATER in page
    assert all(row["hash"] in page for row in stay["versions"])
    assert "You agreed" in author.get(f"{path}/record").text
    assert f"{path}/proof" in author.get(path).text
    for other in (desk.editor, desk.cast.colleague, desk.cast.steward):
        assert visit(other).get(f"{path}/proof").status_code == 404
        assert visit(other).get(f"{path}/record").status_code == 404


def test_the_holder_of_a_claim_reads_their_record_and_proof(cast: Cast, desk: Desk, visit: Visitor) -> None:
    db, secret = cast.db, claims.fresh()
    typed = {"kind": "idea", "title": "Nameless", "body": "Hm", "category": "open"}
    number = transact(db, lambda: posts.create(db, **typed, claim=secret, by=cast.author, now=NOW))
    made = begin(cast, desk.outside, desk.settings, number, reworded("Nameless", byline="employee"))
    made.act(consent.ask, settings=desk.settings)
    claim = claims.token(made.place.signer, number, secret)
    reader = visit(None)
    made.act(consent.decline, made.draft()["hash"], by=posts.known(db, number))
    assert "You said no" in reader.get(f"/publishing/claims/{claim}/record").text
    assert "Nothing was ever outside" in reader.get(f"/publishing/claims/{claim}/proof").text
    assert "You said no" not in visit(cast.councillor).get(f"/publishing/drafts/{made.number}/record").text
