"""A diff tells both texts whole, and keeps together what reads together."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.publishing import author_views, candidate_views, views
from ideaboard.publishing.diffs import diff
from ideaboard.publishing.routes import ROUTES

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


WORDS = [f"{first}{last}" for first in "abcdefgh" for last in "stuvwxyz"][:60]


@pytest.mark.parametrize("stride", [7, 11, 13])
def test_no_two_texts_take_long(stride: int) -> None:
    before = " ".join(WORDS[place % 60] for place in range(6_666))
    after = " ".join(WORDS[place * stride % 60] for place in range(6_666))
    began = time.process_time()
    pieces = diff(before, after)
    assert time.process_time() - began < 2
    assert pieces == [("del", before), ("add", after)]


def test_a_word_in_each_of_many_long_lines_is_still_told_apart() -> None:
    lines = [" ".join(f"{word}{line}" for word in WORDS) for line in range(60)]
    before, after = "\n".join(lines), "\n".join(["A new beginning", *lines]).replace("bt", "changed")
    pieces = diff(before, after)
    assert [kind for kind, _ in pieces] == ["add", *["same", "del", "add"] * 60, "same"]
    assert pieces[0] == ("add", "A new beginning\n")


def test_pages_that_compare_texts_keep_off_the_event_loop() -> None:
    comparing = {views.draft_page, views.version_page, views.edit}
    comparing |= {author_views.consent_page, author_views.claim_page}
    searching = {candidate_views.index}
    assert {route.view for route in ROUTES if route.method == "GET" and route.waits} == comparing | searching
