"""The author's consent, bound to exactly one version of the text, and theirs to take back at any time.

A no costs nothing because nobody sees it: to the desk, an author who declined and one who has not answered
look the same, now and later. Only who proved to be the author sees what was answered.
"""

from collections.abc import Iterable

from ideaboard import clock, language, mail, text
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, people
from ideaboard.publishing import bylines, drafts, record, terms
from ideaboard.settings import Settings
from ideaboard.who import Person

# How long the desk sees "asked"; from then on "not available", whether it was a no or no answer.
WAIT_DAYS = 7
NOTE_MOST = 2_000

ASKED, GIVEN, DECLINED, CHANGES, WITHDRAWN = "asked", "given", "declined", "changes", "withdrawn"
OPEN = (ASKED, DECLINED, CHANGES)

# Who proved to be the author: a signed-in person, or the post that `board.claims.open_claim` gave.
Author = Person | Row


def ask(db: Database, draft: Row, *, settings: Settings, by: Person, now: str) -> None:
    """Ask the author to agree to the current version; again after a week at the earliest.

    The author finds it in their inbox and their mail, an anonymous one behind their claim link. Raises
    Conflict when this version was asked for lately or agreed to, or there is no text yet.
    """
    drafts.require_member(draft, by)
    if draft["ended_at"] or not draft["body"]:
        raise Conflict(_("There is no text yet for the author to agree to."))
    row = of(db, draft)
    if row is not None and row["state"] == GIVEN:
        raise Conflict(_("The author has agreed to exactly this text."))
    if row is not None and now < _patience(row):
        raise Conflict(_("The author has been asked about exactly this text. Give them time."))
    db.run(
        """INSERT INTO consents (draft_id, version, hash, asked_by, asked_at)
           VALUES (:draft_id, :version, :hash, :by, :now)
           ON CONFLICT (draft_id, version) DO UPDATE SET asked_by = excluded.asked_by,
             asked_at = excluded.asked_at,
             state = CASE WHEN consents.state = 'declined' THEN 'declined' ELSE 'asked' END""",
        draft_id=draft["id"],
        version=draft["version"],
        hash=draft["hash"],
        by=by.id,
        now=now,
    )
    record.add(db, "asked", draft, by=by.id, now=now)
    if draft["author_id"] is not None and not _has_declined(db, draft):
        _tell(db, draft, settings, now)


def _patience(row: Row) -> str:
    return clock.shift(row["asked_at"], days=WAIT_DAYS)


def _has_declined(db: Database, draft: Row) -> bool:
    """Whether the author ever said no to this draft: then further requests wait silently on their page."""
    sql = "SELECT version FROM consents WHERE draft_id = :id AND state = 'declined'"
    return db.row(sql, id=draft["id"]) is not None


def _tell(db: Database, draft: Row, settings: Settings, now: str) -> None:
    url = f"/publishing/consents/{draft['id']}"
    event = f"consent:{draft['id']}:{draft['version']}:{now}"
    notifications.tell(
        db,
        [draft["author_id"]],
        event=event,
        kind="consent",
        text=Said(
            N_("May “%(title)s” be told outside? The council asks for your consent"),
            {"title": draft["post_title"]},
        ),
        url=url,
        audience=notifications.SELF,
        post_id=draft["post_id"],
        about=draft["post_title"],
        why="wrote",
        despite_mute=True,
        now=now,
    )
    author = people.find(db, draft["author_id"])
    if author["active"]:
        with language.use(author["language"] or settings.language):
            _write(db, author["email"], draft["post_title"], settings.base_url + url, now)
        notifications.mailed(db, [author["id"]], event=event, now=now)


def _write(db: Database, to: str, title: str, address: str, now: str) -> None:
    question = _("Read the exact text, and how you would be named, and say yes, ask for a change, or say no:")
    body = [
        _("The customer council would like to tell your post “%(title)s” to customers.", title=title),
        f"{question}\n{address}",
        _("Nothing is published without your yes. A no is seen by nobody, and you can take a yes back."),
    ]
    subject = _("Your consent: %(title)s", title=title)
    mail.send(db, to, subject, "\n\n".join(body) + "\n", now=now)


def give(db: Database, draft: Row, hash: str, *, by: Author, now: str) -> None:
    """Agree to exactly the text behind `hash`. Giving it twice changes nothing.

    Raises NotFound for anybody but the author, Conflict when nobody asked or the text changed meanwhile.
    """
    row = _asked(db, draft, hash, by, states=(*OPEN, GIVEN))
    if row["state"] == GIVEN:
        return
    _answer(db, draft, GIVEN, "", now)
    record.add(db, "agreed", draft, by=_who(by), now=now)
    if given(db, draft):
        record.add(db, "consented", draft, by=_who(by), now=now)
        terms.begin(db, draft, now=now)
    _tell_editor(db, draft, "agreed to", N_("The author of “%(title)s” agreed to the text"), now)


def decline(db: Database, draft: Row, hash: str, *, by: Author, now: str) -> None:
    """Say no. The desk sees no difference to silence. A yes is taken back by `withdraw`, not by this."""
    _asked(db, draft, hash, by, states=OPEN)
    _answer(db, draft, DECLINED, "", now)
    record.add(db, "declined", draft, by=_who(by), now=now)


def _who(by: Author) -> int | None:
    """Whom the record knows: nobody, where the author is known to nobody."""
    return by.id if isinstance(by, Person) else None


def ask_change(
    db: Database, draft: Row, hash: str, note: str, *, byline: str = "", by: Author, now: str
) -> None:
    """Send a note back to the desk: what to change, or (`byline`) how to be named instead."""
    _asked(db, draft, hash, by, states=OPEN)
    wish = byline if byline in bylines.allowed(draft) else ""
    kept = text.clean(note, lines=True)
    if not kept and not wish:
        raise Refusal.of({"note": _("Say what you would like changed.")})
    if len(kept) > NOTE_MOST:
        raise Refusal.of({"note": _("At most %(most)s characters, please.", most=NOTE_MOST)})
    _answer(db, draft, CHANGES, kept, now, wish=wish)
    record.add(db, "changes", draft, by=_who(by), now=now)
    _tell_editor(db, draft, "change", N_("The author of “%(title)s” asks for a change"), now)


def withdraw(db: Database, draft: Row, *, by: Author, now: str) -> None:
    """End every consent given to this draft. `releases.withdraw` also takes the story down."""
    require_author(draft, by)
    # Who takes back what they never gave said no before, and that is not written where others read.
    if end_all(db, draft, now=now):
        record.add(db, "withdrawn", draft, by=_who(by), now=now)


def end_all(db: Database, draft: Row, *, now: str) -> int:
    """No consent given so far counts any more; how many did."""
    return db.run(
        """UPDATE consents SET state = 'withdrawn', answered_at = :now
           WHERE draft_id = :id AND state = 'given'""",
        id=draft["id"],
        now=now,
    )


def forget_notes(db: Database, draft: Row) -> None:
    """Blank what the author wrote back; that they were asked and answered stays."""
    db.run("UPDATE consents SET note = '', wish = '' WHERE draft_id = :id", id=draft["id"])


def require_author(draft: Row, by: Author) -> None:
    """Raises NotFound for anybody but the author, to whom alone this page exists."""
    if isinstance(by, Person):
        own = draft["author_id"] is not None and draft["author_id"] == by.id
    else:
        own = draft["author_id"] is None and by["id"] == draft["post_id"] and bool(by["claim_hash"])
    if not own:
        raise NotFound(_("There is no request for consent here."))


def _asked(db: Database, draft: Row, hash: str, by: Author, *, states: tuple[str, ...]) -> Row:
    require_author(draft, by)
    row = of(db, draft)
    if draft["ended_at"] or row is None or row["hash"] != hash or hash != draft["hash"]:
        raise Conflict(_("The text changed since you were asked. You will be asked again about the new one."))
    if row["state"] not in states:
        raise Conflict(_("You have answered this request. Another one comes when the council asks again."))
    return row


def _answer(db: Database, draft: Row, state: str, note: str, now: str, *, wish: str = "") -> None:
    db.run(
        """UPDATE consents SET state = :state, note = :note, wish = :wish, answered_at = :now
           WHERE draft_id = :id AND version = :version""",
        id=draft["id"],
        version=draft["version"],
        state=state,
        note=note,
        wish=wish,
        now=now,
    )


def _tell_editor(db: Database, draft: Row, what: str, message: str, now: str) -> None:
    notifications.tell(
        db,
        [draft["editor_id"]],
        event=f"consent:{draft['id']}:{draft['version']}:{what}:{now}",
        kind="consent",
        text=Said(message, {"title": draft["post_title"]}),
        url=f"/publishing/drafts/{draft['id']}",
        audience=draft["audience"],
        post_id=draft["post_id"],
        about=draft["post_title"],
        why="edits",
        now=now,
    )


_ROW = "SELECT draft_id, version, hash, state, note, wish, asked_at, answered_at FROM consents"


def of(db: Database, draft: Row) -> Row | None:
    """The request about the current version, None when it was not asked for. For the author's eyes."""
    sql = f"{_ROW} WHERE draft_id = :id AND version = :version"
    return db.row(sql, id=draft["id"], version=draft["version"])


def latest(db: Database, draft_id: int) -> Row | None:
    """The last request about any version, for the author's eyes."""
    return db.row(f"{_ROW} WHERE draft_id = :id ORDER BY version DESC LIMIT 1", id=draft_id)


def desk_states(db: Database, drafts: Iterable[Row], *, now: str) -> dict[int, Row]:
    """What the desk may know of each draft: `state` "none", "asked", "given", "changes" or "unavailable",
    with `note` and `asked_at`."""
    kept = list(drafts)
    marks, bound = each("id", [draft["id"] for draft in kept])
    rows = {
        (row["draft_id"], row["version"]): row
        for row in db.rows(f"{_ROW} WHERE draft_id IN ({marks})", **bound)
    }
    return {draft["id"]: _for_desk(rows.get((draft["id"], draft["version"])), draft, now) for draft in kept}


def _for_desk(row: Row | None, draft: Row, now: str) -> Row:
    if row is None:
        return {"state": "none", "note": "", "asked_at": None}
    if row["state"] == GIVEN and row["hash"] == draft["hash"]:
        return {"state": GIVEN, "note": "", "asked_at": row["asked_at"]}
    if row["state"] == CHANGES:
        return {"state": CHANGES, "note": note_of(row), "asked_at": row["asked_at"]}
    if row["state"] == WITHDRAWN or now >= _patience(row):
        return {"state": "unavailable", "note": "", "asked_at": row["asked_at"]}
    return {"state": ASKED, "note": "", "asked_at": row["asked_at"]}


def note_of(row: Row) -> str:
    """What the author wrote back, after the sentence that says how they wish to be named."""
    wish = Said(bylines.WISHES[row["wish"]]) if row["wish"] else ""
    return f"{wish} {row['note']}".strip()


def given(db: Database, draft: Row) -> bool:
    """Whether the author's consent to exactly this version and text stands now."""
    row = of(db, draft)
    return row is not None and row["state"] == GIVEN and row["hash"] == draft["hash"]


def requests(db: Database, person: Person) -> list[Row]:
    """The author's own requests, the latest of each draft, newest first."""
    found = db.rows(
        """SELECT drafts.id, drafts.version, drafts.ended_at, consents.version AS asked_version,
                  consents.state, consents.asked_at, posts.title AS post_title,
                  posts.status, posts.reason AS post_reason, live.slug
           FROM posts JOIN drafts ON drafts.post_id = posts.id
           JOIN consents ON consents.draft_id = drafts.id AND consents.version =
             (SELECT MAX(version) FROM consents AS last WHERE last.draft_id = drafts.id)
           LEFT JOIN releases AS live ON live.draft_id = drafts.id AND live.state = 'live'
           WHERE posts.author_id = :person ORDER BY consents.asked_at DESC, drafts.id DESC LIMIT 200""",
        person=person.id,
    )
    return [drafts.in_words(row) for row in found]
