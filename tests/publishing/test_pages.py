"""The desk in a browser: every act is a form, every refusal comes back where it was made."""

import re

import pytest

from ideaboard import clock
from ideaboard.board import pictures, votes
from ideaboard.db import transact
from ideaboard.publishing import candidates, consent, drafts, releases
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import Desk, Visitor, begin, reworded

FORM = {"title": "Outward", "standfirst": "s", "body": "Words", "byline": "full", "topic": "", "question": ""}


def test_the_whole_way_through_the_pages(cast: Cast, visit: Visitor, desk: Desk) -> None:
    number = post(cast, title="From post to story")
    editor = visit(cast.council[1])
    form = editor.get(f"/publishing/drafts/new?post={number}").text
    assert "From post to story" in form
    made = editor.post("/publishing/drafts", data=FORM | {"post": str(number)})
    path = made.headers["location"]
    assert editor.get(f"/publishing/drafts/new?post={number}").headers["location"] == path
    assert editor.post(f"{path}/ask-consent").status_code == 303
    draft = drafts.known(cast.db, int(path.rsplit("/", 1)[1]))
    answer = {"answer": "give", "hash": draft["hash"]}
    assert visit(cast.author).post(f"/publishing/consents/{draft['id']}", data=answer).status_code == 303
    early = editor.post(f"{path}/release")
    assert early.status_code == 409
    assert "Quorum: 0 of the 4" in early.text
    for person in cast.council[1:5]:
        data = {"choice": "yes", "vote_reason": "", "hash": draft["hash"]}
        assert visit(person).post(f"{path}/vote", data=data).status_code == 303
    assert "Release it to the spotlight" in editor.get(path).text
    released = editor.post(f"{path}/release")
    assert released.status_code == 303
    assert editor.get(released.headers["location"]).status_code == 200
    assert "Outward" in editor.get("/publishing/stories").text
    assert editor.post(f"{path}/retract", data={"retract_reason": "A mistake"}).status_code == 303
    assert "Was outside before" in editor.get("/publishing").text


def test_a_refused_form_comes_back_filled_in(cast: Cast, visit: Visitor) -> None:
    number = post(cast)
    reply = visit(cast.council[1]).post(
        "/publishing/drafts", data=FORM | {"post": str(number), "title": "", "body": "Kept words"}
    )
    assert reply.status_code == 422
    assert "Kept words" in reply.text


def test_of_two_who_begin_a_draft_the_second_keeps_their_words(desk: Desk, visit: Visitor) -> None:
    data = FORM | {"post": str(desk.draft()["post_id"]), "body": "My own words"}
    reply = visit(desk.cast.council[2]).post("/publishing/drafts", data=data)
    assert reply.status_code == 409
    assert "My own words" in reply.text
    assert f"/publishing/drafts/{desk.number}" in reply.text


def test_the_second_of_two_editors_sees_what_the_first_changed(desk: Desk, visit: Visitor) -> None:
    path = f"/publishing/drafts/{desk.number}/edit"
    first, second = visit(desk.cast.council[2]), visit(desk.cast.council[3])
    seen = re.search(r'name="version" value="(\d+)"', second.get(path).text)
    assert seen is not None
    assert first.post(path, data=FORM | {"title": "First", "version": seen[1]}).status_code == 303
    late = second.post(path, data=FORM | {"title": "Second", "version": seen[1]})
    assert late.status_code == 409
    assert 'value="Second"' in late.text
    assert "<ins>First</ins>" in late.text
    again = re.search(r'name="version" value="(\d+)"', late.text)
    assert again is not None
    assert again[1] == "2"
    assert second.post(path, data=FORM | {"title": "Second", "version": again[1]}).status_code == 303


def test_the_form_says_what_saving_would_undo(desk: Desk, visit: Visitor) -> None:
    path = f"/publishing/drafts/{desk.number}/edit"
    assert "asks again" not in visit(desk.editor).get(path).text
    desk.ready()
    page = visit(desk.editor).get(path).text
    assert "consent to this one no longer counts" in page
    assert "4 votes" in page


@pytest.mark.parametrize("act", ["", "/edit", "/versions/1"])
def test_a_draft_of_a_post_for_employees_is_not_there_for_an_outsider(
    desk: Desk, visit: Visitor, act: str
) -> None:
    transact(desk.db, lambda: desk.db.run("UPDATE posts SET audience = 'employees'"))
    path = f"/publishing/drafts/{desk.number}{act}"
    assert visit(desk.cast.councillor).get(path).status_code == 200
    assert visit(desk.cast.brand_advocate).get(path).status_code == 404
    assert "Returnable crates" not in visit(desk.cast.brand_advocate).get("/publishing").text


@pytest.mark.parametrize("act", ["vote", "recuse", "waive", "release", "retract", "ask-consent", "edit"])
def test_an_outsider_does_nothing_with_it_either(desk: Desk, visit: Visitor, act: str) -> None:
    transact(desk.db, lambda: desk.db.run("UPDATE posts SET audience = 'employees'"))
    path = f"/publishing/drafts/{desk.number}/{act}"
    assert visit(desk.cast.brand_advocate).post(path, data=FORM).status_code == 404


def test_the_desk_is_the_councils(desk: Desk, visit: Visitor) -> None:
    for path in ("", f"/drafts/{desk.number}", "/words", "/responses", "/stories", "/drafts/new?post=1"):
        assert visit(None).get(f"/publishing{path}").status_code in (303, 401)
        for person in (desk.cast.colleague, desk.cast.author, desk.cast.ambassador, desk.cast.steward):
            assert visit(person).get(f"/publishing{path}").status_code == 403


def test_words_are_added_and_removed(desk: Desk, visit: Visitor) -> None:
    browser = visit(desk.editor)
    assert browser.post("/publishing/words", data={"act": "add", "word": "Foxglove"}).status_code == 303
    assert browser.post("/publishing/words", data={"act": "add", "word": "FOXGLOVE"}).status_code == 409
    assert "Foxglove" in browser.get("/publishing/words").text
    assert browser.post("/publishing/words", data={"act": "remove", "word": "Foxglove"}).status_code == 303
    assert "No word is listed" in browser.get("/publishing/words").text


def test_a_finding_is_waved_through_on_the_page(desk: Desk, visit: Visitor) -> None:
    desk.save(reworded("Crates", body="Write to help@acme.example"))
    path = f"/publishing/drafts/{desk.number}"
    assert "another member decides" in visit(desk.editor).get(path).text
    other = visit(desk.cast.council[2])
    assert "help@acme.example" in other.get(path).text
    data = {"finding": "email:help@acme.example", "waive_reason": ""}
    assert other.post(f"{path}/waive", data=data).status_code == 422
    assert other.post(f"{path}/waive", data=data | {"waive_reason": "Public"}).status_code == 303
    assert "Waved through" in other.get(path).text


def test_an_author_on_the_council_reads_and_does_not_act(cast: Cast, desk: Desk, visit: Visitor) -> None:
    mine = cast.councillor
    sql = "UPDATE posts SET author_id = :id WHERE id = :post"
    transact(cast.db, lambda: cast.db.run(sql, id=mine.id, post=desk.draft()["post_id"]))
    path = f"/publishing/drafts/{desk.number}"
    page = visit(mine).get(path)
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main", 1)[1].split("</main>", 1)[0]
    for act in ("vote", "recuse", "waive", "release", "retract", "ask-consent", "edit"):
        assert visit(mine).post(f"{path}/{act}", data=FORM | {"version": "1"}).status_code == 403
    assert visit(mine).get(f"{path}/edit").status_code == 403


def test_a_story_taken_down_says_so_and_nothing_more(desk: Desk, visit: Visitor) -> None:
    desk.ready()
    path = f"/publishing/stories/{desk.release()['slug']}"
    assert "The crates come home" in visit(desk.cast.colleague).get(path).text
    desk.act(releases.withdraw, by=desk.cast.author)
    for person in (desk.cast.colleague, desk.cast.author, desk.editor):
        page = visit(person).get(path)
        assert page.status_code == 200
        assert "no longer outside" in page.text
        assert "looks into every one" not in page.text
        assert "The crates come home" not in page.text


def test_the_desk_makes_as_many_queries_for_many_drafts_as_for_few(
    cast: Cast, desk: Desk, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the company is called is read once and kept for a while.
    visit(desk.editor).get("/publishing")
    counted = []
    original = type(desk.db).rows
    monkeypatch.setattr(
        type(desk.db), "rows", lambda db, sql, **values: counted.append(sql) or original(db, sql, **values)
    )
    visit(desk.editor).get("/publishing")
    few = len(counted)
    for place in range(5):
        begin(cast, desk.outside, desk.settings, post(cast, title=f"Post {place}")).act(
            consent.ask, settings=desk.settings
        )
    counted.clear()
    visit(desk.editor).get("/publishing")
    assert len(counted) == few


def test_candidates_come_with_reasons_and_without_ones_own(cast: Cast, desk: Desk) -> None:
    good, plain = post(cast, title="Good"), post(cast, title="Plain")
    post(cast, title="Quiet", category="quiet")
    transact(cast.db, lambda: votes.cast(cast.db, good, 1, by=cast.colleague, now=NOW))
    found = candidates.best(cast.db, cast.councillor, now=NOW)
    assert [row["id"] for row in found] == [good, plain]
    assert found[0]["reasons"] == ["1 colleague promotes it", "Fresh"]
    assert candidates.best(cast.db, cast.author, now=NOW) == []


def test_strange_addresses_are_not_found(desk: Desk, visit: Visitor) -> None:
    browser = visit(desk.editor)
    for path in (
        "drafts/999",
        "drafts/new",
        "drafts/new?post=x",
        f"drafts/{10**30}",
        "stories/none",
        "drafts/1/versions/0",
    ):
        assert browser.get(f"/publishing/{path}").status_code == 404


@pytest.mark.parametrize("number", ["9" * 5000, "٣", "9" * 19, "-1", ""])
def test_a_number_that_no_draft_has_is_refused(desk: Desk, visit: Visitor, number: str) -> None:
    browser, path = visit(desk.editor), f"/publishing/drafts/{desk.number}/edit"
    assert browser.get(f"/publishing/drafts/new?post={number}").status_code == 404
    assert browser.post("/publishing/drafts", data=FORM | {"post": number}).status_code == 404
    assert browser.post(path, data=FORM | {"version": number}).status_code == 409
    assert desk.draft()["version"] == 1


def test_a_draft_begins_without_pictures_and_none_is_ever_shown_outside(
    cast: Cast, visit: Visitor, desk: Desk
) -> None:
    name = transact(cast.db, lambda: pictures.keep(cast.db, b"drawn", 40, 30, now=clock.now()))
    mark = pictures.mark(name, "Three crates")
    number = post(cast, title="With a picture", body=f"Look. {mark} There.")
    editor = visit(cast.council[1])
    form = editor.get(f"/publishing/drafts/new?post={number}").text
    start = re.search(r"<textarea[^>]* name=\"body\"[^>]*>\n(.*?)</textarea>", form, re.S)
    assert start
    assert start[1] == "Look.  There."
    made = editor.post("/publishing/drafts", data=FORM | {"post": str(number), "body": mark})
    page = editor.get(made.headers["location"]).text
    assert f"a link that only works inside: /pictures/{name}" in page
    assert '<img src="/pictures' not in page
