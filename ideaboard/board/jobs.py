"""What the board does afterwards: telling people of a comment."""

from collections.abc import Iterable, Mapping

from ideaboard import mail, text
from ideaboard.board import follows, interest, posts, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.people import notifications, people
from ideaboard.who import Person


def comment_made(place: Workplace, job: Job, now: str) -> None:
    """The one answered and the post's author hear by mail, its followers in their inbox; nobody twice."""
    db = place.db
    comment = db.row(
        """SELECT comments.id, comments.post_id, comments.body, comments.author_id, people.name
           FROM comments JOIN people ON people.id = comments.author_id
           WHERE comments.id = :id AND comments.removed_at IS NULL""",
        id=job.payload["comment_id"],
    )
    if comment is None:
        return
    try:
        post = posts.known(db, comment["post_id"])
    except NotFound:
        return
    direct = _direct(db, post, job.payload["reply_to"])
    readers = seeing(db, [*direct, *follows.followers(db, post["id"])], post["audience"], now=now)
    readers.pop(comment["author_id"], None)
    url = f"/posts/{post['id']}#comment-{comment['id']}"
    why = interest.reasons(db, post["id"], readers)
    why |= {number: "answered" for number in direct if number != post["author_id"]}
    new = notifications.tell(
        db,
        readers,
        event=f"comment:{comment['id']}",
        kind="comment",
        text=f"{comment['name']} commented on “{post['title']}”",
        url=url,
        audience=post["audience"],
        post_id=post["id"],
        about=post["title"],
        why=why,
        now=now,
    )
    for number in new:
        if number in direct:
            _write(place, readers[number], comment, post, url, now)


def _direct(db: Database, post: Row, reply_to: int | None) -> set[int]:
    """The post's author, and who wrote the comment that was answered."""
    answered = db.row("SELECT author_id FROM comments WHERE id = :id", id=reply_to) if reply_to else None
    found = {post["author_id"], answered["author_id"] if answered else None}
    return {number for number in found if number is not None}


def seeing(db: Database, ids: Iterable[int], audience: str, *, now: str) -> dict[int, Person]:
    """Those of these people who are active and may see posts of this audience."""
    loaded = ((number, people.load(db, number, now=now)) for number in dict.fromkeys(ids))
    return {number: person for number, person in loaded if person and visibility.sees(person, audience)}


def _write(place: Workplace, to: Person, comment: Row, post: Row, url: str, now: str) -> None:
    body = (
        f"{comment['name']} wrote about “{post['title']}”:\n\n"
        f"{text.shorten(text.plain(comment['body']), 600)}\n\n"
        f"Read and answer: {place.settings.base_url}{url}\n"
    )
    mail.send(place.db, to.email, f"{comment['name']} answered: {post['title']}", body, now=now)


INSIDE: Mapping[str, Handler] = {"comment_made": comment_made}
OUTWARD: Mapping[str, Handler] = {}
