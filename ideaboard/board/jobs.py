"""What the board does afterwards: telling people of a comment."""

from collections.abc import Iterable, Mapping

from ideaboard import language, mail, text
from ideaboard.board import comments, follows, groups, interest, mentions, posts, shown, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.language import N_, Said, _
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.people import mail_choices, notifications, people
from ideaboard.who import Person


def comment_made(place: Workplace, job: Job, now: str) -> None:
    """The one answered and the post's author hear by mail, its followers in their inbox; nobody twice."""
    db = place.db
    comment = comments.known(db, job.payload["comment_id"])
    if comment is None:
        return
    try:
        post = posts.known(db, groups.survivor(db, comment["post_id"]))
    except NotFound:
        return
    direct = _direct(db, post, job.payload["reply_to"])
    said = mentions.of(comment["body"])
    readers = seeing(db, [*direct, *said, *follows.followers(db, post["id"])], post["audience"], now=now)
    readers.pop(comment["author_id"], None)
    url = f"/posts/{post['id']}#comment-{comment['id']}"
    _tell_mentioned(place, post, comment, readers, now)
    # Who is called by name hears that, and not the same comment twice.
    readers = {number: person for number, person in readers.items() if number not in said}
    why = interest.reasons(db, post["id"], readers)
    wrote = {number for number, reason in why.items() if reason in ("wrote", "wrote_merged")}
    why |= dict.fromkeys(direct - wrote, "answered")
    event = f"comment:{comment['id']}"
    new = notifications.tell(
        db,
        readers,
        event=event,
        kind="comment",
        text=Said(
            N_("%(name)s commented on “%(title)s”"), {"name": comment["name"], "title": shown.titled(post)}
        ),
        url=url,
        audience=post["audience"],
        post_id=post["id"],
        about=post["title"],
        why=why,
        now=now,
    )
    to_mail = mail_choices.wanting(db, direct.intersection(new), "replies")
    for number in sorted(to_mail):
        _write(place, readers[number], comment, post, url, why.get(number, ""), now)
    notifications.mailed(db, to_mail, event=event, now=now)


def mentioned(place: Workplace, job: Job, now: str) -> None:
    """A post, or a text that was edited: those it mentions hear of it, who heard before do not again."""
    db, number = place.db, job.payload["comment_id"]
    try:
        post = posts.known(db, job.payload["post_id"])
    except NotFound:
        return
    comment = comments.known(db, number) if number else None
    if number and comment is None:
        return
    said = mentions.of((comment or post)["body"])
    _tell_mentioned(place, post, comment, seeing(db, said, post["audience"], now=now), now)


def renamed(place: Workplace, job: Job, now: str) -> None:
    """What somebody posted is found under the name they go by now."""
    posts.reindex_of(place.db, job.payload["person_id"], now=now)


def _tell_mentioned(
    place: Workplace, post: Row, comment: Row | None, readers: Mapping[int, Person], now: str
) -> None:
    source = comment or post
    by = {"id": source["author_id"], "name": source["name"]} if source["author_id"] else None
    event, url = f"mention:post:{post['id']}", f"/posts/{post['id']}"
    if comment:
        event, url = f"mention:comment:{comment['id']}", f"{url}#comment-{comment['id']}"
    mentions.tell(place, post, source["body"], event=event, url=url, by=by, readers=readers, now=now)


def _direct(db: Database, post: Row, reply_to: int | None) -> set[int]:
    """The authors of the post and of those merged into it, and who wrote the comment that was answered."""
    answered = db.row("SELECT author_id FROM comments WHERE id = :id", id=reply_to) if reply_to else None
    wrote = db.rows("SELECT author_id FROM posts WHERE merged_into = :id", id=post["id"])
    found = {row["author_id"] for row in [post, *wrote]} | {answered["author_id"] if answered else None}
    return {number for number in found if number is not None}


def seeing(db: Database, ids: Iterable[int], audience: str, *, now: str) -> dict[int, Person]:
    """Those of these people who are active and may see posts of this audience."""
    loaded = ((number, people.load(db, number, now=now)) for number in dict.fromkeys(ids))
    return {number: person for number, person in loaded if person and visibility.sees(person, audience)}


def _write(place: Workplace, to: Person, comment: Row, post: Row, url: str, why: str, now: str) -> None:
    stop = mail_choices.stop_address(place.settings, place.signer, to.id, "replies")
    with language.use(to.language or place.settings.language):
        title = str(shown.titled(post))
        values = {
            "name": comment["name"],
            "title": title,
            "excerpt": text.shorten(text.plain(comment["body"]), 600),
            "url": place.settings.base_url + url,
            "why": _(notifications.WHY.get(why, "")),
        }
        subject = _("%(name)s answered: %(title)s", name=comment["name"], title=title)
        mail.write(place.db, to.email, subject, "reply", values, unsubscribe=stop, now=now)


INSIDE: Mapping[str, Handler] = {"comment_made": comment_made, "mentioned": mentioned, "renamed": renamed}
OUTWARD: Mapping[str, Handler] = {}
