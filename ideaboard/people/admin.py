"""The stewards' page: people and roles, invitations, and work that failed."""

from ideaboard import outbox
from ideaboard.errors import Conflict, NotFound
from ideaboard.language import _
from ideaboard.people import invitations, people, seats
from ideaboard.web.request import Page, Redirect, Reply, Request
from ideaboard.who import ROLE_LABELS, ROLES


def index(req: Request) -> Reply:
    values = {
        "people": people.everyone(req.db),
        "roles": ROLE_LABELS,
        "invitations": invitations.waiting(req.db),
        "failures": outbox.failures(req.db),
        "load": outbox.load(req.db, now=req.now),
        "domains": sorted(req.house.settings.mail_domains),
    }
    return Page("people/admin.html", values)


def invite(req: Request) -> Reply:
    invitations.invite(
        req.db,
        req.form.get("email", ""),
        req.form.get("role", ""),
        by=req.me,
        settings=req.house.settings,
        now=req.now,
    )
    return Redirect("/admin", notice=_("The invitation is on its way."))


def withdraw_invitation(req: Request) -> Reply:
    invitations.withdraw(req.db, req.number("id"))
    return Redirect("/admin", notice=_("The invitation is withdrawn."))


def person(req: Request) -> Reply:
    row = people.find(req.db, req.number("id"))
    held = people.roles_of(req.db, row["id"])
    return Page("people/admin_person.html", {"profile": row, "held": held, "roles": ROLE_LABELS})


def change(req: Request) -> Reply:
    """Set roles and whether the person may enter. Stewards cannot lock themselves out."""
    row = people.find(req.db, req.number("id"))
    wanted = {role for role in ROLES if req.form.get(f"role-{role}")}
    active = req.form.get("active") == "1"
    if row["id"] == req.me.id and ("steward" not in wanted or not active):
        raise Conflict(_("You cannot take your own stewardship away; another steward can."))
    held = set(people.roles_of(req.db, row["id"]))
    for role in wanted - held:
        people.give_role(req.db, row["id"], role)
    for role in held - wanted:
        people.take_role(req.db, row["id"], role)
    people.activate(req.db, row["id"], active, now=req.now)
    seats.review(req.db, row["id"], now=req.now)
    return Redirect("/admin", notice=_("%(name)s is up to date.", name=row["name"]))


def retry(req: Request) -> Reply:
    if not outbox.retry(req.db, req.number("id"), now=req.now):
        raise NotFound(_("That work is done or waiting already."))
    return Redirect("/admin", notice=_("It will be tried again at once."))
