"""A diff tells both texts whole, and keeps together what reads together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.publishing.diffs import diff

TEXTS = st.lists(st.sampled_from(["crate", "ring", " ", "\n\n", ".", "é", "the"])).map("".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    pieces = diff(before, after)
    assert "".join(text for kind, text in pieces if kind != "add") == before
    assert "".join(text for kind, text in pieces if kind != "del") == after


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("one text", "one text", [("same", "one text")]),
        ("", "new", [("add", "new")]),
        ("old", "", [("del", "old")]),
        (
            "The red crate comes home",
            "The blue crate comes home",
            [("same", "The "), ("del", "red"), ("add", "blue"), ("same", " crate comes home")],
        ),
        # One word in common amid changes is chance, not a word that was kept.
        (
            "A dog saw the moon. End",
            "My cat found the sea. End",
            [("del", "A dog saw the moon"), ("add", "My cat found the sea"), ("same", ". End")],
        ),
    ],
)
def test_what_changed_is_shown_in_one_piece(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert diff(before, after) == pieces
