"""When the council has agreed: enough seats say yes, and one of them is an outsider.

Only seats held at this moment count; a vote stays on record when its seat has ended, but decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ideaboard.db import Row
from ideaboard.language import N_, _, ngettext
from ideaboard.people.seats import SEATS
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, CUSTOMER_ADVOCATE, SEAT_LABELS


@dataclass(frozen=True, slots=True)
class Rule:
    """How many yes, and how many of them from brand advocates."""

    yes: int = 4
    outsiders: int = 1


RULE = Rule()
# A seat in one of these states has no vote to cast.
NO_VOTE = frozenset({"vacant", "recused", "own"})
_WORDS = {
    "yes": N_("%(name)s: yes"),
    "no": N_("%(name)s: no"),
    "abstain": N_("%(name)s: abstain"),
    "recused": N_("%(name)s: recused"),
    "own": N_("%(name)s: wrote the post"),
    "open": N_("%(name)s: has not voted"),
    "vacant": N_("%(name)s: is vacant"),
}
_REASONED = {
    "yes": N_("%(name)s: yes (%(reason)s)"),
    "no": N_("%(name)s: no (%(reason)s)"),
    "abstain": N_("%(name)s: abstain (%(reason)s)"),
}
_LABELS = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "abstain": N_("Abstain"),
    "recused": N_("Recused"),
    "own": N_("Own post"),
    "open": N_("Not yet"),
    "vacant": N_("Vacant"),
}


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
        if self.reason:
            return _(_REASONED[self.state], name=self.name, reason=self.reason)
        return _(_WORDS[self.state], name=self.name)

    @property
    def label(self) -> str:
        """The state in a word or two."""
        return _(_LABELS[self.state])

    @property
    def kind(self) -> str:
        return _(SEAT_LABELS[BRAND_ADVOCATE if self.outside else CUSTOMER_ADVOCATE])


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
        marks += [Mark(_("This seat"), outside, "vacant")] * missing
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
    """What the ballot still lacks, in plain words; nothing when the quorum is reached.

    Where seats are vacant or aside, it says when those left cannot reach it; the rule stays as it is.
    """
    missing = []
    if tally.count("yes") < rule.yes:
        sentence = ngettext(
            "Quorum: %(num)s of the %(needed)s seats needed has said yes.",
            "Quorum: %(num)s of the %(needed)s seats needed have said yes.",
            tally.count("yes"),
            needed=rule.yes,
        )
        missing.append(sentence)
    if tally.outsiders < rule.outsiders:
        missing.append(_outsiders(tally, rule))
    return missing + unreachable(tally, rule)


def _outsiders(tally: Tally, rule: Rule) -> str:
    if not tally.outsiders:
        return _("Outsider: no brand advocate has said yes.")
    return _("Outsider: one brand advocate has said yes, and the rule asks for two.")


def unreachable(tally: Tally, rule: Rule = RULE) -> list[str]:
    """Why the seats that can vote are too few, however they vote; nothing when they are enough."""
    able = [mark for mark in tally.marks if mark.state not in NO_VOTE]
    outsiders = sum(mark.outside for mark in able)
    why = {"vacant": tally.count("vacant"), "aside": tally.count("recused") + tally.count("own")}
    found = []
    if len(able) < rule.yes:
        found.append(
            _(
                "Seats: %(able)s can vote on this, and %(needed)s must say yes, so it cannot pass as it is"
                " (vacant: %(vacant)s, standing aside: %(aside)s). The rule is not lowered for it.",
                able=len(able),
                needed=rule.yes,
                **why,
            )
        )
    if outsiders < rule.outsiders:
        found.append(
            _(
                "Seats: of the two brand advocates %(able)s can vote on this, and %(needed)s must say yes,"
                " so it cannot pass as it is. The rule is not lowered for it.",
                able=outsiders,
                needed=rule.outsiders,
            )
        )
    return found
