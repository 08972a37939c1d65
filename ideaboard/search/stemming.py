"""The languages an index can be in: each with Whoosh's stemmer and the words that say nothing in it.

Not through `engine`: the web process needs a stemmer alone, in 25 ms, and not the whole of Whoosh.
"""

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

# Each by its own name, as people choose it. "any" leaves every word as it is: for a board of many languages.
LANGUAGES: Mapping[str, str] = {
    "ar": "العربية",
    "da": "Dansk",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "hu": "Magyar",
    "it": "Italiano",
    "nl": "Nederlands",
    "no": "Norsk",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
}
ANY = "any"
CODES = (*LANGUAGES, ANY)

_SCRIPTS = {"ar": r"[\u0621-\u064a]{3,40}\Z", "ru": r"[а-яё]{3,40}\Z"}
_LATIN = r"[a-z]{3,40}\Z"

# Asked for only when nothing else is asked for. Ours, since Whoosh's English list has words people mean.
_ENGLISH_STOP_LIST = (
    "a about all also am an and any are as at be been but by can could did do does for from had has have he "
    "her his how i if in into is it its just me more my no not of on or our out she should so some than that "
    "the their them then there these they this those to up us was we were what when where which who why will "
    "with would you your"
)


def known(code: str) -> str:
    """The code of a language search knows; ANY for one it does not, such as a trial language."""
    return code if code in CODES else ANY


def stemmer(language: str) -> Callable[[str], str]:
    """What takes the endings off a folded word; other scripts, numbers and short words stay as they are."""
    if language == ANY:
        return str
    take: Any = import_module("whoosh.lang").stemmer_for_language(language)
    shape = re.compile(_SCRIPTS.get(language, _LATIN))

    def stem(word: str) -> str:
        return (str(take(word)) or word) if shape.match(word) else word

    return stem


def stop_words(language: str) -> frozenset[str]:
    """The words that say nothing on their own; none where no list is known."""
    if language == "en":
        return frozenset(_ENGLISH_STOP_LIST.split())
    lists: Any = import_module("whoosh.lang.stopwords").stoplists
    return frozenset(lists.get(language, ()))
