"""The outward text of a post: one draft a post, each saved change a version, each version a hash.

Consent and ballot belong to one version, so a saved change makes both of them ask again.
"""

import json
from dataclasses import dataclass, fields

from ideaboard import language, text
from ideaboard.board import posts, shown, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal, too_long
from ideaboard.language import Said, _
from ideaboard.people.notifications import WITHDRAWN
from ideaboard.publishing import authors, bylines, files, notes, record
from ideaboard.publishing.authors import CoAuthor
from ideaboard.publishing.files import Chosen
from ideaboard.signing import digest
from ideaboard.spotlight import parts
from ideaboard.who import STAFF, Person

LIMITS = {"title": 140, "standfirst": 300, "body": 20_000, "topic": 40, "question": 200, "correction": 500}
# Everything a reader will see. What is not in here, nobody has agreed to.
_WRITTEN = (
    "title",
    "standfirst",
    "body",
    "byline_text",
    "question",
    "topic",
    "correction",
    "note_kind",
    "note_status",
)
SHOWN = (*_WRITTEN, "credits", "media")
# What a version keeps beside it, for the desk alone.
BESIDE = ("byline", "co_authors")

# Whether who wrote a post is an employee, as in `Person.is_employee`; the unknown author of one without a
# name is (`posts.create`).
_ROLES = ", ".join(f"'{role}'" for role in sorted(STAFF))
BY_EMPLOYEE = f"""(posts.author_id IS NULL OR EXISTS (
    SELECT roles.role FROM roles JOIN people AS authors ON authors.id = roles.person_id
    WHERE authors.id = posts.author_id AND authors.active = 1 AND roles.role IN ({_ROLES})))"""
COLUMNS = f"""drafts.id, drafts.post_id, drafts.version, drafts.slug, drafts.created_at, drafts.updated_at,
    drafts.ended_at, draft_versions.title, draft_versions.standfirst, draft_versions.body,
    draft_versions.byline, draft_versions.byline_text, draft_versions.topic, draft_versions.question,
    draft_versions.correction, draft_versions.note_kind, draft_versions.note_status,
    draft_versions.hash, draft_versions.editor_id,
    draft_versions.credits, draft_versions.media, draft_versions.co_authors,
    editors.name AS editor_name, posts.title AS post_title, posts.body AS post_body,
    posts.reason AS post_reason, posts.author_id,
    posts.status, posts.listed, posts.audience, categories.name AS category_name,
    categories.allow_publishing, people.name, people.title AS person_title, people.department,
    CASE WHEN {BY_EMPLOYEE} THEN 1 ELSE 0 END AS by_employee,
    live.id AS live_id, live.version AS live_version, live.hash AS live_hash,
    live.post_status AS told_status"""
JOINS = """drafts
    JOIN draft_versions ON draft_versions.draft_id = drafts.id AND draft_versions.version = drafts.version
    JOIN people AS editors ON editors.id = draft_versions.editor_id
    JOIN posts ON posts.id = drafts.post_id
    JOIN categories ON categories.id = posts.category_id
    LEFT JOIN people ON people.id = posts.author_id
    LEFT JOIN releases AS live ON live.draft_id = drafts.id AND live.state = 'live'"""

_BLANK = ", ".join(f"{name} = ''" for name in SHOWN if not name.startswith("note_"))
# Columns of `draft_versions` that are read alike for every purpose.
_VERSION = ", ".join(f"draft_versions.{name}" for name in ("version", *SHOWN, *BESIDE, "hash", "note", "at"))


@dataclass(frozen=True, slots=True)
class Wording:
    """What an editor writes and chooses. `correction` tells readers what changed; it counts while a story is
    live."""

    title: str
    body: str = ""
    standfirst: str = ""
    byline: str = bylines.FULL
    topic: str = ""
    question: str = ""
    correction: str = ""
    note_kind: str = notes.CORRECTION
    media: tuple[Chosen, ...] = ()
    co_authors: tuple[CoAuthor, ...] = ()


def wording(form: dict[str, str]) -> Wording:
    """The wording that a form holds; what it lacks is empty."""
    written = {item.name: form.get(item.name, "") for item in fields(Wording) if item.type is str}
    return Wording(**written, media=files.chosen(form), co_authors=authors.chosen(form))


def require_member(row: Row, by: Person) -> None:
    """Raises Forbidden unless `by` sits on the council and is no author: neither of the post (`author_id` of
    row) nor beside them."""
    if by.seat is None:
        raise Forbidden(_("Only the customer council may do this."))
    if by.id in authors.co_ids(row):
        raise Forbidden(_("This story credits you: the other seats decide."))
    if row["author_id"] == by.id:
        raise Forbidden(_("This is about a post of your own: the other seats decide."))


def create(
    db: Database,
    post_id: int,
    wording: Wording,
    *,
    company: str,
    written_in: str = language.SOURCE,
    by: Person,
    now: str,
) -> int:
    """Begin the draft of a post and return its id.

    Raises NotFound for a post `by` may not see, Forbidden for its author, Conflict when there is a draft
    already or the post may not lead outside, and Refusal naming every field that is wrong.
    """
    post = posts.find(db, post_id, by)
    require_member(post, by)
    require_publishable(db, post)
    if (taken := of_post(db, post_id)) is not None:
        sentence = _(
            "“%(title)s” has a draft already: number %(number)s.", title=post["title"], number=str(taken)
        )
        raise Conflict(sentence)
    made = db.row(
        "INSERT INTO drafts (post_id, created_at, updated_at) VALUES (:post_id, :now, :now) RETURNING id",
        post_id=post_id,
        now=now,
    )
    assert made is not None
    draft = post | {"id": made["id"], "post": post}
    kept = _checked(db, wording, draft, live=False, company=company, written_in=written_in, now=now)
    _add_version(db, made["id"], 1, kept, editor=by.id, now=now)
    record.add(db, "drafted", known(db, made["id"]), by=by.id, now=now)
    return int(made["id"])


def require_publishable(db: Database, post: Row) -> None:
    """Raises Conflict for a post that may not lead outside, however its draft reads."""
    if not post["allow_publishing"]:
        raise Conflict(_("Posts in “%(category)s” stay inside.", category=post["category_name"]))
    if post["status"] == "archived":
        raise Conflict(_("This post was withdrawn or archived."))
    if post["merged_into"]:
        raise Conflict(_("This post was merged into another: draft that one."))
    if db.row(f"SELECT id FROM posts WHERE id = :id AND {BY_EMPLOYEE}", id=post["id"]) is None:
        raise Conflict(
            _("Its author is not an employee, and the spotlight says of every author that they are.")
        )


def save(
    db: Database,
    draft: Row,
    wording: Wording,
    *,
    seen: int,
    company: str,
    written_in: str = language.SOURCE,
    by: Person,
    now: str,
) -> int:
    """Save a change over version `seen` and return the version that now counts.

    Saving the same words again changes nothing. Raises Conflict when somebody saved since `seen` was
    shown, Forbidden for the post's author, and Refusal naming every field that is wrong.
    """
    require_member(draft, by)
    if draft["ended_at"]:
        raise Conflict(_("This draft has ended: its post was withdrawn."))
    if draft["version"] != seen:
        sentence = _("%(name)s saved another version while you were writing.", name=draft["editor_name"])
        raise Conflict(sentence)
    live = draft["live_id"] is not None
    kept = _checked(db, wording, draft, live=live, company=company, written_in=written_in, now=now)
    if hash_of(kept) == draft["hash"] and all(kept[name] == draft[name] for name in BESIDE):
        return seen
    _add_version(db, draft["id"], seen + 1, kept, editor=by.id, now=now)
    record.add(db, "edited", known(db, draft["id"]), by=by.id, now=now)
    return seen + 1


def _checked(
    db: Database, wording: Wording, draft: Row, *, live: bool, company: str, written_in: str, now: str
) -> dict[str, str]:
    """The values to keep, with `byline_text`; `draft` is a draft's row, or its post's with the draft's id."""
    written = {item.name: getattr(wording, item.name) for item in fields(Wording) if item.type is str}
    kept = {name: text.clean(value, lines=name == "body") for name, value in written.items()}
    noted = notes.settle(kept, draft, live=live, written_in=written_in)
    problems = {name: too_long(most, kept[name]) for name, most in LIMITS.items() if len(kept[name]) > most}
    if not kept["title"]:
        problems["title"] = _("Give it the title that readers will see.")
    if noted:
        problems["correction"] = noted
    for part in (_with_authors, _with_media):
        try:
            kept |= part(db, wording, draft, company=company, written_in=written_in, now=now)
        except Refusal as refusal:
            problems |= refusal.fields
    if problems:
        raise Refusal.of(problems)
    return kept


def _with_authors(
    db: Database, wording: Wording, draft: Row, *, company: str, written_in: str, now: str
) -> dict[str, str]:
    """Who is credited and how. Raises Refusal for a byline or a co-author there cannot be."""
    post = {"id": draft.get("post_id", draft["id"]), "author_id": draft["author_id"]}
    others = authors.checked(db, wording.co_authors, post | draft.get("post", {}), authors.co_ids(draft))
    byline, credits = authors.credited(draft, wording.byline, others, company=company, written_in=written_in)
    return {"byline_text": byline, "credits": credits, "co_authors": authors.pack(wording.co_authors)}


def _with_media(
    db: Database, wording: Wording, draft: Row, *, company: str, written_in: str, now: str
) -> dict[str, str]:
    return {"media": parts.pack(files.checked(db, wording.media, draft["id"], now=now))}


def hash_of(values: dict[str, str] | Row) -> str:
    """The digest of exactly what will be shown, as JSON with sorted names."""
    shown = {name: values[name] for name in SHOWN}
    return digest(json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _add_version(
    db: Database,
    draft_id: int,
    version: int,
    values: dict[str, str],
    *,
    editor: int,
    note: str = "",
    now: str,
) -> None:
    db.run(
        """INSERT INTO draft_versions
             (draft_id, version, title, standfirst, body, byline, byline_text, topic, question, correction,
              note_kind, note_status, credits, media, co_authors, hash, editor_id, note, at)
           VALUES (:draft_id, :version, :title, :standfirst, :body, :byline, :byline_text, :topic, :question,
                   :correction, :note_kind, :note_status, :credits, :media, :co_authors, :hash, :editor,
                   :note, :now)""",
        draft_id=draft_id,
        version=version,
        hash=hash_of(values),
        editor=editor,
        note=note,
        now=now,
        **{name: values[name] for name in (*SHOWN, *BESIDE)},
    )
    files.place(db, draft_id, values["media"])
    db.run(
        "UPDATE drafts SET version = :version, updated_at = :now WHERE id = :id",
        id=draft_id,
        version=version,
        now=now,
    )


def renew(db: Database, draft: Row, *, note: str, now: str) -> None:
    """The same words as a new version: whoever agreed or voted before is asked again.

    But for the note of a correction: a story that returns is a new one. `note` is a message that `N_` marked;
    `versions` puts it into words.
    """
    values = draft | {"correction": "", "note_kind": notes.CORRECTION, "note_status": ""}
    _add_version(db, draft["id"], draft["version"] + 1, values, editor=draft["editor_id"], note=note, now=now)


def end(db: Database, draft: Row, *, now: str) -> None:
    """End a draft for good and blank every text it had; versions and hashes stay as a record."""
    db.run("UPDATE drafts SET ended_at = COALESCE(ended_at, :now) WHERE id = :id", id=draft["id"], now=now)
    db.run(f"UPDATE draft_versions SET {_BLANK} WHERE draft_id = :id", id=draft["id"])
    db.run(f"UPDATE releases SET {_BLANK} WHERE draft_id = :id", id=draft["id"])
    files.forget(db, draft["id"])
    notes.forget(db, draft)


def find(db: Database, draft_id: int, person: Person | None) -> Row:
    """A draft's current version with its `post` (as `posts.find` gives it) and what is live of it.

    Raises NotFound for none, and for one whose post the person may not see.
    """
    row = known(db, draft_id)
    try:
        row["post"] = posts.find(db, row["post_id"], person)
    except NotFound:
        raise _unknown() from None
    return row


def _unknown() -> NotFound:
    return NotFound(_("There is no such draft, or it is not for you to see."))


def in_words(row: Row) -> Row:
    """The row, with the reader's words for `post_title` and `post_body` that the post's author took back."""
    post = {"status": row["status"], "title": row["post_title"], "reason": row["post_reason"]}
    if shown.is_withdrawn(post):
        row["post_title"], row["post_body"] = _(WITHDRAWN), _(shown.TAKEN_BACK)
    return row


def on_desk(db: Database, person: Person, *, limit: int = 100) -> list[Row]:
    """The drafts in work whose posts the person may see, the latest change first.

    Ended ones are not in work, nor those whose current version is what readers see.
    """
    return db.rows(
        f"""SELECT {COLUMNS} FROM {JOINS}
            WHERE drafts.ended_at IS NULL AND (live.hash IS NULL OR live.hash <> draft_versions.hash)
              AND {visibility.VISIBLE}
            ORDER BY drafts.updated_at DESC, drafts.id DESC LIMIT :limit""",
        limit=limit,
        **visibility.values(person),
    )


def planned(db: Database, person: Person, *, limit: int = 100) -> list[Row]:
    """The drafts on the calendar whose posts the person may see, the next first."""
    return db.rows(
        f"""SELECT {COLUMNS} FROM {JOINS}
            JOIN schedules ON schedules.draft_id = drafts.id AND schedules.state = 'waiting'
            WHERE drafts.ended_at IS NULL AND {visibility.VISIBLE}
            ORDER BY schedules.at, drafts.id LIMIT :limit""",
        limit=limit,
        **visibility.values(person),
    )


def known(db: Database, draft_id: int) -> Row:
    """A draft for the house's own work and for its author. Raises NotFound."""
    row = db.row(f"SELECT {COLUMNS} FROM {JOINS} WHERE drafts.id = :id", id=draft_id)
    if row is None:
        raise _unknown()
    return row


def of_post(db: Database, post_id: int) -> int | None:
    """The id of a post's draft, None when it has none."""
    row = db.row("SELECT id FROM drafts WHERE post_id = :id", id=post_id)
    return int(row["id"]) if row else None


def versions(db: Database, draft_id: int) -> list[Row]:
    """Every text the draft had, the newest first, with `editor`."""
    found = db.rows(
        f"""SELECT {_VERSION}, people.name AS editor
           FROM draft_versions JOIN people ON people.id = draft_versions.editor_id
           WHERE draft_id = :id ORDER BY version DESC LIMIT 100""",
        id=draft_id,
    )
    for row in found:
        row["note"] = str(Said(row["note"]))
    return found


def version(db: Database, draft_id: int, number: int) -> Row:
    """One of its texts. Raises NotFound."""
    row = db.row(
        f"""SELECT {_VERSION}
           FROM draft_versions WHERE draft_id = :id AND version = :number""",
        id=draft_id,
        number=number,
    )
    if row is None:
        raise NotFound(_("There is no such version of this draft."))
    return row


def as_text(row: Row) -> str:
    """What is shown, as one text for comparing."""
    parts = (row["title"], row["standfirst"], row["body"], row["question"])
    return "\n\n".join(part for part in parts if part)
