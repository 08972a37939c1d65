"""Colleagues as search finds them: loaded again as the directory shows them, the words marked."""

import re
from collections.abc import Collection

from ideaboard.db import Database, Row
from ideaboard.errors import Unavailable
from ideaboard.language import SOURCE
from ideaboard.people import documents, interests, people
from ideaboard.search.finder import Finder, Found
from ideaboard.search.marks import marked
from ideaboard.search.words import analyzer
from ideaboard.who import Person

_FRAGMENT = 60
_FILTER = re.compile(r"\b[a-z]+:", re.IGNORECASE)
_NOTHING = Found(0, [], frozenset(), None)


def found(db: Database, finder: Finder | None, query: str, *, person: Person, limit: int) -> list[Row]:
    """Active people with `marked_name`, a `fragment` of what is said of them, and whether they `answer`.

    Nobody without an index; a name that was mistyped finds its bearer as any word does.
    """
    answer = _asked(finder, query, person, limit)
    ids, terms, language = numbers(answer), answer.terms, answer.language or SOURCE
    rows = people.chosen(db, ids)
    cares = interests.of(db, ids)
    for row in rows:
        about = "\n".join([documents.body(row), ", ".join(cares.get(row["id"], ()))]).strip()
        row["answers"] = answers(f"{row['name']}\n{about}", query, terms, language)
        row["marked_name"] = marked(row["name"], terms, language=language)
        row["fragment"] = _fragment(row, about.replace("\n", " · "), terms, language)
    return rows


def numbers(found: Found) -> list[int]:
    """The ids of what was found, all of one kind."""
    return [int(hit.key.partition(":")[2]) for hit in found.hits]


def stems(said: str, language: str) -> frozenset[str]:
    return frozenset(word.stem for word in analyzer(language).words(said))


def answers(said: str, query: str, terms: Collection[str], language: str) -> bool:
    """Whether more than half of the words asked for stand there, in one form or another.

    One common word of a long question stands in somebody's profile nearly always.
    """
    words = analyzer(language)
    plain = list(words.words(_FILTER.sub(" ", query)))
    asked = {word.stem for word in plain if not word.joined and word.text not in words.stop}
    return 2 * len(stems(said, language) & frozenset(terms)) > len(asked)


def _fragment(row: Row, about: str, terms: Collection[str], language: str) -> list[tuple[str, bool]]:
    """What they are, for who is found by name; else the place where the words stand."""
    if any(hit for _piece, hit in row["marked_name"]):
        what = " · ".join(part for part in (row["title"], row["department"]) if part)
        return marked(what, terms, language=language)
    return marked(about, terms, width=_FRAGMENT, language=language)


def _asked(finder: Finder | None, query: str, person: Person, limit: int) -> Found:
    if finder is None:
        return _NOTHING
    try:
        return finder.find(query, audiences=person.audiences, filters={"what": "person"}, limit=limit)
    except Unavailable:
        return _NOTHING
