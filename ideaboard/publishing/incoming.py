"""Responses of customers, brought in from outside: held until a member accepts or refuses them.

An accepted one reaches the post's timeline and its author; nobody decides on answers to their own story.
"""

import logging
from collections.abc import Iterable

from ideaboard import outbox, text
from ideaboard.board import posts, shown, timeline, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, people, seats
from ideaboard.publishing import drafts
from ideaboard.spotlight.responses import Response
from ideaboard.who import COUNCIL, Person

log = logging.getLogger("ideaboard.publishing")

HELD, ACCEPTED, REFUSED = "held", "accepted", "refused"
STATES = {HELD: N_("Waiting"), ACCEPTED: N_("Accepted"), REFUSED: N_("Refused")}
EXCERPT = 180

_COLUMNS = """incoming.id, incoming.slug, incoming.post_id, incoming.name, incoming.email, incoming.body,
    incoming.sent_at, incoming.state, incoming.decided_at, incoming.reason, posts.author_id,
    posts.title AS post_title, posts.status, posts.reason AS post_reason, posts.audience,
    deciders.name AS decided_by"""
_JOINS = """incoming JOIN posts ON posts.id = incoming.post_id
    LEFT JOIN people AS deciders ON deciders.id = incoming.decided_by"""


def take(db: Database, responses: Iterable[Response], *, now: str) -> list[str]:
    """Write responses down inside and tell the council of new ones; return the ids that are here now.

    One that was brought in before changes nothing. A response to a story unknown here stays outside.
    """
    here = []
    for response in responses:
        post = db.row("SELECT post_id FROM releases WHERE slug = :slug LIMIT 1", slug=response.slug)
        if post is None:
            log.warning("response %s is to a story unknown here: %s", response.id, response.slug)
            continue
        if _hold(db, response, post["post_id"]):
            _tell_council(db, response, post["post_id"], now)
        here.append(response.id)
    return here


def _hold(db: Database, response: Response, post_id: int) -> bool:
    new = db.run(
        """INSERT INTO incoming (id, slug, post_id, name, email, body, sent_at)
           VALUES (:id, :slug, :post_id, :name, :email, :body, :sent_at) ON CONFLICT (id) DO NOTHING""",
        id=response.id,
        slug=response.slug,
        post_id=post_id,
        name=response.name,
        email=response.email,
        body=response.body,
        sent_at=response.sent_at,
    )
    return new == 1


def _tell_council(db: Database, response: Response, post_id: int, now: str) -> None:
    post = posts.known(db, post_id)
    loaded = (people.load(db, seat["person_id"], now=now) for seat in seats.held(db, COUNCIL, now=now))
    notifications.tell(
        db,
        [person.id for person in loaded if person and visibility.sees(person, post["audience"])],
        event=f"incoming:{response.id}",
        kind="response",
        text=Said(
            N_("A customer answered “%(title)s”: their response waits to be read"),
            {"title": shown.titled(post)},
        ),
        url="/publishing/responses",
        audience=post["audience"],
        post_id=post_id,
        about=post["title"],
        why="seat",
        now=now,
    )


def accept(db: Database, response_id: str, *, by: Person, now: str) -> None:
    """Let a held response be shown: outside, on the post's timeline, and to its author.

    Accepting twice changes nothing. Raises NotFound for a post `by` may not see, Forbidden for its author
    and outside the council, Conflict for a refused one.
    """
    row = _to_decide(db, response_id, by)
    if row["state"] == REFUSED:
        raise Conflict(_("This response was refused, and its words are gone from outside."))
    if row["state"] == ACCEPTED:
        return
    _decide(db, row, ACCEPTED, "", by, now)
    url = f"/publishing/stories/{row['slug']}#response-{row['id']}"
    excerpt = text.shorten(text.clean(row["body"]), EXCERPT)
    said = Said(
        N_("%(name)s, a customer, answered: “%(excerpt)s”"), {"name": row["name"], "excerpt": excerpt}
    )
    timeline.add(db, row["post_id"], "response", said, url=url, now=now)
    if row["author_id"] is not None:
        notifications.tell(
            db,
            [row["author_id"]],
            event=f"response:{row['id']}",
            kind="response",
            text=Said(
                N_("A customer answered your story “%(title)s”: %(name)s"),
                {"title": row["post_title"], "name": row["name"]},
            ),
            url=url,
            audience=notifications.SELF,
            post_id=row["post_id"],
            about=row["post_title"],
            why="wrote",
            now=now,
        )


def refuse(db: Database, response_id: str, reason: str, *, by: Person, now: str) -> None:
    """Keep a response from being shown, or take an accepted one off the story; its address is forgotten.

    Refusing twice changes nothing. Raises as `accept` does, and Refusal without a reason.
    """
    row = _to_decide(db, response_id, by)
    if row["state"] == REFUSED:
        return
    why = text.clean(reason)[:300]
    if not why:
        raise Refusal.of({"reason": _("Say why, for the record of the council.")})
    _decide(db, row, REFUSED, why, by, now)
    db.run("UPDATE incoming SET email = '' WHERE id = :id", id=row["id"])


def _to_decide(db: Database, response_id: str, by: Person) -> Row:
    row = db.row(
        f"SELECT {_COLUMNS} FROM {_JOINS} WHERE incoming.id = :id AND {visibility.VISIBLE}",
        id=response_id,
        **visibility.values(by),
    )
    if row is None:
        raise NotFound(_("There is no such response."))
    drafts.require_member(row, by)
    return row


def _decide(db: Database, row: Row, state: str, reason: str, by: Person, now: str) -> None:
    db.run(
        """UPDATE incoming SET state = :state, reason = :reason, decided_by = :by, decided_at = :now
           WHERE id = :id""",
        id=row["id"],
        state=state,
        reason=reason,
        by=by.id,
        now=now,
    )
    outbox.put(db, "decide_response", response_id=row["id"], state=state, now=now)


# The longest waiting first; of what was decided, the latest.
_ORDER = {HELD: "incoming.sent_at, incoming.id", ACCEPTED: "incoming.sent_at DESC, incoming.id DESC"}


def queue(db: Database, state: str, person: Person, *, limit: int = 100) -> list[Row]:
    """The responses of one state to stories whose posts the person may see."""
    found = db.rows(
        f"""SELECT {_COLUMNS} FROM {_JOINS} WHERE incoming.state = :state AND {visibility.VISIBLE}
            ORDER BY {_ORDER.get(state, _ORDER[ACCEPTED])} LIMIT :limit""",
        state=state,
        limit=limit,
        **visibility.values(person),
    )
    return [drafts.in_words(row) for row in found]


def held(db: Database, person: Person) -> int:
    """How many wait, of those the person may see."""
    row = db.row(
        f"SELECT COUNT(*) AS held FROM {_JOINS} WHERE incoming.state = 'held' AND {visibility.VISIBLE}",
        **visibility.values(person),
    )
    return int(row["held"]) if row else 0


def accepted(db: Database, slug: str) -> list[Row]:
    """What customers answered to a story and the council accepted, oldest first; without addresses."""
    return db.rows(
        """SELECT id, name, body, sent_at, decided_at FROM incoming
           WHERE slug = :slug AND state = 'accepted' ORDER BY sent_at, id LIMIT 500""",
        slug=slug,
    )
