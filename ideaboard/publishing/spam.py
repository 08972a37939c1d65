"""How much a response looks like spam, 0 to 100, and why. A machine only sorts: nothing is refused by it."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ideaboard.language import N_, _
from ideaboard.publishing import disguises, words
from ideaboard.signing import digest

# From here on a response waits at the end of the queue.
SUSPECT = 40
HURRIED_SECONDS = 2
MANY_STORIES = 3

# What each sign weighs; `found` is its number or the words in question.
WEIGHTS = {
    "link_only": 50,
    "repeated": 45,
    "everywhere": 40,
    "hurried": 40,
    "words": 25,
    "markup": 25,
    "scripts": 25,
    "shouting": 15,
    "links": 10,
}
REASONS = {
    "link_only": N_("Little more than a link"),
    "repeated": N_("Earlier responses with the same words: %(found)s"),
    "everywhere": N_("Stories that the same sender wrote to within a day: %(found)s"),
    "hurried": N_("Seconds it took to fill in: under %(found)s"),
    "words": N_("Words of advertising: %(found)s"),
    "markup": N_("Markup of a web page or a forum"),
    "scripts": N_("Letters of several scripts within one word: %(found)s"),
    "shouting": N_("Written in capitals"),
    "links": N_("Links: %(found)s"),
}
# Words of advertising, compared without case, accents and look-alike letters; in the languages of the house.
ADVERTISING = (
    *("casino", "viagra", "cialis", "backlinks", "seo services", "guest post", "domain authority", "crypto"),
    *("bitcoin", "forex", "payday loan", "betting", "porn", "escort", "click here", "limited offer"),
    *("unbeatable", "best price", "make money", "work from home", "telegram", "whatsapp me"),
    *("kredit ohne schufa", "sofortkredit", "gratis testen", "jetzt klicken", "suchmaschinenoptimierung"),
)
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*[a-z][^>]{0,200}>|\[/?(?:url|b|i|img|link)\b[^\]]{0,200}\]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 2000
_ALIKE = {"LATIN", "CYRILLIC", "GREEK"}


@dataclass(frozen=True, slots=True)
class Past:
    """What came before: how often these words, and to how many other stories this sender wrote in a day."""

    same_words: int = 0
    stories: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """`reasons` are codes of REASONS, each with what was found."""

    points: int
    reasons: tuple[tuple[str, str | int], ...]

    @property
    def suspect(self) -> bool:
        return self.points >= SUSPECT

    @property
    def kept(self) -> str:
        return json.dumps(self.reasons, ensure_ascii=False) if self.reasons else ""


def judge(name: str, body: str, *, seconds: int | None, past: Past) -> Score:
    """The score of a response: the sum of what its signs weigh, at most 100."""
    found = tuple(_signs(name, body, seconds, past))
    points = sum(
        WEIGHTS[code] * (min(value, 3) if code == "links" and isinstance(value, int) else 1)
        for code, value in found
    )
    return Score(min(100, points), found)


def _signs(name: str, body: str, seconds: int | None, past: Past) -> Iterator[tuple[str, str | int]]:
    links = _LINK.findall(body)
    if links and len(_WORD.findall(_LINK.sub(" ", body))) < 4:
        yield "link_only", ""
    elif links:
        yield "links", len(links)
    if past.same_words:
        yield "repeated", past.same_words
    if past.stories >= MANY_STORIES:
        yield "everywhere", past.stories
    if seconds is not None and seconds < HURRIED_SECONDS:
        yield "hurried", HURRIED_SECONDS
    bare = disguises.bare(f"{name}\n{body}")
    if advertised := [word for word in ADVERTISING if words.holds(bare, word)]:
        yield "words", ", ".join(advertised[:5])
    if _MARKUP.search(body):
        yield "markup", ""
    if mixed := _mixed(f"{name} {body}"):
        yield "scripts", mixed
    if _shouts(body):
        yield "shouting", ""


def _mixed(written: str) -> str:
    """The first word whose letters are of Latin and of a script with look-alikes of it; "" for none."""
    for word in _WORD.findall(written)[:_MOST_WORDS]:
        if not word.isascii() and len({_script(letter) for letter in word} & _ALIKE) > 1:
            return str(word[:40])
    return ""


def _script(letter: str) -> str:
    return str(unicodedata.name(letter, "")).partition(" ")[0]


def _shouts(body: str) -> bool:
    cased = [letter for letter in body if letter.isupper() or letter.islower()]
    return len(cased) >= 20 and sum(letter.isupper() for letter in cased) > 0.7 * len(cased)


def mark(body: str) -> str:
    """The digest of a text's letters alone: the same words with other blanks, case or signs have the same."""
    return digest("".join(_WORD.findall(disguises.bare(body))) or body)


def sentences(kept: str) -> list[str]:
    """Why a response looks as it does, for the one who reads."""
    return [_(REASONS[code], found=value) for code, value in json.loads(kept or "[]") if code in REASONS]
