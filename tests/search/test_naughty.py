"""Nothing a person can type raises or takes long."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ideaboard.search.searching import Answer, Searching
from tests.search.shelf import Shelf, document

DATA = Path(__file__).parents[2].parent / "shared" / "data"

TYPED = {
    "a star": "*",
    "stars": "a* *b ?c",
    "an open range": "[a TO",
    "a range": "created:[2020 TO *]",
    "a field": "title:",
    "another field": "body:lamps key:post",
    "brackets": "((((((",
    "operators": "AND OR NOT ANDNOT && || +",
    "a boost": "lamps^99999999999999999999",
    "a fuzzy word": "lamps~99 ~~~",
    "a quote": '"',
    "quotes": '"""" "a" "',
    "minuses": '- -- --- -a -"b" -',
    "ten thousand letters": "a" * 10_000,
    "ten thousand words": "lamp shade " * 5_000,
    "ten thousand hyphens": "a-" * 5_000,
    "ten thousand quotes": '"' * 10_000,
    "ten thousand minuses": "-" * 10_000,
    "many different words": " ".join(f"word{n}" for n in range(2_000)),
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 💡",
    "a NUL": "lam\0ps \0",
    "right to left": "\u202eالسَّلَام עֲלֵיכֶם\u202c",
    "accents on accents": "z" + "\u0301" * 500,
    "half a surrogate": "lamps \ud800",
    "invisible": "\u200b\u200d\ufeff\u00ad",
    "a ligature": "ﷺ ﬁne ½ ①",
    "a backslash": "\\ \\\\ \\n",
    "newlines": "lamps\r\n\tshade",
}


@pytest.fixture(scope="module")
def lit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    bodies = list(TYPED.values())
    shelf = Shelf(tmp_path_factory.mktemp("lit"))
    shelf.put(document(f"post:{n}", "Lamps", bodies[n % len(bodies)]) for n in range(300))
    yield shelf
    shelf.finder.close()


@pytest.mark.parametrize("name", TYPED)
def test_whatever_is_typed_is_answered(lit: Shelf, name: str) -> None:
    """A question that took too long would end the search process and raise Unavailable."""
    lit.find(TYPED[name])
    lit.find("lamps", filters={"tag": TYPED[name], "status": TYPED[name], TYPED[name]: "x"})
    lit.finder.similar(TYPED[name], audiences=["inside"])


def test_of_too_many_common_words_the_commonest_are_left_out_and_it_says_so(
    lit: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> Answer:
        return Searching(lit.folder).find("lamps shade", ["inside"], {}, 0, 20)

    whole = ask()
    assert not whole.cut
    monkeypatch.setattr("ideaboard.search.searching._MOST_POSTINGS", 10)
    cut = ask()
    assert cut.cut
    assert 0 < cut.total <= whole.total
    monkeypatch.setattr("ideaboard.search.searching._MOST_POSTINGS", 10**9)
    monkeypatch.setattr("ideaboard.search.searching._SECONDS", -1.0)
    assert ask().cut


@pytest.mark.parametrize("name", ["a NUL", "half a surrogate", "newlines", "a fuzzy word", "a boost"])
def test_the_words_in_it_are_found_all_the_same(lit: Shelf, name: str) -> None:
    text = TYPED[name] if name != "a NUL" else "\0lamps\0"
    assert lit.find(text).total >= 300


@pytest.mark.slow
def test_every_naughty_string_is_indexed_and_answered(shelf: Shelf) -> None:
    path = DATA / "payloads" / "blns.json"
    if not path.exists():
        pytest.skip("real data absent: payloads")
    naughty = json.loads(path.read_text("utf-8"))
    shelf.put(
        document(f"post:{n}", text, text, comments=text, tags=(text,)) for n, text in enumerate(naughty)
    )
    assert shelf.indexer.count() == len(naughty)
    for text in naughty:
        for typed in (text, f'"{text}"', f"lamps -{text}", f"{text}*"):
            found = shelf.find(typed)
            assert found.total >= len(found.hits)
        shelf.finder.similar(text, audiences=["inside"])
        shelf.find("lamps", filters={"tag": text, "category": text}, audiences=[text, "inside"])


@pytest.mark.parametrize(("offset", "limit"), [(-5, 20), (0, -1), (10**9, 20), (0, 10**9), (0, 0)])
def test_a_page_that_cannot_be_is_empty_or_bounded(lit: Shelf, offset: int, limit: int) -> None:
    found = lit.find("lamps", offset=offset, limit=limit)
    assert found.total >= 300
    assert len(found.hits) <= 100
