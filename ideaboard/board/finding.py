"""Search results as the board shows them: loaded again under its own visibility rule, the words marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ideaboard import text
from ideaboard.board import groups, lists, vocabulary
from ideaboard.db import Database, Row, each
from ideaboard.errors import Unavailable
from ideaboard.language import N_, _
from ideaboard.search.finder import Finder, Found
from ideaboard.search.marks import marked
from ideaboard.search.words import analyzer
from ideaboard.who import Person

PAGE = 20
# As many as one question to the index may bring.
MOST_NUMBERS = 100
FILTERS = ("category", "status", "kind", "tag")
SORTS = {"relevance": N_("Relevance"), "newest": N_("Newest"), "top": N_("Top")}
# What has fewer words is like too much.
SHORTEST = 3
# Less alike is not alike: one common word of a long title.
_LEAST_ALIKE = 0.12
_POSTS = {"what": "post"}
_FRAGMENT = 240
# Comments of one post that are looked through for the words that were found.
_MOST_COMMENTS = 300

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Results:
    """`posts` are dressed rows with `marked_title`, `fragment` and `found_in` added: None, or the answer,
    comment or merged post (`what`) that has the words.

    `facets` are the values of each filter with how many of the posts have it; `cut` says that very common
    words were left out.
    """

    total: int
    posts: list[Row]
    did_you_mean: str | None
    more: bool
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    cut: bool = False


def search(
    db: Database,
    finder: Finder | None,
    query: str,
    *,
    filters: Mapping[str, str],
    page: int,
    person: Person,
    sort: str = "relevance",
    now: str = "",
) -> Results:
    """One page of results. Raises Unavailable while the index is being rebuilt."""
    found = _ask(db, finder, query, filters, person, sort, now, offset=(page - 1) * PAGE, counted=FILTERS)
    rows = lists.chosen(db, [_number(hit.key) for hit in found.hits], person)
    _mark(db, rows, found)
    more = found.total > page * PAGE
    return Results(found.total, rows, found.did_you_mean, more, found.facets, found.cut)


def newest(
    db: Database,
    finder: Finder | None,
    query: str,
    *,
    filters: Mapping[str, str],
    person: Person,
    since: str = "",
    now: str = "",
) -> list[Row]:
    """The newest posts the query finds, of those made after `since` when given. Raises Unavailable."""
    found = _ask(db, finder, query, filters, person, "newest", now)
    rows = lists.chosen(db, [_number(hit.key) for hit in found.hits], person)
    return [row for row in rows if row["created_at"] > since]


def numbers(
    db: Database,
    finder: Finder | None,
    query: str,
    *,
    filters: Mapping[str, str],
    person: Person,
    now: str = "",
) -> list[int]:
    """The ids of the hundred posts that the query finds best, for a desk that lists them its own way.

    The desk loads them under the visibility rule again. Raises Unavailable.
    """
    found = _ask(db, finder, query, filters, person, "relevance", now, limit=MOST_NUMBERS)
    return [_number(hit.key) for hit in found.hits]


def _ask(
    db: Database,
    finder: Finder | None,
    query: str,
    filters: Mapping[str, str],
    person: Person,
    sort: str,
    now: str,
    *,
    offset: int = 0,
    limit: int = PAGE,
    counted: Sequence[str] = (),
) -> Found:
    words = vocabulary.of(db, person)
    return _here(finder).find(
        query,
        audiences=person.audiences,
        filters={name: filters[name] for name in FILTERS if filters.get(name)} | _POSTS,
        offset=offset,
        limit=limit,
        sort=sort if sort in SORTS else "relevance",
        counted=counted,
        own=vocabulary.own(db, query, words, person, now=now) if "is:" in query or ":me" in query else None,
        vocabulary=words,
        now=now,
    )


def similar(
    db: Database,
    finder: Finder | None,
    title: str,
    *,
    body: str = "",
    exclude: int = 0,
    person: Person,
    limit: int = 5,
) -> list[Row]:
    """Posts that look like this one, each with its `likeness` from 0 to 1 and the words both have (`shared`).

    None for fewer than three words. Raises Unavailable.
    """
    if sum(not word.joined for word in analyzer("any").words(f"{title}\n{body}")) < SHORTEST:
        return []
    # The first line counts as a title.
    hits = _here(finder).similar(
        f"{title}\n{' '.join(body.split()[:200])}",
        audiences=person.audiences,
        filters=_POSTS,
        exclude=[f"post:{exclude}"],
        limit=limit,
    )
    alike = {_number(hit.key): hit for hit in hits if hit.score >= _LEAST_ALIKE}
    rows = lists.chosen(db, list(alike), person)
    for row in rows:
        row["likeness"], row["shared"] = alike[row["id"]].score, alike[row["id"]].shared
    return rows


def _here(finder: Finder | None) -> Finder:
    if finder is None:
        raise Unavailable(_("Search is not running here."))
    return finder


def _number(key: str) -> int:
    return int(key.partition(":")[2])


def _mark(db: Database, rows: list[Row], found: Found) -> None:
    """Show where the words stand: in the text, else in an answer, else in a comment."""
    mark = partial(marked, terms=found.terms, language=found.language)
    elsewhere = []
    for row in rows:
        row["marked_title"] = mark(row["title"])
        row["fragment"] = mark(text.plain(row["body"]), width=_FRAGMENT)
        row["found_in"] = None
        if not (_any_hit(row["fragment"]) or _any_hit(row["marked_title"])):
            elsewhere.append(row)
    said = _said(db, [row["id"] for row in elsewhere])
    for row in elsewhere:
        row["fragment"], row["found_in"] = _first(said.get(row["id"], []), mark) or (row["fragment"], None)


def _first(said: list[Row], mark: Any) -> tuple[Pieces, Any] | None:
    """The first of these texts with one of the words, and what it is."""
    for row in said:
        pieces = mark(text.plain(row["body"]), width=_FRAGMENT)
        if _any_hit(pieces):
            return pieces, row
    return None


def _any_hit(pieces: Pieces) -> bool:
    return any(hit for _piece, hit in pieces)


def _said(db: Database, ids: list[int]) -> dict[int, list[Row]]:
    """What others said to these posts, and to those merged into them: answers, then what was merged, then
    comments, the oldest first."""
    marks, bound = each("id", ids)
    kept: dict[int, list[Row]] = {}
    for row in db.rows(
        f"""WITH same AS (SELECT id, COALESCE(merged_into, id) AS own FROM posts
                          WHERE id IN ({marks}) OR merged_into IN ({marks}))
            SELECT what, id, own, body, name FROM (
              SELECT 'answer' AS what, answers.id, same.own, text AS body, '' AS name, 0 AS place
              FROM answers JOIN same ON same.id = answers.post_id
              UNION ALL
              SELECT 'merged', posts.id, same.own, posts.title || ' ' || posts.body, '', 0
              FROM posts JOIN same ON same.id = posts.id
              WHERE posts.merged_into IS NOT NULL AND posts.reason = :same
              UNION ALL
              SELECT 'comment', comments.id, same.own, comments.body, people.name,
                     ROW_NUMBER() OVER (PARTITION BY same.own ORDER BY comments.id)
              FROM comments JOIN same ON same.id = comments.post_id
              LEFT JOIN people ON people.id = comments.author_id
              WHERE comments.removed_at IS NULL) AS said
            WHERE place <= :most ORDER BY own, place, what, id""",
        most=_MOST_COMMENTS,
        same=groups.SAME,
        **bound,
    ):
        kept.setdefault(row["own"], []).append(row)
    return kept
