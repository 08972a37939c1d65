"""Nobody learns from the search what they may not read."""

import pytest

from ideaboard.search.words import analyzer
from tests.search.shelf import Shelf, document


@pytest.fixture
def guarded(shelf: Shelf) -> Shelf:
    shelf.put(
        [
            document("open", "Garden party", "Everyone brings salad."),
            document("open:2", "Garden chairs", "Folding ones."),
            document("secret", "Zeppelin garden", "Project Zeppelin and its merger.", audience="employees"),
        ]
    )
    return shelf


def test_hits_and_total_hold_only_what_one_may_see(guarded: Shelf) -> None:
    found = guarded.find("garden", audiences=["inside"])
    assert {hit.key for hit in found.hits} == {"open", "open:2"}
    assert found.total == 2
    assert guarded.find("garden").total == 3
    assert guarded.find("garden", audiences=["employees"]).total == 1


def test_without_an_audience_nothing_is_found(guarded: Shelf) -> None:
    assert guarded.find("garden", audiences=[]).total == 0
    assert guarded.find("garden", audiences=["strangers"]).total == 0


@pytest.mark.parametrize("typed", ["zeppelin", "zepelin", "zeppelim", "zepp", "merge", '"project zeppelin"'])
def test_a_hidden_word_is_neither_found_nor_suggested_nor_completed(guarded: Shelf, typed: str) -> None:
    found = guarded.find(typed, audiences=["inside"])
    assert (found.total, found.hits, found.did_you_mean) == (0, [], None)
    assert found.terms <= {word.stem for word in analyzer("en").words(typed)}
    assert guarded.find(typed).total == 1


def test_a_hidden_word_answers_like_a_word_nobody_has_written(guarded: Shelf) -> None:
    """Else one could ask whether a name is spoken of: here by a typo that only an unknown word would get."""
    guarded.indexer.apply(
        [document("open:3", "Chairs", "Wooden."), document("hidden", "Chains", audience="employees")], []
    )
    found = guarded.find("chains ", audiences=["inside"])
    assert found.did_you_mean == "chairs"


def test_a_score_does_not_depend_on_what_is_hidden(guarded: Shelf) -> None:
    before = guarded.find("party", audiences=["inside"]).hits[0].score
    guarded.indexer.apply(
        [
            document(f"hidden:{n}", "Garden party", "Everyone brings salad.", audience="employees")
            for n in range(9)
        ],
        [],
    )
    after = guarded.find("party", audiences=["inside"]).hits[0].score
    assert after == pytest.approx(before, rel=0.05)


def test_similar_shows_only_what_one_may_see(guarded: Shelf) -> None:
    text = "Zeppelin garden\nThe merger project."
    assert "secret" not in [hit.key for hit in guarded.finder.similar(text, audiences=["inside"])]
    assert guarded.finder.similar(text, audiences=["employees"])[0].key == "secret"


def test_a_post_moved_to_another_audience_is_hidden_at_once(guarded: Shelf) -> None:
    assert guarded.find("salad", audiences=["inside"]).total == 1
    guarded.indexer.apply([document("open", "Garden party", "Salad.", audience="employees")], [])
    assert guarded.find("salad", audiences=["inside"]).total == 0
    assert guarded.find("salad", audiences=["employees"]).total == 1
