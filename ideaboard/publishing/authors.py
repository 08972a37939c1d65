"""Whom a story credits: who wrote its post, then those whose comments became part of the idea.

Each is named as they agree to be, and asked apart from the others; only employees can be credited.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from ideaboard.board import groups
from ideaboard.db import Database, Row, each
from ideaboard.errors import Refusal
from ideaboard.language import _
from ideaboard.publishing import bylines
from ideaboard.spotlight import parts
from ideaboard.spotlight.parts import Credit
from ideaboard.who import STAFF

MOST = 5  # beside the author of the post
FIELD = "author-"
# Stands for who wrote a post without a name: of them nothing else is known.
NAMELESS = 0

_ROLES = ", ".join(f"'{role}'" for role in sorted(STAFF))
_EMPLOYED = f"""people.active = 1 AND EXISTS (SELECT 1 FROM roles
    WHERE roles.person_id = people.id AND roles.role IN ({_ROLES}))"""


@dataclass(frozen=True, slots=True)
class CoAuthor:
    """A commenter who is credited, and the kind of their byline."""

    person: int
    byline: str


def pack(chosen: Iterable[CoAuthor]) -> str:
    """The JSON list that a version keeps, "" for none."""
    kept = [asdict(one) for one in chosen]
    return json.dumps(kept) if kept else ""


def unpack(kept: str) -> tuple[CoAuthor, ...]:
    return tuple(CoAuthor(**one) for one in json.loads(kept or "[]"))


def chosen(form: Mapping[str, str]) -> tuple[CoAuthor, ...]:
    """The co-authors that a form's fields `author-12` choose, each with a kind of byline."""
    found = []
    for field, kind in form.items():
        number = field.removeprefix(FIELD)
        if field.startswith(FIELD) and kind and number.isascii() and number.isdigit() and len(number) < 16:
            found.append(CoAuthor(int(number), kind))
    return tuple(found)


def co_ids(row: Row) -> list[int]:
    """The people credited beside the post's author; `row` is a draft's, a version's, or a post's (none)."""
    return [one.person for one in unpack(row.get("co_authors") or "")]


def keys(draft: Row) -> list[int]:
    """Everyone who must agree: the post's author first (`NAMELESS` where it names none), then the others."""
    return [draft["author_id"] or NAMELESS, *co_ids(draft)]


def people(draft: Row) -> list[int]:
    """Those of them who can be told something."""
    return [number for number in keys(draft) if number != NAMELESS]


def names(db: Database, drafts: Iterable[Row]) -> dict[int, Row]:
    """`name`, `title`, `department` and whether `employed`, of every co-author of these drafts, by id."""
    marks, bound = each("id", {number for draft in drafts for number in co_ids(draft)})
    found = db.rows(
        f"""SELECT people.id, people.name, people.title, people.department,
                   CASE WHEN {_EMPLOYED} THEN 1 ELSE 0 END AS employed
            FROM people WHERE people.id IN ({marks})""",
        **bound,
    )
    return {row["id"]: row for row in found}


def eligible(db: Database, post: Row) -> list[Row]:
    """The employees who commented on the post, or on one merged into it, with how often (`said`).

    Not its own author, whom the byline names, and nobody whose comments were all taken back.
    """
    return db.rows(
        f"""SELECT people.id, people.name, people.title, people.department, COUNT(*) AS said
            FROM comments JOIN people ON people.id = comments.author_id
            WHERE comments.post_id IN {groups.MEMBERS} AND comments.removed_at IS NULL
              AND people.id <> :author AND {_EMPLOYED}
            GROUP BY people.id, people.name, people.title, people.department, people.name_key
            ORDER BY people.name_key, people.id LIMIT 50""",
        post_id=post["id"],
        author=post["author_id"] or NAMELESS,
    )


def checked(
    db: Database, wanted: tuple[CoAuthor, ...], post: Row, before: Iterable[int]
) -> list[tuple[CoAuthor, Row]]:
    """Each chosen co-author with who that is; `before` are those of the version that is changed.

    Raises Refusal for somebody who did not comment, who is named in no known way, or for too many.
    """
    known = {row["id"]: row for row in eligible(db, post)}
    # Who was credited already may stay though their comment is gone: they are asked anyway.
    kept = {number for number in before if number not in known}
    known |= names(db, [{"co_authors": pack(CoAuthor(number, "") for number in kept)}]) if kept else {}
    if any(one.person not in known or one.byline not in bylines.LABELS for one in wanted):
        raise Refusal.of({"authors": _("Only colleagues who commented on the post can be credited with it.")})
    if len(wanted) > MOST:
        raise Refusal.of({"authors": _("At most %(most)s beside the author of the post.", most=MOST)})
    return [(one, known[one.person]) for one in wanted]


def bylines_of(row: Row) -> Row:
    """A co-author's row as `bylines` wants a post's."""
    return {
        "author_id": row["id"],
        "name": row["name"],
        "person_title": row["title"],
        "department": row["department"],
    }


def credited(
    post: Row, kind: str, others: list[tuple[CoAuthor, Row]], *, company: str, written_in: str
) -> tuple[str, str]:
    """The byline over the story, and the credits of all authors as a column keeps them."""
    rows = [(post, kind), *((bylines_of(row), one.byline) for one, row in others)]
    texts = [bylines.text(row, how, company=company, written_in=written_in) for row, how in rows]
    credits = [bylines.credit(row, how) for row, how in rows]
    # Who is named stands first: a byline that begins without a name is taken for nobody's.
    order = sorted(range(len(rows)), key=lambda place: not credits[place].name)
    return "; ".join(dict.fromkeys(texts[place] for place in order)), parts.pack(credits)


def own_credit(version: Row, draft: Row, author: int) -> Credit | None:
    """How a version names one author; None for who is not (or no longer) among its authors."""
    who = [draft["author_id"] or NAMELESS, *co_ids(version)]
    found = parts.credits(version["credits"])
    return found[who.index(author)] if author in who and len(found) == len(who) else None
