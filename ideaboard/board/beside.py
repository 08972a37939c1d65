"""What stands beside the posts that a search found: people and themes, a few of each.

They are shown only where they answer most of what was asked, since one common word of a long question is
found in somebody's profile nearly always.
"""

from dataclasses import dataclass, field
from typing import Any

from ideaboard import text
from ideaboard.board import faces, themes
from ideaboard.db import Database, Row
from ideaboard.errors import Unavailable
from ideaboard.people import finding
from ideaboard.search.finder import Finder
from ideaboard.search.marks import marked
from ideaboard.who import Person

MOST = 3
_FRAGMENT = 90


@dataclass(frozen=True, slots=True)
class Beside:
    """`people` as `people.finding` gives them; `themes` with `marked_title` and `fragment`."""

    people: list[Row] = field(default_factory=list)
    themes: list[Row] = field(default_factory=list)

    def face(self) -> dict[str, Any]:
        """Both as JSON."""
        return {
            "people": [_person(row) for row in self.people],
            "themes": [faces.theme(row) for row in self.themes],
        }


def _person(row: Row) -> dict[str, Any]:
    kept = ("id", "name", "title", "department")
    return {name: row[name] for name in kept} | {"url": f"/people/{row['id']}"}


def found(db: Database, finder: Finder | None, query: str, *, person: Person) -> Beside:
    """People and themes for the words; none of them when search cannot say, which never takes a page down."""
    if finder is None or not query.strip():
        return Beside()
    try:
        groups = _themes(db, finder, query, person)
    except Unavailable:
        # Who would be asked next waits as long and hears the same.
        return Beside()
    colleagues = finding.found(db, finder, query, person=person, limit=MOST)
    return Beside([row for row in colleagues if row["answers"]], [row for row in groups if row["answers"]])


def _themes(db: Database, finder: Finder, query: str, person: Person) -> list[Row]:
    answer = finder.find(query, audiences=person.audiences, filters={"what": "theme"}, limit=MOST)
    rows = themes.chosen(db, finding.numbers(answer), person)
    terms, language = answer.terms, answer.language
    for row in rows:
        statement = text.plain(row["statement"])
        row["answers"] = finding.answers(f"{row['title']}\n{statement}", query, terms, language)
        row["marked_title"] = marked(row["title"], terms, language=language)
        row["fragment"] = marked(statement, terms, width=_FRAGMENT, language=language)
    return rows
