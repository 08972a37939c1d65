"""The demo's side door: step into any of the cast with one click. Only in the demo, only on loopback."""

from ideaboard.errors import NotFound
from ideaboard.people import people, seats, sessions
from ideaboard.web.request import Page, Redirect, Reply, Request
from ideaboard.who import COUNCIL

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "[::1]"})


def _require_loopback(req: Request) -> None:
    # The Host is checked too: a name of somebody else's that points here must not open this door.
    host = req.headers.get("host", "").rsplit(":", 1)[0]
    if req.client not in _LOOPBACK or host not in _LOOPBACK:
        raise NotFound("There is nothing at this address.")


def index(req: Request) -> Reply:
    _require_loopback(req)
    sitting = {seat["person_id"]: seat["kind"] for seat in seats.held(req.db, COUNCIL, now=req.now)}
    cast = [row | {"seat": sitting.get(row["id"])} for row in people.everyone(req.db) if row["active"]]
    return Page("people/demo.html", {"cast": cast})


def step_in(req: Request) -> Reply:
    _require_loopback(req)
    person = req.form.get("person", "")
    row = people.find(req.db, int(person) if person.isdecimal() and len(person) < 19 else 0)
    number = sessions.begin(req.db, row["id"], agent=req.headers.get("user-agent", ""), now=req.now)
    return Redirect("/", notice=f"You are {row['name']} now.", cookies=(sessions.cookie(req, number),))
