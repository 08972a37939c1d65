"""Search results as the board shows them: loaded again under its own visibility rule, the words marked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ideaboard import text
from ideaboard.board import lists
from ideaboard.db import Database, Row, each
from ideaboard.errors import Unavailable
from ideaboard.language import _
from ideaboard.search.finder import Finder
from ideaboard.search.marks import marked
from ideaboard.who import Person

PAGE = 20
FILTERS = ("category", "status", "kind", "tag")
_POSTS = {"what": "post"}
_FRAGMENT = 240


@dataclass(frozen=True, slots=True)
class Results:
    """`posts` are dressed rows with `marked_title`, `fragment` and `found_in` added."""

    total: int
    posts: list[Row]
    did_you_mean: str | None
    more: bool


def search(
    db: Database, finder: Finder | None, query: str, *, filters: Mapping[str, str], page: int, person: Person
) -> Results:
    """One page of results. Raises Unavailable while the index is being rebuilt."""
    wanted = {name: filters[name] for name in FILTERS if filters.get(name)} | _POSTS
    found = _here(finder).find(
        query, audiences=person.audiences, filters=wanted, offset=(page - 1) * PAGE, limit=PAGE
    )
    rows = lists.chosen(db, [_number(hit.key) for hit in found.hits], person)
    _mark(db, rows, found.terms)
    return Results(found.total, rows, found.did_you_mean, found.total > page * PAGE)


def newest(
    db: Database,
    finder: Finder | None,
    query: str,
    *,
    filters: Mapping[str, str],
    person: Person,
    since: str = "",
) -> list[Row]:
    """The newest posts the query finds, of those made after `since` when given. Raises Unavailable."""
    rows = search(db, finder, query, filters=filters, page=1, person=person).posts
    return sorted(
        (row for row in rows if row["created_at"] > since), key=lambda row: row["created_at"], reverse=True
    )


def similar(
    db: Database, finder: Finder | None, title: str, *, body: str = "", exclude: int = 0, person: Person
) -> list[Row]:
    """Posts that look like this one; none for fewer than three words. Raises Unavailable."""
    if len(title.split()) < 3:
        return []
    # The first line counts as a title.
    hits = _here(finder).similar(
        f"{title}\n{' '.join(body.split()[:200])}",
        audiences=person.audiences,
        filters=_POSTS,
        exclude=[f"post:{exclude}"],
    )
    return lists.chosen(db, [_number(hit.key) for hit in hits], person)


def _here(finder: Finder | None) -> Finder:
    if finder is None:
        raise Unavailable(_("Search is not running here."))
    return finder


def _number(key: str) -> int:
    return int(key.partition(":")[2])


def _mark(db: Database, rows: list[Row], terms: Collection[str]) -> None:
    comments = _comments(db, [row["id"] for row in rows])
    for row in rows:
        row["marked_title"] = marked(row["title"], terms)
        row["fragment"], row["found_in"] = _fragment(row, comments.get(row["id"], []), terms)


def _fragment(row: Row, comments: list[Row], terms: Collection[str]) -> tuple[list[tuple[str, bool]], Any]:
    """The place of the text where the words stand; of a comment when only there."""
    own = marked(text.plain(row["body"]), terms, width=_FRAGMENT)
    if _any_hit(own) or _any_hit(row["marked_title"]):
        return own, None
    for comment in comments:
        pieces = marked(text.plain(comment["body"]), terms, width=_FRAGMENT)
        if _any_hit(pieces):
            return pieces, comment
    return own, None


def _any_hit(pieces: list[tuple[str, bool]]) -> bool:
    return any(hit for _piece, hit in pieces)


def _comments(db: Database, ids: list[int]) -> dict[int, list[Row]]:
    marks, bound = each("id", ids)
    kept: dict[int, list[Row]] = {}
    for row in db.rows(
        f"""SELECT comments.id, comments.post_id, comments.body, people.name FROM comments
            LEFT JOIN people ON people.id = comments.author_id
            WHERE comments.post_id IN ({marks}) AND comments.removed_at IS NULL
            ORDER BY comments.id LIMIT 500""",
        **bound,
    ):
        kept.setdefault(row["post_id"], []).append(row)
    return kept
