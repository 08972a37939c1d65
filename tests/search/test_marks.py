"""The found words are marked where they stand, and a long text is cut around them."""

import pytest

from ideaboard.search.marks import marked
from tests.search.shelf import Shelf, document


def shown(text: str, *terms: str, width: int | None = None) -> str:
    return "".join(f"[{piece}]" if found else piece for piece, found in marked(text, terms, width=width))


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("Coffees for all", ("coffe",), "[Coffees] for all"),
        ("A pi-hole, please", ("pihol",), "A [pi-hole], please"),
        ("A pi-hole, please", ("pi", "hole", "pihol"), "A [pi-hole], please"),
        ("Café & cafe\u0301!", ("cafe",), "[Café] & [cafe\u0301]!"),
        ("The team's room", ("team",), "The [team]'s room"),
        ("充電器を", ("充電", "電器"), "[充電器]を"),
        ("<b>lamps</b> & lamp", ("lamp",), "<b>[lamps]</b> & [lamp]"),
        ("nothing here", ("lamp",), "nothing here"),
        ("", ("lamp",), ""),
        ("lamps", (), "lamps"),
        ("Lamps", ("lamp",), "[Lamps]"),
    ],
)
def test_words_are_marked_by_their_stems(text: str, terms: tuple[str, ...], expected: str) -> None:
    assert shown(text, *terms) == expected


def test_the_pieces_together_are_the_text() -> None:
    text = "Lamps and lamp-shades \ud800 充電器 x\u0301\0" * 20
    assert "".join(piece for piece, _ in marked(text, {"lamp", "充電"})) == text


def test_a_fragment_is_cut_around_the_densest_place() -> None:
    text = "one lamp " + "filler words " * 40 + "a lamp with a shade and a bulb " + "more filler " * 40
    fragment = shown(text, "lamp", "shade", "bulb", width=80)
    assert "[lamp] with a [shade] and a [bulb]" in fragment
    assert fragment.startswith("…")
    assert fragment.endswith("…")
    assert len(fragment) <= 80 + 2 + 3 * 2


def test_a_fragment_cuts_no_word() -> None:
    text = "abcdefghij " * 50 + "lamp " + "klmnopqrst " * 50
    fragment = shown(text, "lamp", width=60).strip("…")
    assert set(fragment.split()) <= {"abcdefghij", "[lamp]", "klmnopqrst"}


def test_a_fragment_without_a_found_word_is_the_beginning() -> None:
    assert shown("first words " + "and more " * 50, "lamp", width=20) == "first words and more…"


def test_a_short_text_is_not_cut() -> None:
    assert shown("one lamp", "lamp", width=80) == "one [lamp]"


@pytest.mark.parametrize("width", [1, 5, 20, 10_000])
def test_any_width_will_do(width: int) -> None:
    for text in ("x" * 5_000, "lamp" * 1_000, "lamp " * 1_000, "充電器" * 1_000, " " * 5_000):
        shown(text, "lamp", "充電", width=width)


def test_what_a_search_found_is_marked_by_its_terms(shelf: Shelf) -> None:
    body = "We need brighter lamps."
    shelf.put([document("post:1", "Light", body)])
    assert shown(body, *shelf.find("lampz").terms) == "We need brighter [lamps]."
    assert shown(body, *shelf.find("brigh").terms) == "We need [brighter] lamps."
