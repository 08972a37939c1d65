"""The company's words that stay inside: code names, sites, suppliers, whatever the council lists here."""

import re
from functools import lru_cache

from ideaboard import text
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.language import _
from ideaboard.publishing import disguises
from ideaboard.who import Person

MOST = 80
# What may stand between two words of a phrase: blanks, hyphens, the plus of addresses, marks of Markdown.
_BETWEEN = r"[\s\-‐-―_/*~`'’.+]*"
_PARTS = re.compile(r"[^\W_]+")


def add(db: Database, word: str, *, by: Person, now: str) -> None:
    """Keep a word or phrase inside from now on; drafts that hold it are stopped at once.

    Raises Forbidden outside the council, Refusal for nothing to compare, Conflict when it is listed.
    """
    _require_seat(by)
    kept = text.clean(word)
    folded = " ".join(_parts(kept))
    if len(folded) < 2 or len(kept) > MOST:
        raise Refusal.of({"word": _("Write a word or phrase of 2 to %(most)s characters.", most=MOST)})
    sql = """INSERT INTO inside_words (word, folded, added_by, at) VALUES (:word, :folded, :by, :now)
             ON CONFLICT DO NOTHING"""
    if db.run(sql, word=kept, folded=folded, by=by.id, now=now) == 0:
        sentence = _("This is on the list already.")
        raise Conflict(sentence, fields={"word": sentence})


def remove(db: Database, word: str, *, by: Person) -> None:
    """Let a word out again. Raises NotFound when it is not listed."""
    _require_seat(by)
    if db.run("DELETE FROM inside_words WHERE word = :word", word=word) == 0:
        raise NotFound(_("This word is not on the list."))


def _require_seat(by: Person) -> None:
    if by.seat is None:
        raise Forbidden(_("Only the customer council may do this."))


def listed(db: Database) -> list[Row]:
    """All words with who added them and when, by alphabet."""
    return db.rows(
        """SELECT inside_words.word, inside_words.at, people.name AS added_by
           FROM inside_words LEFT JOIN people ON people.id = inside_words.added_by
           ORDER BY inside_words.folded"""
    )


def known(db: Database) -> tuple[str, ...]:
    """The words alone, for the leak check."""
    return tuple(row["word"] for row in db.rows("SELECT word FROM inside_words ORDER BY folded"))


def holds(bare: str, word: str) -> bool:
    """Whether a `disguises.bare` text holds the phrase: its words apart, joined or hyphened, and whole."""
    # Plain search first: it is far quicker than the pattern, and most texts hold none of the words.
    if all(part in bare for part in _parts(word)) and _pattern(word).search(bare) is not None:
        return True
    alike, parts = disguises.alike(bare), tuple(map(disguises.alike, _parts(word)))
    return all(part in alike for part in parts) and _of(parts).search(alike) is not None


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    return _of(_parts(word))


@lru_cache(maxsize=2048)
def _of(parts: tuple[str, ...]) -> re.Pattern[str]:
    phrase = _BETWEEN.join(re.escape(part) for part in parts)
    return re.compile(rf"(?<![^\W_]){phrase}(?![^\W_])")


@lru_cache(maxsize=1024)
def _parts(word: str) -> tuple[str, ...]:
    return tuple(_PARTS.findall(disguises.bare(word)))
