"""How text becomes words, the same way when a post is indexed, when it is asked for and when it is marked.

Case, accents and invisible characters are folded; English endings are stemmed; a compound such as `pi-hole`
gives its parts and the joined `pihole`; scripts written without spaces give overlapping pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

LONGEST_WORD = 64
_LONGEST_REMEMBERED = 80
_MOST_PARTS = 4

# Words that say nothing on their own: asked for only when nothing else is asked for.
_STOP_LIST = (
    "a about all also am an and any are as at be been but by can could did do does for from had has have he "
    "her his how i if in into is it its just me more my no not of on or our out she should so some than that "
    "the their them then there these they this those to up us was we were what when where which who why will "
    "with would you your"
)
STOP = frozenset(_STOP_LIST.split())

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
# \w leaves out combining marks: "é" written as two characters and every Indic vowel would cut the word.
_MARKS = "".join(chr(c) for c in range(0x300, 0x1D00) if unicodedata.category(chr(c))[0] == "M")
_WORD = rf"[^\W_](?:[^\W_]|[{_MARKS}{_INVISIBLE}])*"
_CHUNK = re.compile(rf"{_WORD}(?:[-‐‑'’ʼ._&]{_WORD})*")
_PART = re.compile(_WORD)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# Latin accents, Hebrew points, Arabic vowel signs and tatweel; Indic and kana marks carry meaning and stay.
_DROPPED = re.compile(
    f"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670{_INVISIBLE}]"
)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_STEMMABLE = re.compile(r"[a-z]{3,40}\Z")
# Not through `engine`: the web process needs the stemmer alone, in 25 ms, and not the whole of Whoosh.
_stemmer: Any = import_module("whoosh.lang.snowball.english").EnglishStemmer()


@dataclass(frozen=True, slots=True)
class Word:
    """One word where it stands: `start` and `end` in the text, `position` counted in words.

    `text` is folded, `stem` is what is looked up; `joined` is true for the whole of a compound.
    """

    text: str
    stem: str
    position: int
    start: int
    end: int
    joined: bool = False


def stems(text: str) -> Iterator[tuple[str, int]]:
    """The stems of the text, each with its position: `words` for the indexer, which wants no more."""
    position = 0
    for chunk in _CHUNK.findall(text):
        pieces = _of(chunk)
        for word in pieces:
            yield word.stem, position + word.position
        position += pieces[-1].position + 1 if pieces else 0


def words(text: str) -> Iterator[Word]:
    """The words of the text in order; a compound's whole stands at the position of its first part."""
    position = 0
    for chunk in _CHUNK.finditer(text):
        offset = chunk.start()
        pieces = _of(chunk[0])
        for word in pieces:
            place = position + word.position
            yield Word(word.text, word.stem, place, offset + word.start, offset + word.end, word.joined)
        position += pieces[-1].position + 1 if pieces else 0


def surfaces(text: str) -> set[str]:
    """The folded, unstemmed words of the text: what can be completed and suggested."""
    return {word.text for chunk in set(_CHUNK.findall(text)) for word in _of(chunk)}


@lru_cache(65_536)
def stem(word: str) -> str:
    """The English stem (Porter 2) of a folded word; other scripts stay as they are."""
    return str(_stemmer.stem(word)) if _STEMMABLE.match(word) else word


@lru_cache(65_536)
def fold(word: str) -> str:
    """The word without case, accents and invisible characters, at most LONGEST_WORD long; it may be empty."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    bare = _DROPPED.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", bare)[:LONGEST_WORD]


def _pieces(chunk: str) -> tuple[Word, ...]:
    """The words of one run without spaces, counted from 0."""
    parts: list[Word] = []
    for part in _PART.finditer(chunk):
        parts.extend(_split(part[0], part.start(), len(parts)))
    if len(parts) > 1 and parts[-1].text == "s" and chunk[-2] in "'’ʼ":
        parts.pop()  # the possessive: "the team's" is found by "team"
    whole = _whole(chunk, parts)
    return (whole, *parts) if whole else tuple(parts)


_remembered = lru_cache(65_536)(_pieces)


def _of(chunk: str) -> tuple[Word, ...]:
    return _pieces(chunk) if len(chunk) > _LONGEST_REMEMBERED else _remembered(chunk)


def _split(part: str, offset: int, position: int) -> Iterator[Word]:
    """One part as it is, or pairs of characters where its script has no spaces."""
    if not _HAS_UNSPACED.search(part):
        if folded := fold(part):
            yield Word(folded, stem(folded), position, offset, offset + len(part))
        return
    for run in _RUN.finditer(part):
        start = offset + run.start()
        if not _HAS_UNSPACED.match(run[0]):
            spans = [(start, start + len(run[0]))]
        else:
            spans = [(at, at + 2) for at in range(start, start + len(run[0]) - 1)] or [(start, start + 1)]
        for begin, end in spans:
            if folded := fold(part[begin - offset : end - offset]):
                yield Word(folded, stem(folded), position, begin, end)
                position += 1


def _whole(chunk: str, parts: list[Word]) -> Word | None:
    """The compound written as one word, unless it is only numbers (3.5 is not 35) or a long chain."""
    if not 2 <= len(parts) <= _MOST_PARTS or _HAS_UNSPACED.search(chunk):
        return None
    text = "".join(part.text for part in parts)
    if text.isdigit() or len(text) > LONGEST_WORD:
        return None
    return Word(text, stem(text), 0, parts[0].start, parts[-1].end, joined=True)
