"""The posts behind a survivor, as its page shows them, and what a reader may do about a merge."""

import re

from ideaboard.board import groups, merges, posts, shown, visibility
from ideaboard.board.posts import COLUMNS, JOINS
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.who import Person

_LINK = """merges.into_id, merges.by_id, merges.at AS merged_at, merges.objection, merges.objected_at,
    merges.kept_reason, merges.kept_at"""
_WITH_LINK = f"{JOINS} JOIN merges ON merges.post_id = posts.id AND merges.ended_at IS NULL"
# An address of a post, as it may be pasted, or its number.
_ADDRESS = re.compile(r"/posts/(\d{1,18})(?!\d)", re.ASCII)
_NUMBER = re.compile(r"#?(\d{1,18})", re.ASCII)


def behind(db: Database, post_id: int, person: Person) -> list[Row]:
    """The posts merged into this one, in their order, each with `author` and what is known of its merge."""
    found = db.rows(
        f"""SELECT {COLUMNS}, {_LINK} FROM {_WITH_LINK}
            WHERE posts.merged_into = :post_id AND {visibility.VISIBLE} ORDER BY posts.id LIMIT 100""",
        post_id=post_id,
        **visibility.values(person),
    )
    return [_dressed(row) for row in found]


def objections(db: Database, person: Person) -> list[Row]:
    """The merged posts whose authors object and wait for the council, the oldest objection first."""
    found = db.rows(
        f"""SELECT {COLUMNS}, {_LINK} FROM {_WITH_LINK}
            WHERE merges.objected_at IS NOT NULL AND merges.kept_at IS NULL AND {visibility.VISIBLE}
            ORDER BY merges.objected_at, merges.id LIMIT 100""",
        **visibility.values(person),
    )
    return [_dressed(row) for row in found]


def _dressed(row: Row) -> Row:
    shown.in_words(row)
    row["author"] = shown.author(row)
    return row


def about(db: Database, post: Row, person: Person) -> Row | None:
    """What a merged post's own page says of its merge: the link, its `survivor` (as `posts.find` gives it),
    and whether the reader `may_object` or `may_undo` as its author. None for a post that is not merged."""
    link = merges.of(db, post["id"]) if post["merged_into"] else None
    if link is None:
        return None
    mine = post["author_id"] == person.id and not post["withdrawn"]
    return link | {
        "survivor": posts.find(db, post["merged_into"], person),
        "may_undo": mine and link["by_id"] == person.id,
        "may_object": mine and link["by_id"] != person.id and not link["objected_at"],
    }


def other(db: Database, typed: str, person: Person) -> Row:
    """The post that an address or a number means, or where that one was merged into. Raises Refusal."""
    found = _ADDRESS.search(typed) or _NUMBER.fullmatch(typed.strip())
    if found is None:
        raise Refusal.of({"other": _("Give the address of a post, or its number.")})
    try:
        return posts.find(db, groups.survivor(db, int(found[1])), person)
    except NotFound as unknown:
        raise Refusal.of({"other": unknown.sentence}) from None
