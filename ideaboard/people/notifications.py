"""Each person's inbox. An event reaches a person once, however often the job that tells it runs.

`audience` is the post's: somebody who no longer belongs to it no longer sees what was said of it.
"""

from collections.abc import Iterable

from ideaboard.db import Database, Row
from ideaboard.who import Person

SELF = "self"


def tell(
    db: Database,
    people: Iterable[int],
    *,
    event: str,
    kind: str,
    text: str,
    url: str,
    audience: str,
    post_id: int | None = None,
    now: str,
) -> list[int]:
    """Put an event into inboxes and return the ids of those for whom it is new."""
    return [
        person
        for person in dict.fromkeys(people)
        if _put(db, person, (event, kind, text, url, audience), post_id, now)
    ]


def _put(db: Database, person: int, what: tuple[str, ...], post_id: int | None, now: str) -> bool:
    event, kind, text, url, audience = what
    new = db.run(
        """INSERT INTO notifications (person_id, event, kind, text, url, audience, post_id, created_at)
           VALUES (:person, :event, :kind, :text, :url, :audience, :post_id, :now)
           ON CONFLICT (person_id, event) DO NOTHING""",
        person=person,
        event=event,
        kind=kind,
        text=text,
        url=url,
        audience=audience,
        post_id=post_id,
        now=now,
    )
    if new == 1:
        db.run("UPDATE people SET unread = unread + 1 WHERE id = :id", id=person)
    return new == 1


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
        "UPDATE notifications SET text = 'About a post that its author took back' WHERE post_id = :id",
        id=post_id,
    )


def inbox(db: Database, person: Person, *, before: int, limit: int = 40) -> list[Row]:
    """The person's notifications, the newest first, from below the id `before` on."""
    return db.rows(
        """SELECT id, kind, text, url, post_id, created_at, read_at FROM notifications
           WHERE person_id = :person AND id < :before
             AND (audience = 'self' OR (audience = 'inside' AND :inside = 1)
                  OR (audience = 'employees' AND :employees = 1))
           ORDER BY id DESC LIMIT :limit""",
        person=person.id,
        before=before,
        inside=int("inside" in person.audiences),
        employees=int("employees" in person.audiences),
        limit=limit,
    )


def read_all(db: Database, person: Person, *, now: str) -> None:
    db.run(
        "UPDATE notifications SET read_at = :now WHERE person_id = :id AND read_at IS NULL",
        id=person.id,
        now=now,
    )
    db.run("UPDATE people SET unread = 0 WHERE id = :id", id=person.id)


def read_until(db: Database, moment: str) -> None:
    """Mark everybody's notifications of before that moment as read; for a past that is replayed."""
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
        db.run(
            "UPDATE people SET unread = CASE WHEN unread > 0 THEN unread - 1 ELSE 0 END WHERE id = :id",
            id=person.id,
        )
    return str(row["url"])
