"""Moderation: a post leaves the lists, with a reason everyone can read; nothing is deleted."""

from ideaboard import text
from ideaboard.board import posts
from ideaboard.council.answers import REASON_MOST, require_seat
from ideaboard.db import Database
from ideaboard.errors import Conflict, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications
from ideaboard.who import Person


def archive(db: Database, post_id: int, *, reason: str, by: Person, now: str) -> None:
    """Take a post out of the lists; its author finds the reason in their inbox.

    Raises Forbidden without a seat, NotFound for a post the person may not see, Conflict for their own and
    for one that is archived, Refusal without a reason.
    """
    require_seat(by)
    post = posts.find(db, post_id, by)
    if post["author_id"] == by.id:
        raise Conflict(_("This is your own post: withdraw it on its page, or leave it to another seat."))
    if post["status"] == "archived":
        raise Conflict(_("This post is archived already."))
    kept = text.clean(reason)
    if not 1 <= len(kept) <= REASON_MOST:
        sentence = _("Say why, in 1 to %(most)s characters; every reader will see it.", most=REASON_MOST)
        raise Refusal.of({"reason": sentence})
    posts.set_status(db, post_id, "archived", reason=kept, by=by.id, now=now)
    if post["author_id"] is not None:
        notifications.tell(
            db,
            [post["author_id"]],
            event=f"archived:{post_id}:{now}",
            kind="archived",
            text=Said(
                N_("The council archived “%(title)s”: %(reason)s"), {"title": post["title"], "reason": kept}
            ),
            url=f"/posts/{post_id}",
            audience=post["audience"],
            post_id=post_id,
            about=post["title"],
            why="wrote",
            now=now,
        )
