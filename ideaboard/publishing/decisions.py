"""What becomes of a response: shown outside, handed to the author alone, refused, or taken back.

Nobody decides on answers to their own story.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from ideaboard import outbox, text
from ideaboard.board import timeline, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, people, seats
from ideaboard.publishing import drafts, incoming, replies
from ideaboard.publishing.incoming import ACCEPTED, HELD, PRIVATE, REFUSED, WITHDRAWN
from ideaboard.who import COUNCIL, Person

EXCERPT = 180
REASON_MOST = 300
_ANSWERED: Final = N_("A customer answered your story “%(title)s”: %(name)s")
_TO_YOU_ALONE: Final = N_("A customer wrote to you about your story “%(title)s”, for you alone: %(name)s")
_SHOWN: Final = N_("A customer’s answer to “%(title)s” is shown: %(name)s")
TAKEN_BACK: Final = N_("A customer took back what they had answered")


def accept(db: Database, response_id: str, *, by: Person, now: str) -> None:
    """Let a held response be shown: outside, on the post's timeline, to its author and to the council.

    Accepting twice changes nothing. Raises NotFound for a post `by` may not see, Forbidden for its author
    and outside the council, Conflict for one that is not held any more.
    """
    row = _to_decide(db, response_id, by)
    if row["state"] == ACCEPTED:
        return
    if row["state"] != HELD:
        raise Conflict(_("The words of this response are gone from outside: it cannot be shown any more."))
    _decide(db, row, ACCEPTED, "", by, now)
    excerpt = text.shorten(text.clean(row["body"]), EXCERPT)
    said = Said(
        N_("%(name)s, a customer, answered: “%(excerpt)s”"), {"name": row["name"], "excerpt": excerpt}
    )
    timeline.add(db, row["post_id"], "response", said, url=place(row), now=now)
    _tell_author(db, row, _ANSWERED, now)
    others = [seat for seat in _council(db, row, now) if seat not in (by.id, row["author_id"])]
    _tell(db, row, others, _SHOWN, row["audience"], "seat", now)


def keep_private(db: Database, response_id: str, *, by: Person, now: str) -> None:
    """Hand a held response to the author alone: it is never shown outside, nor on the timeline.

    Doing it twice changes nothing. Raises as `accept` does.
    """
    row = _to_decide(db, response_id, by)
    if row["state"] == PRIVATE:
        return
    if row["state"] != HELD:
        raise Conflict(_("This response was decided on already."))
    _decide(db, row, PRIVATE, "", by, now)
    _tell_author(db, row, _TO_YOU_ALONE, now)


def refuse(db: Database, response_id: str, reason: str, *, by: Person, now: str) -> None:
    """Keep a response from being shown, or take an accepted one off the story; its address is forgotten.

    Refusing twice changes nothing. Raises as `accept` does, and Refusal without a reason.
    """
    row = _to_decide(db, response_id, by)
    if row["state"] in (REFUSED, WITHDRAWN):
        return
    _decide(db, row, REFUSED, require_reason(reason), by, now)
    db.run("UPDATE incoming SET email = '' WHERE id = :id", id=row["id"])
    timeline.reword(db, row["post_id"], place(row), Said(N_("A customer’s answer was taken off the story")))
    replies.end(db, row["id"], now=now)


def require_reason(reason: str) -> str:
    """The reason as it is kept. Raises Refusal for none."""
    why = text.clean(reason)[:REASON_MOST]
    if not why:
        raise Refusal.of({"reason": _("Say why, for the record of the council.")})
    return why


def withdraw(db: Database, response_id: str, *, now: str) -> bool:
    """Its writer takes a response back: words, name, address and the reply are erased wherever they stand.

    False, and no change, when it is not here (any more).
    """
    try:
        row = incoming.known(db, response_id)
    except NotFound:
        return False
    if row["state"] == WITHDRAWN:
        return False
    db.run(
        """UPDATE incoming SET state = 'withdrawn', name = '', email = '', body = '', mark = '',
             spam_reasons = '', decided_at = :now WHERE id = :id""",
        id=response_id,
        now=now,
    )
    outbox.put(db, "decide_response", response_id=response_id, state=REFUSED, now=now)
    replies.end(db, response_id, now=now)
    timeline.reword(db, row["post_id"], place(row), Said(TAKEN_BACK))
    for event in (f"response:{response_id}", f"incoming:{response_id}"):
        notifications.reword(db, row["post_id"], event, Said(TAKEN_BACK))
    return True


def several(
    db: Database, ids: Iterable[str], act: str, reason: str, *, by: Person, now: str
) -> tuple[int, int]:
    """Decide on many at once, each as if alone; how many were, and how many were left as they are.

    Left are those that are not for `by` to decide on, and those decided on meanwhile. Raises Refusal for
    refusing without a reason, for another act, and when none was chosen.
    """
    verbs: dict[str, Callable[..., None]] = {"accept": accept, "private": keep_private}
    if act == "refuse":
        verbs["refuse"] = partial(_refuse_for, require_reason(reason))
    chosen = list(dict.fromkeys(ids))
    if act not in verbs or not chosen:
        raise Refusal(_("Choose some responses first, and what becomes of them."))
    done = 0
    for number in chosen:
        try:
            verbs[act](db, number, by=by, now=now)
            done += 1
        except (Conflict, Forbidden, NotFound):
            continue
    return done, len(chosen) - done


def _refuse_for(reason: str, db: Database, response_id: str, *, by: Person, now: str) -> None:
    refuse(db, response_id, reason, by=by, now=now)


def place(row: Row) -> str:
    """Where a response stands inside, by which what was said of it is found again."""
    return f"/publishing/stories/{row['slug']}#response-{row['id']}"


def _to_decide(db: Database, response_id: str, by: Person) -> Row:
    row = incoming.find(db, response_id, by)
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
    # Outside only knows shown and blank: what is for the author alone has no business there.
    shown = ACCEPTED if state == ACCEPTED else REFUSED
    outbox.put(db, "decide_response", response_id=row["id"], state=shown, now=now)
    for seat in seats.held(db, COUNCIL, now=now):
        notifications.take_back(db, seat["person_id"], f"incoming:{row['id']}")


def _council(db: Database, row: Row, now: str) -> list[int]:
    """The seats' people who may see the post."""
    loaded = (people.load(db, seat["person_id"], now=now) for seat in seats.held(db, COUNCIL, now=now))
    return [person.id for person in loaded if person and visibility.sees(person, row["audience"])]


def _tell_author(db: Database, row: Row, words: str, now: str) -> None:
    if row["author_id"] is not None:
        _tell(db, row, [row["author_id"]], words, notifications.SELF, "wrote", now)


def _tell(db: Database, row: Row, whom: Iterable[int], words: str, audience: str, why: str, now: str) -> None:
    notifications.tell(
        db,
        whom,
        event=f"response:{row['id']}",
        kind="response",
        text=Said(words, {"title": row["post_title"], "name": row["name"]}),
        url=place(row),
        audience=audience,
        post_id=row["post_id"],
        about=row["post_title"],
        why=why,
        now=now,
    )
