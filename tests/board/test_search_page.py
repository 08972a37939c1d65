"""The search page: what is typed there, its filters with counts, its orders, and what was found where."""

import re
from typing import Any

import pytest

from ideaboard.board import comments, merges, posts, votes
from ideaboard.council import answers
from ideaboard.db import transact
from ideaboard.search import stemming
from ideaboard.who import Person
from tests.conftest import NOW, Stage, post


@pytest.fixture
def filled(stage: Stage) -> dict[str, int]:
    """Three posts on crates, one of them for employees only; answered, voted on and commented."""
    cast, db = stage.cast, stage.cast.db
    made = {
        "open": post(cast, title="Returnable crates", tags="transport"),
        "quiet": post(cast, title="Heavy crates", category="quiet", kind="feedback"),
        "other": post(cast, title="Lamps in the hall", body="Nothing on boxes."),
    }
    answer = {"status": "planned", "text": "The forklift comes in May.", "reason": ""}

    def act() -> None:
        votes.cast(db, made["open"], 1, by=cast.colleague, now=NOW)
        comments.add(db, made["other"], "What about the crates?", by=cast.colleague, now=NOW)
        answers.answer(db, made["other"], **answer, by=cast.councillor, now=NOW)

    transact(db, act)
    stage.work()
    return made


def found(stage: Stage, person: Person, query: str, **more: str) -> dict[str, Any]:
    client = stage.visit(person)
    answer = client.get("/search", params={"q": query, **more}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    face: dict[str, Any] = answer.json()
    return face


def titles(stage: Stage, person: Person, query: str, **more: str) -> set[str]:
    return {row["title"] for row in found(stage, person, query, **more)["results"]}


def test_operators_work_on_the_page_in_words_people_use(stage: Stage, filled: dict[str, int]) -> None:
    ada, cole = stage.cast.author, stage.cast.colleague
    assert titles(stage, ada, "crates status:planned") == {"Lamps in the hall"}
    assert titles(stage, ada, 'category:Quiet OR category:"open" forklift') == {"Lamps in the hall"}
    assert titles(stage, ada, "is:unanswered") == {"Returnable crates", "Heavy crates"}
    assert titles(stage, ada, "is:mine kind:feedback") == {"Heavy crates"}
    assert titles(stage, ada, "author:me title:crates") == {"Returnable crates", "Heavy crates"}
    assert titles(stage, cole, "is:mine") == set()
    assert titles(stage, cole, "is:voted") == {"Returnable crates"}
    assert titles(stage, cole, "is:followed") == {"Lamps in the hall"}
    assert titles(stage, cole, 'author:"Ada Author" tag:transport') == {"Returnable crates"}
    assert titles(stage, cole, "#transport") == {"Returnable crates"}
    assert titles(stage, cole, "after:2026-03-03") == set()
    assert len(titles(stage, cole, "after:2026-03-02 before:2026-03-03")) == 3


def test_labels_are_understood_as_the_reader_reads_them(stage: Stage, filled: dict[str, int]) -> None:
    client = stage.visit(stage.cast.author)
    client.headers.update({"accept": "application/json", "accept-language": "de"})
    assert client.get("/search", params={"q": "status:geplant"}).json()["total"] == 1
    assert client.get("/search", params={"q": "status:planned"}).json()["total"] == 1


def test_filters_show_counts_of_what_one_may_see(stage: Stage, filled: dict[str, int]) -> None:
    inside = found(stage, stage.cast.author, "crates")["facets"]
    outside = found(stage, stage.cast.brand_advocate, "crates")["facets"]
    assert {row["value"]: row["count"] for row in inside["category"]} == {"open": 2, "quiet": 1}
    assert {row["value"]: row["count"] for row in outside["category"]} == {"open": 2}
    assert {row["value"]: row["count"] for row in outside["kind"]} == {"idea": 2}
    page = stage.visit(stage.cast.author).get("/search?q=crates&category=open").text
    assert re.search(
        r'href="/search\?q=crates" aria-current="true"><bdi>Open</bdi> <span class="num">2<', page
    )
    assert re.search(r'href="/search\?q=crates&amp;category=quiet"', page)
    assert 'name="category" value="open"' in page


def test_filters_alone_list_what_passes_them(stage: Stage, filled: dict[str, int]) -> None:
    assert titles(stage, stage.cast.author, "", category="quiet") == {"Heavy crates"}
    assert titles(stage, stage.cast.brand_advocate, "", category="quiet") == set()
    assert found(stage, stage.cast.author, "")["total"] == 0


def test_posts_are_sorted_as_asked(stage: Stage, filled: dict[str, int]) -> None:
    stage.worker._stood = ""
    stage.work()
    top = found(stage, stage.cast.author, "crates", sort="top")["results"]
    assert top[0]["title"] == "Returnable crates"
    page = stage.visit(stage.cast.author).get("/search?q=crates&sort=newest").text
    assert re.search(r'<a href="/search\?q=crates&amp;sort=newest" aria-current="page">Newest', page)
    assert found(stage, stage.cast.author, "crates", sort="odd")["total"] == 3


def test_it_says_where_the_words_were_found(stage: Stage, filled: dict[str, int]) -> None:
    client = stage.visit(stage.cast.author)
    assert "Found in the council’s answer" in client.get("/search?q=forklift").text
    page = client.get("/search?q=crates").text
    assert "Found in a comment by <bdi>Cole League</bdi>" in page
    assert "What about the <mark>crates</mark>?" in page
    db, cast = stage.cast.db, stage.cast
    twin = post(cast, title="Pallets of bottles", body="Wooden pallets.")
    into = filled["open"]
    transact(
        db,
        lambda: merges.merge(db, posts.known(db, twin), posts.known(db, into), by=cast.councillor, now=NOW),
    )
    stage.work()
    page = client.get("/search?q=pallets").text
    assert "Found in a post that was merged into this one" in page
    assert "<mark>Pallets</mark> of bottles" in page
    assert f"/posts/{twin}?original=1" in page


def test_a_page_beyond_the_last_has_a_way_back(stage: Stage, filled: dict[str, int]) -> None:
    page = stage.visit(stage.cast.author).get("/search?q=crates&page=9").text
    assert "There is no further page of results." in page
    assert 'href="/search?q=crates"' in page


def test_what_is_alike_says_how_much_and_why(stage: Stage, filled: dict[str, int]) -> None:
    client = stage.visit(stage.cast.author)
    address = "/posts/similar?title=Please+buy+returnable+crates"
    alike = client.get(address, headers={"accept": "application/json"}).json()["results"][0]
    assert alike["title"] == "Returnable crates"
    assert 0.2 < alike["likeness"] <= 1
    assert set(alike["shared"]) == {"returnable", "crates"}
    assert "Both say: <bdi>returnable, crates</bdi>" in client.get(address).text
    twin = post(stage.cast, title="Returnable crates")
    stage.work()
    council = stage.visit(stage.cast.councillor).get(f"/council/posts/{twin}").text
    assert "Possible duplicates" in council
    assert re.search(r"<b>\d+% alike</b>", council)
    quiet = post(stage.cast, title="Heavy crates again", category="quiet")
    stage.work()
    advocate = stage.visit(stage.cast.brand_advocate)
    assert "Heavy" not in advocate.get("/posts/similar?title=heavy+crates+again").text
    assert advocate.get(f"/council/posts/{quiet}").status_code == 404


def test_fewer_than_three_words_are_like_too_much_and_any_script_counts(
    stage: Stage, filled: dict[str, int]
) -> None:
    client = stage.visit(stage.cast.author)
    client.headers["accept"] = "application/json"
    assert client.get("/posts/similar?title=returnable+crates").json()["results"] == []
    post(stage.cast, title="充電器を増やしてほしい")
    stage.work()
    assert client.get("/posts/similar?title=充電器を増やして").json()["results"] != []


def test_the_steward_chooses_the_language_of_search(stage: Stage, filled: dict[str, int]) -> None:
    post(stage.cast, title="Mehr Häuser")
    stage.work()
    assert titles(stage, stage.cast.author, '"haus"') == set()
    steward = stage.visit(stage.cast.steward)
    page = steward.get("/admin/company").text
    assert all(name in page for name in stemming.LANGUAGES.values())
    assert steward.post("/admin/company", data={"search_language": "de"}).status_code == 303
    stage.work()
    assert titles(stage, stage.cast.author, '"haus"') == {"Mehr Häuser"}
    assert '<option value="de" selected>' in steward.get("/admin/company").text
    odd = steward.post("/admin/company", data={"search_language": "xx"})
    assert odd.status_code == 422
    assert "Choose one of the languages of the list." in odd.text
    steward.post("/admin/company", data={"search_language": ""})
    stage.work()
    assert titles(stage, stage.cast.author, '"haus"') == set()


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "👩‍👩‍👧‍👦 is:mine",
        "\u202eשלום",
        "<script>alert(1)</script>",
        'title:"',
        "a OR",
        "%(x)s before:",
    ],
)
def test_nonsense_is_answered_and_comes_back_escaped(
    stage: Stage, filled: dict[str, int], typed: str
) -> None:
    answer = stage.visit(stage.cast.author).get("/search", params={"q": typed, "sort": typed, "tag": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
