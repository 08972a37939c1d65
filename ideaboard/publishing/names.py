"""Names of colleagues in an outward text who did not agree to stand in it.

A full name is found always, its parts in any order, apart or joined; a surname alone where it is unusual: no
common word, nobody's first name, and borne by few. A first name alone names nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ideaboard.db import Database
from ideaboard.publishing import disguises

RARE = 3  # A surname that more people bear names none of them alone.
SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]+")
# What parts two sentences, or two things of a list; names do not stand across it.
_APART = re.compile(r"[.!?;:|]\s|\n\s*\n")
_KEPT = 4


@dataclass(frozen=True, slots=True)
class _Named:
    """A person with the folded words of their name."""

    person: int
    name: str
    words: tuple[str, ...]


class Directory:
    """Everybody's name, found by its words: a text costs what its own length does, however many there are."""

    def __init__(self, people: list[tuple[int, str]]) -> None:
        self._by_last: dict[str, list[_Named]] = {}
        self._by_whole: dict[str, list[_Named]] = {}
        self._firsts: set[str] = set()
        for number, name in people:
            words = tuple(bare_words(name))
            if len(words) > 1:
                self._add(_Named(number, name, words))

    def _add(self, named: _Named) -> None:
        first, last = named.words[0], named.words[-1]
        self._firsts.add(first)
        self._by_last.setdefault(last, []).append(named)
        for whole in {first + last, last + first, "".join(named.words)}:
            self._by_whole.setdefault(whole, []).append(named)

    def find(self, text: str, consenting: frozenset[int], named: frozenset[str]) -> Iterator[str]:
        """Each name as the directory or the text spells it. `named` are the words of names that may stand:
        those of `consenting` authors as their bylines say them."""
        spelled = list(_WORD.finditer(text))
        words = [_bare(found[0]) for found in spelled]
        for place, word in enumerate(words):
            for one in self._by_whole.get(word, ()):
                if one.person not in consenting:
                    yield one.name
            bearers = self._by_last.get(word, ())
            if not bearers:
                continue
            near = _near(text, spelled, words, place, max(len(one.words) for one in bearers))
            whole = [one for one in bearers if one.words[0] in near and one.person not in consenting]
            yield from (one.name for one in whole)
            if not whole and word not in named and self._is_unusual(word) and spelled[place][0][:1].isupper():
                yield spelled[place][0]

    def _is_unusual(self, word: str) -> bool:
        few = len({one.person for one in self._by_last[word]}) <= RARE
        return few and len(word) >= SHORTEST and word not in self._firsts and word not in _common()


def _near(text: str, spelled: list[re.Match[str]], words: list[str], place: int, reach: int) -> set[str]:
    """The words beside a surname that may be its first name: next to it, or past what stands between."""
    found = set()
    for step in (-1, 1):
        at = place
        for _turn in range(max(2, reach)):
            if not 0 <= at + step < len(words):
                break
            left, right = sorted((at, at + step))
            between = text[spelled[left].end() : spelled[right].start()]
            # The point after an initial parts nothing.
            if len(between) > 4 or (_APART.search(between) and len(words[left]) > 1):
                break
            at += step
            found.add(words[at])
    return found


def bare_words(name: str) -> list[str]:
    """The words of a name, folded as the check compares them."""
    return [_bare(found) for found in _WORD.findall(disguises.plain(name))]


@lru_cache(maxsize=50_000)
def _bare(word: str) -> str:
    return disguises.fold(word)


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("surnames.txt").read_text(encoding="utf8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_directories: dict[tuple[str, int, int, int], Directory] = {}


def directory(db: Database) -> Directory:
    """Everybody's names, made anew only when somebody came or was renamed; one query otherwise."""
    row = db.row(
        """SELECT COUNT(*) AS people, COALESCE(MAX(people.id), 0) AS last,
                  (SELECT number FROM renamings WHERE renamings.id = 1) AS renamed FROM people"""
    )
    assert row is not None
    key = (db.place, row["people"], row["last"], row["renamed"])
    if key not in _directories:
        people = [(one["id"], one["name"]) for one in db.rows("SELECT id, name FROM people ORDER BY id")]
        while len(_directories) >= _KEPT:
            _directories.pop(next(iter(_directories)), None)
        _directories[key] = Directory(people)
    return _directories[key]
