"""What the worker does for the council: tell those who took part that their post was answered."""

from collections.abc import Iterable

from ideaboard import language, mail, outbox
from ideaboard.board import follows, interest, posts, shown
from ideaboard.board.jobs import seeing
from ideaboard.board.statuses import WITHIN
from ideaboard.council import answers
from ideaboard.db import Row
from ideaboard.language import N_, Said, _
from ideaboard.outbox import Job, Workplace
from ideaboard.people import mail_choices, notifications
from ideaboard.who import Person

# Each turn is one transaction; longer ones would keep the board from writing.
A_TURN = 200


def answered(place: Workplace, job: Job, now: str) -> None:
    """Put an answer into the inboxes of all who took part and may see the post, each once, in turns.

    The author and the followers get a mail too, when the news is new to them.
    """
    db = place.db
    answer = answers.find(db, job.payload["answer_id"])
    post = posts.known(db, answer["post_id"])
    beyond = int(job.payload.get("beyond", 0))
    turn = answers.concerned(db, post["id"], but=answer["by_id"], beyond=beyond, limit=A_TURN)
    if len(turn) == A_TURN:
        outbox.put(db, "answered", answer_id=answer["id"], beyond=turn[-1], now=now)
    hearing = seeing(db, turn, post["audience"], now=now)
    event = f"answer:{answer['id']}"
    why = interest.reasons(db, post["id"], hearing)
    new = notifications.tell(
        db,
        hearing,
        event=event,
        kind="answer",
        text=Said(
            N_("The council answered “%(title)s”: %(status)s"),
            {"title": shown.titled(post), "status": Said(WITHIN[answer["status"]])},
        ),
        url=answers.address(post["id"], answer["id"]),
        audience=post["audience"],
        post_id=post["id"],
        about=post["title"],
        why=why,
        now=now,
    )
    close = {post["author_id"], *follows.followers(db, post["id"])}
    to_mail = mail_choices.wanting(db, close.intersection(new), "decisions")
    _mail(place, [(hearing[number], why[number]) for number in sorted(to_mail)], post, answer, now)
    notifications.mailed(db, to_mail, event=event, now=now)


def _mail(place: Workplace, to: Iterable[tuple[Person, str]], post: Row, answer: Row, now: str) -> None:
    url = place.settings.base_url + answers.address(post["id"], answer["id"])
    for person, why in to:
        stop = mail_choices.stop_address(place.settings, place.signer, person.id, "decisions")
        with language.use(person.language or place.settings.language):
            title = str(shown.titled(post))
            values = {
                "title": title,
                "status": str(Said(WITHIN[answer["status"]])),
                "reason": answer["reason"],
                "answer": answer["text"],
                "url": url,
                "why": _(notifications.WHY[why]),
            }
            subject = _("Answered: %(title)s", title=title)
            mail.write(place.db, person.email, subject, "answer", values, unsubscribe=stop, now=now)


INSIDE: dict[str, outbox.Handler] = {"answered": answered}
OUTWARD: dict[str, outbox.Handler] = {}
