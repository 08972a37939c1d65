"""What members of the council would show outside, each with a sentence why; and what authors offer of their
own. An offer is no consent: that is asked for, word by word, when there is a text."""

from collections.abc import Iterable

from ideaboard import text
from ideaboard.board import posts
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, NotFound, Refusal, too_long
from ideaboard.language import _
from ideaboard.publishing import drafts, record
from ideaboard.publishing.consent import Author
from ideaboard.who import Person

REASON_MOST = 300


def nominate(db: Database, post_id: int, reason: str, *, by: Person, now: str) -> None:
    """Put a post forward, with a sentence why that the council reads; a second time replaces the sentence.

    Raises NotFound for a post `by` may not see, Forbidden for its author and outside the council, Conflict
    where there is a draft already or the post may not lead outside, Refusal without a reason.
    """
    post = posts.find(db, post_id, by)
    drafts.require_member(post, by)
    _require_open(db, post)
    why = text.clean(reason)
    if not why:
        raise Refusal.of({"nominate_reason": _("Say in a sentence why; the council reads it.")})
    if len(why) > REASON_MOST:
        raise Refusal.of({"nominate_reason": too_long(REASON_MOST, why)})
    known = _mine(db, post_id, by)
    db.run(
        """INSERT INTO nominations (post_id, by_id, reason, at) VALUES (:post_id, :by, :reason, :now)
           ON CONFLICT (post_id, by_id) DO UPDATE SET reason = excluded.reason""",
        post_id=post_id,
        by=by.id,
        reason=why,
        now=now,
    )
    if known is None:
        record.add(db, "nominated", post, by=by.id, now=now)


def _require_open(db: Database, post: Row) -> None:
    drafts.require_publishable(db, post)
    if drafts.of_post(db, post["id"]) is not None:
        raise Conflict(_("There is a draft of this post already."))


def _mine(db: Database, post_id: int, by: Person) -> Row | None:
    sql = "SELECT reason FROM nominations WHERE post_id = :post_id AND by_id = :by"
    return db.row(sql, post_id=post_id, by=by.id)


def take_back(db: Database, post_id: int, *, by: Person, now: str) -> None:
    """Take one's own nomination back. Raises NotFound when there is none."""
    post = posts.find(db, post_id, by)
    sql = "DELETE FROM nominations WHERE post_id = :post_id AND by_id = :by"
    if not db.run(sql, post_id=post_id, by=by.id):
        raise NotFound(_("You have not nominated this post."))
    record.add(db, "unnominated", post, by=by.id, now=now)


def of(db: Database, post_ids: Iterable[int]) -> dict[int, list[Row]]:
    """Who nominated each of these posts, why and when, the first first."""
    marks, bound = each("id", post_ids)
    found: dict[int, list[Row]] = {}
    for row in db.rows(
        f"""SELECT nominations.post_id, nominations.by_id, nominations.reason, nominations.at, people.name
            FROM nominations JOIN people ON people.id = nominations.by_id
            WHERE nominations.post_id IN ({marks}) ORDER BY nominations.at, people.name_key""",
        **bound,
    ):
        found.setdefault(row["post_id"], []).append(row)
    return found


def offer(db: Database, post: Row, *, by: Author, now: str) -> None:
    """An author offers their own post. Offering twice changes nothing.

    Raises NotFound for anybody else, Conflict where there is a draft or the post may not lead outside.
    """
    _require_author(post, by)
    _require_open(db, post)
    sql = "INSERT INTO offers (post_id, at) VALUES (:post_id, :now) ON CONFLICT DO NOTHING"
    if db.run(sql, post_id=post["id"], now=now):
        record.add(db, "offered", post, by=_who(by), now=now)


def withdraw_offer(db: Database, post: Row, *, by: Author, now: str) -> None:
    """The author offers it no longer; twice changes nothing. Raises NotFound for anybody else."""
    _require_author(post, by)
    if db.run("DELETE FROM offers WHERE post_id = :post_id", post_id=post["id"]):
        record.add(db, "unoffered", post, by=_who(by), now=now)


def _who(by: Author) -> int | None:
    return by.id if isinstance(by, Person) else None


def _require_author(post: Row, by: Author) -> None:
    if isinstance(by, Person):
        own = post["author_id"] is not None and post["author_id"] == by.id
    else:
        own = post["author_id"] is None and by["id"] == post["id"]
    if not own:
        raise NotFound(_("There is no such post, or it is not for you to see."))


def offered(db: Database, post_id: int) -> bool:
    """Whether its author offers this post."""
    return db.row("SELECT at FROM offers WHERE post_id = :id", id=post_id) is not None


def forget(db: Database, post_id: int) -> None:
    """The post was taken back: nothing says any more why it was worth telling."""
    db.run("DELETE FROM nominations WHERE post_id = :id", id=post_id)
    db.run("DELETE FROM offers WHERE post_id = :id", id=post_id)
