"""Responses of customers, brought in from outside: held until a member of the council decides (decisions.py).

What looks like spam waits at the end of the queue, with the reasons.
"""

import logging
from collections.abc import Iterable

from ideaboard import clock, mail, outbox
from ideaboard.board import posts, shown, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, people, seats
from ideaboard.publishing import drafts, spam
from ideaboard.spotlight.responses import Response
from ideaboard.who import COUNCIL, Person

log = logging.getLogger("ideaboard.publishing")

HELD, ACCEPTED, PRIVATE, REFUSED, WITHDRAWN = "held", "accepted", "private", "refused", "withdrawn"
STATES = {
    HELD: N_("Waiting"),
    ACCEPTED: N_("Accepted"),
    PRIVATE: N_("For the author alone"),
    REFUSED: N_("Refused"),
    WITHDRAWN: N_("Taken back"),
}
# What stands for a customer's words and name once they took them back.
NOBODY = N_("Somebody")
# The job that mails who left an address the link by which they take their words back.
RECEIVED = "received"
RECEIVED_A_DAY = 5
# A decided response's address is forgotten after so long: nobody answers any more.
ADDRESS_DAYS = 180

_COLUMNS = """incoming.id, incoming.slug, incoming.post_id, incoming.name, incoming.email, incoming.body,
    incoming.sent_at, incoming.state, incoming.decided_at, incoming.reason, incoming.suspect,
    incoming.spam_reasons, posts.author_id,
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
        score = _score(db, response)
        if _hold(db, response, post["post_id"], score) and not score.suspect:
            _tell_council(db, response, post["post_id"], now)
            _tell_writer(db, response, now)
        here.append(response.id)
    return here


def _score(db: Database, response: Response) -> spam.Score:
    past = db.row(
        """SELECT COUNT(CASE WHEN mark = :mark THEN 1 END) AS same_words,
                  COUNT(DISTINCT CASE WHEN sent_at > :yesterday AND slug <> :slug
                        AND (name = :name OR (email <> '' AND email = :email)) THEN slug END) AS stories
           FROM incoming WHERE id <> :id AND sent_at > :month""",
        id=response.id,
        mark=spam.mark(response.body),
        slug=response.slug,
        name=response.name,
        email=response.email,
        yesterday=clock.shift(response.sent_at, days=-1),
        month=clock.shift(response.sent_at, days=-30),
    )
    known = spam.Past(**past) if past else spam.Past()
    return spam.judge(response.name, response.body, seconds=response.seconds, past=known)


def _hold(db: Database, response: Response, post_id: int, score: spam.Score) -> bool:
    new = db.run(
        """INSERT INTO incoming
             (id, slug, post_id, name, email, body, sent_at, spam, spam_reasons, suspect, mark)
           VALUES (:id, :slug, :post_id, :name, :email, :body, :sent_at, :spam, :reasons, :suspect, :mark)
           ON CONFLICT (id) DO NOTHING""",
        spam=score.points,
        reasons=score.kept,
        suspect=int(score.suspect),
        mark=spam.mark(response.body),
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


def _tell_writer(db: Database, response: Response, now: str) -> None:
    """Mail the link that takes the words back. Not more than a few a day: anybody can give any address."""
    if not response.email:
        return
    row = db.row(
        "SELECT COUNT(*) AS number FROM incoming WHERE email = :email AND sent_at > :yesterday",
        email=response.email,
        yesterday=clock.shift(response.sent_at, days=-1),
    )
    if row and row["number"] <= RECEIVED_A_DAY:
        outbox.put(db, mail.KIND, fill=RECEIVED, response=response.id, now=now)


def find(db: Database, response_id: str, person: Person) -> Row:
    """A response to a story whose post the person may see. Raises NotFound."""
    row = db.row(
        f"SELECT {_COLUMNS} FROM {_JOINS} WHERE incoming.id = :id AND {visibility.VISIBLE}",
        id=response_id,
        **visibility.values(person),
    )
    if row is None:
        raise _unknown()
    return row


def known(db: Database, response_id: str) -> Row:
    """A response for the house's own work and for the author of the story. Raises NotFound."""
    row = db.row(f"SELECT {_COLUMNS} FROM {_JOINS} WHERE incoming.id = :id", id=response_id)
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound(_("There is no such response."))


# The longest waiting first, but for what looks like spam; of what was decided, the latest.
_ORDER = {
    HELD: "incoming.suspect, incoming.sent_at, incoming.id",
    ACCEPTED: "incoming.sent_at DESC, incoming.id DESC",
}


def queue(db: Database, state: str, person: Person, *, limit: int = 100) -> list[Row]:
    """The responses of one state to stories whose posts the person may see."""
    found = db.rows(
        f"""SELECT {_COLUMNS} FROM {_JOINS} WHERE incoming.state = :state AND {visibility.VISIBLE}
            ORDER BY {_ORDER.get(state, _ORDER[ACCEPTED])} LIMIT :limit""",
        state=state,
        limit=limit,
        **visibility.values(person),
    )
    return [in_words(row) for row in found]


def in_words(row: Row) -> Row:
    """The row with what it says of itself in the reader's language; `has_email` stands for the address."""
    drafts.in_words(row)
    row["signs"] = spam.sentences(row.pop("spam_reasons"))
    row["has_email"] = bool(row.pop("email"))
    if row["state"] == WITHDRAWN:
        row["name"], row["body"] = _(NOBODY), _("The customer took this back.")
    return row


def held(db: Database, person: Person) -> int:
    """How many wait, of those the person may see."""
    row = db.row(
        f"SELECT COUNT(*) AS held FROM {_JOINS} WHERE incoming.state = 'held' AND {visibility.VISIBLE}",
        **visibility.values(person),
    )
    return int(row["held"]) if row else 0


def suspects(db: Database, person: Person) -> int:
    """How many of those that wait look like spam."""
    row = db.row(
        f"""SELECT COUNT(*) AS suspects FROM {_JOINS}
            WHERE incoming.state = 'held' AND incoming.suspect = 1 AND {visibility.VISIBLE}""",
        **visibility.values(person),
    )
    return int(row["suspects"]) if row else 0


def to_story(db: Database, slug: str, *, private: bool) -> list[Row]:
    """What customers answered to a story, oldest first: what the council accepted, and, for the author, what
    it handed to them alone. Without addresses, with what the author answered.
    """
    return db.rows(
        """SELECT incoming.id, incoming.name, incoming.body, incoming.sent_at, incoming.state,
                  CASE WHEN incoming.email <> '' THEN 1 ELSE 0 END AS has_email,
                  replies.body AS reply, replies.state AS reply_state, replies.decided_at AS replied_at
           FROM incoming LEFT JOIN replies ON replies.response_id = incoming.id
           WHERE incoming.slug = :slug
             AND (incoming.state = 'accepted' OR (:private = 1 AND incoming.state = 'private'))
           ORDER BY incoming.sent_at, incoming.id LIMIT 500""",
        slug=slug,
        private=int(private),
    )


def accepted(db: Database, slug: str) -> list[Row]:
    """What everybody who may see the story's post may read of the answers to it."""
    return to_story(db, slug, private=False)


def forget_addresses(db: Database, *, now: str) -> None:
    """Erase the addresses of responses that were decided on long ago."""
    db.run(
        "UPDATE incoming SET email = '' WHERE email <> '' AND decided_at < :old",
        old=clock.shift(now, days=-ADDRESS_DAYS),
    )
