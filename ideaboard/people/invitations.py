"""Invitations: how somebody whose address is of no known domain may come in, with a role decided before."""

from ideaboard import company, language, mail
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Refusal
from ideaboard.language import _
from ideaboard.people import people
from ideaboard.settings import Settings
from ideaboard.who import ROLES, Person


def invite(db: Database, email: str, role: str, *, by: Person, settings: Settings, now: str) -> None:
    """Invite an address, by mail. Raises Conflict for one that is here or invited already."""
    kept = people.address(email)
    if role not in ROLES:
        raise Refusal.of({"role": _("Choose one of: %(names)s.", names=", ".join(ROLES))})
    if people.by_email(db, kept) or open_for(db, kept):
        raise Conflict(
            _("%(email)s is here or invited already.", email=kept),
            fields={"email": _("Here or invited already.")},
        )
    db.run(
        """INSERT INTO invitations (email, role, invited_by, created_at)
           VALUES (:email, :role, :by, :now)""",
        email=kept,
        role=role,
        by=by.id,
        now=now,
    )
    # In the language of the house: nobody knows yet which one they read.
    with language.use(settings.language):
        _write(db, kept, by.name, settings, now)


def _write(db: Database, to: str, by: str, settings: Settings, now: str) -> None:
    values = {"name": by, "company": company.load(db, settings.company).name}
    body = (
        _(
            "%(name)s invites you to %(company)s's Ideaboard, where ideas, feedback and stories of the "
            "people behind the brand are read, answered and acted on.",
            **values,
        ),
        _("Come in with this address: %(address)s", address=f"{settings.base_url}/signin"),
    )
    subject = _("%(name)s invites you to %(company)s's Ideaboard", **values)
    mail.send(db, to, subject, "\n\n".join(body) + "\n", now=now)


def open_for(db: Database, email: str) -> Row | None:
    return db.row(
        "SELECT id, role FROM invitations WHERE email = :email AND accepted_at IS NULL", email=email
    )


def accept(db: Database, email: str, *, now: str) -> Row | None:
    """Take up the invitation of an address, if there is one."""
    return db.row(
        """UPDATE invitations SET accepted_at = :now
           WHERE email = :email AND accepted_at IS NULL RETURNING id, role""",
        email=email,
        now=now,
    )


def waiting(db: Database) -> list[Row]:
    """Invitations not taken up, the newest first."""
    return db.rows(
        """SELECT invitations.id, invitations.email, invitations.role, invitations.created_at,
                  people.name AS invited_by
           FROM invitations JOIN people ON people.id = invitations.invited_by
           WHERE accepted_at IS NULL ORDER BY invitations.id DESC LIMIT 200"""
    )


def withdraw(db: Database, invitation_id: int) -> None:
    db.run("DELETE FROM invitations WHERE id = :id AND accepted_at IS NULL", id=invitation_id)
