"""What the worker does for the council: tell those who took part that their post was answered."""

from collections.abc import Iterable

from ideaboard import mail, outbox
from ideaboard.board import follows, interest, posts
from ideaboard.board.jobs import seeing
from ideaboard.board.statuses import LABELS
from ideaboard.council import answers
from ideaboard.db import Row
from ideaboard.outbox import Job, Workplace
from ideaboard.people import notifications
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
    new = notifications.tell(
        db,
        hearing,
        event=f"answer:{answer['id']}",
        kind="answer",
        text=f"The council answered “{post['title']}”: {LABELS[answer['status']].lower()}",
        url=answers.address(post["id"], answer["id"]),
        audience=post["audience"],
        post_id=post["id"],
        about=post["title"],
        why=interest.reasons(db, post["id"], hearing),
        now=now,
    )
    to_mail = {post["author_id"], *follows.followers(db, post["id"])}
    _mail(place, [hearing[number] for number in new if number in to_mail], post, answer, now)


def _mail(place: Workplace, to: Iterable[Person], post: Row, answer: Row, now: str) -> None:
    because = f"The reason: {answer['reason']}\n\n" if answer["reason"] else ""
    body = (
        f"The customer council answered “{post['title']}”.\n"
        f"It is now: {LABELS[answer['status']].lower()}.\n\n{because}{answer['text']}\n\n"
        f"Read it and say what you think: {place.settings.base_url}"
        f"{answers.address(post['id'], answer['id'])}\n\n"
        f"You get this mail because you wrote or follow this post.\n"
    )
    for person in to:
        mail.send(place.db, person.email, f"Answered: {post['title']}", body, now=now)


INSIDE: dict[str, outbox.Handler] = {"answered": answered}
OUTWARD: dict[str, outbox.Handler] = {}
