"""Lists of posts, by keyset: trending (ages), top (of a period), new, unanswered, mine, followed, voted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ideaboard import clock
from ideaboard.board import shown, visibility
from ideaboard.board.posts import COLUMNS, JOINS
from ideaboard.db import Database, Row, each
from ideaboard.language import N_
from ideaboard.web.request import whole
from ideaboard.who import Person

PAGE = 25
PERIODS = {"week": 7, "month": 30, "year": 365}
PERIOD_LABELS = {"week": N_("Past week"), "month": N_("Past month"), "year": N_("Past year")}


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is ordered by: a stored column and the id, both falling (or rising with `rising`)."""

    label: str
    column: str
    rising: bool = False
    condition: str = ""

    @property
    def order(self) -> str:
        way = "ASC" if self.rising else "DESC"
        return f"posts.{self.column} {way}, posts.id {way}"

    @property
    def beyond(self) -> str:
        return f"(posts.{self.column}, posts.id) {'>' if self.rising else '<'} (:after_value, :after_id)"


SORTS: Mapping[str, Sort] = {
    "trending": Sort(N_("Trending"), "hot"),
    "top": Sort(N_("Top"), "score"),
    "new": Sort(N_("New"), "created_at"),
    "unanswered": Sort(N_("Unanswered"), "created_at", rising=True, condition="posts.answered_at IS NULL"),
    "mine": Sort(N_("Mine"), "created_at", condition="posts.author_id = :me"),
    "followed": Sort(
        N_("Followed"),
        "created_at",
        condition="posts.id IN (SELECT COALESCE(kept.merged_into, kept.id) FROM follows"
        " JOIN posts AS kept ON kept.id = follows.post_id WHERE follows.person_id = :me)",
    ),
}
# Each filter of the address, as a condition; an empty value asks nothing.
_FILTERS = {
    "category": "posts.category_id = (SELECT id FROM categories WHERE slug = :category)",
    "status": "posts.status = :status",
    "kind": "posts.kind = :kind",
    "tag": "posts.id IN (SELECT post_id FROM post_tags WHERE tag = :tag)",
    "author": "posts.author_id = :author",
    "period": "posts.created_at >= :since",
}
# What only a page of its own asks for, not an address. Who may not see a theme learns not what is in it.
_WITHIN = _FILTERS | {
    "theme": f"""posts.id IN (SELECT theme_posts.post_id FROM theme_posts
                 JOIN themes ON themes.id = theme_posts.theme_id
                 WHERE themes.id = :theme AND {visibility.THEMES})""",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One list: a sort, filters by name (see `_WITHIN`), and the cursor after which it goes on."""

    sort: str = "trending"
    filters: Mapping[str, str] = field(default_factory=dict)
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The posts of one page, dressed as `shown.dress` does, and the cursor of the next, "" at the end."""

    posts: list[Row]
    next: str


def wanted(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; an unknown sort is trending, a filter without meaning asks nothing."""
    kept = {name: query[name] for name in _FILTERS if query.get(name)}
    if "author" in kept and whole(kept["author"]) is None:
        del kept["author"]
    if kept.get("period", "") not in PERIODS:
        kept.pop("period", None)
    return Wanted(
        query.get("sort", "") if query.get("sort") in SORTS else "trending", kept, query.get("after", "")
    )


def page(db: Database, wanted: Wanted, *, person: Person, now: str, limit: int = PAGE) -> Listing:
    """One page in four queries (three on a first visit), however long the list is."""
    sort = SORTS[wanted.sort]
    conditions = [visibility.VISIBLE, *(_WITHIN[name] for name in wanted.filters)]
    if sort.condition:
        conditions.append(sort.condition)
    # Archived posts left the lists; who asks for that status by name finds them.
    if "status" not in wanted.filters and wanted.sort != "mine":
        conditions.append("posts.listed = 1")
    values = _values(wanted, person, now) | {"limit": limit + 1}
    cursor = _cursor(sort, wanted.after)
    if cursor:
        conditions.append(sort.beyond)
        values |= cursor
    found = db.rows(
        f"SELECT {COLUMNS} FROM {JOINS} WHERE {' AND '.join(conditions)} ORDER BY {sort.order} LIMIT :limit",
        **values,
    )
    rows = found[:limit]
    shown.dress(db, rows, person)
    more = f"{rows[-1][sort.column]}~{rows[-1]['id']}" if len(found) > limit else ""
    return Listing(rows, more)


def _values(wanted: Wanted, person: Person, now: str) -> dict[str, Any]:
    values: dict[str, Any] = {"me": person.id, **visibility.values(person), **wanted.filters}
    if "period" in wanted.filters:
        values["since"] = clock.shift(now, days=-PERIODS[wanted.filters["period"]])
    for name in {"author", "theme"} & wanted.filters.keys():
        values[name] = int(wanted.filters[name])
    return values


def _cursor(sort: Sort, after: str) -> dict[str, Any]:
    """The bindings of a cursor, {} for none and for one that is not ours: then the list begins anew."""
    value, _mark, number = after.rpartition("~")
    if (after_id := whole(number)) is None:
        return {}
    if sort.column == "created_at":
        return {"after_value": value, "after_id": after_id}
    if (size := whole(value.removeprefix("-"))) is None:
        return {}
    return {"after_value": -size if value.startswith("-") else size, "after_id": after_id}


def chosen(db: Database, ids: list[int], person: Person) -> list[Row]:
    """These posts, in this order, without those the person may not see: what search results go through."""
    marks, bound = each("id", ids)
    found = db.rows(
        f"SELECT {COLUMNS} FROM {JOINS} WHERE posts.id IN ({marks}) AND {visibility.VISIBLE}",
        **bound,
        **visibility.values(person),
    )
    shown.dress(db, found, person)
    by_id = {row["id"]: row for row in found}
    return [by_id[number] for number in ids if number in by_id]
