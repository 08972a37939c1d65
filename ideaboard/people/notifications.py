"""Each person's inbox. An event reaches a person once, however often the job that tells it runs.

`audience` is the post's: somebody who no longer belongs to it no longer sees what was said of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ideaboard.db import Database, Row
from ideaboard.language import N_, Said, _, heard
from ideaboard.who import Person

SELF = "self"
TAKEN_BACK = N_("About a post that its author took back")
WITHDRAWN = N_("Withdrawn by its author")

# Why an event reaches somebody, in their inbox and at the end of a mail.
# Translators: each ends "because ...", as in "You get this mail because you wrote this post."
WHY = {
    "wrote": N_("you wrote this post"),
    "mentioned": N_("you were mentioned"),
    "answered": N_("this answers a comment of yours"),
    "commented": N_("you commented on this post"),
    "follows": N_("you follow this post"),
    "category": N_("you follow its category"),
    "voted": N_("you voted on this post"),
    "wrote_merged": N_("you wrote a post that was merged into this one"),
    "merged": N_("you took part in a post that was merged into this one"),
    "seat": N_("you hold a seat on the customer council"),
    "edits": N_("you wrote the draft"),
    "search": N_("you saved this search"),
}


def tell(
    db: Database,
    people: Iterable[int],
    *,
    event: str,
    kind: str,
    text: Said,
    url: str,
    audience: str,
    post_id: int | None = None,
    about: str = "",
    why: str | Mapping[int, str] = "",
    despite_mute: bool = False,
    now: str,
) -> list[int]:
    """Put an event into inboxes and return the ids of those for whom it is new.

    `about` is the title of the post, `why` a key of WHY, or one for each person. Who muted the post is
    passed over, unless `despite_mute`.
    """
    what: dict[str, Any] = {"event": event, "kind": kind, "url": url, "audience": audience}
    what |= {"text": text.message, "words": text.words}
    what |= {"post_id": post_id, "about": about, "despite_mute": int(despite_mute), "now": now}
    reasons = {} if isinstance(why, str) else why
    common = why if isinstance(why, str) else ""
    return [
        person
        for person in dict.fromkeys(people)
        if _put(db, person, what | {"why": reasons.get(person, common)})
    ]


def _put(db: Database, person: int, what: Mapping[str, Any]) -> bool:
    # The casts tell PostgreSQL the type of a value that stands in a SELECT.
    new = db.run(
        """INSERT INTO notifications
             (person_id, event, kind, text, words, url, audience, post_id, about, why, created_at)
           SELECT people.id, CAST(:event AS TEXT), CAST(:kind AS TEXT), CAST(:text AS TEXT),
                  CAST(:words AS TEXT), CAST(:url AS TEXT), CAST(:audience AS TEXT),
                  CAST(:post_id AS INTEGER), CAST(:about AS TEXT), CAST(:why AS TEXT), CAST(:now AS TEXT)
           FROM people WHERE people.id = :person AND (:despite_mute = 1 OR NOT EXISTS (
             SELECT 1 FROM mutes WHERE mutes.person_id = :person AND mutes.post_id = :post_id))
           ON CONFLICT (person_id, event) DO NOTHING""",
        person=person,
        **what,
    )
    if new == 1:
        db.run("UPDATE people SET unread = unread + 1 WHERE id = :id", id=person)
    return new == 1


def waits(db: Database, person_id: int, event: str) -> bool:
    """Whether the person has this event before them still: neither read, nor told by mail."""
    row = db.row(
        """SELECT id FROM notifications WHERE person_id = :person AND event = :event
           AND read_at IS NULL AND mailed_at IS NULL""",
        person=person_id,
        event=event,
    )
    return row is not None


def take_back(db: Database, person_id: int, event: str) -> None:
    """Remove a line that waits, since another says the same and more."""
    gone = db.run(
        """DELETE FROM notifications WHERE person_id = :person AND event = :event
           AND read_at IS NULL AND mailed_at IS NULL""",
        person=person_id,
        event=event,
    )
    _count(db, person_id, -gone)


def mailed(db: Database, people: Iterable[int], *, event: str, now: str) -> None:
    """Note that a mail of its own told these people of an event: no digest repeats it."""
    for person in people:
        db.run(
            "UPDATE notifications SET mailed_at = :now WHERE person_id = :person AND event = :event",
            person=person,
            event=event,
            now=now,
        )


def retitle(db: Database, post_id: int, title: str) -> None:
    """A post has another title, and what was said of it stands under that."""
    db.run("UPDATE notifications SET about = :title WHERE post_id = :id", id=post_id, title=title)


def reclassify(db: Database, post_id: int, audience: str) -> None:
    """A post moved to another audience, and what was said of it moves along."""
    db.run(
        "UPDATE notifications SET audience = :audience WHERE post_id = :post_id AND audience <> 'self'",
        post_id=post_id,
        audience=audience,
    )


def forget(db: Database, post_id: int) -> None:
    """The words of a post were taken back, from what was said of it too."""
    db.run(
        "UPDATE notifications SET text = :text, words = '', about = :about WHERE post_id = :id",
        text=TAKEN_BACK,
        about=WITHDRAWN,
        id=post_id,
    )


def reword(db: Database, post_id: int, event: str, said: Said) -> None:
    """Say something else of one event, to everybody: the words in it were taken back."""
    db.run(
        "UPDATE notifications SET text = :text, words = :words WHERE post_id = :post_id AND event = :event",
        post_id=post_id,
        event=event,
        text=said.message,
        words=said.words,
    )


# `words` are the values of the sentence in `text`; `in_words` puts both together.
COLUMNS = """notifications.id, notifications.kind, notifications.text, notifications.words, notifications.url,
    notifications.post_id, notifications.about, notifications.why, notifications.created_at,
    notifications.read_at"""
SEEN = """notifications.person_id = :person AND (notifications.audience = 'self'
    OR (notifications.audience = 'inside' AND :inside = 1)
    OR (notifications.audience = 'employees' AND :employees = 1))"""


def seen_by(person: Person) -> dict[str, int]:
    """The bindings of SEEN: the person's own lines, of audiences they still belong to."""
    inside, employees = "inside" in person.audiences, "employees" in person.audiences
    return {"person": person.id, "inside": int(inside), "employees": int(employees)}


def inbox(db: Database, person: Person, *, before: int, limit: int = 40) -> list[Row]:
    """The person's notifications, the newest first, from below the id `before` on."""
    found = db.rows(
        f"SELECT {COLUMNS} FROM notifications WHERE {SEEN} AND id < :before ORDER BY id DESC LIMIT :limit",
        before=before,
        limit=limit,
        **seen_by(person),
    )
    return in_words(found)


def in_words(rows: list[Row]) -> list[Row]:
    """The rows with `text` as the sentence of the language spoken now; `about` is an author's own words."""
    for row in rows:
        # Later comments on a post that was taken back have it too.
        if row["about"] == WITHDRAWN:
            row["about"] = _(WITHDRAWN)
        row["text"] = heard(row["text"], row.pop("words"))
    return rows


def untold(db: Database, person: Person, *, before: str, limit: int = 500) -> list[Row]:
    """What the person may see, has not read, and no mail told, from before that moment; the newest first."""
    found = db.rows(
        f"""SELECT {COLUMNS} FROM notifications
            WHERE {SEEN} AND read_at IS NULL AND mailed_at IS NULL AND created_at < :before
              AND (kind = 'consent' OR NOT EXISTS (SELECT 1 FROM mutes
                   WHERE mutes.person_id = :person AND mutes.post_id = notifications.post_id))
            ORDER BY id DESC LIMIT :limit""",
        before=before,
        limit=limit,
        **seen_by(person),
    )
    return in_words(found)


def told(db: Database, person: Person, *, before: str, now: str) -> None:
    """Note that a digest told what was there before that moment."""
    db.run(
        """UPDATE notifications SET mailed_at = :now
           WHERE person_id = :person AND mailed_at IS NULL AND created_at < :before""",
        person=person.id,
        before=before,
        now=now,
    )


def read_all(db: Database, person: Person, *, now: str) -> None:
    db.run(
        "UPDATE notifications SET read_at = :now WHERE person_id = :id AND read_at IS NULL",
        id=person.id,
        now=now,
    )
    db.run("UPDATE people SET unread = 0 WHERE id = :id", id=person.id)


def read_post(db: Database, person_id: int, post_id: int, *, now: str) -> None:
    """Mark as read what was said of one post, but for a request that waits for an answer."""
    gone = db.run(
        """UPDATE notifications SET read_at = :now
           WHERE person_id = :person AND post_id = :post AND read_at IS NULL AND kind <> 'consent'""",
        person=person_id,
        post=post_id,
        now=now,
    )
    _count(db, person_id, -gone)


def _count(db: Database, person_id: int, change: int) -> None:
    if change:
        db.run(
            "UPDATE people SET unread = CASE WHEN unread + :change > 0 THEN unread + :change ELSE 0 END"
            " WHERE id = :id",
            id=person_id,
            change=change,
        )


def mark(db: Database, person: Person, notification_id: int, *, read: bool, now: str) -> None:
    """Mark the whole group of an event as read, or this one event as unread. Another's is passed over."""
    row = db.row(
        "SELECT post_id FROM notifications WHERE id = :id AND person_id = :person",
        id=notification_id,
        person=person.id,
    )
    if row is None:
        return
    if not read:
        change = db.run(
            "UPDATE notifications SET read_at = NULL WHERE id = :id AND read_at IS NOT NULL",
            id=notification_id,
        )
    else:
        change = -db.run(
            """UPDATE notifications SET read_at = :now WHERE person_id = :person AND read_at IS NULL
               AND (id = :id OR post_id = :post)""",
            id=notification_id,
            person=person.id,
            post=row["post_id"],
            now=now,
        )
    _count(db, person.id, change)


def read_until(db: Database, moment: str) -> None:
    """Mark what was told before that moment as read, and all as mailed; for a past that is replayed."""
    db.run("UPDATE notifications SET mailed_at = created_at WHERE mailed_at IS NULL")
    db.run("UPDATE notifications SET read_at = created_at WHERE created_at < :moment", moment=moment)
    db.run(
        """UPDATE people SET unread = (SELECT COUNT(*) FROM notifications
           WHERE notifications.person_id = people.id AND notifications.read_at IS NULL)"""
    )


def read(db: Database, person: Person, notification_id: int, *, now: str) -> str:
    """Mark one as read and return where it leads; "/inbox" when it is not theirs."""
    row = db.row(
        "SELECT url, read_at FROM notifications WHERE id = :id AND person_id = :person",
        id=notification_id,
        person=person.id,
    )
    if row is None:
        return "/inbox"
    if row["read_at"] is None:
        db.run("UPDATE notifications SET read_at = :now WHERE id = :id", id=notification_id, now=now)
        _count(db, person.id, -1)
    return str(row["url"])
