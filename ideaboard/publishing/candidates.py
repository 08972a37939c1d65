"""Posts worth telling outside: publishable, not drafted yet, what was nominated first, each with its reasons.

The rest stands by points that anybody can count: each doubling of its score and of its comments, an outcome
to tell, an answer, freshness, and a person or department that readers have not met yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log2
from typing import Any

from ideaboard import clock
from ideaboard.board import lists, visibility
from ideaboard.board.statuses import WITHIN
from ideaboard.db import Database, Row, each
from ideaboard.language import N_, Said, _, ngettext
from ideaboard.publishing import nominations
from ideaboard.publishing.drafts import BY_EMPLOYEE
from ideaboard.web.request import whole
from ideaboard.who import Person

MOST = 8
PAGE = 20
# Beside what was nominated and offered, so many of the highest score are ranked; filters reach the others.
POOL = 1000
FRESH_DAYS = 30
MANY_COMMENTS = 5

_TOLD = """EXISTS (SELECT 1 FROM releases) AND NOT EXISTS (
    SELECT 1 FROM releases JOIN posts AS told ON told.id = releases.post_id"""
# Each reason as a condition: what narrows the list is what the list says.
_CONDITIONS = {
    "nominated": "EXISTS (SELECT 1 FROM nominations WHERE nominations.post_id = posts.id)",
    "offered": "EXISTS (SELECT 1 FROM offers WHERE offers.post_id = posts.id)",
    "promoted": "posts.promotes > 0",
    "discussed": "posts.comments >= :many",
    "outcome": "posts.status IN ('done', 'partly_done', 'started', 'planned')",
    "answered": "posts.answered_at IS NOT NULL",
    "story": "posts.kind = 'story'",
    "fresh": "posts.created_at > :fresh_since",
    "new_author": f"posts.author_id IS NOT NULL AND {_TOLD} WHERE told.author_id = posts.author_id)",
    "new_department": f"""COALESCE(people.department, '') <> '' AND {_TOLD}
        JOIN people AS teller ON teller.id = told.author_id WHERE teller.department = people.department)""",
}
REASONS = {
    "nominated": N_("Nominated by a member"),
    "offered": N_("Offered by its author"),
    "promoted": N_("Promoted by colleagues"),
    "discussed": N_("Many comments"),
    "outcome": N_("An outcome to tell"),
    "answered": N_("Answered by the council"),
    "story": N_("A story already"),
    "fresh": N_("Fresh"),
    "new_author": N_("An author not shown yet"),
    "new_department": N_("A department not shown yet"),
}
POINTS = {
    "offered": 20,
    "outcome": 40,
    "answered": 10,
    "story": 10,
    "fresh": 15,
    "new_author": 15,
    "new_department": 15,
}
DOUBLING = {"score": 20, "comments": 10}
_FIRST = 100_000

_FLAGS = ", ".join(f"CASE WHEN {said} THEN 1 ELSE 0 END AS {name}" for name, said in _CONDITIONS.items())
_FILTERS = {
    "category": "categories.slug = :category",
    "kind": "posts.kind = :kind",
}
_POOL = f"""SELECT posts.id, posts.score, posts.comments, {_FLAGS}
    FROM posts JOIN categories ON categories.id = posts.category_id
    LEFT JOIN people ON people.id = posts.author_id
    WHERE posts.listed = 1 AND posts.status <> 'duplicate' AND categories.allow_publishing = 1
      AND (posts.author_id IS NULL OR posts.author_id <> :me) AND {visibility.VISIBLE} AND {BY_EMPLOYEE}
      AND NOT EXISTS (SELECT id FROM drafts WHERE drafts.post_id = posts.id)"""
_PUT_FORWARD = """posts.id IN (SELECT post_id FROM nominations UNION SELECT post_id FROM offers)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list: `filters` category, kind and reason; `among` the posts that a search found, None for
    all; the cursor after which the list goes on."""

    filters: Mapping[str, str] = field(default_factory=dict)
    among: list[int] | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Dressed posts with `reasons` and `nominations`, the next cursor, and whether more exist than are
    ranked."""

    posts: list[Row]
    next: str
    cut: bool = False


def wanted(query: Mapping[str, str], among: list[int] | None = None) -> Wanted:
    """What an address asks for; a filter without meaning asks nothing."""
    kept = {name: query[name] for name in (*_FILTERS, "reason") if query.get(name)}
    if kept.get("reason") not in _CONDITIONS:
        kept.pop("reason", None)
    return Wanted(kept, among, query.get("after", ""))


def best(db: Database, person: Person, *, now: str, limit: int = MOST) -> list[Row]:
    """The best candidates the person may see and may draft."""
    return page(db, Wanted(), person=person, now=now, limit=limit).posts


def page(db: Database, wanted: Wanted, *, person: Person, now: str, limit: int = PAGE) -> Listing:
    """One page of candidates, in seven queries at most."""
    pool, cut = _pool(db, wanted, person, now)
    ranked = sorted(((_rank(row), row["id"]) for row in pool.values()), reverse=True)
    if cursor := _cursor(wanted.after):
        ranked = [place for place in ranked if place < cursor]
    shown = ranked[:limit]
    rows = lists.chosen(db, [number for _points, number in shown], person)
    why = nominations.of(db, [row["id"] for row in rows])
    for row in rows:
        row["nominations"] = why.get(row["id"], [])
        row["reasons"] = _reasons(row, pool[row["id"]])
    more = f"{shown[-1][0]}~{shown[-1][1]}" if len(ranked) > limit else ""
    return Listing(rows, more, cut)


def _pool(db: Database, wanted: Wanted, person: Person, now: str) -> tuple[dict[int, Row], bool]:
    conditions = [_FILTERS[name] for name in wanted.filters if name in _FILTERS]
    if "reason" in wanted.filters:
        conditions.append(_CONDITIONS[wanted.filters["reason"]])
    values: dict[str, Any] = {"me": person.id, "many": MANY_COMMENTS, **visibility.values(person)}
    values["fresh_since"] = clock.shift(now, days=-FRESH_DAYS)
    values |= {name: wanted.filters[name] for name in _FILTERS if name in wanted.filters}
    if wanted.among is not None:
        marks, bound = each("among", wanted.among)
        conditions.append(f"posts.id IN ({marks})")
        values |= bound
    narrowed = " AND ".join(["1 = 1", *conditions])
    first = db.rows(f"{_POOL} AND {_PUT_FORWARD} AND {narrowed}", **values)
    top = db.rows(
        f"{_POOL} AND {narrowed} ORDER BY posts.score DESC, posts.id DESC LIMIT :limit",
        limit=POOL + 1,
        **values,
    )
    return {row["id"]: row for row in (*first, *top[:POOL])}, len(top) > POOL


def _rank(row: Row) -> int:
    points = sum(DOUBLING[name] * log2(1 + max(0, row[name])) for name in DOUBLING)
    points += sum(number for name, number in POINTS.items() if row[name])
    return round(points) + (_FIRST if row["nominated"] else 0)


def _cursor(after: str) -> tuple[int, int] | None:
    """Points and id, None for a cursor that is not ours: then the list begins anew."""
    points, _mark, number = after.partition("~")
    first, second = whole(points), whole(number)
    return (first, second) if first is not None and second is not None else None


def _reasons(post: Row, has: Row) -> list[str]:
    """Why a post may be worth telling, in plain words, beside who nominated it."""
    found = []
    if has["promoted"]:
        sentence = ngettext(
            "%(num)s colleague promotes it", "%(num)s colleagues promote it", post["promotes"]
        )
        found.append(sentence)
    if has["discussed"]:
        found.append(ngettext("%(num)s comment", "%(num)s comments", post["comments"]))
    if has["outcome"]:
        found.append(_("An outcome to tell: %(status)s", status=Said(WITHIN[post["status"]])))
    elif has["answered"]:
        found.append(_("The council has answered it"))
    names = ("offered", "story", "fresh", "new_author", "new_department")
    return found + [_(REASONS[name]) for name in names if has[name]]
