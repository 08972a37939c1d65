"""The rules of the desk: read by the council, set by stewards."""

from dataclasses import asdict

from ideaboard.language import _
from ideaboard.publishing import rules, zones
from ideaboard.web.request import Page, Redirect, Reply, Request
from ideaboard.who import Person, councillor, steward


def council_or_steward(person: Person | None) -> bool:
    return councillor(person) or steward(person)


def rules_page(request: Request) -> Reply:
    values = {
        "set_now": asdict(rules.load(request.db)),
        "bounds": rules.BOUNDS,
        "zone_pairs": [(name, name.replace("_", " ")) for name in zones.names()],
        "changes": rules.changes(request.db),
    }
    return Page("publishing/rules.html", values)


def save(request: Request) -> Reply:
    changed = rules.keep(request.db, request.form, by=request.me, now=request.now)
    said = _("Saved, written into the record, and told to the council.") if changed else _("Nothing changed.")
    return Redirect("/publishing/rules", notice=said)
