"""Languages: every sentence people read goes through here, in the language of the one who reads it.

`_` translates at once, `N_` marks a text that is translated where it is shown, and `Said` is a sentence
that is kept (an inbox line, an event of a timeline) and put into words for each reader anew. Catalogues are
gettext's, in `locale/`; English is the language of the source. Dates and numbers are CLDR's, by Babel.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.core import negotiate_locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from ideaboard import pseudo

SOURCE: Final = "en"
# What people may choose, each by its own name.
LANGUAGES: Final = {SOURCE: "English", "de": "Deutsch"}
# Not offered, but spoken to a browser that asks: they show what is untranslated, too long, or crooked
# from right to left.
TRIALS: Final = {"en-XA": pseudo.longer, "ar-XB": pseudo.mirrored}
# Whose dates and numbers. British: a day before its month, as the house writes it.
_CLDR: Final = {SOURCE: "en_GB", "de": "de_DE", "en-XA": "en_GB", "ar-XB": "ar"}
_FOLDER = Path(__file__).parent / "locale"
_QUALITY: Final = re.compile(r"[01](\.[0-9]{0,3})?")

_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def current() -> str:
    """The code of the language that is spoken now, as `lang` of a page has it."""
    return _current.get()


def speak(code: str) -> None:
    """Speak this language from here on in this request; one we have not is passed over."""
    if code in LANGUAGES or code in TRIALS:
        _current.set(code)


@contextmanager
def use(code: str) -> Iterator[None]:
    """Speak this language for a while, as when a mail is written to somebody."""
    before = _current.set(code if code in LANGUAGES or code in TRIALS else SOURCE)
    try:
        yield
    finally:
        _current.reset(before)


def direction() -> str:
    """`ltr` or `rtl`, as `dir` of a page has it."""
    return locale().text_direction


def locale() -> Locale:
    """The CLDR locale of the language that is spoken now."""
    return _locale(_CLDR[current()])


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def wanted(accept: str, default: str) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110, 12.5.4), else the default."""
    asked = [tag for tag, _quality in sorted(_tags(accept), key=lambda item: -item[1])]
    found = negotiate_locale(asked, [*LANGUAGES, *TRIALS], sep="-")
    # Babel matches without regard to case, and answers in its own.
    return next((code for code in (*LANGUAGES, *TRIALS) if found and code.lower() == found.lower()), default)


def _tags(accept: str) -> Iterable[tuple[str, float]]:
    for part in accept[:400].split(","):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece[:2] in ("q=", "Q=")), "1")
        if tag and _QUALITY.fullmatch(quality) and float(quality) > 0:
            yield tag, float(quality)


@cache
def _catalogue(code: str) -> NullTranslations:
    file = _FOLDER / code / "LC_MESSAGES" / "messages.po"
    if code == SOURCE or not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def message(text: str) -> str:
    """The bare message in the language spoken now, its places not filled."""
    if not text:
        return ""  # gettext would answer with the head of its file
    code = current()
    return TRIALS[code](text) if code in TRIALS else _catalogue(code).gettext(text)


def messages(one: str, many: str, count: int) -> str:
    """The bare message in the plural form that this count takes."""
    code = current()
    if code in TRIALS:
        return TRIALS[code](one if count == 1 else many)
    return _catalogue(code).ngettext(one, many, count)


def gettext(text: str, /, **values: object) -> str:
    """The sentence in the language spoken now, with `%(name)s` filled. Whole numbers are grouped."""
    found = message(text)
    return found % spoken(values) if values else found


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The sentence for so many; `%(num)s` is the count."""
    return messages(one, many, count) % spoken({"num": count} | values)


def pgettext(sense: str, text: str) -> str:
    """A word that means different things in English, with the sense that is meant."""
    code = current()
    return TRIALS[code](text) if code in TRIALS else _catalogue(code).pgettext(sense, text)


def spoken(values: Mapping[str, object]) -> dict[str, object]:
    """Values as they are said: whole numbers by the locale, kept sentences in words."""
    return {name: _one(value) for name, value in values.items()}


def _one(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return str(value) if isinstance(value, Said) else value


def number(value: int) -> str:
    """A whole number, grouped by the locale, with a true minus sign."""
    return _number(value, _CLDR[current()])


def either(names: list[str]) -> str:
    """`PNG, JPEG or WebP`."""
    return format_list(names, "or", locale=locale())


def listed(names: list[str]) -> str:
    """`a, b and c`."""
    return format_list(names, "standard", locale=locale())


@lru_cache(4096)
def _number(value: int, name: str) -> str:
    return format_decimal(value, locale=name).replace("-", "\u2212")


_ = gettext


def N_(text: str) -> str:
    """Marks a text for the catalogues; it is translated by `_` where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that is kept, and put into words for whoever reads it.

    The message is one that `N_` marked. A value that must be translated too (a status) is a Said itself.
    """

    message: str
    values: Mapping[str, "str | int | Said"] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.message, **self.values)

    @property
    def words(self) -> str:
        """The values as the database keeps them beside the message."""
        shown = {name: _kept(value) for name, value in self.values.items()}
        return json.dumps(shown, ensure_ascii=False) if shown else ""


def _kept(value: "str | int | Said") -> "str | int | list[str]":
    assert not (isinstance(value, Said) and value.values), "a sentence within a sentence has no values"
    return [value.message] if isinstance(value, Said) else value


def heard(text: str, words: str) -> str:
    """A kept sentence in the language spoken now. Rows from before there were languages have no words."""
    kept = json.loads(words) if words else {}
    values = {name: Said(value[0]) if isinstance(value, list) else value for name, value in kept.items()}
    return str(Said(text, values))
