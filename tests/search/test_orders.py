"""In which order results come: relevance within which votes and freshness move, the newest, or the top."""

import pytest

from ideaboard.search import standings
from tests.search.shelf import Shelf, document

NOW = "2026-03-01T09:00:00Z"
OLD = "2020-01-01T09:00:00Z"


def test_the_newest_and_the_top_come_first_when_asked(shelf: Shelf) -> None:
    days = (3, 1, 2)
    shelf.put(document(f"post:{n}", "Lamps", created=f"2026-02-0{n}T09:00:00Z") for n in days)
    standings.write(shelf.folder, [(1, 50), (2, -3), (3, 7)])
    assert shelf.keys("lamps", sort="newest") == ["post:3", "post:2", "post:1"]
    assert shelf.keys("lamps", sort="top") == ["post:1", "post:3", "post:2"]
    assert shelf.keys("lamps", sort="top", offset=1, limit=1) == ["post:3"]
    assert set(shelf.keys("lamps", sort="nonsense")) == {"post:1", "post:2", "post:3"}


def test_of_two_that_answer_alike_the_liked_one_and_the_fresh_one_come_first(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps", created=OLD), document("post:2", "Lamps", created=OLD)])
    standings.write(shelf.folder, [(1, 40)])
    assert shelf.keys("lamps", now=NOW) == ["post:1", "post:2"]
    shelf.put([document("post:1", "Lamps", created=OLD), document("post:2", "Lamps", created=NOW)])
    assert standings.write(shelf.folder, [])
    assert shelf.keys("lamps", now=NOW) == ["post:2", "post:1"]


def test_no_votes_lift_what_lacks_a_word_over_what_has_them_all(shelf: Shelf) -> None:
    loud = [document(f"post:{n}", "Lamps lamps lamps", "Lamps. " * 9, created=NOW) for n in range(1, 9)]
    shelf.put([*loud, document("post:9", "Stairs", "A few words on lamps and shades. " * 3, created=OLD)])
    standings.write(shelf.folder, [(n, 2_000_000_000) for n in range(1, 9)])
    assert shelf.keys("lamps shades ", now=NOW)[0] == "post:9"


def test_what_votes_and_freshness_add_is_bounded(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps", created=OLD), document("post:2", "Chairs", created=OLD)])
    plain = shelf.find("lamps", now=NOW).hits[0].score
    standings.write(shelf.folder, [(1, 2_000_000_000)])
    assert plain < shelf.find("lamps", now=NOW).hits[0].score <= plain * 1.15 + 0.001
    standings.write(shelf.folder, [(1, -2_000_000_000)])
    assert shelf.find("lamps", now=NOW).hits[0].score == pytest.approx(plain)


def test_votes_of_a_post_are_not_those_of_a_person_with_its_number(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps", created=OLD), document("person:1", "Lamps", created=OLD)])
    standings.write(shelf.folder, [(1, 500)])
    assert shelf.keys("lamps", sort="top")[0] == "post:1"
    scores = {hit.key: hit.score for hit in shelf.find("lamps", now=NOW).hits}
    assert scores["post:1"] > scores["person:1"]


def test_standings_are_written_when_they_changed_and_do_without(shelf: Shelf) -> None:
    shelf.put([document("post:7", "Lamps", created=OLD)])
    assert standings.write(shelf.folder, [(7, 3)])
    assert not standings.write(shelf.folder, [(7, 3)])
    assert standings.write(shelf.folder, [(7, 4)])
    before = shelf.find("lamps", now=NOW).hits[0].score
    (shelf.folder / "standings").write_bytes(b"xyz")
    assert shelf.find("lamps", now=NOW).hits[0].score < before
    (shelf.folder / "standings").unlink()
    assert shelf.find("lamps", now=NOW).total == 1


def test_facets_count_what_is_found_as_if_their_own_filter_were_off(shelf: Shelf) -> None:
    shelf.put(
        [
            document("post:1", "Lamps", status="new", category="open", tags=("Light", "roof")),
            document("post:2", "Lamps", status="done", category="open", tags=("light",)),
            document("post:3", "Lamps", status="done", category="quiet"),
            document("post:4", "Chairs", status="done", category="open"),
            document("post:5", "Lamps", status="done", category="hidden", audience="employees"),
        ]
    )
    names = ("status", "category", "tag")
    facets = shelf.find("lamps", audiences=["inside"], counted=names).facets
    assert facets == {
        "status": [("done", 2), ("new", 1)],
        "category": [("open", 2), ("quiet", 1)],
        "tag": [("light", 2), ("roof", 1)],
    }
    chosen = {"status": "done", "category": "open"}
    found = shelf.find("lamps", audiences=["inside"], counted=names, filters=chosen)
    assert found.total == 1
    assert found.facets["status"] == [("done", 1), ("new", 1)]
    assert found.facets["category"] == [("open", 1), ("quiet", 1)]
    assert found.facets["tag"] == [("light", 1)]
    assert shelf.find("lamps", counted=["category"]).facets["category"][-1] == ("quiet", 1)
    assert ("hidden", 1) in shelf.find("lamps", counted=["category"]).facets["category"]
