"""Each author's consent, bound to exactly one version of the text, and theirs to take back at any time.

A no costs nothing because nobody sees it: to the desk, an author who declined and one who has not answered
look the same, now and later. Only who proved to be the author sees what was answered.
"""

from collections.abc import Iterable

from ideaboard import clock, outbox, text
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.publishing import authors, bylines, consent_letters, drafts, ends, record, rules, terms
from ideaboard.settings import Settings
from ideaboard.who import Person

# How long the desk sees "asked"; from then on "not available", whether it was a no or no answer.
WAIT_DAYS = 7
NOTE_MOST = 2_000

ASKED, GIVEN, DECLINED, CHANGES, WITHDRAWN = "asked", "given", "declined", "changes", "withdrawn"
# Beside these the desk knows only that nobody was asked, and that somebody is not available.
NONE, UNAVAILABLE = "none", "unavailable"
OPEN = (ASKED, DECLINED, CHANGES)

# Who proved to be the author: a signed-in person, or the post that `board.claims.open_claim` gave.
Author = Person | Row


def ask(db: Database, draft: Row, *, settings: Settings, proposed: str = "", by: Person, now: str) -> None:
    """Ask every author to agree to the current version; each again after a week at the earliest.

    They find it in their inbox and their mail, an anonymous one behind their claim link. `proposed` is the
    day until which the desk would like to show it. Raises Conflict when all were asked lately or agreed, or
    there is no text yet.
    """
    drafts.require_member(draft, by)
    if draft["ended_at"] or not draft["body"]:
        raise Conflict(_("There is no text yet for the author to agree to."))
    last_day = ends.checked(proposed, "proposed", zone=rules.load(db).zone, now=now)
    rows = {row["author_id"]: row for row in of_version(db, draft)}
    due = [author for author in authors.keys(draft) if _is_due(rows.get(author), now)]
    if not due:
        raise Conflict(_why_not(list(rows.values()), now))
    record.add(db, "asked", draft, by=by.id, now=now)
    for author in due:
        _request(db, draft, author, last_day, by, now)
        if author != authors.NAMELESS and not _has_declined(db, draft, author):
            consent_letters.ask(db, draft, author, settings, now)


def _is_due(row: Row | None, now: str) -> bool:
    return row is None or (not _stands(row, now) and now >= _patience(row))


def _why_not(rows: list[Row], now: str) -> str:
    """Why nobody is to be asked: a no among the answers must not be told from silence."""
    if all(_stands(row, now) for row in rows):
        return _("The author has agreed to exactly this text.")
    return _("The author has been asked about exactly this text. Give them time.")


def _request(db: Database, draft: Row, author: int, proposed: str, by: Person, now: str) -> None:
    db.run(
        """INSERT INTO consents (draft_id, version, author_id, hash, proposed, asked_by, asked_at)
           VALUES (:draft_id, :version, :author, :hash, :proposed, :by, :now)
           ON CONFLICT (draft_id, version, author_id) DO UPDATE SET asked_by = excluded.asked_by,
             asked_at = excluded.asked_at, proposed = excluded.proposed,
             state = CASE WHEN consents.state = 'declined' THEN 'declined' ELSE 'asked' END""",
        draft_id=draft["id"],
        version=draft["version"],
        author=author,
        hash=draft["hash"],
        proposed=proposed,
        by=by.id,
        now=now,
    )


def _patience(row: Row) -> str:
    return clock.shift(row["asked_at"], days=WAIT_DAYS)


def _has_declined(db: Database, draft: Row, author: int) -> bool:
    """Whether this author ever said no to this draft: then further requests wait silently on their page."""
    sql = """SELECT version FROM consents
             WHERE draft_id = :id AND author_id = :author AND state = 'declined' LIMIT 1"""
    return db.row(sql, id=draft["id"], author=author) is not None


def _stands(row: Row, now: str) -> bool:
    """Whether a yes counts at this moment: given, and not over."""
    return row["state"] == GIVEN and not ends.is_over(row["over_at"], now=now)


def give(
    db: Database,
    draft: Row,
    hash: str,
    *,
    until: str = "",
    together: bool = False,
    by: Author,
    now: str,
) -> None:
    """Agree to exactly the text behind `hash`, for good or through the day `until`. Twice changes nothing.

    With `together` readers may find this author's stories on one page. Raises NotFound for anybody but the
    authors, Conflict when nobody asked or the text changed meanwhile, Refusal for a day that is over.
    """
    row = _asked(db, draft, hash, by, states=(*OPEN, GIVEN))
    if row["state"] == GIVEN:
        return
    zone = rules.load(db).zone
    last_day = ends.checked(until, "until", zone=zone, now=now)
    over_at = ends.moment(last_day, zone)
    _answer(db, draft, by, GIVEN, "", now, until=last_day, over_at=over_at, together=together)
    if over_at:
        outbox.put(db, "consent_over", draft_id=draft["id"], now=now, after=over_at)
    record.add(db, "agreed", draft, by=_who(by), now=now)
    if given(db, draft):
        record.add(db, "consented", draft, by=_who(by), now=now)
        terms.begin(db, draft, now=now)
    consent_letters.tell_editor(
        db, draft, "agreed to", N_("The author of “%(title)s” agreed to the text"), now
    )


def decline(db: Database, draft: Row, hash: str, *, by: Author, now: str) -> None:
    """Say no. The desk sees no difference to silence. A yes is taken back by `withdraw`, not by this."""
    _asked(db, draft, hash, by, states=OPEN)
    _answer(db, draft, by, DECLINED, "", now)
    record.add(db, "declined", draft, by=_who(by), now=now)


def _who(by: Author) -> int | None:
    """Whom the record knows: nobody, where the author is known to nobody."""
    return by.id if isinstance(by, Person) else None


def ask_change(
    db: Database, draft: Row, hash: str, note: str, *, byline: str = "", by: Author, now: str
) -> None:
    """Send a note back to the desk: what to change, or (`byline`) how to be named instead."""
    _asked(db, draft, hash, by, states=OPEN)
    wish = byline if byline in bylines.LABELS and key(by) != authors.NAMELESS else ""
    kept = text.clean(note, lines=True)
    if not kept and not wish:
        raise Refusal.of({"note": _("Say what you would like changed.")})
    if len(kept) > NOTE_MOST:
        raise Refusal.of({"note": _("At most %(most)s characters, please.", most=NOTE_MOST)})
    _answer(db, draft, by, CHANGES, kept, now, wish=wish)
    record.add(db, "changes", draft, by=_who(by), now=now)
    consent_letters.tell_editor(db, draft, "change", N_("The author of “%(title)s” asks for a change"), now)


def withdraw(db: Database, draft: Row, *, by: Author, now: str) -> None:
    """End every consent of this author to this draft. `releases.withdraw` also takes the story down."""
    require_author(db, draft, by)
    ended = db.run(
        """UPDATE consents SET state = 'withdrawn', answered_at = :now
           WHERE draft_id = :id AND author_id = :author AND state = 'given'""",
        id=draft["id"],
        author=key(by),
        now=now,
    )
    # Who takes back what they never gave said no before, and that is not written where others read.
    if ended:
        record.add(db, "withdrawn", draft, by=_who(by), now=now)


def end_all(db: Database, draft: Row, *, now: str) -> int:
    """No consent given so far counts any more, whoever gave it; how many did."""
    return db.run(
        """UPDATE consents SET state = 'withdrawn', answered_at = :now
           WHERE draft_id = :id AND state = 'given'""",
        id=draft["id"],
        now=now,
    )


def forget_notes(db: Database, draft: Row) -> None:
    """Blank what the authors wrote back; that they were asked and answered stays."""
    db.run("UPDATE consents SET note = '', wish = '' WHERE draft_id = :id", id=draft["id"])


def key(by: Author) -> int:
    """How an author is told from the others of a draft: their id, or `NAMELESS` for who holds the claim."""
    return by.id if isinstance(by, Person) else authors.NAMELESS


def require_author(db: Database, draft: Row, by: Author) -> None:
    """Raises NotFound for anybody but the authors, to whom alone this page exists; who was asked about an
    earlier version is one."""
    if isinstance(by, Person):
        own = by.id in authors.people(draft) or latest(db, draft["id"], by.id) is not None
    else:
        own = draft["author_id"] is None and by["id"] == draft["post_id"] and bool(by["claim_hash"])
    if not own:
        raise NotFound(_("There is no request for consent here."))


def _asked(db: Database, draft: Row, hash: str, by: Author, *, states: tuple[str, ...]) -> Row:
    require_author(db, draft, by)
    row = of(db, draft, by)
    if draft["ended_at"] or row is None or row["hash"] != hash or hash != draft["hash"]:
        raise Conflict(_("The text changed since you were asked. You will be asked again about the new one."))
    if row["state"] not in states:
        raise Conflict(_("You have answered this request. Another one comes when the council asks again."))
    return row


def _answer(
    db: Database,
    draft: Row,
    by: Author,
    state: str,
    note: str,
    now: str,
    *,
    wish: str = "",
    until: str = "",
    over_at: str = "",
    together: bool = False,
) -> None:
    db.run(
        """UPDATE consents SET state = :state, note = :note, wish = :wish, until = :until,
                  over_at = :over_at, together = :together, answered_at = :now
           WHERE draft_id = :id AND version = :version AND author_id = :author""",
        id=draft["id"],
        version=draft["version"],
        author=key(by),
        state=state,
        note=note,
        wish=wish,
        until=until,
        over_at=over_at,
        together=int(together),
        now=now,
    )


_ROW = """SELECT draft_id, version, author_id, hash, state, note, wish, proposed, until, over_at, together,
                 asked_at, answered_at FROM consents"""


def of(db: Database, draft: Row, by: Author, *, version: int | None = None) -> Row | None:
    """The request to this author about one version, the current one by default; None when they were not
    asked about it. For their eyes."""
    return db.row(
        f"{_ROW} WHERE draft_id = :id AND version = :version AND author_id = :author",
        id=draft["id"],
        version=draft["version"] if version is None else version,
        author=key(by),
    )


def of_version(db: Database, draft: Row) -> list[Row]:
    """The requests to all authors about the current version, for the house's own work."""
    sql = f"{_ROW} WHERE draft_id = :id AND version = :version"
    return db.rows(sql, id=draft["id"], version=draft["version"])


def latest(db: Database, draft_id: int, author: int) -> Row | None:
    """The last request to an author (their `key`) about any version, for their eyes."""
    sql = f"{_ROW} WHERE draft_id = :id AND author_id = :author ORDER BY version DESC LIMIT 1"
    return db.row(sql, id=draft_id, author=author)


def stands_somewhere(db: Database, draft: Row, by: Author) -> bool:
    """Whether any yes of this author to this draft is not taken back yet."""
    sql = """SELECT version FROM consents
             WHERE draft_id = :id AND author_id = :author AND state = 'given' LIMIT 1"""
    return db.row(sql, id=draft["id"], author=key(by)) is not None


def over(db: Database, draft_id: int, version: int, *, now: str) -> bool:
    """Whether the time of some author's yes to a version is up."""
    rows = db.rows(
        """SELECT over_at FROM consents
           WHERE draft_id = :id AND version = :version AND state = 'given' AND over_at <> ''""",
        id=draft_id,
        version=version,
    )
    return any(ends.is_over(row["over_at"], now=now) for row in rows)


def desk_states(db: Database, drafts: Iterable[Row], *, now: str) -> dict[int, Row]:
    """What the desk may know of each draft, in two queries: `state` "none", "asked", "given", "changes" or
    "unavailable", with `note` and `asked_at`; and of each author the same in `authors`, with their `name`
    (None: not known) and whether they are `employed`."""
    kept = list(drafts)
    marks, bound = each("id", [draft["id"] for draft in kept])
    rows = {
        (row["draft_id"], row["version"], row["author_id"]): row
        for row in db.rows(f"{_ROW} WHERE draft_id IN ({marks})", **bound)
    }
    people = authors.names(db, kept)
    return {draft["id"]: _draft_for_desk(rows, draft, people, now) for draft in kept}


def _draft_for_desk(
    rows: dict[tuple[int, int, int], Row], draft: Row, people: dict[int, Row], now: str
) -> Row:
    found = []
    for author in authors.keys(draft):
        state = _for_desk(rows.get((draft["id"], draft["version"], author)), draft, now)
        of_post = author == (draft["author_id"] or authors.NAMELESS)
        known = {"name": draft["name"], "employed": draft["by_employee"]} if of_post else people[author]
        found.append(state | {"key": author, "name": known["name"], "employed": known["employed"]})
    return _together(found) | {"authors": found}


def _together(found: list[Row]) -> Row:
    """The state of all as one: agreed when everyone did, else what the desk has to do or wait for first."""
    states = {one["state"] for one in found}
    state = next((state for state in (CHANGES, NONE, UNAVAILABLE, ASKED) if state in states), GIVEN)
    several = len(found) > 1
    notes = [
        f"{one['name'] or _('The author')}: {one['note']}" if several else one["note"]
        for one in found
        if one["note"]
    ]
    asked = [one["asked_at"] for one in found if one["asked_at"]]
    lasts = [one["until"] for one in found if one["until"]]
    return {
        "state": state,
        "note": "\n\n".join(notes),
        "asked_at": max(asked, default=None),
        "until": min(lasts, default=""),
    }


def _for_desk(row: Row | None, draft: Row, now: str) -> Row:
    if row is None:
        return {"state": NONE, "note": "", "asked_at": None, "until": ""}
    shown = {"state": ASKED, "note": "", "asked_at": row["asked_at"], "until": ""}
    if _stands(row, now) and row["hash"] == draft["hash"]:
        return shown | {"state": GIVEN, "until": row["until"]}
    if row["state"] == CHANGES:
        return shown | {"state": CHANGES, "note": note_of(row)}
    if row["state"] in (GIVEN, WITHDRAWN) or now >= _patience(row):
        return shown | {"state": UNAVAILABLE}
    return shown


def lacking(answer: Row) -> list[str]:
    """What the gate still lacks of the authors, a sentence each."""
    several = len(answer["authors"]) > 1
    missing = []
    for one in answer["authors"]:
        if one["state"] != GIVEN and several and one["name"]:
            missing.append(_("Consent: %(name)s has not agreed to exactly this text.", name=one["name"]))
        elif one["state"] != GIVEN:
            missing.append(_("Consent: the author has not agreed to exactly this text."))
    return missing + [
        _("Co-author: %(name)s is not an employee any more.", name=one["name"])
        for one in answer["authors"][1:]
        if not one["employed"]
    ]


def note_of(row: Row) -> str:
    """What the author wrote back, after the sentence that says how they wish to be named."""
    wish = Said(bylines.WISHES[row["wish"]]) if row["wish"] else ""
    return f"{wish} {row['note']}".strip()


def given(db: Database, draft: Row, *, now: str = "") -> bool:
    """Whether every author's consent to exactly this version and text stands: at the moment `now`, else
    however long it was given for."""
    rows = {row["author_id"]: row for row in of_version(db, draft)}
    return all(
        author in rows and _stands(rows[author], now) and rows[author]["hash"] == draft["hash"]
        for author in authors.keys(draft)
    )


def requests(db: Database, person: Person) -> list[Row]:
    """The requests to this author, the latest of each draft, newest first."""
    found = db.rows(
        """SELECT drafts.id, drafts.version, drafts.ended_at, consents.version AS asked_version,
                  consents.state, consents.until, consents.asked_at, posts.title AS post_title,
                  posts.status, posts.reason AS post_reason, live.slug
           FROM consents JOIN drafts ON drafts.id = consents.draft_id
           JOIN posts ON posts.id = drafts.post_id
           LEFT JOIN releases AS live ON live.draft_id = drafts.id AND live.state = 'live'
           WHERE consents.author_id = :person AND consents.version =
             (SELECT MAX(version) FROM consents AS last
              WHERE last.draft_id = drafts.id AND last.author_id = consents.author_id)
           ORDER BY consents.asked_at DESC, drafts.id DESC LIMIT 200""",
        person=person.id,
    )
    return [drafts.in_words(row) for row in found]
