"""What people write: cleaned and shown without letting anybody hold up everybody."""

import re
import unicodedata

import pytest

from ideaboard import text


def test_runs_of_combining_marks_are_cut_short_and_words_keep_theirs() -> None:
    assert len(text.clean("a" + "\u0301\u0316" * 100_000)) <= 10
    assert len(text.fold("a" + "\u0301\u0316" * 100_000)) <= 10
    for word in ("Ngữ", "בְּרֵאשִׁית", "किंकर्त्तव्यविमूढ़"):
        assert text.clean(word) == unicodedata.normalize("NFC", word)


def test_a_table_of_many_columns_and_short_rows_stays_small() -> None:
    table = "|" + "a|" * 40 + "\n|" + "-|" * 40 + "\n" + "a\n" * 9_000
    assert len(text.html(table)) < 100_000
    small = "| a | b |\n|---|---|\n| 1 | 2 |"
    assert "<table" in text.html(small)


@pytest.mark.parametrize(
    ("typed", "top", "shown"),
    [
        ("# a\n\n## b\n\n# c", 2, ["h2", "h3", "h2"]),
        ("### a\n\n##### b\n\n#### c\n\n### d", 3, ["h3", "h4", "h4", "h3"]),
        ("## a\n\n# b\n\n###### c", 2, ["h2", "h2", "h3"]),
        ("# a\n\n## b\n\n### c\n\n#### d", 4, ["h4", "h5", "h6", "h6"]),
        ("a\n===\n\n`<h1>`\n\n> ### b", 2, ["h2", "h3"]),
    ],
)
def test_headings_begin_where_the_place_says_and_skip_no_level(
    typed: str, top: int, shown: list[str]
) -> None:
    made = text.html(typed, top=top)
    assert re.findall(r"<(h\d)>", made) == shown
    assert re.findall(r"</(h\d)>", made) == shown


def test_a_table_can_be_scrolled_by_hand() -> None:
    assert '<table tabindex="0">' in text.html("| a |\n|---|\n| 1 |")
    assert "<table" not in text.html("<table>")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\x00b\x07", "ab"), ("  a \n b ", "a b"), ("e\u0301", "é"), ("\ud800x", "x")],
)
def test_a_line_is_kept_without_what_does_not_belong(typed: str, kept: str) -> None:
    assert text.clean(typed) == kept


def test_a_cut_text_ends_at_a_word() -> None:
    assert text.shorten("one two three four", 12) == "one two…"
    assert text.shorten("x" * 50, 10) == "x" * 9 + "…"
    assert text.shorten("short", 10) == "short"


def test_links_keep_safe_addresses_only() -> None:
    shown = text.html(
        "[a](https://example.com) [b](javascript:alert(1)) [c](data:text/html,x) ![d](http://x.example/i)"
    )
    assert 'href="https://example.com"' in shown
    assert "nofollow" in shown
    assert "javascript:" not in shown.replace("(javascript:alert(1))", "")
    assert "<img" not in shown
