"""Merging as an act of the council; who wrote one of the two posts leaves it to the other seats."""

from ideaboard.board import groups, merges, originals, posts
from ideaboard.council.answers import require_seat
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict
from ideaboard.language import N_, _
from ideaboard.who import Person

OBJECTED = N_("Its author objected to this merge, and it was undone: only they can merge the two again.")
OWN = N_("This is about a post of your own: the other seats decide.")


def merge(db: Database, post_id: int, other: str, *, by: Person, now: str) -> Row:
    """Merge a post into the one that `other` (an address or a number) means, and return that one.

    Raises Forbidden without a seat, NotFound for a post the person may not see, Conflict for a post of their
    own and for two that cannot be merged, and Refusal for an `other` that is none.
    """
    post = posts.find(db, post_id, by)
    into = originals.other(db, other, by)
    require_outside(db, post_id, into["id"], by=by)
    if merges.objected_before(db, post_id, into["id"]):
        raise Conflict(_(OBJECTED))
    merges.merge(db, post, into, by=by, now=now)
    return into


def require_outside(db: Database, *post_ids: int, by: Person) -> None:
    """Raises Forbidden without a seat, and Conflict for who wrote one of these posts or of their groups."""
    require_seat(by)
    if any(wrote(db, number, by) for number in post_ids):
        raise Conflict(_(OWN))


def wrote(db: Database, post_id: int, by: Person) -> bool:
    """Whether the person wrote the post, or one that was merged into it."""
    sql = f"SELECT id FROM posts WHERE id IN {groups.MEMBERS} AND author_id = :author LIMIT 1"
    return db.row(sql, post_id=post_id, author=by.id) is not None


def undo(db: Database, post_id: int, *, by: Person, now: str) -> None:
    """Part a merged post from its survivor, whoever merged it. Raises as `merge` does."""
    post = posts.find(db, post_id, by)
    require_outside(db, post_id, post["merged_into"] or post_id, by=by)
    merges.undo(db, post_id, by=by, now=now)


def keep(db: Database, post_id: int, reason: str, *, by: Person, now: str) -> None:
    """Leave a post merged though its author objects, with a reason; another seat than the one that merged."""
    post = posts.find(db, post_id, by)
    require_outside(db, post_id, post["merged_into"] or post_id, by=by)
    link = merges.require(db, post_id)
    if link["by_id"] == by.id:
        raise Conflict(_("You merged these posts: whether it stays so is for another seat to decide."))
    merges.keep(db, link, reason, by=by, now=now)
