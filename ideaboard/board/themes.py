"""Themes as everyone inside reads them: a written statement, and the posts it was distilled from.

Grouping is the council's own act. What is listed and counted of a theme are the posts this reader sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ideaboard import outbox, text
from ideaboard.board import lists, visibility
from ideaboard.board.timeline import person as joined
from ideaboard.db import Database, Row, each
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.who import Person

PAGE = 20
# As many as one can still choose from.
CHOICES = 200
_ALL = """SELECT themes.id, themes.title AS theme_title, themes.statement, themes.audience,
                 themes.created_at, themes.edited_at, themes.closed_at,
                 people.id AS by_id, people.name, people.title, people.department, people.picture
          FROM themes JOIN people ON people.id = themes.made_by"""


@dataclass(frozen=True, slots=True)
class Listing:
    """The themes of one page, and the cursor of the next, "" at the end."""

    themes: list[Row]
    next: str


def find(db: Database, theme_id: int, person: Person | None) -> Row:
    """One theme with `by` and `post_count`. Raises NotFound, also when it is not for this person."""
    found = db.row(
        f"{_ALL} WHERE themes.id = :id AND {visibility.THEMES}", id=theme_id, **visibility.values(person)
    )
    if found is None:
        raise NotFound(_("There is no such theme, or it is not for you to see."))
    return _dressed(db, [found], person)[0]


def page(db: Database, person: Person, *, closed: bool = False, before: int, limit: int = PAGE) -> Listing:
    """The open themes, or the closed ones, the newest first, from below the id `before` on."""
    found = db.rows(
        f"""{_ALL} WHERE {visibility.THEMES} AND themes.id < :before
              AND CASE WHEN themes.closed_at IS NULL THEN 0 ELSE 1 END = :closed
            ORDER BY themes.id DESC LIMIT :limit""",
        before=before,
        closed=int(closed),
        limit=limit + 1,
        **visibility.values(person),
    )
    rows = _dressed(db, found[:limit], person)
    return Listing(rows, str(rows[-1]["id"]) if len(found) > limit else "")


def posts(db: Database, theme_id: int, person: Person, *, after: str = "", now: str) -> lists.Listing:
    """The posts of a theme that the person sees, the best supported first; archived ones left the lists."""
    return lists.page(db, lists.Wanted("top", {"theme": str(theme_id)}, after), person=person, now=now)


def of(db: Database, post_id: int, person: Person) -> list[Row]:
    """The themes of a post that the person sees, as `{id, title, closed_at}`."""
    return db.rows(
        f"""SELECT themes.id, themes.title, themes.closed_at FROM themes
            JOIN theme_posts ON theme_posts.theme_id = themes.id
            WHERE theme_posts.post_id = :id AND {visibility.THEMES} ORDER BY themes.id LIMIT 50""",
        id=post_id,
        **visibility.values(person),
    )


def choices(db: Database, person: Person) -> list[Row]:
    """The open themes a post may be put into, the newest first, as `{id, title, audience}`."""
    return db.rows(
        f"""SELECT id, title, audience FROM themes WHERE {visibility.THEMES} AND closed_at IS NULL
            ORDER BY id DESC LIMIT :limit""",
        limit=CHOICES,
        **visibility.values(person),
    )


def chosen(db: Database, ids: Sequence[int], person: Person) -> list[Row]:
    """These themes, in this order, without closed ones and those the person may not see."""
    marks, bound = each("id", ids)
    found = db.rows(
        f"{_ALL} WHERE themes.id IN ({marks}) AND themes.closed_at IS NULL AND {visibility.THEMES}",
        **bound,
        **visibility.values(person),
    )
    by_id = {row["id"]: row for row in _dressed(db, found, person)}
    return [by_id[number] for number in ids if number in by_id]


def reindex(db: Database, theme_id: int, *, now: str) -> None:
    """Ask for the theme to be found as it is now."""
    outbox.put(db, "index", key=f"theme:{theme_id}", now=now)


def _dressed(db: Database, rows: list[Row], person: Person | None) -> list[Row]:
    counts = _counts(db, [row["id"] for row in rows], person)
    for row in rows:
        row["by"] = joined(row, "by_id")
        row["title"] = row.pop("theme_title")
        row["post_count"] = counts.get(row["id"], 0)
        row["excerpt"] = text.shorten(text.plain(row["statement"][:1500]), 300)
    return rows


def _counts(db: Database, ids: Sequence[int], person: Person | None) -> dict[int, int]:
    marks, bound = each("id", ids)
    found = db.rows(
        f"""SELECT theme_posts.theme_id, COUNT(*) AS number FROM theme_posts
            JOIN posts ON posts.id = theme_posts.post_id
            WHERE theme_posts.theme_id IN ({marks}) AND posts.listed = 1 AND {visibility.VISIBLE}
            GROUP BY theme_posts.theme_id""",
        **bound,
        **visibility.values(person),
    )
    return {row["theme_id"]: row["number"] for row in found}
