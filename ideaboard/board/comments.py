"""Comments, with one level of replies. A removed one leaves its place, so that replies still make sense.

A post shows those of the posts merged into it too. What is said since then belongs to the survivor, also in
answer to one from a merged post: there it stays, and says so, when the two are parted again.
"""

from ideaboard import outbox, text
from ideaboard.board import follows, groups, mentions, pictures, posts, shown
from ideaboard.board.timeline import person as joined_person
from ideaboard.db import Database, Row
from ideaboard.errors import Forbidden, NotFound, Refusal, too_long
from ideaboard.language import _
from ideaboard.who import Person

BODY_MOST = 5_000


def add(db: Database, post_id: int, body: str, *, reply_to: int | None = None, by: Person, now: str) -> int:
    """Comment, follow the post, and return the comment's id; those concerned hear of it.

    A reply to a reply joins the same thread; on a merged post all is said on its survivor. Raises NotFound
    for a post the person may not see.
    """
    post = posts.find(db, groups.survivor(db, post_id), by)
    post_id = post["id"]
    kept = _checked(db, body, now)
    made = db.row(
        """INSERT INTO comments (post_id, parent_id, author_id, body, created_at)
           VALUES (:post_id, :parent_id, :by, :body, :now) RETURNING id""",
        post_id=post_id,
        parent_id=_thread(db, post_id, reply_to),
        by=by.id,
        body=kept,
        now=now,
    )
    assert made is not None
    pictures.attach(db, kept, post_id, made["id"], by=by)
    db.run("UPDATE posts SET comments = comments + 1 WHERE id = :id", id=post_id)
    if post["author_id"] != by.id:
        follows.follow(db, post_id, by.id, now=now)
    outbox.put(db, "comment_made", comment_id=made["id"], reply_to=reply_to, now=now)
    posts.reindex(db, post_id, now=now)
    return int(made["id"])


def _checked(db: Database, body: str, now: str) -> str:
    kept = text.clean(body, lines=True)
    if not kept:
        raise Refusal.of({"body": _("Write your comment first.")})
    if len(kept) > BODY_MOST:
        raise Refusal.of({"body": too_long(BODY_MOST, kept)})
    return mentions.settle(db, kept, now=now)


def _thread(db: Database, post_id: int, reply_to: int | None) -> int | None:
    if reply_to is None:
        return None
    parent = db.row(
        f"""SELECT id, (SELECT above.id FROM comments AS above
                        WHERE above.id = comments.parent_id AND above.post_id IN {groups.MEMBERS}) AS above_id
            FROM comments WHERE id = :id AND post_id IN {groups.MEMBERS} AND removed_at IS NULL""",
        id=reply_to,
        post_id=post_id,
    )
    if parent is None:
        raise NotFound(_("The comment you answer is not here any more."))
    return int(parent["above_id"] or parent["id"])


def edit(db: Database, comment_id: int, body: str, *, by: Person, now: str) -> int:
    """Change one's own comment and return its post's id."""
    comment = _own(db, comment_id, by)
    kept = _checked(db, body, now)
    db.run(
        "UPDATE comments SET body = :body, edited_at = :now WHERE id = :id",
        id=comment_id,
        body=kept,
        now=now,
    )
    pictures.attach(db, kept, comment["post_id"], comment_id, by=by)
    outbox.put(db, "mentioned", post_id=comment["post_id"], comment_id=comment_id, now=now)
    posts.reindex(db, comment["post_id"], now=now)
    return int(comment["post_id"])


def remove(db: Database, comment_id: int, *, reason: str = "", by: Person, now: str) -> int:
    """Remove one's own comment, or, on the council and with a reason, anybody's; return its post's id."""
    comment = find(db, comment_id, by)
    own = comment["author_id"] == by.id
    if not own and by.seat is None:
        raise Forbidden(_("Only its author or the council may remove a comment."))
    if not own and not text.clean(reason):
        raise Refusal.of({"reason": _("Say why; the author and every reader will see it.")})
    db.run(
        "UPDATE comments SET body = '', removed_at = :now, removed_reason = :reason WHERE id = :id",
        id=comment_id,
        reason="" if own else text.clean(reason)[:300],
        now=now,
    )
    pictures.forget(db, comment["post_id"], comment_id)
    db.run(
        """UPDATE posts SET comments = comments - 1
           WHERE id = :id OR id = (SELECT merged_into FROM posts AS own WHERE own.id = :id)""",
        id=comment["post_id"],
    )
    posts.reindex(db, comment["post_id"], now=now)
    return int(comment["post_id"])


def known(db: Database, comment_id: int) -> Row | None:
    """A comment that is still there, with its author's name, for the house's own work."""
    return db.row(
        """SELECT comments.id, comments.post_id, comments.body, comments.author_id, people.name
           FROM comments JOIN people ON people.id = comments.author_id
           WHERE comments.id = :id AND comments.removed_at IS NULL""",
        id=comment_id,
    )


def quoted(db: Database, comment_id: int, post_id: int, person: Person) -> str:
    """A comment of this post as a Markdown quote, without what it quotes itself; "" when it is gone."""
    try:
        comment = find(db, comment_id, person)
    except NotFound:
        return ""
    lines = [line for line in comment["body"].split("\n") if not line.lstrip().startswith(">")]
    said = "\n".join(f"> {line}".rstrip() for line in "\n".join(lines).strip().split("\n"))
    return f"{said}\n\n" if groups.survivor(db, comment["post_id"]) == post_id else ""


def find(db: Database, comment_id: int, person: Person) -> Row:
    """One comment that is still there, of a post the person may see. Raises NotFound."""
    row = db.row(
        """SELECT id, post_id, parent_id, author_id, body, created_at FROM comments
           WHERE id = :id AND removed_at IS NULL""",
        id=comment_id,
    )
    if row is None:
        raise NotFound(_("This comment is not here any more."))
    posts.find(db, row["post_id"], person)
    return row


def _own(db: Database, comment_id: int, by: Person) -> Row:
    comment = find(db, comment_id, by)
    posts.require_author(comment, by)
    return comment


def of(db: Database, post_id: int, *, alone: bool = False) -> list[Row]:
    """The comments of a post, oldest first, each with `author`, its `replies` and its `origin`.

    `origin` is the merged post (`id`, `title`) that one comes from, None for the post's own; `alone` leaves
    those out. `answers_elsewhere` is the post whose comment one answers that is not shown here any more.
    """
    found = db.rows(
        f"""SELECT comments.id, comments.post_id, comments.parent_id, comments.author_id, comments.body,
                  comments.created_at, comments.edited_at, comments.removed_at, comments.removed_reason,
                  people.name, people.title, people.department, people.picture, above.post_id AS above_post,
                  posts.title AS post_title, posts.status AS post_status, posts.reason AS post_reason
           FROM comments JOIN posts ON posts.id = comments.post_id
           LEFT JOIN people ON people.id = comments.author_id
           LEFT JOIN comments AS above ON above.id = comments.parent_id
           WHERE comments.post_id IN {groups.MEMBERS} ORDER BY comments.id LIMIT 2000""",
        post_id=post_id,
    )
    rows = [row for row in found if not alone or row["post_id"] == post_id]
    for row in rows:
        row["author"] = joined_person(row, "author_id")
        row["origin"] = _origin(row) if row["post_id"] != post_id else None
    return _threads(rows)


def _origin(row: Row) -> Row:
    post = {"id": row["post_id"]} | {name: row[f"post_{name}"] for name in ("title", "status", "reason")}
    post["body"] = ""
    shown.in_words(post)
    return {"id": post["id"], "title": post["title"]}


def _threads(rows: list[Row]) -> list[Row]:
    """The first comments with their replies; what answers one that is not among them begins a thread."""
    known = {row["id"]: row for row in rows}
    for row in rows:
        row["replies"] = []
        row["answers_elsewhere"] = row["above_post"] if row["parent_id"] not in known else None
    tops: list[Row] = []
    for row in rows:
        first = row
        while first["parent_id"] in known:
            first = known[first["parent_id"]]
        (tops if first is row else first["replies"]).append(row)
    return [row for row in tops if row["removed_at"] is None or row["replies"]]


def commenters(db: Database, post_id: int) -> list[int]:
    found = db.rows(
        """SELECT DISTINCT author_id FROM comments
           WHERE post_id = :id AND removed_at IS NULL AND author_id IS NOT NULL ORDER BY author_id""",
        id=post_id,
    )
    return [row["author_id"] for row in found]
