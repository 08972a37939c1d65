"""Every language that is offered: endings are found, small words do not blur, and a change rebuilds."""

import pytest

from ideaboard.search import generations
from ideaboard.search.finder import Finder
from ideaboard.search.index import Indexer
from ideaboard.search.marks import marked
from ideaboard.search.stemming import ANY, CODES, LANGUAGES
from ideaboard.search.words import analyzer, fold
from tests.search.shelf import Shelf, document

# What is written, what is typed, and a small word of the language with the one that is meant.
WORDS = {
    "ar": ("نريد مكتبة جديدة", "مكتبات", None),
    "da": ("Flere cykler til kontoret", "cyklen", "og cykler"),
    "de": ("Mehr Häuser für Fahrräder", "Haus", "und Häuser"),
    "en": ("More bicycles for the office", "bicycle", "the bicycles"),
    "es": ("Más bicicletas para la oficina", "bicicleta", "para bicicletas"),
    "fi": ("Lisää polkupyöriä toimistolle", "polkupyörien", "ja polkupyöriä"),
    "fr": ("Plus de réunions à distance", "reunion", "de réunions"),
    "hu": ("Több kerékpár az irodában", "kerékpárok", "az kerékpár"),
    "it": ("Più biciclette per tutti", "bicicletta", "per biciclette"),
    "nl": ("Meer vergaderingen voor iedereen", "vergadering", "voor vergaderingen"),
    "no": ("Flere sykler til kontoret", "sykkel sykler", "og sykler"),
    "pt": ("Mais bicicletas para todos", "bicicleta", "para bicicletas"),
    "ro": ("Mai multe biciclete pentru birou", "bicicletelor", None),
    "ru": ("Больше велосипедов для офиса", "велосипеды", "и велосипедов"),
    "sv": ("Fler cyklar till kontoret", "cyklarna", "och cyklar"),
}


def test_every_language_that_is_offered_is_tried() -> None:
    assert WORDS.keys() == LANGUAGES.keys()
    assert set(CODES) == LANGUAGES.keys() | {ANY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_endings_are_found_and_marked(shelf: Shelf, language: str) -> None:
    written, typed, _ = WORDS[language]
    Indexer(shelf.folder, language).rebuild([document("post:1", written), document("post:2", "Zzz")])
    found = shelf.find(typed + " ")
    assert [hit.key for hit in found.hits] == ["post:1"]
    assert found.language == language
    assert any(hit for _, hit in marked(written, found.terms, language=found.language))


@pytest.mark.parametrize("language", [code for code, words in WORDS.items() if words[2]])
def test_small_words_of_the_language_do_not_blur_a_question(shelf: Shelf, language: str) -> None:
    written, _, typed = WORDS[language]
    assert typed is not None
    small = typed.split()[0]
    Indexer(shelf.folder, language).rebuild([document("post:1", written), document("post:2", f"{small} zzz")])
    assert shelf.keys(typed + " ") == ["post:1"]
    assert "post:2" in shelf.keys(small + " ")


def test_without_a_language_words_are_found_as_they_are_written(shelf: Shelf) -> None:
    Indexer(shelf.folder, ANY).rebuild([document("post:1", "Bicycles"), document("post:2", "Häuser")])
    assert shelf.keys('"bicycle"') == []
    assert shelf.keys("BICYCLES ") == ["post:1"]
    assert shelf.keys("hauser ") == ["post:2"]


def test_an_index_in_another_language_wants_a_rebuild_and_answers_until_then(shelf: Shelf) -> None:
    Indexer(shelf.folder, "en").rebuild([document("post:1", "Mehr Häuser")])
    german = Indexer(shelf.folder, "de")
    assert "language" in (german.healthy() or "")
    # Changes keep to the language the index has, so that it stays one.
    german.apply([document("post:2", "More bicycles")], [])
    assert shelf.keys("bicycle ") == ["post:2"]
    german.rebuild([document("post:1", "Mehr Häuser")])
    assert german.healthy() is None
    assert shelf.keys("haus ") == ["post:1"]


def test_a_manifest_of_no_known_language_is_read_without_one(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Bicycles")])
    generation = generations.current(shelf.folder)
    assert generation is not None
    manifest = generation / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"en"', '"xx"'))
    with Finder(shelf.folder) as finder:
        assert finder.find("bicycl", audiences=["inside"]).language == ANY


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("c++", "We use C++ here"),
        ("C++", "c++ programmers"),
        ("c#", "C# and .NET"),
        ("3.5", "Version 3.5 is out"),
        ("10.4.2", "Release 10.4.2"),
        ("42", "The answer is 42."),
        ("v1.2", "v1.2 and later"),
    ],
)
def test_signs_and_numbers_are_found_as_they_are_meant(shelf: Shelf, typed: str, written: str) -> None:
    shelf.put([document("post:1", written), document("post:2", "Vitamin C, 35 of it, and 10 or 4")])
    assert shelf.keys(typed + " ")[0] == "post:1"


def test_c_with_its_signs_is_not_the_letter(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Vitamin C"), document("post:2", "C++"), document("post:3", "C#")])
    assert shelf.keys("C++ ") == ["post:2"]
    assert shelf.keys("c# ") == ["post:3"]
    assert shelf.keys("c ") == ["post:1"]


def test_a_letter_of_its_own_is_no_accent() -> None:
    assert fold("чай") == "чай"
    assert fold("ёлка") == "елка"
    assert fold("Crème Brûlée") == "creme brulee"


def test_all_threads_share_one_analyzer() -> None:
    assert analyzer("de") is analyzer("de")
