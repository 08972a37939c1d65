"""What readers bring about, in every state: responses, their author's answers, and the links they got."""

from typing import TYPE_CHECKING

from ideaboard.board import claims
from ideaboard.db import Row, connect, transact
from ideaboard.publishing import decisions, incoming, replies
from ideaboard.publishing.consent import Author
from ideaboard.spotlight import links
from ideaboard.spotlight.responses import Response

if TYPE_CHECKING:
    from tests.eyes.states import Company

WORDS = "Is it green? " * 30
PATHS = {
    links.CONFIRM: "/subscribe/confirm/",
    links.STOP: "/subscribe/stop/",
    links.WITHDRAW: "/responses/withdraw/",
}


def mailed(company: "Company") -> None:
    """Links as readers have them: fresh, and when their work is done."""
    outside = connect(company.settings.spotlight_database)

    def put() -> None:
        for kind in PATHS:
            for state in ("fresh", "done"):
                links.put(outside, kind, f"{state}-{kind}", now=company.now)
            links.end(outside, f"done-{kind}", now=company.now)

    transact(outside, put)
    outside.close()
    for kind, path in PATHS.items():
        company.start("reader", f"{path}fresh-{kind}", f"{path}done-{kind}", f"{path}broken")
    company.start("reader", "/subscribe?sent=subscribe", "/subscribe?sent=leave")
    company.refuse("reader", "/subscribe", email="no address")


def desk(company: "Company") -> None:
    """The council's side: many at once, and answers of authors."""
    for state in ("accepted", "private", "refused", "withdrawn"):
        company.start("councillor", f"/publishing/responses?state={state}")
    company.start("councillor", "/publishing/responses?pick=all", "/publishing/responses?pick=spam")
    company.refuse("councillor", "/publishing/responses", act="refuse", reason="")
    row = company.db.row("SELECT id FROM incoming WHERE state = 'refused' LIMIT 1")
    assert row is not None
    company.refuse("councillor", f"/publishing/responses/{row['id']}/private")
    waiting = company.db.row("SELECT response_id FROM replies WHERE state = 'waiting' LIMIT 1")
    assert waiting is not None
    path = f"/publishing/responses/{waiting['response_id']}/reply/decide"
    company.refuse("councillor", path, act="back", version="1")


def answered(company: "Company", story: Row, by: Author, visitor: str, path: str, end: str = "") -> None:
    """Responses to one story, with an answer of the author's in every state; `path` leads to its page."""
    db, now, seat = company.db, company.now, company.seats[1]
    for place, state in enumerate(("new", "waiting", "returned", "out", "private", "mute")):
        email = "" if state == "mute" else "hedda@mail.example"
        number = f"eyes-{story['id']}-{state}"
        came = Response(number, story["slug"], f"Hedda {place}", email, WORDS, now, "held")
        incoming.take(db, [came], now=now)
        private = state in ("private", "mute")
        (decisions.keep_private if private else decisions.accept)(db, number, by=seat, now=now)
        if state in ("waiting", "returned", "out"):
            body = f"Write to ada@inside.example. {WORDS}"
            replies.write(db, incoming.known(db, number), body, by=by, now=now)
        if state == "returned":
            replies.send_back(db, number, 1, "Without the address?", by=seat, now=now)
        if state == "out":
            replies.let_out(db, number, 1, "Hers", settings=company.settings, by=seat, now=now)
        company.start(visitor, f"{path}{number}{end}")
    company.refuse(visitor, f"{path}eyes-{story['id']}-new{end}", reply="")


def nameless(company: "Company", story: Row, token: str) -> None:
    """The same for whoever holds the claim link."""
    by = claims.open_claim(company.db, company.signer, token)
    company.start("claim holder", f"/publishing/claims/{token}/responses")
    answered(company, story, by, "claim holder", f"/publishing/claims/{token}/responses/")
