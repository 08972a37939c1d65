"""When the council has agreed: enough seats say yes, and one of them is an outsider.

Only seats held at this moment count; a vote stays on record when its seat has ended, but decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ideaboard.db import Row
from ideaboard.people.seats import SEATS
from ideaboard.who import BRAND_ADVOCATE, COUNCIL


@dataclass(frozen=True, slots=True)
class Rule:
    """How many yes, and how many of them from brand advocates."""

    yes: int = 4
    outsiders: int = 1


RULE = Rule()


@dataclass(frozen=True, slots=True)
class Mark:
    """One seat: state yes, no, abstain, recused, own (the post is theirs), open, or vacant."""

    name: str
    outside: bool
    state: str
    reason: str = ""
    person_id: int | None = None

    @property
    def words(self) -> str:
        said = {"own": "wrote the post", "open": "has not voted", "vacant": "is vacant"}
        return f"{self.name}: {said.get(self.state, self.state)}" + (
            f" ({self.reason})" if self.reason else ""
        )

    @property
    def kind(self) -> str:
        return "Brand advocate" if self.outside else "Customer advocate"


@dataclass(frozen=True, slots=True)
class Tally:
    """The six seats as they stand."""

    marks: tuple[Mark, ...]

    def count(self, state: str) -> int:
        return sum(mark.state == state for mark in self.marks)

    @property
    def outsiders(self) -> int:
        """How many brand advocates say yes."""
        return sum(mark.state == "yes" and mark.outside for mark in self.marks)


def tally(held: Iterable[Row], votes: Mapping[int, Row], recused: set[int], author_id: int | None) -> Tally:
    """The tally over the seats held now; `votes` by person."""
    marks = [_mark(seat, votes.get(seat["person_id"]), recused, author_id) for seat in held]
    for kind, places in SEATS[COUNCIL].items():
        outside = kind == BRAND_ADVOCATE
        missing = places - sum(mark.outside == outside for mark in marks)
        marks += [Mark("This seat", outside, "vacant")] * missing
    return Tally(tuple(sorted(marks, key=lambda mark: mark.outside)))


def _mark(seat: Row, vote: Row | None, recused: set[int], author_id: int | None) -> Mark:
    person, outside = seat["person_id"], seat["kind"] == BRAND_ADVOCATE
    if person == author_id:
        return Mark(seat["name"], outside, "own", person_id=person)
    if person in recused:
        return Mark(seat["name"], outside, "recused", person_id=person)
    if vote is None:
        return Mark(seat["name"], outside, "open", person_id=person)
    return Mark(seat["name"], outside, vote["choice"], vote["reason"], person)


def lacking(tally: Tally, rule: Rule = RULE) -> list[str]:
    """What the ballot still lacks, in plain words; nothing when the quorum is reached."""
    missing = []
    if tally.count("yes") < rule.yes:
        missing.append(f"Quorum: {tally.count('yes')} of the {rule.yes} seats needed have said yes.")
    if tally.outsiders < rule.outsiders:
        missing.append("Outsider: no brand advocate has said yes.")
    return missing
