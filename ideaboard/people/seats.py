"""Six seats on the customer council: four customer advocates, who are employees, and two brand advocates,
who are outsiders. A seat has a term; a person holds one seat at most."""

from collections.abc import Mapping

from ideaboard import clock
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import _
from ideaboard.people import people
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, CUSTOMER_ADVOCATE

SEATS: Mapping[str, Mapping[str, int]] = {COUNCIL: {CUSTOMER_ADVOCATE: 4, BRAND_ADVOCATE: 2}}
TERM_DAYS = 365


def fill(db: Database, council: str, person_id: int, *, kind: str, now: str, days: int = TERM_DAYS) -> int:
    """Seat a person for a term and return the seat's id.

    Raises Refusal for an unknown council or kind, Conflict when the kind's seats are taken, when the person
    sits already, or when an employee would take an outsider's seat or the other way round.
    """
    kinds = SEATS.get(council)
    if kinds is None or kind not in kinds:
        known = ", ".join(SEATS) if kinds is None else ", ".join(kinds)
        raise Refusal(_("There is no such seat. Choose one of: %(names)s.", names=known))
    taken = held(db, council, now=now)
    _may_sit(db, person_id, kind, taken, now=now)
    if sum(seat["kind"] == kind for seat in taken) >= kinds[kind]:
        sentence = _(
            "All %(count)s seats of this kind are taken until a term ends or one is vacated.",
            count=kinds[kind],
        )
        raise Conflict(sentence)
    made = db.row(
        """INSERT INTO seats (council, kind, person_id, starts_at, ends_at)
           VALUES (:council, :kind, :person_id, :now, :ends_at) RETURNING id""",
        council=council,
        kind=kind,
        person_id=person_id,
        now=now,
        ends_at=clock.shift(now, days=days),
    )
    assert made is not None
    return int(made["id"])


def _may_sit(db: Database, person_id: int, kind: str, taken: list[Row], *, now: str) -> None:
    person = people.load(db, person_id, now=now)
    if person is None:
        raise NotFound(_("There is no such person here."))
    if any(seat["person_id"] == person_id for seat in taken):
        raise Conflict(_("%(name)s already holds a seat.", name=person.name))
    if kind == CUSTOMER_ADVOCATE and not person.is_employee:
        sentence = _("%(name)s is not an employee, and the four customer advocates are.", name=person.name)
        raise Conflict(sentence)
    if kind == BRAND_ADVOCATE and person.is_employee:
        raise Conflict(
            _(
                "%(name)s is an employee, and the two brand advocates come from outside.",
                name=person.name,
            )
        )


def vacate(db: Database, seat_id: int, *, now: str) -> None:
    """End a term early."""
    sql = "UPDATE seats SET vacated_at = :now WHERE id = :id AND vacated_at IS NULL"
    if db.run(sql, id=seat_id, now=now) == 0:
        raise NotFound(_("That seat is empty already."))


def review(db: Database, person_id: int, *, now: str) -> None:
    """Vacate the seats of somebody who no longer fits them: deactivated, or changed sides of the door."""
    person = people.load(db, person_id, now=now)
    for council in SEATS:
        for seat in held(db, council, now=now, also_inactive=True):
            fits = person is not None and (seat["kind"] == CUSTOMER_ADVOCATE) == person.is_employee
            if seat["person_id"] == person_id and not fits:
                vacate(db, seat["id"], now=now)


def held(db: Database, council: str, *, now: str, also_inactive: bool = False) -> list[Row]:
    """The seats held at this moment, with their people, employees' seats first."""
    return db.rows(
        """SELECT seats.id, seats.kind, seats.person_id, seats.starts_at, seats.ends_at,
                  people.name, people.title, people.department, people.picture, people.email
           FROM seats JOIN people ON people.id = seats.person_id
           WHERE seats.council = :council AND seats.vacated_at IS NULL AND people.active >= :active
             AND seats.starts_at <= :now AND seats.ends_at > :now
           ORDER BY seats.kind DESC, seats.starts_at, seats.id""",
        council=council,
        active=0 if also_inactive else 1,
        now=now,
    )
