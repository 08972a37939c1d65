"""Every post gets an answer, in plain words, with a reason where it disappoints; a new one replaces none."""

from ideaboard import outbox, text
from ideaboard.board import groups, posts, timeline
from ideaboard.board.statuses import LABELS, NEEDS_REASON, WITHIN
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal, too_long
from ideaboard.language import N_, Said, _
from ideaboard.who import Person

TEXT_MOST = 5_000
REASON_MOST = 500
CHOICES = {code: label for code, label in LABELS.items() if code != "new"}


def answer(
    db: Database, post_id: int, *, status: str, text: str, reason: str = "", by: Person, now: str
) -> int:
    """Answer a post, move it to a status, and return the answer's id; who took part hears of it.

    Raises Forbidden without a seat, NotFound for a post the person may not see, Conflict for their own and
    for one its author took back, which stays so, and Refusal naming every field that is wrong.
    """
    require_seat(by)
    post = posts.find(db, post_id, by)
    if post["author_id"] == by.id:
        raise Conflict(_("This is your own post: another seat answers it."))
    if post["withdrawn"]:
        raise Conflict(_("Its author took this post back."))
    if post["merged_into"]:
        raise Conflict(_("This post was merged into another: answer that one, or undo the merge first."))
    values = _checked(status, text, reason)
    made = db.row(
        """INSERT INTO answers (post_id, by_id, status, text, reason, at)
           VALUES (:post_id, :by, :status, :text, :reason, :now) RETURNING id""",
        post_id=post_id,
        by=by.id,
        now=now,
        **values,
    )
    assert made is not None
    number = int(made["id"])
    timeline.add(db, post_id, "answer", Said(N_("Answered")), url=address(post_id, number), by=by.id, now=now)
    posts.set_status(db, post_id, values["status"], reason=values["reason"], by=by.id, answered=True, now=now)
    outbox.put(db, "answered", answer_id=number, now=now)
    return number


def require_seat(person: Person) -> None:
    if person.seat is None:
        raise Forbidden(_("Only the customer council may do this."))


def _checked(status: str, written: str, reason: str) -> dict[str, str]:
    kept = {"status": status, "text": text.clean(written, lines=True), "reason": text.clean(reason)}
    problems = {}
    if status not in CHOICES:
        problems["status"] = _("Choose what becomes of the post.")
    if not kept["text"]:
        problems["text"] = _("Write the answer, in plain words.")
    elif len(kept["text"]) > TEXT_MOST:
        problems["text"] = too_long(TEXT_MOST, kept["text"])
    if status in NEEDS_REASON and not kept["reason"]:
        problems["reason"] = _(
            "Say why it is %(status)s; everyone who took part will read it.", status=_(WITHIN[status])
        )
    elif len(kept["reason"]) > REASON_MOST:
        problems["reason"] = too_long(REASON_MOST, kept["reason"])
    if problems:
        raise Refusal.of(problems)
    return kept


def address(post_id: int, answer_id: int) -> str:
    """Where an answer stands on its post's page."""
    return f"/posts/{post_id}#answer-{answer_id}"


def find(db: Database, answer_id: int) -> Row:
    """One answer, for the house's own work. Raises NotFound."""
    row = db.row(
        "SELECT id, post_id, by_id, status, text, reason, at FROM answers WHERE id = :id", id=answer_id
    )
    if row is None:
        raise NotFound(_("There is no such answer."))
    return row


def concerned(db: Database, post_id: int, *, but: int, beyond: int, limit: int) -> list[int]:
    """Ids of active people who wrote the post, voted, commented or follow it, without `but`, above `beyond`.

    Those of the posts merged into it are among them, but for who muted such a one and took no other part.
    Ordered by id, so that a large circle is told in turns.
    """
    found = db.rows(
        f"""SELECT DISTINCT people.id FROM people JOIN (
             SELECT person_id, post_id FROM votes WHERE post_id IN {groups.MEMBERS} AND value <> 0
             UNION SELECT person_id, post_id FROM follows WHERE post_id IN {groups.MEMBERS}
             UNION SELECT author_id, post_id FROM comments
               WHERE post_id IN {groups.MEMBERS} AND removed_at IS NULL
             UNION SELECT author_id, id FROM posts WHERE id IN {groups.MEMBERS}
           ) AS took_part ON took_part.person_id = people.id AND (took_part.post_id = :post_id
             OR NOT EXISTS (SELECT 1 FROM mutes
                            WHERE mutes.person_id = people.id AND mutes.post_id = took_part.post_id))
           WHERE people.active = 1 AND people.id <> :but AND people.id > :beyond
           ORDER BY people.id LIMIT :limit""",
        post_id=post_id,
        but=but,
        beyond=beyond,
        limit=limit,
    )
    return [row["id"] for row in found]
