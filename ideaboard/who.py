"""Who is asking, and the rules a route names with `who=`.

A Person here is what every desk may know of the one behind a request; people/ loads it from the session.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ideaboard.language import N_

COUNCIL = "customer-council"
CUSTOMER_ADVOCATE = "customer-advocate"
BRAND_ADVOCATE = "brand-advocate"

# Who may see a post: everyone inside, or employees only.
INSIDE = "inside"
EMPLOYEES = "employees"

# An ambassador is a customer; everybody else who holds a role works at the company.
STAFF = frozenset({"employee", "insights", "executive", "steward"})
ROLE_LABELS: Mapping[str, str] = {
    "employee": N_("Employee"),
    "insights": N_("Insights"),
    "executive": N_("Executive"),
    "steward": N_("Steward"),
    "ambassador": N_("Ambassador"),
}
ROLES = tuple(ROLE_LABELS)
SEAT_LABELS: Mapping[str, str] = {
    CUSTOMER_ADVOCATE: N_("Customer advocate"),
    BRAND_ADVOCATE: N_("Brand advocate"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One signed-in person: their roles, and the seat they hold in each council (`{council: kind}`).

    `language` is the one they chose, "" when their browser decides.
    """

    id: int
    name: str
    email: str
    roles: frozenset[str] = frozenset()
    seats: Mapping[str, str] = field(default_factory=dict)
    session: str = ""
    seen_at: str = ""
    unread: int = 0
    language: str = ""
    visit_began: str = ""
    new_since: str = ""

    @property
    def is_employee(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def seat(self) -> str | None:
        """The kind of seat held on the customer council, or None."""
        return self.seats.get(COUNCIL)

    @property
    def is_inside(self) -> bool:
        """Employees, and who sits on the customer council; an ambassador without a seat is not."""
        return self.is_employee or self.seat is not None

    @property
    def audiences(self) -> tuple[str, ...]:
        """Which audiences of posts this person belongs to: the ground of every visibility rule."""
        if self.is_employee:
            return (INSIDE, EMPLOYEES)
        return (INSIDE,) if self.is_inside else ()

    @property
    def is_steward(self) -> bool:
        return "steward" in self.roles


Who = Callable[[Person | None], bool]


def anyone(person: Person | None) -> bool:
    """Signed in or not."""
    return True


def signed_in(person: Person | None) -> bool:
    return person is not None


def inside(person: Person | None) -> bool:
    """May read and write on the board: employees and seated brand advocates."""
    return person is not None and person.is_inside


def councillor(person: Person | None) -> bool:
    """Holds one of the six seats of the customer council."""
    return person is not None and person.seat is not None


def steward(person: Person | None) -> bool:
    return person is not None and person.is_steward
