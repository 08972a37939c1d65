"""How text becomes words, the same way when a post is indexed, when it is asked for and when it is marked.

Case, accents and invisible characters are folded; endings are stemmed in the language of the index; a
compound such as `pi-hole` gives its parts and the joined `pihole`; `C++` and `C#` keep their signs; scripts
written without spaces give overlapping pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ideaboard.search.stemming import stemmer, stop_words

LONGEST_WORD = 64
_LONGEST_REMEMBERED = 80
_MOST_PARTS = 4

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
# \w leaves out combining marks: "é" written as two characters and every Indic vowel would cut the word.
_MARKS = "".join(chr(c) for c in range(0x300, 0x1D00) if unicodedata.category(chr(c))[0] == "M")
_WORD = rf"[^\W_](?:[^\W_]|[{_MARKS}{_INVISIBLE}])*"
# Programming languages: the signs belong to the name, unless a word goes on behind them.
_SIGNED = r"(?<![^\W_])(?:[A-Za-z]\+\+|[A-Za-z]#)(?![\w+#])"
_CHUNK = re.compile(rf"{_SIGNED}|{_WORD}(?:[-‐‑'’ʼ._&]{_WORD})*")
_PART = re.compile(_WORD)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# Latin accents, Hebrew points, Arabic vowel signs and tatweel; Indic and kana marks carry meaning and stay,
# and so does the breve of the Cyrillic й, which is a letter of its own.
_DROPPED = re.compile(
    f"(?<![иІі])[\u0300-\u036f]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
    f"|[{_INVISIBLE}]"
)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


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


class Analyzer:
    """Text to words in one language. For threads to share: it only remembers."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.stop = frozenset(fold(word) for word in stop_words(language))
        self.stem = lru_cache(65_536)(stemmer(language))
        self._remembered = lru_cache(65_536)(self._pieces)

    def stems(self, text: str) -> Iterator[tuple[str, int]]:
        """The stems of the text, each with its position: `words` for the indexer, which wants no more."""
        position = 0
        for chunk in _CHUNK.findall(text):
            pieces = self._of(chunk)
            for word in pieces:
                yield word.stem, position + word.position
            position += pieces[-1].position + 1 if pieces else 0

    def words(self, text: str) -> Iterator[Word]:
        """The words of the text in order; a compound's whole stands at the position of its first part."""
        position = 0
        for chunk in _CHUNK.finditer(text):
            offset = chunk.start()
            pieces = self._of(chunk[0])
            for word in pieces:
                place = position + word.position
                yield Word(word.text, word.stem, place, offset + word.start, offset + word.end, word.joined)
            position += pieces[-1].position + 1 if pieces else 0

    def spans(self, text: str, stems: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Where words with one of these stems stand, without making a Word of every other."""
        heads = {stem[:1] for stem in stems}
        for chunk in _CHUNK.finditer(text):
            typed = chunk[0]
            # No stemmer takes away a first letter: of a plain word that begins otherwise no more is asked.
            if typed.isascii() and typed.isalpha() and typed[0].lower() not in heads:
                continue
            for word in self._of(typed):
                if word.stem in stems:
                    yield chunk.start() + word.start, chunk.start() + word.end

    def surfaces(self, text: str) -> set[str]:
        """The folded, unstemmed words of the text: what can be completed and suggested."""
        return {word.text for chunk in set(_CHUNK.findall(text)) for word in self._of(chunk)}

    def _of(self, chunk: str) -> tuple[Word, ...]:
        return self._pieces(chunk) if len(chunk) > _LONGEST_REMEMBERED else self._remembered(chunk)

    def _pieces(self, chunk: str) -> tuple[Word, ...]:
        """The words of one run without spaces, counted from 0."""
        if chunk[-1] in "+#":
            return (Word(chunk.lower(), chunk.lower(), 0, 0, len(chunk)),)
        parts: list[Word] = []
        for part in _PART.finditer(chunk):
            parts.extend(self._split(part[0], part.start(), len(parts)))
        if len(parts) > 1 and parts[-1].text == "s" and chunk[-2] in "'’ʼ":
            parts.pop()  # the possessive: "the team's" is found by "team"
        whole = self._whole(chunk, parts)
        return (whole, *parts) if whole else tuple(parts)

    def _split(self, part: str, offset: int, position: int) -> Iterator[Word]:
        """One part as it is, or pairs of characters where its script has no spaces."""
        if not _HAS_UNSPACED.search(part):
            if folded := fold(part):
                yield Word(folded, self.stem(folded), position, offset, offset + len(part))
            return
        for run in _RUN.finditer(part):
            start = offset + run.start()
            if not _HAS_UNSPACED.match(run[0]):
                spans = [(start, start + len(run[0]))]
            else:
                spans = [(at, at + 2) for at in range(start, start + len(run[0]) - 1)] or [(start, start + 1)]
            for begin, end in spans:
                if folded := fold(part[begin - offset : end - offset]):
                    yield Word(folded, self.stem(folded), position, begin, end)
                    position += 1

    def _whole(self, chunk: str, parts: list[Word]) -> Word | None:
        """The compound written as one word, unless it is a long chain; 3.5 keeps its point and is not 35."""
        if not 2 <= len(parts) <= _MOST_PARTS or _HAS_UNSPACED.search(chunk):
            return None
        numbers = all(part.text.isdigit() for part in parts)
        text = (".".join if numbers else "".join)(part.text for part in parts)
        if len(text) > LONGEST_WORD:
            return None
        return Word(text, self.stem(text), 0, parts[0].start, parts[-1].end, joined=True)


@cache
def analyzer(language: str) -> Analyzer:
    """The one analyzer of a language; all share what it remembers."""
    return Analyzer(language)


@lru_cache(65_536)
def fold(word: str) -> str:
    """The word without case, accents and invisible characters, at most LONGEST_WORD long; it may be empty."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    bare = _DROPPED.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", bare)[:LONGEST_WORD]
