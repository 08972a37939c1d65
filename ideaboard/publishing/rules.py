"""The desk's own rules: the quorum, how long a ballot is open, and in whose time a release is planned.

A steward sets them. Every change is written into the record and told to the council: no number is lowered
in silence. They count from that moment, for ballots that are open too.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ideaboard.db import Database, Row
from ideaboard.errors import Forbidden, Refusal
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, seats
from ideaboard.publishing import record, zones
from ideaboard.publishing.quorum import Rule
from ideaboard.who import COUNCIL, INSIDE, Person

# With fewer than three of six a minority could speak for the house; without an outsider, the house alone.
BOUNDS = {"yes": (3, 6), "outsiders": (1, 2), "days": (1, 30)}
_WRONG = {
    "yes": N_("Three to six: fewer than half of the seats decide nothing."),
    "outsiders": N_("One or two: somebody from outside must agree, and there are two of them."),
    "days": N_("One to thirty days."),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """How many yes, how many of them brand advocates', a ballot's days, and the company's time zone."""

    yes: int = 4
    outsiders: int = 1
    days: int = 7
    zone: str = "UTC"

    @property
    def quorum(self) -> Rule:
        return Rule(self.yes, self.outsiders)


def load(db: Database) -> Rules:
    """The rules as they are set."""
    kept = {row["name"]: row["value"] for row in db.rows("SELECT name, value FROM publishing_rules")}
    numbers = {name: int(kept[name]) for name in BOUNDS if name in kept}
    return Rules(**numbers, zone=kept.get("zone", "UTC"))


def changes(db: Database) -> list[Row]:
    """What the rules were changed to, the newest first, each with the numbers by their names."""
    found = record.of_rules(db)
    for row in found:
        row["rules"] = dict(part.split("=", 1) for part in row["detail"].split(" "))
    return found


def keep(db: Database, form: Mapping[str, str], *, by: Person, now: str) -> bool:
    """Set the rules from a form; False when nothing changed. Raises Forbidden for all but stewards, and
    Refusal naming every field that is wrong."""
    if not by.is_steward:
        raise Forbidden(_("Only a steward may change the rules of the desk."))
    before, wanted = load(db), _checked(form)
    if wanted == before:
        return False
    for name, value in asdict(wanted).items():
        db.run(
            """INSERT INTO publishing_rules (name, value) VALUES (:name, :value)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
            name=name,
            value=str(value),
        )
    record.add_rules(db, " ".join(f"{k}={v}" for k, v in asdict(wanted).items()), by=by.id, now=now)
    _tell(db, wanted, by, now)
    return True


def _checked(form: Mapping[str, str]) -> Rules:
    problems, numbers = {}, {}
    for name, (least, most) in BOUNDS.items():
        written = form.get(name, "").strip()
        if written.isascii() and written.isdigit() and len(written) < 4 and least <= int(written) <= most:
            numbers[name] = int(written)
        else:
            problems[name] = _(_WRONG[name])
    zone = form.get("zone", "").strip()
    if zone not in zones.names():
        problems["zone"] = _("Choose one of the list, such as Europe/Berlin.")
    if problems:
        raise Refusal.of(problems)
    return Rules(**numbers, zone=zone)


def _tell(db: Database, rules: Rules, by: Person, now: str) -> None:
    said = Said(
        N_("%(name)s changed the rules of the desk: %(yes)s yes, %(outsiders)s from outside, %(days)s days"),
        {"name": by.name, "yes": rules.yes, "outsiders": rules.outsiders, "days": rules.days},
    )
    notifications.tell(
        db,
        [seat["person_id"] for seat in seats.held(db, COUNCIL, now=now)],
        event=f"rules:{record.length(db)}",
        kind="rules",
        text=said,
        url="/publishing/rules",
        audience=INSIDE,
        why="seat",
        now=now,
    )
