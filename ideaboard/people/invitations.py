"""Invitations: how somebody whose address is of no known domain may come in, with a role decided before."""

from ideaboard import company, mail
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, Refusal
from ideaboard.people import people
from ideaboard.settings import Settings
from ideaboard.who import ROLES, Person


def invite(db: Database, email: str, role: str, *, by: Person, settings: Settings, now: str) -> None:
    """Invite an address, by mail. Raises Conflict for one that is here or invited already."""
    kept = people.address(email)
    if role not in ROLES:
        raise Refusal.of({"role": f"Choose one of: {', '.join(ROLES)}."})
    if people.by_email(db, kept) or open_for(db, kept):
        raise Conflict(f"{kept} is here or invited already.", fields={"email": "Here or invited already."})
    db.run(
        """INSERT INTO invitations (email, role, invited_by, created_at)
           VALUES (:email, :role, :by, :now)""",
        email=kept,
        role=role,
        by=by.id,
        now=now,
    )
    name = company.load(db, settings.company).name
    body = (
        f"{by.name} invites you to {name}'s Ideaboard, where ideas, feedback and stories\n"
        f"of the people behind the brand are read, answered and acted on.\n\n"
        f"Come in with this address: {settings.base_url}/signin\n"
    )
    mail.send(db, kept, f"{by.name} invites you to {name}'s Ideaboard", body, now=now)


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
