"""Every catalogue is whole: nothing missing, nothing left over, and each translation fits its message."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from ideaboard.language import LANGUAGES, SOURCE
from ideaboard.locale import gathering

PLACE = re.compile(r"%\((\w+)\)[sd]")
TAG = re.compile(r"<[^>]*>")
Key = tuple[str, str | tuple[str, ...]]


def forms(text: object) -> list[str]:
    """The message or its translation in each of its plural forms."""
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]


def keys(catalogue: Catalog) -> set[Key]:
    return {(entry.context or "", entry.id) for entry in catalogue if entry.id}


def faults(entry: Message, plurals: int) -> Iterator[str]:
    """What is wrong with one translation."""
    asked, said = forms(entry.id), forms(entry.string)
    if entry.fuzzy:
        yield "fuzzy"
    if len(asked) > 1 and len(said) != plurals:
        yield f"{len(said)} plural forms instead of {plurals}"
    if not all(said):
        yield "not translated"
        return
    for number, form in enumerate(said):
        # One of something may go without its number, as it may in English.
        likes = asked if number == 0 else asked[-1:]
        if not any(places(form) == places(like) for like in likes):
            yield "other places to fill"
        if not any(Counter(TAG.findall(form)) == Counter(TAG.findall(like)) for like in likes):
            yield "other tags"
        yield from misshapen(form, likes[-1])


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def misshapen(form: str, like: str) -> Iterator[str]:
    """What breaks a line, a page or a mail, whatever the words say."""
    if edges(form) != edges(like):
        yield "other spaces at its ends"
    if form.count("\n") != like.count("\n"):
        yield "other lines"
    if any(ord(sign) < 32 and sign != "\n" for sign in form):
        yield "a control character"
    if re.sub(TAG, "", form).count("<") != re.sub(TAG, "", like).count("<"):
        yield "half a tag"
    if PLACE.sub("", form).count("%") != PLACE.sub("", like).count("%"):
        yield "a % too many or too few"


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.fixture(scope="module")
def gathered() -> Catalog:
    return gathering.gather()


def test_there_is_a_catalogue_of_every_language_but_the_source() -> None:
    assert {file.parts[-3] for file in gathering.files()} == set(LANGUAGES) - {SOURCE}


@pytest.mark.parametrize("file", gathering.files(), ids=lambda file: file.parts[-3])
def test_a_catalogue_has_what_is_said_and_nothing_else(file: Path, gathered: Catalog) -> None:
    kept = gathering.load(file)
    assert keys(gathered) - keys(kept) == set(), "new texts: run `make messages`, then translate them"
    assert keys(kept) - keys(gathered) == set(), "texts nobody says any more: run `make messages`"
    assert not kept.obsolete


@pytest.mark.parametrize("file", gathering.files(), ids=lambda file: file.parts[-3])
def test_every_message_is_translated_and_fits(file: Path) -> None:
    kept = gathering.load(file)
    found = {str(entry.id): list(faults(entry, kept.num_plurals)) for entry in kept if entry.id}
    assert {message: wrong for message, wrong in found.items() if wrong} == {}


def test_texts_of_code_and_of_templates_are_gathered_with_their_places(gathered: Catalog) -> None:
    found = {form: entry.locations for entry in gathered if entry.id for form in forms(entry.id)}
    for message, file in (
        ("Saved.", "ideaboard/people/views.py"),
        ("you wrote this post", "ideaboard/people/notifications.py"),
        ("On the board: %(num)s things you have not read", "ideaboard/people/digests.py"),
        ("Mark all as read", "templates/people/inbox.html"),
        ("%(num)s unread", "templates/people/inbox.html"),
        ("Posts by <bdi>%(name)s</bdi>", "templates/people/person.html"),
        ("Nobody reads replies to this address.", "templates/mail/_letter.txt"),
    ):
        assert file in {place for place, _line in found[message]}, message


def test_english_itself_is_in_good_shape(gathered: Catalog) -> None:
    for entry in gathered:
        for form in forms(entry.id):
            assert edges(form) == ("", ""), form
            assert "\n" not in form, form
            assert not re.search(r"[{}]", form), f"an f-string or a template in a message: {form}"
            assert "%s" not in form, f"a value without a name: {form}"


ONE = "%(num)s vote"
MANY = "%(num)s votes"


@pytest.mark.parametrize(
    ("message", "translation", "wrong"),
    [
        ("Save", "Sichern", []),
        ("Save", "", ["not translated"]),
        ("By %(name)s", "Von %(name)s", []),
        ("By %(name)s", "Von %(nam)s", ["other places to fill"]),
        ("By %(name)s", "Von", ["other places to fill"]),
        ("By %(name)s", "Von %(name)", ["other places to fill", "a % too many or too few"]),
        ("All", "Alle, 100%", ["a % too many or too few"]),
        ('<a href="/x">Go</a>', '<a href="/x">Los</a>', []),
        ('<a href="/x">Go</a>', '<a href="/y">Los</a>', ["other tags"]),
        ('<a href="/x">Go</a>', '<a href="/x">Los', ["other tags"]),
        ("Go", "Los <script>", ["other tags"]),
        ("Go", "Los <", ["half a tag"]),
        ("Go", "Los ", ["other spaces at its ends"]),
        ("Go", "L\nos", ["other lines"]),
        ("Go", "L\x07os", ["a control character"]),
        ((ONE, MANY), ("%(num)s Stimme", "%(num)s Stimmen"), []),
        (("one vote", MANY), ("eine Stimme", "%(num)s Stimmen"), []),
        (("one vote", MANY), ("eine Stimme", "Stimmen"), ["other places to fill"]),
        ((ONE, MANY), ("%(num)s Stimme", ""), ["not translated"]),
        ((ONE, MANY), ("%(num)s Stimme",), ["1 plural forms instead of 2"]),
    ],
)
def test_what_is_wrong_with_a_translation_is_found(
    message: str | tuple[str, ...], translation: str | tuple[str, ...], wrong: list[str]
) -> None:
    made = Catalog(locale="de")
    entry = made.add(message, translation)
    assert list(faults(entry, made.num_plurals)) == wrong
    entry.flags.add("fuzzy")
    assert list(faults(entry, made.num_plurals)) == ["fuzzy", *wrong]


def test_a_catalogue_is_brought_up_to_date_without_guesses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "xx" / "de" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "Saved."\nmsgstr "Gesichert."\n\nmsgid "Savd."\nmsgstr "x"\n'
    )
    said = Catalog()
    said.add("Saved.")
    said.add("Saved!")
    monkeypatch.setattr(gathering, "gather", lambda: said)
    gathering.bring_up_to_date(file)
    kept = gathering.load(file)
    assert {str(entry.id): entry.string for entry in kept if entry.id} == {
        "Saved.": "Gesichert.",
        "Saved!": "",
    }
    assert not kept.obsolete
    assert not any(entry.fuzzy for entry in kept if entry.id)
