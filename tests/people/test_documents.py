"""People are found by search: whoever the directory shows, by what they say of themselves."""

from ideaboard import documents as everything
from ideaboard.db import Database, transact
from ideaboard.people import documents, finding, interests, people
from ideaboard.search.finder import Finder
from tests.conftest import NOW, Cast, Stage, post


def wanted(db: Database) -> list[str]:
    """The keys whose documents are asked for, and forgotten here."""
    rows = db.rows("SELECT payload FROM outbox WHERE kind = 'index' ORDER BY id")
    transact(db, lambda: db.run("DELETE FROM outbox"))
    return [row["payload"] for row in rows]


def test_a_document_holds_what_the_directory_shows(cast: Cast) -> None:
    def tell() -> None:
        profile = {"name": "Ada Author", "title": "Chemist", "department": "Lab", "about": "I *love* yeast."}
        people.edit(cast.db, cast.author.id, **profile, now=NOW)
        interests.keep(cast.db, cast.author.id, "Yeast, choir", now=NOW)

    transact(cast.db, tell)
    (document,), gone = documents.load(cast.db, [f"person:{cast.author.id}"])
    assert gone == []
    assert (document.what, document.audience, document.title) == ("person", "inside", "Ada Author")
    assert document.body == "Chemist\nLab\nI love yeast."
    assert document.tags == ("choir", "Yeast")
    assert cast.author.email not in str(document)


def test_every_change_asks_for_the_index_in_its_transaction(cast: Cast) -> None:
    db, number = cast.db, cast.author.id
    wanted(db)
    key = f'{{"key": "person:{number}"}}'
    transact(db, lambda: people.edit(db, number, name="Ada", title="", department="", about="", now=NOW))
    transact(db, lambda: interests.keep(db, number, "glass", now=NOW))
    transact(db, lambda: people.activate(db, number, False, now=NOW))
    transact(db, lambda: people.activate(db, number, True, now=NOW))
    assert wanted(db) == [key] * 4
    made = transact(db, lambda: people.add(db, "new@example.com", "Nia", now=NOW))
    assert wanted(db) == [f'{{"key": "person:{made}"}}']


def test_who_is_deactivated_leaves_the_index_and_comes_back(cast: Cast) -> None:
    db, number = cast.db, cast.author.id
    before = documents.count(db)
    transact(db, lambda: people.activate(db, number, False, now=NOW))
    assert documents.load(db, [f"person:{number}", "person:4242"]) == (
        [],
        [f"person:{number}", "person:4242"],
    )
    assert documents.count(db) == before - 1
    assert f"person:{number}" not in {document.key for document in documents.everything(db)}
    transact(db, lambda: people.activate(db, number, True, now=NOW))
    assert documents.count(db) == before


def test_all_kinds_are_rebuilt_and_a_kind_that_is_unknown_leaves(cast: Cast) -> None:
    whole = list(everything.everything(cast.db))
    assert len(whole) == everything.count(cast.db) == 10
    assert {document.what for document in whole} == {"person"}
    assert everything.load(cast.db, ["story:1"]) == ([], ["story:1"])


def found(stage: Stage, query: str, *, finder: Finder | None = None) -> list[str]:
    rows = finding.found(stage.cast.db, finder, query, person=stage.cast.colleague, limit=9)
    return [row["name"] for row in rows]


def test_a_name_that_was_mistyped_finds_its_bearer(stage: Stage) -> None:
    db = stage.cast.db
    transact(db, lambda: people.add(db, "john@example.com", "John Marsh", now=NOW))
    stage.work()
    assert found(stage, "Jonh", finder=stage.board.finder) == ["John Marsh"]
    assert found(stage, "Jonh Marhs", finder=stage.board.finder) == ["John Marsh"]
    assert found(stage, "nobody", finder=stage.board.finder) == []
    assert found(stage, "John") == []
    number = db.rows("SELECT id FROM people WHERE email = 'john@example.com'")[0]["id"]
    transact(db, lambda: people.activate(db, number, False, now=NOW))
    # Before the index hears of it, too.
    for query in ("John", "Jonh"):
        assert found(stage, query, finder=stage.board.finder) == []
    stage.work()
    for query in ("John", "Jonh"):
        assert found(stage, query, finder=stage.board.finder) == []
    outsider = stage.cast.ambassador
    assert finding.found(db, stage.board.finder, "Ada", person=outsider, limit=9) == []


def test_the_directory_finds_more_than_names_when_it_may(stage: Stage) -> None:
    form = {"name": "Ada Author", "department": "Lab", "about": "I keep the yeast alive."}
    stage.visit(stage.cast.author).post("/settings/profile", data=form)
    stage.work()
    reader = stage.visit(stage.cast.colleague)
    assert "Near these words" in reader.get("/people?q=yeast").text
    assert "Ada Author" in reader.get("/people?q=yeast").text
    assert "Ada Author" in reader.get("/people?q=yeast&department=Lab").text
    assert "Ada Author" not in reader.get("/people?q=yeast&department=Sales").text
    shown = reader.get("/people?q=auth").text
    assert shown.count("<bdi>Ada Author</bdi>") == 1
    stage.board.finder.close()
    assert "Ada Author" in reader.get("/people?q=auth").text
    assert "Nobody found" in reader.get("/people?q=yeast").text


def test_what_somebody_wrote_is_found_under_their_new_name(stage: Stage) -> None:
    post(stage.cast)
    stage.work()
    client = stage.visit(stage.cast.author)
    client.post("/settings/profile", data={"name": "Ada Lovelace"})
    stage.work()
    client.headers["accept"] = "application/json"
    assert client.get("/search?q=lovelace").json()["total"] == 1
    assert client.get("/search?q=author").json()["total"] == 0
