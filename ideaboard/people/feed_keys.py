"""The secret in a person's private feed links, made when they first ask for one. A new one ends old links."""

from ideaboard.db import Database, Row
from ideaboard.signing import fresh_id


def of(db: Database, person_id: int) -> Row | None:
    """The person's `secret` and `made_at`, None when they never asked for a link."""
    return db.row("SELECT secret, made_at FROM feed_keys WHERE person_id = :id", id=person_id)


def make(db: Database, person_id: int, *, now: str) -> None:
    """Let the person have links; those they have already stay."""
    db.run(
        """INSERT INTO feed_keys (person_id, secret, made_at) VALUES (:id, :secret, :now)
           ON CONFLICT (person_id) DO NOTHING""",
        id=person_id,
        secret=fresh_id(),
        now=now,
    )


def renew(db: Database, person_id: int, *, now: str) -> None:
    """End all links the person has, and let them have new ones."""
    forget(db, person_id)
    make(db, person_id, now=now)


def forget(db: Database, person_id: int) -> None:
    """End all links the person has."""
    db.run("DELETE FROM feed_keys WHERE person_id = :id", id=person_id)
