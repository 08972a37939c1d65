"""What a person typed, understood: words (all preferred, some enough), "phrases", and -words to leave out.

Nothing typed is refused and nothing has another meaning: brackets, stars and colons only separate words. Read
are the first LONGEST characters and the first MOST_WORDS words.
"""

import re
from dataclasses import dataclass, field

from ideaboard.search.words import STOP, Word, stem, words

LONGEST = 1_000
MOST_WORDS = 32

_QUOTES = str.maketrans("“”„«»\0−", '""""" -')
_CLAUSE = re.compile(r'(?P<minus>(?<!\S)-(?=\S))?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')

Phrase = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Asked:
    """One word that is looked for: its stem, and the joined words (`pihole` for pi + hole) that do as well.

    `start` and `end` are where it was typed; `open` is true for the last word while it may still be typed.
    """

    word: Word
    start: int
    end: int
    joined: list[str] = field(default_factory=list)
    open: bool = False


@dataclass(slots=True)
class Query:
    """`phrases` must all be there, `without` must not; each is stems with their relative places."""

    text: str
    asked: list[Asked] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    without: list[Phrase] = field(default_factory=list)


def understand(text: str) -> Query:
    """The query that the text means; one without `asked` and `phrases` finds nothing."""
    query = Query(text[:LONGEST].translate(_QUOTES))
    room = MOST_WORDS
    for clause in _CLAUSE.finditer(query.text):
        name = "phrase" if clause["phrase"] is not None else "bare"
        found = list(words(clause[name]))[: room * 2]
        room -= sum(not word.joined for word in found)
        if room < 0:
            break
        if clause["minus"]:
            query.without.extend(_unwanted(found))
        elif name == "phrase":
            query.phrases.extend(filter(None, [_phrase(found)]))
        else:
            _ask(query, found, clause.start(name))
    _join_neighbours(query)
    query.asked = _worth_asking(query)
    return query


def _ask(query: Query, found: list[Word], offset: int) -> None:
    wholes = [word for word in found if word.joined]
    for word in found:
        if not word.joined:
            inside = [whole.text for whole in wholes if whole.start <= word.start and word.end <= whole.end]
            asked = Asked(word, offset + word.start, offset + word.end, inside)
            asked.open = asked.end == len(query.text)
            query.asked.append(asked)


def _join_neighbours(query: Query) -> None:
    """Two words typed apart may be one in the index: "pi hole" for pihole."""
    for one, other in zip(query.asked, query.asked[1:], strict=False):
        whole = one.word.text + other.word.text
        if query.text[one.end : other.start] == " " and not whole.isdigit():
            one.joined.append(whole)
            other.joined.append(whole)


def _worth_asking(query: Query) -> list[Asked]:
    """Each word once, without the words that say nothing when there are others; "IT" is not "it"."""
    shouting = query.text.isupper()
    telling = [
        asked
        for asked in query.asked
        if asked.word.text not in STOP
        or (query.text[asked.start : asked.end].isupper() and not shouting and len(asked.word.text) > 1)
    ]
    kept: dict[str, Asked] = {}
    for asked in telling or ([] if query.phrases else query.asked):
        same = kept.setdefault(asked.word.stem, asked)
        same.open = same.open or asked.open
    return list(kept.values())


def _phrase(found: list[Word]) -> Phrase:
    parts = [word for word in found if not word.joined]
    return tuple((word.stem, word.position - parts[0].position) for word in parts)


def _unwanted(found: list[Word]) -> list[Phrase]:
    """A compound is unwanted in both of its forms."""
    wholes: list[Phrase] = [((stem(word.text), 0),) for word in found if word.joined]
    return [phrase for phrase in (_phrase(found), *wholes) if phrase]
