"""Posts: an idea, feedback or a story, in Markdown. An anonymous one stores no author, only a claim."""

import re
from collections.abc import Sequence

from ideaboard import outbox, text
from ideaboard.board import (
    categories,
    follows,
    groups,
    mentions,
    merges,
    pictures,
    ranking,
    shown,
    theme_posts,
    timeline,
    visibility,
)
from ideaboard.board.statuses import CLOSED, KINDS, LABELS
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal, too_long
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications
from ideaboard.signing import digest
from ideaboard.who import EMPLOYEES, Person

TITLE_MOST = 140
BODY_MOST = 20_000
TAGS_MOST = 5
WITHDRAWN = notifications.WITHDRAWN
_TAG = re.compile(r"[^\w+#.-]+")

COLUMNS = """posts.id, posts.kind, posts.title, posts.body, posts.status, posts.reason, posts.listed,
    posts.audience, posts.category_id, posts.author_id, posts.promotes, posts.demotes, posts.score, posts.hot,
    posts.comments, posts.follows, posts.created_at, posts.edited_at, posts.answered_at, posts.claim_hash,
    posts.published, posts.merged_into,
    categories.slug, categories.name AS category_name, categories.allow_publishing,
    people.name, people.title AS person_title, people.department, people.picture"""
JOINS = """posts JOIN categories ON categories.id = posts.category_id
    LEFT JOIN people ON people.id = posts.author_id"""


def create(
    db: Database,
    *,
    kind: str,
    title: str,
    body: str,
    category: str,
    tags: str | Sequence[str] = (),
    claim: str = "",
    by: Person,
    now: str,
) -> int:
    """Post and return the id. With `claim` (a secret only its author holds) nothing of `by` is stored.

    Raises Refusal naming every field that is wrong.
    """
    values, kept_tags, place = _checked(db, kind, title, body, category, tags, by)
    values["body"] = mentions.settle(db, values["body"], now=now)
    if claim and not place["allow_anonymous"]:
        raise Refusal.of({"anonymous": _("Posts in this category carry a name.")})
    if claim and not by.is_employee:
        sentence = _(
            "Only employees can post without a name,"
            " because the spotlight calls an anonymous author an employee."
        )
        raise Refusal.of({"anonymous": sentence})
    made = db.row(
        """INSERT INTO posts
             (kind, title, body, category_id, audience, author_id, claim_hash, hot, created_at)
           VALUES (:kind, :title, :body, :category_id, :audience, :author_id, :claim_hash, :hot, :now)
           RETURNING id""",
        category_id=place["id"],
        audience=place["audience"],
        author_id=None if claim else by.id,
        claim_hash=digest(claim) if claim else None,
        hot=ranking.hot(0, now),
        now=now,
        **values,
    )
    assert made is not None
    post_id = int(made["id"])
    _set_tags(db, post_id, kept_tags)
    _keep_version(db, post_id, values, now=now)
    pictures.attach(db, values["body"], post_id, by=by)
    timeline.add(db, post_id, "posted", Said(N_("Posted")), by=None if claim else by.id, now=now)
    if not claim:
        follows.follow(db, post_id, by.id, now=now)
    _tell_mentioned(db, post_id, values["body"], now=now)
    outbox.put(db, "post_made", post_id=post_id, now=now)
    reindex(db, post_id, now=now)
    return post_id


def _tell_mentioned(db: Database, post_id: int, body: str, *, now: str) -> None:
    if mentions.of(body):
        outbox.put(db, "mentioned", post_id=post_id, comment_id=None, now=now)


def _checked(
    db: Database,
    kind: str,
    title: str,
    body: str,
    category: str,
    tags: str | Sequence[str],
    by: Person | None,
) -> tuple[dict[str, str], list[str], Row]:
    values = {"kind": kind, "title": text.clean(title), "body": text.clean(body, lines=True)}
    problems = text_problems(values["title"], values["body"])
    if kind not in KINDS:
        problems["kind"] = _("Choose idea, feedback or story.")
    kept = tag_list(tags)
    if len(kept) > TAGS_MOST:
        problems["tags"] = _(
            "At most %(most)s tags, please; this has %(count)s.", most=TAGS_MOST, count=len(kept)
        )
    place: Row = {}
    try:
        place = categories.find(db, category, by) if by else categories.known(db, category)
    except NotFound:
        problems["category"] = _("Choose a category.")
    if problems:
        raise Refusal.of(problems)
    return values, kept, place


def text_problems(title: str, body: str) -> dict[str, str]:
    problems = {}
    if not title:
        problems["title"] = _("Give it a title, so that others can find it.")
    elif len(title) > TITLE_MOST:
        problems["title"] = too_long(TITLE_MOST, title)
    if not body:
        problems["body"] = _("Say a little more than the title.")
    elif len(body) > BODY_MOST:
        problems["body"] = too_long(BODY_MOST, body)
    return problems


def tag_list(tags: str | Sequence[str]) -> list[str]:
    """Tags as kept: lower case, without blanks and commas, each once, at most 30 characters."""
    parts = tags.split(",") if isinstance(tags, str) else tags
    kept = (_TAG.sub("-", text.clean(part).lower().lstrip("#")).strip("-")[:30] for part in parts)
    return list(dict.fromkeys(tag for tag in kept if tag))


def _set_tags(db: Database, post_id: int, tags: Sequence[str]) -> None:
    db.run("DELETE FROM post_tags WHERE post_id = :id", id=post_id)
    for tag in tags:
        db.run("INSERT INTO post_tags (post_id, tag) VALUES (:id, :tag)", id=post_id, tag=tag)


def _keep_version(db: Database, post_id: int, values: dict[str, str], *, now: str) -> None:
    db.run(
        """INSERT INTO post_versions (post_id, version, title, body, at)
           SELECT :id, COALESCE(MAX(version), 0) + 1, :title, :body, :now
           FROM post_versions WHERE post_id = :id""",
        id=post_id,
        title=values["title"],
        body=values["body"],
        now=now,
    )


def edit(
    db: Database,
    post: Row,
    *,
    kind: str,
    title: str,
    body: str,
    category: str,
    tags: str | Sequence[str] = (),
    by: Person | None,
    now: str,
) -> None:
    """Change a post; each text it had stays readable. The caller asks `may_edit` or opens the claim first.

    `by` is None for the holder of a claim, who is nobody we know and stays in the post's category.
    """
    values, kept_tags, place = _checked(db, kind, title, body, category, tags, by)
    if by:
        # Who holds a claim is a stranger to us, to whom no name is told.
        values["body"] = mentions.settle(db, values["body"], now=now)
    if post["author_id"] is None and not place["allow_anonymous"]:
        raise Refusal.of({"category": _("Posts in this category carry a name; this one has none.")})
    _require_same_readers(db, post, place["audience"])
    changed = values["title"] != post["title"] or values["body"] != post["body"]
    db.run(
        """UPDATE posts SET kind = :kind, title = :title, body = :body, category_id = :category_id,
                  audience = :audience, edited_at = CASE WHEN :changed = 1 THEN :now ELSE edited_at END
           WHERE id = :id""",
        id=post["id"],
        category_id=place["id"],
        audience=place["audience"],
        changed=int(changed),
        now=now,
        **values,
    )
    _set_tags(db, post["id"], kept_tags)
    if changed:
        _keep_version(db, post["id"], values, now=now)
        pictures.attach(db, values["body"], post["id"], by=by)
        _tell_mentioned(db, post["id"], values["body"], now=now)
        notifications.retitle(db, post["id"], values["title"])
        timeline.add(
            db, post["id"], "edited", Said(N_("Edited")), url=f"/posts/{post['id']}/history", now=now
        )
    if place["audience"] != post["audience"]:
        notifications.reclassify(db, post["id"], place["audience"])
        theme_posts.moved(db, post["id"], place["audience"], now=now)
        merges.part_readers(db, [post["id"]], now=now)
    reindex(db, post["id"], now=now)


def _require_same_readers(db: Database, post: Row, audience: str) -> None:
    """Where others have spoken for employees only, their words are not shown to more people afterwards."""
    if post["audience"] != EMPLOYEES or audience == EMPLOYEES:
        return
    others = "SELECT id FROM comments WHERE post_id = :id AND author_id <> COALESCE(:author, 0) LIMIT 1"
    answered = "SELECT id FROM answers WHERE post_id = :id LIMIT 1"
    if db.row(others, id=post["id"], author=post["author_id"]) or db.row(answered, id=post["id"]):
        raise Refusal.of({"category": _("Others spoke here for employees only, so it stays among them.")})


def may_edit(post: Row, person: Person | None) -> bool:
    return person is not None and post["author_id"] == person.id and post["status"] not in CLOSED


def withdraw(db: Database, post: Row, *, now: str) -> None:
    """Take the author's words back: title, text, pictures, earlier versions go, the conversation stays.

    Also from a post that the council archived. Raises Conflict when they are gone already.
    """
    if post["withdrawn"]:
        raise Conflict(_("This post was taken back already."))
    db.run(
        "UPDATE posts SET title = :title, body = :body WHERE id = :id",
        id=post["id"],
        title=WITHDRAWN,
        body=shown.TAKEN_BACK,
    )
    db.run("DELETE FROM post_versions WHERE post_id = :id", id=post["id"])
    db.run("DELETE FROM post_tags WHERE post_id = :id", id=post["id"])
    pictures.forget(db, post["id"])
    notifications.forget(db, post["id"])
    theme_posts.forget(db, post["id"])
    merges.forget(db, post["id"])
    set_status(db, post["id"], "archived", reason=WITHDRAWN, now=now)
    # The publishing desk hears of it and forgets the author's words too.
    outbox.put(db, "post_withdrawn", post_id=post["id"], now=now)


def set_status(
    db: Database,
    post_id: int,
    status: str,
    *,
    reason: str = "",
    by: int | None = None,
    answered: bool = False,
    now: str,
) -> None:
    """Move a post to a status and say so on its timeline; archived posts leave the lists, not the house."""
    if status == "archived" and db.row(
        "SELECT id FROM posts WHERE id = :id AND status <> 'archived'", id=post_id
    ):
        # The publishing desk hears of it and takes down what was shown outside.
        outbox.put(db, "post_archived", post_id=post_id, now=now)
    db.run(
        """UPDATE posts SET status = :status, reason = :reason,
                  listed = CASE WHEN merged_into IS NULL THEN :listed ELSE 0 END,
                  answered_at = CASE WHEN :answered = 1 THEN COALESCE(answered_at, :now) ELSE answered_at END
           WHERE id = :id""",
        id=post_id,
        status=status,
        reason=reason,
        listed=int(status != "archived"),
        answered=int(answered),
        now=now,
    )
    label = Said(LABELS[status])
    why = Said(WITHDRAWN) if reason == WITHDRAWN else reason
    said = Said(N_("%(status)s: %(reason)s"), {"status": label, "reason": why}) if reason else label
    timeline.add(db, post_id, "status", said, by=by, now=now)
    reindex(db, post_id, now=now)
    merges.let_go(db, post_id, now=now)


def set_published(db: Database, post_id: int, published: bool, *, now: str) -> None:
    """Whether a story of this post is outside now; the publishing desk says so, for search to find it by."""
    db.run("UPDATE posts SET published = :published WHERE id = :id", id=post_id, published=int(published))
    reindex(db, post_id, now=now)


def find(db: Database, post_id: int, person: Person | None) -> Row:
    """One post with `category`, `author` (None when anonymous), `tags`, `my_vote`, `can_vote`, `following`,
    `withdrawn`, `wrote_merged`.

    Raises NotFound for one that is not there and for one the person may not see: both look the same.
    """
    row = db.row(
        f"SELECT {COLUMNS} FROM {JOINS} WHERE posts.id = :id AND {visibility.VISIBLE}",
        id=post_id,
        **visibility.values(person),
    )
    if row is None:
        raise NotFound(_("There is no such post, or it is not for you to see."))
    assert person is not None
    shown.dress(db, [row], person)
    row["following"] = follows.following(db, post_id, person.id)
    return row


def known(db: Database, post_id: int) -> Row:
    """One post for the house's own work (jobs, the council's rules). Raises NotFound."""
    row = db.row(f"SELECT {COLUMNS} FROM {JOINS} WHERE posts.id = :id", id=post_id)
    if row is None:
        raise NotFound(_("There is no such post."))
    row["withdrawn"] = shown.is_withdrawn(row)
    return row


def require_author(post: Row, person: Person) -> None:
    if post["author_id"] != person.id:
        raise Forbidden(_("Only its author may do this."))


def versions(db: Database, post_id: int) -> list[Row]:
    """All texts a post had, the newest first."""
    return db.rows(
        """SELECT version, title, body, at FROM post_versions
           WHERE post_id = :id ORDER BY version DESC LIMIT 100""",
        id=post_id,
    )


def reindex(db: Database, post_id: int, *, now: str) -> None:
    """Ask for the post to be found as it is now; a merged one is found as part of its survivor."""
    for number in {post_id, groups.survivor(db, post_id)}:
        outbox.put(db, "index", key=f"post:{number}", now=now)


def reindex_of(db: Database, person_id: int, *, now: str) -> None:
    """Ask for all of a person's posts to be found as they are now, under their name."""
    db.run(
        """INSERT INTO outbox (kind, payload, run_at, created_at)
           SELECT 'index', '{"key": "post:' || CAST(id AS TEXT) || '"}',
                  CAST(:now AS TEXT), CAST(:now AS TEXT)
           FROM posts WHERE author_id = :person_id AND listed = 1""",
        person_id=person_id,
        now=now,
    )


def tags(db: Database, post_id: int) -> list[str]:
    return shown.tags_of(db, [post_id]).get(post_id, [])
