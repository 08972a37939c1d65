"""The demo's side door: step into any of the cast with one click. Only in the demo, only on loopback."""

import re

from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.people import people, seats, sessions
from ideaboard.web.request import Page, Redirect, Reply, Request, whole
from ideaboard.who import COUNCIL, ROLE_LABELS, SEAT_LABELS

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _require_loopback(req: Request) -> None:
    # The Host is checked too: a name of somebody else's that points here must not open this door.
    named = re.fullmatch(r"\[?(.*?)\]?(?::\d+)?", req.headers.get("host", ""))
    forwarded = any(name in req.headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host"))
    if forwarded or req.client not in _LOOPBACK or not named or named[1] not in _LOOPBACK:
        raise NotFound(_("There is nothing at this address."))


def index(req: Request) -> Reply:
    _require_loopback(req)
    sitting = {seat["person_id"]: seat["kind"] for seat in seats.held(req.db, COUNCIL, now=req.now)}
    # Strangers come here, to whom nobody's picture is served.
    cast = [
        row | {"seat": sitting.get(row["id"]), "picture": ""}
        for row in people.everyone(req.db)
        if row["active"]
    ]
    return Page("people/demo.html", {"cast": cast, "role_labels": ROLE_LABELS, "seat_labels": SEAT_LABELS})


def step_in(req: Request) -> Reply:
    _require_loopback(req)
    row = people.find(req.db, whole(req.form.get("person", "")) or 0)
    number = sessions.begin(req.db, row["id"], agent=req.headers.get("user-agent", ""), now=req.now)
    notice = _("You are %(name)s now.", name=row["name"])
    return Redirect("/", notice=notice, cookies=(sessions.cookie(req, number),))
