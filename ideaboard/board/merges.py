"""Merges: "this is the same as" is a link between two posts that can be undone; nothing is moved or erased.

The merged post leaves the lists and leads on to the other, its survivor, where its votes, comments and
followers count too (groups.py). What is said and cast from then on belongs to the survivor. Only posts with
the same readers can be merged: a link must not carry words to people they were not written for. Who may do
it is asked by those who call: an author for their own post, the council for others'.
"""

from collections.abc import Iterable

from ideaboard import clock, outbox, text
from ideaboard.board import groups, timeline
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, Refusal, too_long
from ideaboard.language import N_, Said, _
from ideaboard.who import Person

REASON_MOST = 500
# How long the council has to decide about an objection; then the post stands on its own again.
DECIDE_DAYS = 14
ORIGINAL = "?original=1"

_COLUMNS = """merges.id, merges.post_id, merges.into_id, merges.by_id, merges.at, merges.status,
    merges.reason, merges.listed, merges.objection, merges.objected_at, merges.kept_reason, merges.kept_by,
    merges.kept_at, merges.ended_by, merges.ended_at"""


def merge(db: Database, post: Row, into: Row, *, by: Person, now: str) -> int:
    """Let `post` lead on to `into`, with all that was merged into it before; return the link's id.

    Raises Conflict with a sentence that says why not.
    """
    if reason := obstacle(post, into):
        raise Conflict(reason)
    made = db.row(
        """INSERT INTO merges (post_id, into_id, by_id, at, status, reason, listed)
           VALUES (:post, :into, :by, :now, :status, :reason, :listed) RETURNING id""",
        post=post["id"],
        into=into["id"],
        by=by.id,
        now=now,
        status=post["status"],
        reason=post["reason"],
        listed=post["listed"],
    )
    assert made is not None
    db.run(
        "UPDATE posts SET status = 'duplicate', reason = :same, listed = 0 WHERE id = :post",
        same=groups.SAME,
        post=post["id"],
    )
    db.run(
        "UPDATE posts SET merged_into = :into WHERE id = :post OR merged_into = :post",
        into=into["id"],
        post=post["id"],
    )
    _tell_both(db, post["id"], into["id"], N_("Merged into another post"), _GOT, by=by.id, now=now)
    _settle(db, post["id"], into["id"], now=now)
    outbox.put(db, "merge_news", merge_id=made["id"], what="merged", now=now)
    return int(made["id"])


_GOT = N_("Another post was merged into this one")
_LOST = N_("A post that was merged into this one stands on its own again")


def _tell_both(
    db: Database, post_id: int, into_id: int, here: str, there: str, *, by: int | None, now: str
) -> None:
    """An event for either. No titles: their authors may change them, or take them back."""
    timeline.add(db, post_id, "merge", Said(here), url=f"/posts/{into_id}", by=by, now=now)
    timeline.add(db, into_id, "merge", Said(there), url=f"/posts/{post_id}{ORIGINAL}", by=by, now=now)


def _settle(db: Database, *posts: int, now: str) -> None:
    for number in posts:
        groups.recount(db, number)
        outbox.put(db, "index", key=f"post:{number}", now=now)


def obstacle(post: Row, into: Row) -> str:
    """Why `post` cannot be merged into `into`, a survivor; "" when it can."""
    if post["id"] == into["id"]:
        return _("These two are one already: a post cannot be merged into itself.")
    if post["merged_into"]:
        return _("This post was merged already. Undo that first.")
    if "archived" in (post["status"], into["status"]):
        return _("One of these posts was archived or taken back, so they cannot be merged.")
    if post["audience"] != into["audience"]:
        return _(
            "One of these posts is for employees only and the other for everyone inside."
            " Only posts with the same readers can be merged."
        )
    return ""


def of(db: Database, post_id: int) -> Row | None:
    """The link by which a post is merged now, None when it stands on its own."""
    return db.row(
        f"SELECT {_COLUMNS} FROM merges WHERE post_id = :post_id AND ended_at IS NULL", post_id=post_id
    )


def require(db: Database, post_id: int) -> Row:
    """The link of a merged post. Raises Conflict for one that is not merged."""
    if (link := of(db, post_id)) is None:
        raise Conflict(_("This post is not merged, or no longer."))
    return link


def by_id(db: Database, merge_id: int) -> Row | None:
    return db.row(f"SELECT {_COLUMNS} FROM merges WHERE id = :id", id=merge_id)


def objected_before(db: Database, post_id: int, into_id: int) -> bool:
    """Whether these two were parted after the author had objected to their merge."""
    sql = """SELECT id FROM merges WHERE post_id = :post_id AND into_id = :into_id
             AND objected_at IS NOT NULL AND ended_at IS NOT NULL LIMIT 1"""
    return db.row(sql, post_id=post_id, into_id=into_id) is not None


def undo(db: Database, post_id: int, *, by: Person, now: str) -> None:
    """End the link: the post has its status, reason, place and counters again. Raises Conflict."""
    _end(db, require(db, post_id), _APART, by=by.id, now=now)


_APART = N_("Stands on its own again")


def _end(db: Database, link: Row, said: str, *, by: int | None, now: str) -> None:
    number, survivor = link["post_id"], groups.survivor(db, link["post_id"])
    following = _leading_to(db, number, survivor)
    db.run("UPDATE merges SET ended_at = :now, ended_by = :by WHERE id = :id", id=link["id"], by=by, now=now)
    _give_back(db, link)
    marks, bound = each("post", following)
    db.run(f"UPDATE posts SET merged_into = :post WHERE id IN ({marks})", post=number, **bound)
    # On either: one that was a survivor itself before it was merged may bring such a vote along.
    for root in (survivor, number):
        _forget_taken_back(db, root)
    _tell_both(db, number, survivor, said, _LOST, by=by, now=now)
    _settle(db, number, survivor, now=now)
    outbox.put(db, "merge_news", merge_id=link["id"], what="ended", now=now)
    let_go(db, number, now=now)


def _give_back(db: Database, link: Row) -> None:
    """What was decided of the post itself since then, as when it was taken back, stays."""
    db.run("UPDATE posts SET merged_into = NULL WHERE id = :post", post=link["post_id"])
    db.run(
        """UPDATE posts SET status = :status, reason = :reason, listed = :listed
           WHERE id = :post AND status = 'duplicate' AND reason = :same""",
        post=link["post_id"],
        status=link["status"],
        reason=link["reason"],
        listed=link["listed"],
        same=groups.SAME,
    )


def _leading_to(db: Database, post_id: int, survivor: int) -> list[int]:
    """The posts of the survivor's group whose way there goes through this one."""
    found = db.rows(
        """SELECT merges.post_id, merges.into_id FROM merges JOIN posts ON posts.id = merges.post_id
           WHERE posts.merged_into = :survivor AND merges.ended_at IS NULL""",
        survivor=survivor,
    )
    reached, grows = {post_id}, True
    while grows:
        more = {row["post_id"] for row in found if row["into_id"] in reached} - reached
        reached, grows = reached | more, bool(more)
    return sorted(reached - {post_id})


def _forget_taken_back(db: Database, survivor: int) -> None:
    """A vote of 0 stands for one on a merged post that was taken back; without that one it says nothing."""
    db.run(
        """DELETE FROM votes WHERE post_id = :survivor AND value = 0 AND person_id NOT IN (
             SELECT cast_there.person_id FROM votes AS cast_there JOIN posts ON posts.id = cast_there.post_id
             WHERE posts.merged_into = :survivor AND cast_there.value <> 0)""",
        survivor=survivor,
    )


def let_go(db: Database, post_id: int, *, now: str) -> None:
    """Where a survivor was archived or taken back, what was merged into it stands on its own again."""
    gone = "SELECT id FROM posts WHERE id = :id AND status = 'archived' AND merged_into IS NULL"
    if db.row(gone, id=post_id):
        links = db.rows(
            f"SELECT {_COLUMNS} FROM merges WHERE into_id = :id AND ended_at IS NULL ORDER BY id", id=post_id
        )
        said = N_("What this was merged into is gone, so it stands on its own again")
        for link in links:
            _end(db, link, said, by=None, now=now)


def part_readers(db: Database, moved: Iterable[int], *, now: str) -> None:
    """Posts moved to other readers: a link between different readers ends, whichever end moved."""
    marks, bound = each("post", moved)
    links = db.rows(
        f"""SELECT {_COLUMNS} FROM merges
            JOIN posts ON posts.id = merges.post_id JOIN posts AS survivors ON survivors.id = merges.into_id
            WHERE (merges.post_id IN ({marks}) OR merges.into_id IN ({marks}))
              AND merges.ended_at IS NULL AND posts.audience <> survivors.audience ORDER BY merges.id""",
        **bound,
    )
    said = N_("What this was merged into has other readers now, so it stands on its own again")
    for link in links:
        _end(db, link, said, by=None, now=now)


def object_to(db: Database, post: Row, reason: str, *, by: Person | None, now: str) -> None:
    """The author, or who holds the claim, objects; the council hears of it and has two weeks to decide.

    Raises Conflict where there is nothing to object to, Refusal without a reason.
    """
    link = require(db, post["id"])
    if by and link["by_id"] == by.id:
        raise Conflict(_("You merged it yourself, and can undo that yourself."))
    if link["objected_at"]:
        raise Conflict(_("You objected already; the council’s decision stands beside it."))
    kept = _reason(reason, "objection", _("Say why these are not the same."))
    db.run(
        "UPDATE merges SET objection = :reason, objected_at = :now WHERE id = :id",
        id=link["id"],
        reason=kept,
        now=now,
    )
    said, author = N_("Its author objects to the merge"), by.id if by else None
    there = N_("The author of a post that was merged into this one objects")
    _tell_both(db, post["id"], groups.survivor(db, post["id"]), said, there, by=author, now=now)
    outbox.put(db, "merge_news", merge_id=link["id"], what="objected", now=now)
    after = clock.shift(now, days=DECIDE_DAYS)
    outbox.put(db, "objection_due", merge_id=link["id"], after=after, now=now)


def _reason(written: str, field: str, empty: str) -> str:
    kept = text.clean(written)
    if not kept:
        raise Refusal.of({field: empty})
    if len(kept) > REASON_MOST:
        raise Refusal.of({field: too_long(REASON_MOST, kept)})
    return kept


def keep(db: Database, link: Row, reason: str, *, by: Person, now: str) -> None:
    """Decide against an objection, with a reason that everybody reads. Raises Conflict and Refusal."""
    if not link["objected_at"] or link["kept_at"]:
        raise Conflict(_("There is no objection to decide about."))
    kept = _reason(reason, "keep", _("Say why they are the same; the author and every reader will see it."))
    db.run(
        "UPDATE merges SET kept_reason = :reason, kept_by = :by, kept_at = :now WHERE id = :id",
        id=link["id"],
        reason=kept,
        by=by.id,
        now=now,
    )
    said = N_("The council looked at the objection, and the merge stays")
    survivor = groups.survivor(db, link["post_id"])
    _tell_both(db, link["post_id"], survivor, said, said, by=by.id, now=now)
    outbox.put(db, "merge_news", merge_id=link["id"], what="kept", now=now)


def lapse(db: Database, merge_id: int, *, now: str) -> None:
    """An objection that nobody decided about in time is right."""
    link = by_id(db, merge_id)
    if link and link["objected_at"] and not link["kept_at"] and not link["ended_at"]:
        said = N_("Nobody decided about the objection in two weeks, so it stands on its own again")
        _end(db, link, said, by=None, now=now)


def forget(db: Database, post_id: int) -> None:
    """The author took their post back, and what they wrote against a merge with it."""
    db.run("UPDATE merges SET objection = '' WHERE post_id = :post_id", post_id=post_id)
