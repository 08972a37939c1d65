"""The author's answer to a customer. It leaves by a short gate: the leak check, and one member of the council
who is not the author. It is named as the story is, and its author takes it back at any time."""

from typing import Any

from ideaboard import mail, outbox, text
from ideaboard.board import timeline, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, NotFound, Refusal, too_long
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, people, seats
from ideaboard.publishing import disguises, drafts, incoming, leaks, releases, words
from ideaboard.publishing.consent import Author
from ideaboard.publishing.incoming import ACCEPTED, PRIVATE
from ideaboard.settings import Settings
from ideaboard.who import COUNCIL, Person

WAITING, OUT, RETURNED, ENDED = "waiting", "out", "returned", "withdrawn"
MOST = 2000
# The job that carries a reply out, or its end; and the mail to who left an address.
KIND, MAIL = "reply", "reply"


def of(db: Database, response_id: str) -> Row | None:
    """The reply to a response with who decided on it; None when there is none, or it was taken back."""
    row = db.row(
        """SELECT replies.response_id, replies.version, replies.body, replies.state, replies.written_at,
                  replies.decided_at, replies.reason, people.name AS decided_by
           FROM replies LEFT JOIN people ON people.id = replies.decided_by WHERE response_id = :id""",
        id=response_id,
    )
    return row if row and row["state"] != ENDED else None


def require_author(response: Row, by: Author) -> None:
    """Raises NotFound unless `by` wrote the post that the story tells: signed in, or by the claim link."""
    own = isinstance(by, Person) and response["author_id"] == by.id
    if not isinstance(by, Person):
        own = response["author_id"] is None and by["id"] == response["post_id"] and bool(by["claim_hash"])
    if not own:
        raise NotFound(_("There is no such response."))


def why_not(db: Database, response: Row) -> str:
    """Why nobody would read a reply to this response, "" when somebody would."""
    if response["state"] == PRIVATE:
        return "" if response["email"] else _("They left no address, so an answer could not reach them.")
    if response["state"] != ACCEPTED:
        return _("This response is not shown, so an answer to it would stand nowhere.")
    live = releases.of_slug(db, response["slug"])["state"] == releases.LIVE
    return "" if live else _("The story is no longer outside.")


def write(db: Database, response: Row, body: str, *, by: Author, now: str) -> None:
    """Put an answer before the council, in the place of one that waits or came back.

    Raises NotFound for anybody but the author, Conflict when nobody would read it or one is out already.
    """
    require_author(response, by)
    if trouble := why_not(db, response):
        raise Conflict(trouble)
    kept = text.clean(body, lines=True)
    if not disguises.plain(kept).strip():
        raise Refusal.of({"reply": _("Write a few words first.")})
    if len(kept) > MOST:
        raise Refusal.of({"reply": too_long(MOST, kept)})
    earlier = of(db, response["id"])
    if earlier and earlier["state"] == OUT:
        raise Conflict(_("Your answer is out. Take it back first, then write another."))
    if earlier and earlier["state"] == WAITING and earlier["body"] == kept:
        return
    made = db.row(
        """INSERT INTO replies (response_id, body, written_at) VALUES (:id, :body, :now)
           ON CONFLICT (response_id) DO UPDATE SET version = replies.version + 1, body = excluded.body,
             state = 'waiting', written_at = excluded.written_at, decided_by = NULL, decided_at = NULL,
             reason = '' RETURNING version""",
        id=response["id"],
        body=kept,
        now=now,
    )
    assert made is not None
    _tell_council(db, response, made["version"], now)


def findings(reply: Row, listed: tuple[str, ...], settings: Settings) -> list[str]:
    """What the leak check says of a reply, as sentences."""
    shown: dict[str, Any] = dict.fromkeys(leaks.PLACES, "") | {"body": reply["body"]}
    return [found.sentence for found in leaks.check(shown, words=listed, base_url=settings.base_url)]


def let_out(
    db: Database, response_id: str, seen: int, reason: str, *, settings: Settings, by: Person, now: str
) -> None:
    """Send version `seen` of a reply outside, and to the customer's mailbox where they left an address.

    Raises Conflict when it is another text meanwhile or nobody would read it, Forbidden for the author, and
    Refusal when the leak check found something and no reason says why it may be read outside.
    """
    response, reply = _to_decide(db, response_id, by)
    if reply["version"] != seen or reply["state"] != WAITING:
        raise Conflict(
            _("The author wrote another text, or another member decided meanwhile. Read it again.")
        )
    if trouble := why_not(db, response):
        raise Conflict(trouble)
    why = text.clean(reason)[:300]
    if findings(reply, words.known(db), settings) and not why:
        raise Refusal.of({"waive_reason": _("Say why this may be read outside.")})
    _decide(db, response_id, OUT, why, by, now)
    outbox.put(db, KIND, response_id=response_id, now=now)
    if response["email"]:
        outbox.put(db, mail.KIND, fill=MAIL, response=response_id, version=seen, now=now)
    _tell_author(db, response, seen, N_("Your answer to a customer is out"), now)
    if response["state"] == ACCEPTED:
        said = Said(N_("The author answered a customer"))
        timeline.add(db, response["post_id"], "reply", said, url=_page(response), now=now)


def send_back(db: Database, response_id: str, seen: int, reason: str, *, by: Person, now: str) -> None:
    """Ask the author for other words, with the reason. Raises as `let_out` does."""
    response, reply = _to_decide(db, response_id, by)
    why = text.clean(reason)[:300]
    if not why:
        raise Refusal.of({"back_reason": _("Say what should be different.")})
    if reply["version"] != seen or reply["state"] != WAITING:
        raise Conflict(
            _("The author wrote another text, or another member decided meanwhile. Read it again.")
        )
    _decide(db, response_id, RETURNED, why, by, now)
    _tell_author(db, response, seen, N_("The council asks for other words in your answer to a customer"), now)


def withdraw(db: Database, response: Row, *, by: Author, now: str) -> None:
    """Take a reply back, at whatever stage. Raises NotFound for anybody but the author."""
    require_author(response, by)
    end(db, response["id"], now=now)


def end(db: Database, response_id: str, *, now: str) -> None:
    """A reply ends with what it answers, or with its author's wish: its words are erased on both sides."""
    sql = """UPDATE replies SET state = 'withdrawn', version = version + 1, body = '', reason = ''
             WHERE response_id = :id AND state <> 'withdrawn'"""
    if db.run(sql, id=response_id):
        outbox.put(db, KIND, response_id=response_id, now=now)


def end_of_post(db: Database, post_id: int, *, now: str) -> None:
    """The author took the post back, and all they answered to its readers with it."""
    for row in db.rows("SELECT id FROM incoming WHERE post_id = :id ORDER BY id", id=post_id):
        end(db, row["id"], now=now)


def shown(db: Database, response_id: str) -> tuple[str, str]:
    """What stands below a response outside, and since when; ("", "") for nothing."""
    row = db.row(
        """SELECT replies.body, replies.decided_at FROM replies
           JOIN incoming ON incoming.id = replies.response_id AND incoming.state = 'accepted'
           WHERE replies.response_id = :id AND replies.state = 'out'""",
        id=response_id,
    )
    return (row["body"], row["decided_at"]) if row else ("", "")


def of_story(db: Database, slug: str) -> list[str]:
    """The responses to a story that have a reply outside."""
    found = db.rows(
        """SELECT incoming.id FROM incoming JOIN replies ON replies.response_id = incoming.id
           WHERE incoming.slug = :slug AND incoming.state = 'accepted' AND replies.state = 'out'""",
        slug=slug,
    )
    return [row["id"] for row in found]


def queue(db: Database, person: Person, *, limit: int = 100) -> list[Row]:
    """The replies that wait for a member, longest first, of posts the person may see."""
    found = db.rows(
        f"""SELECT replies.response_id AS id, replies.version, replies.body AS reply, replies.written_at,
                   incoming.name, incoming.body, incoming.slug, incoming.sent_at, incoming.post_id,
                   incoming.state, posts.author_id, posts.title AS post_title, posts.status,
                   posts.reason AS post_reason
            FROM replies JOIN incoming ON incoming.id = replies.response_id
            JOIN posts ON posts.id = incoming.post_id
            WHERE replies.state = 'waiting' AND {visibility.VISIBLE}
            ORDER BY replies.written_at, replies.response_id LIMIT :limit""",
        limit=limit,
        **visibility.values(person),
    )
    return [drafts.in_words(row) for row in found]


def waiting(db: Database, person: Person) -> int:
    """How many replies wait, of those the person may see."""
    row = db.row(
        f"""SELECT COUNT(*) AS waiting FROM replies JOIN incoming ON incoming.id = replies.response_id
            JOIN posts ON posts.id = incoming.post_id
            WHERE replies.state = 'waiting' AND {visibility.VISIBLE}""",
        **visibility.values(person),
    )
    return int(row["waiting"]) if row else 0


def _to_decide(db: Database, response_id: str, by: Person) -> tuple[Row, Row]:
    response = incoming.find(db, response_id, by)
    drafts.require_member(response, by)
    reply = of(db, response_id)
    if reply is None:
        raise NotFound(_("There is no answer to decide on: its author took it back."))
    return response, reply


def _decide(db: Database, response_id: str, state: str, reason: str, by: Person, now: str) -> None:
    db.run(
        """UPDATE replies SET state = :state, reason = :reason, decided_by = :by, decided_at = :now
           WHERE response_id = :id""",
        id=response_id,
        state=state,
        reason=reason,
        by=by.id,
        now=now,
    )


def _page(response: Row) -> str:
    return f"/publishing/stories/{response['slug']}#reply-{response['id']}"


def _tell_author(db: Database, response: Row, version: int, words: str, now: str) -> None:
    if response["author_id"] is not None:
        url = f"/publishing/responses/{response['id']}/reply"
        event, whom = f"reply:{response['id']}:{version}:decided", [response["author_id"]]
        _tell(db, response, whom, event, Said(words), url, notifications.SELF, "wrote", now)


def _tell_council(db: Database, response: Row, version: int, now: str) -> None:
    loaded = (people.load(db, seat["person_id"], now=now) for seat in seats.held(db, COUNCIL, now=now))
    whom = [
        person.id
        for person in loaded
        if person and person.id != response["author_id"] and visibility.sees(person, response["audience"])
    ]
    said = Said(N_("The author of a story answered a customer: it waits to be let out"))
    event, url = f"reply:{response['id']}:{version}", "/publishing/replies"
    _tell(db, response, whom, event, said, url, response["audience"], "seat", now)


def _tell(
    db: Database,
    response: Row,
    whom: list[int],
    event: str,
    said: Said,
    url: str,
    audience: str,
    why: str,
    now: str,
) -> None:
    notifications.tell(
        db,
        whom,
        event=event,
        kind="response",
        text=said,
        url=url,
        audience=audience,
        post_id=response["post_id"],
        about=response["post_title"],
        why=why,
        now=now,
    )
