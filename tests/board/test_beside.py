"""Beside the posts, a search finds people and themes: as their reader may see them, and where they answer."""

from typing import Any

from ideaboard.board import beside
from ideaboard.council import themes
from ideaboard.db import transact
from ideaboard.people import people
from ideaboard.who import Person
from tests.board.test_themes import theme
from tests.conftest import NOW, Cast, Stage, post


def asked(stage: Stage, person: Person, query: str) -> dict[str, Any]:
    client = stage.visit(person)
    client.headers["accept"] = "application/json"
    answer: dict[str, Any] = client.get("/search", params={"q": query}).json()
    return answer


def test_the_search_page_shows_people_and_themes_with_the_words_marked(stage: Stage) -> None:
    number = post(stage.cast, title="Returnable things")
    made = theme(stage.cast, number, title="Crates of the author")
    stage.work()
    page = stage.visit(stage.cast.colleague).get("/search?q=author").text
    assert "Ada <mark>Author</mark>" in page
    assert f'href="/themes/{made}"' in page
    assert "Crates of the <mark>author</mark>" in page
    assert 'href="/people?q=author"' in page
    second = stage.visit(stage.cast.colleague).get("/search?q=author&page=2").text
    assert "All people that match" not in second
    filtered = stage.visit(stage.cast.colleague).get("/search?q=author&kind=idea").text
    assert "All people that match" not in filtered


def test_json_names_them_too(stage: Stage) -> None:
    made = theme(stage.cast, post(stage.cast), title="Where crates go")
    stage.work()
    found = asked(stage, stage.cast.colleague, "crates")
    assert [row["id"] for row in found["themes"]] == [made]
    assert found["themes"][0]["post_count"] == 1
    assert found["total"] == 1
    ada = asked(stage, stage.cast.colleague, "Ada Author")["people"]
    assert ada == [
        {
            "id": stage.cast.author.id,
            "name": "Ada Author",
            "title": "",
            "department": "",
            "url": f"/people/{stage.cast.author.id}",
        }
    ]


def test_a_mistyped_name_finds_its_bearer(stage: Stage) -> None:
    db = stage.cast.db
    transact(db, lambda: people.add(db, "john@example.com", "John Marsh", now=NOW))
    stage.work()
    assert [row["name"] for row in asked(stage, stage.cast.colleague, "Jonh")["people"]] == ["John Marsh"]


def test_one_word_of_many_shows_nobody(stage: Stage) -> None:
    db = stage.cast.db
    profile = {"name": "Ada Author", "title": "Crates", "department": "", "about": ""}
    transact(db, lambda: people.edit(db, stage.cast.author.id, **profile, now=NOW))
    stage.work()
    for query, shown in (("crates", True), ("author crates", True), ("crates for every corner shop", False)):
        assert bool(asked(stage, stage.cast.colleague, query)["people"]) is shown


def test_a_theme_for_employees_is_found_by_them_alone(stage: Stage) -> None:
    theme(stage.cast, title="Zanzibar", audience="employees")
    stage.work()
    assert len(asked(stage, stage.cast.colleague, "zanzibar")["themes"]) == 1
    for query in ("zanzibar", "zanzibra", "zanz", "vanish"):
        found = asked(stage, stage.cast.brand_advocate, query)
        nothing = {"total": 0, "results": [], "did_you_mean": None, "people": [], "themes": []}
        assert {name: found[name] for name in nothing} == nothing


def test_a_closed_theme_is_found_no_more_until_it_is_open_again(stage: Stage) -> None:
    cast = stage.cast
    made = theme(cast, title="Crates go home")
    for closed in (True, False):

        def turn(closed: bool = closed) -> None:
            themes.close(cast.db, made, closed, by=cast.councillor, now=NOW)

        transact(cast.db, turn)
        if closed:
            # The rows are asked again: not even an index that has not heard of it yet shows it.
            assert asked(stage, cast.author, "crates home")["themes"] == []
        stage.work()
        assert bool(asked(stage, cast.author, "crates home")["themes"]) is not closed


def test_reworded_it_is_found_by_its_new_words(stage: Stage) -> None:
    cast = stage.cast
    made = theme(cast, title="Crates go home")
    words = {"title": "Bottles", "statement": "They roll."}
    transact(cast.db, lambda: themes.reword(cast.db, made, **words, by=cast.councillor, now=NOW))
    stage.work()
    assert asked(stage, cast.author, "crates")["themes"] == []
    assert [row["id"] for row in asked(stage, cast.author, "roll")["themes"]] == [made]


def test_without_search_there_is_nothing_beside_and_no_error(cast: Cast) -> None:
    theme(cast, title="Crates")
    for query in ("crates", "", "   "):
        assert beside.found(cast.db, None, query, person=cast.author) == beside.Beside()
