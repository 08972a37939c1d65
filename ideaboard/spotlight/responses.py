"""A response is what a customer writes back: held until the council has read it, then shown or blanked."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ideaboard import text
from ideaboard.db import Database
from ideaboard.errors import Conflict, Refusal
from ideaboard.language import _
from ideaboard.signing import fresh_id
from ideaboard.spotlight import addresses, code, stories

NAME_LENGTH = 80
BODY_LENGTH = 5000
MOST_LINKS = 5
SHOWN = 50

HELD = "held"
ACCEPTED = "accepted"
REFUSED = "refused"

_LINK = re.compile(r"https?://|\bwww\.|\[url", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """What somebody wrote to one story. The e-mail is for an answer and never shown.

    `reply` is what the author answered, "" for nothing; `seconds` how long the form was before its writer,
    None where that is not known.
    """

    id: str
    slug: str
    name: str
    email: str
    body: str
    sent_at: str
    state: str
    reply: str = ""
    replied_at: str = ""
    seconds: int | None = None


COLUMNS = "id, slug, name, email, body, sent_at, state, reply, replied_at, seconds"


def send(
    db: Database, slug: str, name: str, email: str, body: str, *, seconds: int | None = None, now: str
) -> str:
    """Hold a response to a story and return its id; the same words sent again keep their first id.

    Raises NotFound or Gone with the story, and a Refusal naming every field that cannot be taken.
    """
    stories.find(db, slug)
    name, email, body = text.clean(name), text.clean(email), text.clean(body, lines=True)
    if wrong := _wrong(name, email, body):
        raise Refusal.of(wrong)
    return _already_held(db, slug, name, body) or _hold(
        db, slug, name, addresses.normal(email), body, seconds, now=now
    )


def _wrong(name: str, email: str, body: str) -> dict[str, str]:
    found = {"name": _name_trouble(name), "email": _email_trouble(email), "body": _body_trouble(body)}
    return {field: sentence for field, sentence in found.items() if sentence}


def _name_trouble(name: str) -> str:
    if _invisible(name):
        return _("Write the name you want to stand beside your response.")
    if code.held_in(name):
        return _("This holds program code. Write a name in plain letters.")
    return _("Keep the name to %(most)s characters.", most=NAME_LENGTH) if len(name) > NAME_LENGTH else ""


def _email_trouble(email: str) -> str:
    if not email or addresses.normal(email):
        return ""
    return _("This is not an address we could write to. You may also leave it empty.")


def _body_trouble(body: str) -> str:
    if _invisible(body):
        return _("Write a few words first.")
    if len(body) > BODY_LENGTH:
        return _("Keep it to %(most)s characters; this has %(count)s.", most=BODY_LENGTH, count=len(body))
    if code.held_in(body):
        return _("This holds program code, which is not taken here. Say it in plain words.")
    if len(_LINK.findall(body)) > MOST_LINKS:
        return _("Keep it to %(most)s links; more than that reads like advertising.", most=MOST_LINKS)
    return ""


def _invisible(words: str) -> bool:
    """Nothing that shows: only spaces, joiners and marks of direction."""
    return all(unicodedata.category(letter)[0] in "CZ" for letter in words)


def _already_held(db: Database, slug: str, name: str, body: str) -> str | None:
    """The id of the same words waiting already: a form sent twice by a reload or a double click.

    Raises Conflict for those that readers see: a form that is sent again and again puts them up once.
    """
    row = db.row(
        """SELECT id, state FROM responses
           WHERE slug = :slug AND state IN ('held', 'accepted') AND name = :name AND body = :body""",
        slug=slug,
        name=name,
        body=body,
    )
    if row and row["state"] == ACCEPTED:
        raise Conflict(_("These very words are here already, under your name. Read on, or write others."))
    return row["id"] if row else None


def _hold(db: Database, slug: str, name: str, email: str, body: str, seconds: int | None, *, now: str) -> str:
    fresh = fresh_id()
    db.run(
        """INSERT INTO responses (id, slug, name, email, body, seconds, sent_at)
           VALUES (:id, :slug, :name, :email, :body, :seconds, :now)""",
        id=fresh,
        slug=slug,
        name=name,
        email=email,
        body=body,
        seconds=seconds,
        now=now,
    )
    return fresh


def accepted(db: Database, slug: str, *, limit: int = SHOWN) -> list[Response]:
    """The responses readers see, newest first."""
    sql = f"""SELECT {COLUMNS} FROM responses WHERE slug = :slug AND state = 'accepted'
              ORDER BY sent_at DESC, id DESC LIMIT :limit"""
    return [Response(**row) for row in db.rows(sql, slug=slug, limit=limit)]


def unfetched(db: Database, limit: int = 100) -> list[Response]:
    """Responses the inside has not taken over yet, oldest first."""
    sql = f"""SELECT {COLUMNS} FROM responses WHERE fetched_at IS NULL AND state <> 'refused'
              ORDER BY sent_at, id LIMIT :limit"""
    return [Response(**row) for row in db.rows(sql, limit=limit)]


def mark_fetched(db: Database, ids: Iterable[str], *, now: str) -> int:
    """Remember that the inside has these, and forget their e-mail addresses here; how many were new."""
    # The public machine keeps no address longer than it must: from now on the inside has it.
    sql = "UPDATE responses SET fetched_at = :now, email = '' WHERE id = :id AND fetched_at IS NULL"
    return sum(db.run(sql, id=number, now=now) for number in ids)


_DECIDE = {
    ACCEPTED: "UPDATE responses SET state = 'accepted' WHERE id = :id AND state = 'held'",
    REFUSED: """UPDATE responses SET state = 'refused', name = '', email = '', body = '', reply = ''
                WHERE id = :id AND state <> 'refused'""",
}


def decide(db: Database, response_id: str, state: Literal["accepted", "refused"]) -> bool:
    """Show a held response, or blank one (also one shown before). False when that changed nothing.

    What was refused stays so: its words are no longer here.
    """
    return db.run(_DECIDE[state], id=response_id) == 1


def reply(db: Database, response_id: str, words: str, *, at: str) -> None:
    """Show what the author answered below a response, or, with no words, nothing any more."""
    db.run(
        """UPDATE responses SET reply = :words, replied_at = :at WHERE id = :id AND state <> 'refused'""",
        id=response_id,
        words=words,
        at=at if words else "",
    )


def hush(db: Database, slug: str) -> None:
    """The story was taken back, and with it what its author answered."""
    db.run("UPDATE responses SET reply = '', replied_at = '' WHERE slug = :slug AND reply <> ''", slug=slug)
