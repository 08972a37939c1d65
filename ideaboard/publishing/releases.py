"""Releases: frozen copies that went outside. A correction is the next version of the same slug, through
the same gate; a retraction or a withdrawn consent takes the story down everywhere at once."""

from dataclasses import replace

from ideaboard import language, outbox, text
from ideaboard.board import posts, timeline, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications
from ideaboard.publishing import author_pages, authors, consent, drafts, gate, notes, record
from ideaboard.publishing.consent import Author
from ideaboard.publishing.drafts import Wording
from ideaboard.settings import Settings
from ideaboard.who import Person

LIVE, CORRECTED, RETRACTED, WITHDRAWN = "live", "corrected", "retracted", "withdrawn"

COLUMNS = """releases.id, releases.draft_id, releases.post_id, releases.draft_version, releases.slug,
    releases.version, releases.hash, releases.title, releases.standfirst, releases.body,
    releases.byline_text, releases.topic, releases.question, releases.correction, releases.state,
    releases.credits, releases.media, releases.notes, releases.note_kind,
    releases.released_at, releases.published_at, releases.ended_at, releases.ended_reason"""


def release(db: Database, draft: Row, *, settings: Settings, by: Person, now: str) -> Row:
    """Freeze the draft's current version and send it outside; return the release.

    Raises Forbidden for the post's author and outside the council, and one Conflict that lists everything
    that lacks.
    """
    drafts.require_member(draft, by)
    return let_out(db, draft, settings=settings, by=by.id, now=now)


def let_out(db: Database, draft: Row, *, settings: Settings, by: int, now: str) -> Row:
    """The same for who asked for it earlier, for this moment: a seat that has ended since changes nothing."""
    if missing := gate.lacking(db, draft, settings=settings, now=now):
        raise Conflict(_("This cannot go out yet. %(missing)s", missing=" ".join(missing)))
    earlier = live(db, draft["id"])
    slug = draft["slug"] or _free_slug(db, draft)
    db.run("UPDATE drafts SET slug = :slug WHERE id = :id", slug=slug, id=draft["id"])
    if earlier:
        _end(db, earlier, CORRECTED, now=now)
    made = _freeze(db, draft, slug, earlier["published_at"] if earlier else now, by, now)
    notes.keep(db, made, draft, earlier, now=now)
    outbox.put(db, "release", release_id=made["id"], now=now)
    posts.set_published(db, draft["post_id"], True, now=now)
    _announce(db, draft, made, by, now)
    return made


def _free_slug(db: Database, draft: Row) -> str:
    """The title's words, made unique by the draft's number, or the next free one, where others have them."""
    wanted = text.slug(draft["title"]) or "story"
    slug, number = wanted, draft["id"]
    while db.row("SELECT id FROM drafts WHERE slug = :slug", slug=slug):
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _freeze(db: Database, draft: Row, slug: str, published_at: str, by: int, now: str) -> Row:
    # A copy, not a link: what went out stays on record whatever becomes of the draft.
    made = db.row(
        f"""INSERT INTO releases
             (draft_id, post_id, draft_version, slug, version, hash, title, standfirst, body, byline_text,
              topic, question, correction, credits, media, released_by, released_at, published_at)
           SELECT drafts.id, drafts.post_id, drafts.version, :slug,
                  (SELECT COALESCE(MAX(version), 0) + 1 FROM releases WHERE draft_id = :id),
                  draft_versions.hash, draft_versions.title, draft_versions.standfirst, draft_versions.body,
                  draft_versions.byline_text, draft_versions.topic, draft_versions.question,
                  draft_versions.correction, :credits, draft_versions.media, :by, :now, :published_at
           FROM drafts JOIN draft_versions
             ON draft_versions.draft_id = drafts.id AND draft_versions.version = drafts.version
           WHERE drafts.id = :id RETURNING {COLUMNS.replace("releases.", "")}""",
        id=draft["id"],
        slug=slug,
        by=by,
        now=now,
        published_at=published_at,
        credits=author_pages.credits(db, draft),
    )
    assert made is not None
    return made


# What a release is called in the record and on the timeline, with the sentences of timeline and author.
_TOLD = {
    "released": (
        N_("Told on the employee spotlight"),
        N_("Your story “%(title)s” is on the employee spotlight"),
    ),
    "corrected": (N_("Corrected on the spotlight: %(note)s"), N_("Your story “%(title)s” was corrected")),
    "updated": (
        N_("Readers were told what became of it: %(note)s"),
        N_("Readers of your story “%(title)s” were told what became of it"),
    ),
}


def _announce(db: Database, draft: Row, made: Row, by: int, now: str) -> None:
    url = f"/publishing/stories/{made['slug']}"
    note, step = made["correction"], "released"
    if note:
        step = "updated" if draft["note_kind"] == notes.UPDATE else "corrected"
    on_timeline, to_author = _TOLD[step]
    said = Said(on_timeline, {"note": note} if note else {})
    timeline.add(db, draft["post_id"], step, said, url=url, by=by, now=now)
    record.add(db, step, draft, by=by, detail=str(made["version"]), now=now)
    _tell_author(db, draft, f"release:{made['id']}", Said(to_author, {"title": made["title"]}), url, now)


def _tell_author(db: Database, draft: Row, event: str, said: Said, url: str, now: str) -> None:
    if people := authors.people(draft):
        notifications.tell(
            db,
            people,
            event=event,
            kind="published",
            text=said,
            url=url,
            audience=notifications.SELF,
            post_id=draft["post_id"],
            about=draft["post_title"],
            why="wrote",
            now=now,
        )


def correct(
    db: Database,
    draft: Row,
    wording: Wording,
    *,
    note: str,
    kind: str = notes.CORRECTION,
    seen: int,
    company: str,
    written_in: str = language.SOURCE,
    by: Person,
    now: str,
) -> int:
    """Begin the correction of a live story: a new version of its draft, with a note for readers.

    Of `kind` "update" the note tells what became of the idea. Returns the draft's version; `release` carries
    it out once author and council agreed to it. Raises Conflict when nothing is live, and whatever
    `drafts.save` raises.
    """
    if draft["live_id"] is None:
        raise Conflict(_("There is no story outside to correct."))
    changed = replace(wording, correction=note, note_kind=kind)
    return drafts.save(db, draft, changed, seen=seen, company=company, written_in=written_in, by=by, now=now)


def retract(db: Database, draft: Row, *, reason: str, by: Person, now: str) -> None:
    """Take a live story back, with a reason that everybody inside may read.

    Raises Forbidden for the author, who withdraws instead, Conflict when nothing is live, Refusal without
    a reason.
    """
    drafts.require_member(draft, by)
    shown = _require_live(db, draft)
    why = text.clean(reason)[:300]
    if not why:
        raise Refusal.of({"retract_reason": _("Say why; it stands on the post's timeline.")})
    _end(db, shown, RETRACTED, reason=why, by=by.id, now=now)
    _take_down(db, shown, now=now)
    _ask_anew(db, draft, note=N_("Retracted"), now=now)
    off = Said(N_("Taken off the spotlight: %(reason)s"), {"reason": why})
    timeline.add(db, draft["post_id"], RETRACTED, off, by=by.id, now=now)
    record.add(db, "retracted", draft, by=by.id, detail=str(shown["version"]), now=now)
    said = Said(
        N_("Your story “%(title)s” was taken off the spotlight: %(reason)s"),
        {"title": shown["title"], "reason": why},
    )
    _tell_author(db, draft, f"retract:{shown['id']}", said, f"/publishing/consents/{draft['id']}", now)


def withdraw(db: Database, draft: Row, *, by: Author, now: str) -> None:
    """An author takes their consent back: it counts no longer, and a live story that credits them comes down.

    Raises NotFound for anybody but the authors.
    """
    shown = live(db, draft["id"])
    theirs = shown is not None and consent.of(db, draft, by, version=shown["draft_version"]) is not None
    consent.withdraw(db, draft, by=by, now=now)
    if theirs:
        pull(db, draft, now=now)


def pull(db: Database, draft: Row, *, now: str) -> None:
    """Take down what is live of a draft, if anything, without saying whose wish it was."""
    if live(db, draft["id"]) is not None:
        shelve(db, draft, now=now)
        _ask_anew(db, draft, note=N_("No longer outside"), now=now)


def shelve(db: Database, draft: Row, *, now: str) -> None:
    """Take down what is live of a draft, if anything, because its post left the lists.

    Nobody changed their mind about the words, so consent and ballot stay; while the post is archived, the
    gate is shut.
    """
    if (shown := live(db, draft["id"])) is None:
        return
    _end(db, shown, WITHDRAWN, now=now)
    _take_down(db, shown, now=now)
    timeline.add(db, draft["post_id"], WITHDRAWN, Said(N_("No longer on the spotlight")), now=now)
    if draft["status"] == "archived":
        record.add(db, "shelved", draft, by=None, detail=str(shown["version"]), now=now)


def _take_down(db: Database, shown: Row, *, now: str) -> None:
    outbox.put(db, "take_down", slug=shown["slug"], version=shown["version"], now=now)
    posts.set_published(db, shown["post_id"], False, now=now)


def _ask_anew(db: Database, draft: Row, *, note: str, now: str) -> None:
    consent.end_all(db, draft, now=now)
    # A fresh version of the same words: without it, the old ballot could let the story out again.
    drafts.renew(db, draft, note=note, now=now)


def _end(db: Database, row: Row, state: str, *, reason: str = "", by: int | None = None, now: str) -> None:
    db.run(
        """UPDATE releases SET state = :state, ended_at = :now, ended_reason = :reason, ended_by = :by
           WHERE id = :id""",
        id=row["id"],
        state=state,
        reason=reason,
        by=by,
        now=now,
    )


def live(db: Database, draft_id: int) -> Row | None:
    """What is outside of a draft now, None when nothing is."""
    return db.row(
        f"SELECT {COLUMNS} FROM releases WHERE draft_id = :id AND state = 'live'",
        id=draft_id,
    )


def _require_live(db: Database, draft: Row) -> Row:
    found = live(db, draft["id"])
    if found is None:
        raise Conflict(_("Nothing of this draft is outside."))
    return found


def by_id(db: Database, release_id: int) -> Row | None:
    """A release with the kind of its `byline`."""
    return db.row(
        f"""SELECT {COLUMNS}, draft_versions.byline FROM releases JOIN draft_versions
            ON draft_versions.draft_id = releases.draft_id
            AND draft_versions.version = releases.draft_version WHERE releases.id = :id""",
        id=release_id,
    )


def of_slug(db: Database, slug: str) -> Row:
    """The last version of a story. Raises NotFound."""
    row = db.row(
        f"SELECT {COLUMNS} FROM releases WHERE slug = :slug ORDER BY version DESC LIMIT 1", slug=slug
    )
    if row is None:
        raise NotFound(_("There is no such story, or it is not for you to see."))
    return row


def of_version(db: Database, slug: str, version: int) -> Row | None:
    """One version of a story, for the house's own work."""
    sql = f"SELECT {COLUMNS} FROM releases WHERE slug = :slug AND version = :version"
    return db.row(sql, slug=slug, version=version)


def stories(db: Database, person: Person, *, limit: int = 100) -> list[Row]:
    """The last version of each story whose post the person may see, the newest first, with `responses`."""
    found = db.rows(
        f"""SELECT {COLUMNS}, posts.title AS post_title, posts.status, posts.reason AS post_reason,
                   (SELECT COUNT(*) FROM incoming
                    WHERE incoming.slug = releases.slug AND incoming.state = 'accepted') AS responses
            FROM releases JOIN posts ON posts.id = releases.post_id
            WHERE releases.version = (SELECT MAX(version) FROM releases AS last
                                      WHERE last.draft_id = releases.draft_id)
              AND {visibility.VISIBLE}
            ORDER BY releases.released_at DESC, releases.id DESC LIMIT :limit""",
        limit=limit,
        **visibility.values(person),
    )
    return [drafts.in_words(row) for row in found]


def of_draft(db: Database, draft_id: int) -> list[Row]:
    """All releases of a draft, the newest first, with who released each."""
    return db.rows(
        f"""SELECT {COLUMNS}, people.name AS released_by FROM releases
            JOIN people ON people.id = releases.released_by
            WHERE draft_id = :id ORDER BY version DESC LIMIT 100""",
        id=draft_id,
    )
