"""A board in use whose people write in Greek letters: every Latin word on its pages is the product's."""

from dataclasses import dataclass, replace

import pytest

from ideaboard import clock, mail, outbox
from ideaboard.board import comments, posts, votes
from ideaboard.council import answers, moderation
from ideaboard.db import transact
from ideaboard.people import interests, people
from ideaboard.publishing import (
    consent,
    decisions,
    fetching,
    incoming,
    letters,
    nominations,
    replies,
    rules,
    scheduling,
    subscribers,
    words,
)
from ideaboard.publishing.drafts import Wording
from ideaboard.spotlight import links, responses
from tests.conftest import NOW, Stage, post
from tests.publishing.conftest import Desk, begin

GREEK = Wording(title="Οι κάσες", standfirst="Μία μία.", body="Κάθε κάσα γυρίζει **πίσω**.")


@dataclass
class Play:
    """The stage after the play; `claim`, `slug` and `response` are parts of addresses."""

    stage: Stage
    posts: list[int]
    drafts: list[int]
    claim: str
    slug: str
    response: str


@pytest.fixture
def play(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Posts in every state, drafts on their way and out, a response, work that failed, somebody invited."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    db, cast = stage.cast.db, stage.cast
    transact(db, lambda: db.run("UPDATE people SET language = 'en-XA'"))
    transact(db, lambda: people.give_role(db, cast.councillor.id, "steward"))
    transact(db, lambda: interests.keep(db, cast.author.id, "κάσες", now=NOW))
    numbers = [post(cast, title=f"Ιδέα {n}", body="Αλφα βήτα", tags="γάμμα") for n in range(12)]
    _life(stage, numbers)
    claim = stage.visit(cast.author).post("/posts", data=_form(anonymous="1"))
    made = [begin(cast, stage.place.outside, stage.settings, number, GREEK) for number in numbers[6:]]
    _desk(stage, made)
    slug, response = _outside(stage, made)
    by = cast.council[1]
    transact(db, lambda: nominations.nominate(db, numbers[1], "Γιατί έτσι", by=by, now=NOW))
    told = {"yes": "4", "outsiders": "1", "days": "7", "zone": "Europe/Berlin"}
    transact(db, lambda: rules.keep(db, told, by=cast.steward, now=NOW))
    stage.visit(cast.steward).post("/admin/invitations", data={"email": "α@x.example", "role": "insights"})
    stage.work()
    return Play(stage, numbers, [desk.number for desk in made], claim.cookies["claim"], slug, response)


def _form(**changes: str) -> dict[str, str]:
    return {"kind": "feedback", "title": "Ανώνυμα", "body": "Δέλτα", "category": "open"} | changes


def _life(stage: Stage, numbers: list[int]) -> None:
    """What happens to posts on the board and at the council's desk."""
    cast, db = stage.cast, stage.cast.db
    reader = cast.council[1]

    def acts() -> None:
        first = comments.add(db, numbers[0], "Ναι", by=cast.colleague, now=NOW)
        comments.add(db, numbers[0], "Όχι", reply_to=first, by=cast.councillor, now=NOW)
        gone = comments.add(db, numbers[0], "Ίσως", by=cast.colleague, now=NOW)
        comments.remove(db, gone, reason="Κακό", by=cast.councillor, now=NOW)
        votes.cast(db, numbers[0], 1, by=cast.colleague, now=NOW)
        votes.cast(db, numbers[0], -1, by=reader, now=NOW)
        posts.edit(
            db,
            posts.find(db, numbers[0], cast.author),
            kind="story",
            title="Ιδέα μηδέν",
            body="Αλφα",
            category="open",
            by=cast.author,
            now=NOW,
        )
        for place, status in enumerate(("planned", "declined", "done", "partly_done", "duplicate"), 1):
            values = {"status": status, "text": "Ευχαριστούμε", "reason": "Γιατί έτσι"}
            answers.answer(db, numbers[place], **values, by=reader, now=NOW)
        moderation.archive(db, numbers[5], reason="Παλιό", by=reader, now=NOW)
        outbox.put(db, "nothing", now=NOW)
        job = outbox.due(db, now=NOW, only="nothing")[0]
        for _attempt in range(len(outbox.PAUSES) + 1):
            job = replace(job, attempts=job.attempts + 1)
            outbox.failed(db, job, "Λάθος", now=NOW)

    transact(db, acts)


def _desk(stage: Stage, made: list[Desk]) -> None:
    """Drafts: one begun, then asked, with a wish for a change, declined, agreed to, and released."""
    _begun, asked, wished, declined, agreed, released = made
    author = stage.cast.author
    for desk in (asked, wished, declined):
        desk.act(consent.ask, settings=stage.settings)
    wished.act(consent.ask_change, wished.draft()["hash"], "Άλλο τέλος", by=author)
    declined.act(consent.decline, declined.draft()["hash"], by=author)
    agreed.consent()
    agreed.vote(stage.cast.council[1])
    agreed.vote(stage.cast.council[2], choice="no", reason="Όχι ακόμα")
    released.ready()
    released.release()
    agreed.vote(*stage.cast.council[2:5])
    soon = {"settings": stage.settings, "shares_minute": False}
    agreed.act(scheduling.plan, "2026-03-20T10:00:00Z", **soon)
    stage.work()


def _outside(stage: Stage, made: list[Desk]) -> tuple[str, str]:
    """Readers answer the story, the council reads most of it, the author answers; letters are asked for."""
    outside, desk = stage.place.outside, made[-1]
    slug = str(desk.draft()["slug"])
    for text in ("Ένα", "Δύο", "Τρία", "Τέσσερα https://x.example"):
        values = {"name": "Ήρα", "email": "hera@x.example", "body": text, "now": NOW}
        transact(outside, lambda values=values: responses.send(outside, slug, **values))  # type: ignore[misc,arg-type]
    fetching.fetch(stage.place, NOW)
    held = [row["id"] for row in incoming.queue(stage.cast.db, "held", desk.editor)]
    transact(desk.db, lambda: decisions.accept(desk.db, held[0], by=desk.editor, now=NOW))
    transact(desk.db, lambda: decisions.refuse(desk.db, held[1], "Διαφήμιση", by=desk.editor, now=NOW))
    transact(desk.db, lambda: words.add(desk.db, "μυστικό", by=desk.editor, now=NOW))
    _answers(stage, desk, held[3], held[0])
    return slug, str(held[2])


def _answers(stage: Stage, desk: Desk, private: str, shown: str) -> None:
    """The author's answers, one out and one come back; and a reader who wants letters and gets one."""
    db, place, author = desk.db, stage.place, stage.cast.author

    def speak() -> None:
        decisions.keep_private(db, private, by=desk.editor, now=NOW)
        for number in (private, shown):
            replies.write(db, incoming.known(db, number), "Μπλε: α@x.example", by=author, now=NOW)
        replies.let_out(db, private, 1, "Δικό της", settings=stage.settings, by=desk.editor, now=NOW)
        replies.send_back(db, shown, 1, "Χωρίς αυτό", by=desk.editor, now=NOW)
        subscribers.ask(db, "hera@x.example", signer=place.signer, now=NOW)

    def read() -> None:
        row = db.row("SELECT id FROM subscribers")
        assert row is not None
        subscribers.confirm(db, row["id"], signer=place.signer, now=NOW)
        db.run("UPDATE subscribers SET mailed_at = ''")
        subscribers.remind(db, "hera@x.example", signer=place.signer, now=NOW)
        letter = {"fill": letters.LETTER, "subscriber": row["id"], "since": "", "until": NOW}
        outbox.put(db, mail.KIND, now=NOW, **letter)

    for acts in (speak, read):
        transact(db, acts)
        stage.work()
    known = {links.CONFIRM: "ours", links.STOP: "ours-too", links.WITHDRAW: "ours-as-well"}
    for kind, key in known.items():
        transact(place.outside, lambda kind=kind, key=key: links.put(place.outside, kind, key, now=NOW))  # type: ignore[misc]
