"""The dated notes on a story: what a later version put right, and what became of the idea.

A note is part of the text that author and council agree to. All notes of a story are kept on it; one that
was taken down and returns is a new story, and begins without.
"""

from typing import Any

from ideaboard import language
from ideaboard.board import visibility
from ideaboard.board.statuses import LABELS
from ideaboard.db import Database, Row
from ideaboard.language import N_, _
from ideaboard.spotlight import parts
from ideaboard.spotlight.parts import Note
from ideaboard.who import Person

CORRECTION, UPDATE = "correction", "update"
KINDS = {CORRECTION: N_("A correction: something was wrong"), UPDATE: N_("What became of it")}
# What readers are told of: that a matter moved on, not that the council sorts its list.
_WORTH_TELLING = ("planned", "started", "done", "partly_done", "declined")
_STATUSES = ", ".join(f"'{status}'" for status in _WORTH_TELLING)


def settle(kept: dict[str, Any], post: Row, *, live: bool, written_in: str) -> str:
    """Complete the note among a version's values, none where nothing is outside; a problem or ""."""
    wanted = kept["note_kind"] if live else CORRECTION
    kept["note_kind"] = wanted if wanted in KINDS else CORRECTION
    kept["correction"] = kept["correction"] if live else ""
    label = LABELS[post["status"]]
    with language.use(written_in):
        kept["note_status"] = _(label) if kept["note_kind"] == UPDATE else ""
    if not live or kept["correction"]:
        return ""
    if kept["note_kind"] == UPDATE:
        return _("Tell readers what became of it; it will stand on the story.")
    return _("Tell readers what you corrected; it will stand on the story.")


def moved_on(draft: Row) -> bool:
    """Whether the post came further since its story was released, so that readers may like to hear of it."""
    told = draft["told_status"]
    return bool(told) and draft["status"] != told and draft["status"] in _WORTH_TELLING


def untold(db: Database, person: Person, *, limit: int = 20) -> list[Row]:
    """The stories outside whose posts came further since, as far as the person may see them, and of which no
    new version is in work; with `status` and `told_status`."""
    return db.rows(
        f"""SELECT releases.draft_id, releases.title, releases.released_at, posts.id AS post_id, posts.status,
                   releases.post_status AS told_status
            FROM releases JOIN posts ON posts.id = releases.post_id
            JOIN drafts ON drafts.id = releases.draft_id AND drafts.version = releases.draft_version
            WHERE releases.state = 'live' AND releases.post_status NOT IN ('', posts.status)
              AND posts.status IN ({_STATUSES}) AND COALESCE(posts.author_id, 0) <> :me
              AND {visibility.VISIBLE}
            ORDER BY releases.released_at DESC, releases.id DESC LIMIT :limit""",
        me=person.id,
        limit=limit,
        **visibility.values(person),
    )


def keep(db: Database, made: Row, draft: Row, earlier: Row | None, *, now: str) -> None:
    """Give a new release the notes of the one before it and its own, and the post's status as it is now."""
    kept = parts.notes(earlier["notes"]) if earlier else ()
    if earlier and draft["correction"]:
        kept += (Note(draft["note_kind"], draft["correction"], now, draft["note_status"]),)
    db.run(
        """UPDATE releases SET notes = :notes, note_kind = :kind, post_status = :status WHERE id = :id""",
        id=made["id"],
        notes=parts.pack(kept),
        kind=draft["note_kind"],
        status=draft["status"],
    )


def forget(db: Database, draft: Row) -> None:
    """Blank the words of all notes that were outside."""
    db.run("UPDATE releases SET notes = '' WHERE draft_id = :id", id=draft["id"])
