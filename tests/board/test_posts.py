"""Posting, editing with a visible history, anonymity and its claim, taking back."""

import re

import pytest

from ideaboard.board import posts
from ideaboard.db import transact
from ideaboard.errors import NotFound, Refusal
from tests.conftest import NOW, Cast, Stage, post

FORM = {
    "kind": "idea",
    "title": "Quieter fans",
    "body": "They hum.",
    "category": "open",
    "tags": "hall, Noise",
}


def test_a_post_appears_where_it_says_and_leads_there(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    sent = client.post("/posts", data=FORM)
    assert sent.status_code == 303
    assert re.fullmatch(r"/posts/\d+", sent.headers["location"])
    shown = client.get(sent.headers["location"], headers={"accept": "application/json"}).json()
    assert (shown["title"], shown["tags"], shown["author"]["name"]) == (
        "Quieter fans",
        ["hall", "noise"],
        "Ada Author",
    )


def test_everything_wrong_is_said_at_once_and_nothing_is_lost(stage: Stage) -> None:
    typed = {
        "kind": "poem",
        "title": "x" * 10_000,
        "body": "kept 🧃",
        "category": "no",
        "tags": "a,b,c,d,e,f",
    }
    answer = stage.visit(stage.cast.author).post("/posts", data=typed)
    assert answer.status_code == 422
    for sentence in ("Choose idea", "At most 140", "Choose a category", "At most 5 tags"):
        assert sentence in answer.text
    assert "kept 🧃" in answer.text
    assert "x" * 10_000 in answer.text


def test_an_edit_keeps_every_earlier_text(stage: Stage) -> None:
    number = post(stage.cast)
    client = stage.visit(stage.cast.author)
    client.post(f"/posts/{number}/edit", data=FORM)
    page = stage.visit(stage.cast.colleague).get(f"/posts/{number}/history").text
    assert "Returnable crates" in page
    assert "Quieter fans" in page


def test_only_the_author_edits_or_takes_back(stage: Stage) -> None:
    number = post(stage.cast)
    for person in (stage.cast.colleague, stage.cast.councillor, stage.cast.steward):
        client = stage.visit(person)
        assert client.post(f"/posts/{number}/edit", data=FORM).status_code == 403
        assert client.post(f"/posts/{number}/withdraw").status_code == 403
    assert posts.known(stage.cast.db, number)["title"] == "Returnable crates"


def test_taking_back_erases_the_words_everywhere(stage: Stage) -> None:
    number = post(stage.cast, body="a very private thought")
    author = stage.visit(stage.cast.author)
    author.post(f"/posts/{number}/edit", data=FORM | {"body": "another private thought"})
    author.post(f"/posts/{number}/withdraw")
    stage.work()
    for path in (f"/posts/{number}", f"/posts/{number}/history", "/posts?sort=mine"):
        assert "private thought" not in author.get(path).text
    found = author.get("/search?q=private+thought", headers={"accept": "application/json"}).json()
    assert found["total"] == 0
    rows = stage.cast.db.rows("SELECT * FROM post_versions WHERE post_id = :id", id=number)
    assert rows == []


def test_an_anonymous_post_stores_no_author_anywhere(stage: Stage) -> None:
    cast = stage.cast
    before = {table: _rows(cast, table) for table in _tables(cast)}
    client = stage.visit(cast.author)
    sent = client.post("/posts", data=FORM | {"anonymous": "1"})
    stage.work()
    after = {table: _rows(cast, table) for table in _tables(cast)}
    new = {table: after[table] - before[table] for table in after} | {"sessions": set()}
    assert new["posts"]
    named = [row for rows in new.values() for row in rows if _names(row, cast.author.id)]
    assert named == []
    token = sent.cookies["claim"]
    assert token not in sent.headers["location"]
    assert all(token not in str(row) for rows in after.values() for row in rows)


def _tables(cast: Cast) -> list[str]:
    return cast.db.table_names()


def _rows(cast: Cast, table: str) -> set[str]:
    return {repr(sorted(row.items())) for row in cast.db.rows(f"SELECT * FROM {table}")}


def _names(row: str, person_id: int) -> bool:
    found = re.findall(r"'(\w*(?:_id|person|author|by))', (\d+)\)", row)
    owners = [value for name, value in found if name not in {"post_id", "category_id", "id"}]
    return str(person_id) in owners or "Ada" in row or "ada.author" in row


def test_the_claim_link_alone_edits_and_takes_back_without_signing_in(stage: Stage) -> None:
    author = stage.visit(stage.cast.author)
    sent = author.post("/posts", data=FORM | {"anonymous": "1"})
    link = "/claims/" + sent.cookies["claim"]
    assert link in author.get(sent.headers["location"]).text
    number = int(re.findall(r"\d+", sent.headers["location"])[0])
    stranger = stage.visit()
    assert "Quieter fans" in stranger.get(link).text
    assert stranger.post(f"{link}/edit", data=FORM | {"title": "Silent fans"}).status_code == 303
    assert posts.known(stage.cast.db, number)["title"] == "Silent fans"
    refused = stranger.post(f"{link}/edit", data=FORM | {"title": ""})
    assert refused.status_code == 422
    assert stranger.post(f"{link}/withdraw").status_code == 303
    assert posts.known(stage.cast.db, number)["status"] == "archived"


def test_a_claim_opens_no_other_post_and_a_forged_one_none(stage: Stage) -> None:
    sent = stage.visit(stage.cast.author).post("/posts", data=FORM | {"anonymous": "1"})
    token = sent.cookies["claim"]
    other = post(stage.cast)
    assert stage.visit().get(f"/claims/{token[:-4]}AAAA").status_code == 404
    reader = stage.visit(stage.cast.colleague)
    reader.cookies.set("claim", token, path=f"/posts/{other}")
    assert token not in reader.get(f"/posts/{other}").text
    assert stage.visit(stage.cast.author).get(f"/posts/{other}/edit").status_code == 200


def test_where_names_are_required_a_post_without_one_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal) as refusal:
        transact(
            cast.db,
            lambda: posts.create(cast.db, **FORM | {"category": "firm"}, claim="c", by=cast.author, now=NOW),
        )
    assert "anonymous" in refusal.value.fields


def test_who_is_no_employee_posts_with_their_name(stage: Stage) -> None:
    advocate = stage.visit(stage.cast.brand_advocate)
    refused = advocate.post("/posts", data=FORM | {"anonymous": "1"})
    assert refused.status_code == 422
    assert "Only employees can post without a name" in refused.text
    assert 'name="anonymous"' not in advocate.get("/posts/new").text
    assert 'name="anonymous"' in stage.visit(stage.cast.author).get("/posts/new").text
    assert advocate.post("/posts", data=FORM).status_code == 303


def test_a_post_that_the_council_archived_can_still_be_taken_back(stage: Stage) -> None:
    cast, number = stage.cast, post(stage.cast)
    transact(cast.db, lambda: posts.set_status(cast.db, number, "archived", reason="Old", now=NOW))
    author = stage.visit(cast.author)
    assert f"/posts/{number}/withdraw" in author.get(f"/posts/{number}").text
    assert author.post(f"/posts/{number}/withdraw").status_code == 303
    assert posts.known(cast.db, number)["body"] == "The author took this post back."
    assert f"/posts/{number}/withdraw" not in author.get(f"/posts/{number}").text
    assert author.post(f"/posts/{number}/withdraw").status_code == 409
    page = stage.visit(cast.councillor).get(f"/council/posts/{number}")
    assert "Its author took this post back" in page.text
    assert f"/council/posts/{number}/answer" not in page.text


def test_a_category_somebody_may_not_see_cannot_be_posted_to(cast: Cast) -> None:
    def as_outsider() -> int:
        return posts.create(cast.db, **FORM | {"category": "quiet"}, by=cast.brand_advocate, now=NOW)

    with pytest.raises(Refusal) as refusal:
        transact(cast.db, as_outsider)
    assert "category" in refusal.value.fields


def test_a_post_one_may_not_see_looks_like_one_that_is_not_there(stage: Stage) -> None:
    number = post(stage.cast, category="quiet")
    client = stage.visit(stage.cast.brand_advocate)
    hidden, absent = client.get(f"/posts/{number}"), client.get("/posts/424242")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace(f"/posts/{number}", "") == absent.text.replace("/posts/424242", "")
    with pytest.raises(NotFound):
        posts.find(stage.cast.db, number, None)


def test_markdown_is_shown_and_script_is_not_run(stage: Stage) -> None:
    number = post(
        stage.cast,
        title="<script>alert(1)</script>",
        body="**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    )
    page = stage.visit(stage.cast.colleague).get(f"/posts/{number}").text
    assert "<strong>bold</strong>" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_words_spoken_among_employees_are_not_opened_to_others(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, category="quiet")
    author = stage.visit(cast.author)
    stage.visit(cast.colleague).post(f"/posts/{number}/comments", data={"body": "only among us"})
    refused = author.post(f"/posts/{number}/edit", data=FORM)
    assert refused.status_code == 422
    assert "stays among them" in refused.text
    assert stage.visit(cast.brand_advocate).get(f"/posts/{number}").status_code == 404
    alone = post(cast, category="quiet")
    assert author.post(f"/posts/{alone}/edit", data=FORM).status_code == 303


def test_a_category_of_employees_posts_is_not_opened_to_others(stage: Stage) -> None:
    post(stage.cast, category="quiet")
    form = {"name": "Quiet", "audience": "inside"}
    refused = stage.visit(stage.cast.steward).post("/categories/quiet", data=form)
    assert refused.status_code == 422
    assert "written for employees only" in refused.text


def test_taking_back_takes_the_title_from_inboxes_too(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="A topsecret title")
    for person in (cast.colleague, cast.steward):
        stage.visit(person).post(f"/posts/{number}/comments", data={"body": "hm"})
    stage.work()
    stage.visit(cast.author).post(f"/posts/{number}/withdraw")
    left = cast.db.rows("SELECT id FROM notifications WHERE text || about LIKE '%topsecret%'")
    assert left == []


def test_the_day_a_session_was_used_is_kept_and_no_more(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    with stage.cast.db.writing():
        stage.cast.db.run("UPDATE sessions SET seen_at = '2026-11-01T10:11:12Z'")
    client.post("/posts", data=FORM | {"anonymous": "1"})
    row = stage.cast.db.row("SELECT seen_at FROM sessions")
    assert row is not None
    assert row["seen_at"].endswith("T00:00:00Z")
