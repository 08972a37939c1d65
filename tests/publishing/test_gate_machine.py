"""The gate under everything that may happen, in any order, against a model that knows only the promise.

What is outside had, at the moment it went out, its author's consent to exactly these words, a quorum with an
outsider in it, and a clean or waved-through leak check; and nothing is outside that was taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ideaboard import clock, outbox
from ideaboard.board import posts
from ideaboard.db import Database, Row, transact
from ideaboard.errors import Gone, NotFound, Refusal
from ideaboard.people import people, seats
from ideaboard.publishing import (
    ballots,
    consent,
    drafts,
    gate,
    leaks,
    record,
    releases,
    rules,
    scheduling,
    terms,
    timed,
    words,
)
from ideaboard.settings import Settings
from ideaboard.spotlight import stories
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, CUSTOMER_ADVOCATE, Person
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import TEXT, Desk, begin

SECRET = "Falcon"
FINDING = f"word:{SECRET}"
# What would end or spoil nearly every example if it came as often as the rest.
OUTSIDERS = (4, 5, 8)
SELDOM = st.sampled_from([False] * 7 + [True])


@dataclass
class Model:
    """One draft as the promise sees it. A change makes a new edition, which is what people agree to."""

    title: str
    editor: int
    seats: dict[int, bool]
    author: int
    edition: int = 1
    agreed: bool = False
    votes: dict[int, str] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    listed: bool = False
    waved_by: int = 0
    needed: int = 4
    outsiders: int = 1
    deadline: str = ""
    taken_back: bool = False
    live: tuple[int, str] | None = None
    plan: tuple[str, int] | None = None

    def change(self, title: str, editor: int) -> None:
        self.title, self.editor, self.edition = title, editor, self.edition + 1
        self.agreed, self.votes, self.deadline = False, {}, ""

    def take_down(self) -> None:
        if self.live:
            self.live = None
            self.change(self.title, self.editor)

    def may_go_out(self) -> bool:
        for_it = [
            who
            for who in self.votes
            if self.votes[who] == "yes" and who in self.seats and who not in self.aside
        ]
        quorum = len(for_it) >= self.needed and sum(self.seats[who] for who in for_it) >= self.outsiders
        leaks_nothing = SECRET not in self.title or not self.listed or self.waved_by not in (0, self.editor)
        new = self.live is None or self.live[0] != self.edition
        return (
            self.agreed
            and quorum
            and leaks_nothing
            and new
            and not self.taken_back
            and self.author not in for_it
        )

    def go_out(self) -> None:
        self.live, self.plan = (self.edition, self.title), None


@dataclass
class House:
    """The database of all examples: each makes a post of its own and begins with a full council."""

    cast: Cast
    outside: Database
    settings: Settings
    now: str = NOW
    went_out: int = 0
    held_back: int = 0

    def begin(self) -> Desk:
        self.now = clock.shift(self.now, days=1)
        transact(self.cast.db, self._tidy)
        return begin(self.cast, self.outside, self.settings, post(self.cast))

    def _tidy(self) -> None:
        db, by = self.cast.db, self.cast.council[0]
        db.run("DELETE FROM outbox")
        db.run("UPDATE schedules SET state = 'dropped' WHERE state = 'waiting'")
        db.run("UPDATE seats SET vacated_at = :now WHERE vacated_at IS NULL", now=self.now)
        for place, person in enumerate(self.cast.council):
            kind = CUSTOMER_ADVOCATE if place < 4 else BRAND_ADVOCATE
            seats.fill(db, COUNCIL, person.id, kind=kind, now=self.now, days=36_500)
        if words.known(db):
            words.remove(db, SECRET, by=by)
        db.run("DELETE FROM publishing_rules")


class Machine(RuleBasedStateMachine):
    house: House

    @initialize()
    def start(self) -> None:
        house = self.house
        self.desk = house.begin()
        council = house.cast.council
        held = {person.id: place > 3 for place, person in enumerate(council)}
        self.cast_of = [*council, house.cast.author, house.cast.colleague, house.cast.ambassador]
        self.model = Model(TEXT.title, council[1].id, held, house.cast.author.id)
        self.notes = 0
        self.keep_a_word_inside(True)

    def attempt(self, verb: Callable[..., Any], *args: object, by: Person, **named: object) -> Any:
        """One act of a person as the house knows them now; False when it was refused, and nothing changed."""
        known = people.load(self.desk.db, by.id, now=self.house.now)
        values = {"by": known, "now": self.house.now} | named
        try:
            done = transact(self.desk.db, lambda: verb(self.desk.db, self.desk.draft(), *args, **values))
        except Refusal:
            return False
        return True if done is None else done

    def seated(self, place: int) -> Person:
        return self.cast_of[place % len(self.cast_of)]

    # What the desk does.

    @rule(place=st.integers(0, 8), leaky=st.booleans())
    def edit(self, place: int, leaky: bool) -> None:
        self.notes += 1
        title = f"{SECRET if leaky else 'Crates'} {self.notes}"
        wording = replace(TEXT, title=title, correction=f"Note {self.notes}")
        seen, by = self.desk.draft()["version"], self.seated(place)
        saved = self.attempt(drafts.save, wording, seen=seen, company="Acme", by=by)
        if saved and saved != seen:
            assert by.id in self.model.seats
            assert by.id != self.model.author
            self.model.change(title, by.id)

    @rule(place=st.integers(0, 8), own=st.booleans())
    def wave_through(self, place: int, own: bool) -> None:
        by = next(one for one in self.cast_of if one.id == self.model.editor) if own else self.seated(place)
        if self.attempt(leaks.waive, FINDING, "Known to all", settings=self.house.settings, by=by):
            assert by.id not in (self.model.editor, self.model.author)
            self.model.waved_by = by.id

    @rule(editor=st.integers(0, 5), other=st.integers(0, 5), again=st.booleans())
    def wave_through_and_out(self, editor: int, other: int, again: bool) -> None:
        """A leak is waved through, perhaps by who then edits the text; and it is to go out."""
        self.edit(editor, True)
        self.wave_through(other, False)
        if again:
            self.edit(other, True)
        self.it_goes_out("now")

    @rule(listed=st.booleans())
    def keep_a_word_inside(self, listed: bool) -> None:
        db, by = self.desk.db, self.cast_of[0]
        if listed and not self.model.listed:
            transact(db, lambda: words.add(db, SECRET, by=by, now=self.house.now))
        elif not listed and self.model.listed:
            transact(db, lambda: words.remove(db, SECRET, by=by))
        self.model.listed = listed

    @rule(wanted=st.sampled_from([(4, 1), (4, 1), (3, 2), (6, 2)]))
    def set_rules(self, wanted: tuple[int, int]) -> None:
        yes, outsiders = wanted
        form = {"yes": str(yes), "outsiders": str(outsiders), "days": "7", "zone": "UTC"}
        db, by = self.desk.db, self.house.cast.steward
        transact(db, lambda: rules.keep(db, form, by=by, now=self.house.now))
        self.model.needed, self.model.outsiders = yes, outsiders

    # What the author does.

    @rule(agrees=st.sampled_from(["yes", "yes", "yes", "no", "change"]))
    def ask_and_answer(self, agrees: str) -> None:
        self.attempt(consent.ask, settings=self.house.settings, by=self._somebody())
        seen, by = self.desk.draft()["hash"], self.house.cast.author
        if agrees == "yes" and self.attempt(consent.give, seen, by=by):
            if not self.model.agreed:
                self.model.deadline = clock.shift(self.house.now, days=7)
            self.model.agreed = True
        elif agrees == "no":
            self.attempt(consent.decline, seen, by=by)
        elif agrees == "change":
            self.attempt(consent.ask_change, seen, "Shorter", by=by)

    def _somebody(self) -> Person:
        """A member who may act, or anybody when the council is empty."""
        able = [one for one in self.cast_of if one.id in self.model.seats and one.id != self.model.author]
        return able[0] if able else self.cast_of[0]

    @rule()
    def take_consent_back(self) -> None:
        if self.attempt(releases.withdraw, by=self.house.cast.author):
            self.model.agreed = False
            self.model.take_down()

    @rule(sure=SELDOM)
    @precondition(lambda self: not self.model.taken_back)
    def take_the_post_back(self, sure: bool) -> None:
        if not sure:
            return
        row = posts.known(self.desk.db, self.desk.draft()["post_id"])
        transact(self.desk.db, lambda: posts.withdraw(self.desk.db, row, now=self.house.now))
        self.model.taken_back = True
        # Somebody presses the button before the worker has heard of it.
        self.it_goes_out("now")

    # What the council does.

    @rule(place=st.integers(0, 8), choice=st.sampled_from(["yes", "no", "abstain"]))
    def vote(self, place: int, choice: str) -> None:
        self._cast(self.seated(place), choice)

    @rule(but=st.sampled_from([(), (), (0,), (4,), OUTSIDERS]))
    def nearly_all_agree(self, but: tuple[int, ...]) -> None:
        """What is seldom come upon by chance: the author and all seats but some say yes."""
        self.ask_and_answer("yes")
        self._all_vote_yes(but)

    def _all_vote_yes(self, but: tuple[int, ...]) -> None:
        for place, person in enumerate(self.cast_of):
            if place not in but:
                self._cast(person, "yes")

    def _cast(self, person: Person, choice: str) -> None:
        seen = self.desk.draft()["hash"]
        if self.attempt(ballots.cast, seen, choice, reason="So", by=person):
            assert person.id in self.model.seats
            assert person.id not in self.model.aside | {self.model.author}
            assert not self.model.deadline or self.house.now < self.model.deadline
            self.model.votes[person.id] = choice

    @rule(place=st.integers(0, 5))
    def vote_too_late(self, place: int) -> None:
        """The author agrees, and nobody votes until the deadline has passed."""
        self.ask_and_answer("yes")
        self.time_passes(170)
        self._cast(self.cast_of[place], "yes")

    @rule(way=st.sampled_from(["now", "without outsiders", "too few", "planned", "changed after", "unasked"]))
    def it_goes_out(self, way: str) -> None:
        self.nearly_all_agree({"without outsiders": OUTSIDERS, "too few": (0, 1, 2)}.get(way, ()))
        if way in ("now", "without outsiders", "too few"):
            self.release()
            return
        if way == "unasked":
            # Another text than the one the author agreed to, with all votes for it.
            self.edit(2, False)
            self._all_vote_yes(())
            self.release()
            return
        self.plan(1)
        if way != "planned":
            self.edit(2, False)
            self.nearly_all_agree(())
        self.the_worker_runs(1)

    @rule(place=st.integers(0, 8), sure=SELDOM)
    def stand_aside(self, place: int, sure: bool) -> None:
        if not sure:
            return
        if self.attempt(ballots.recuse, by=self.seated(place)):
            self.model.aside.add(self.seated(place).id)
            self.model.votes.pop(self.seated(place).id, None)

    @rule()
    def open_the_ballot_anew(self) -> None:
        if self.attempt(terms.reopen, by=self._somebody()):
            assert self.model.deadline <= self.house.now
            self.model.deadline = clock.shift(self.house.now, days=7)

    @rule(place=st.integers(0, 5), sure=SELDOM)
    def vacate(self, place: int, sure: bool) -> None:
        if not sure:
            return
        db, who = self.desk.db, self.cast_of[place].id
        held = [row for row in seats.held(db, COUNCIL, now=self.house.now) if row["person_id"] == who]
        if held:
            transact(db, lambda: seats.vacate(db, held[0]["id"], now=self.house.now))
            del self.model.seats[who]

    @rule(place=st.integers(0, 8))
    def fill(self, place: int) -> None:
        db, who = self.desk.db, self.cast_of[place]
        outside = place in (4, 5, 8)
        kind = BRAND_ADVOCATE if outside else CUSTOMER_ADVOCATE
        try:
            transact(db, lambda: seats.fill(db, COUNCIL, who.id, kind=kind, now=self.house.now, days=36_500))
        except Refusal:
            return
        self.model.seats[who.id] = outside

    # The door.

    @rule()
    def release(self) -> None:
        expected = self.model.may_go_out() and bool(self._able())
        went = self.attempt(
            scheduling.now_or_refuse, settings=self.house.settings, shares_minute=True, by=self._somebody()
        )
        assert bool(went) == expected, gate.lacking(
            self.desk.db, self.desk.draft(), settings=self.house.settings, now=self.house.now
        )
        if went:
            self._went_out()
        else:
            self.house.held_back += 1

    def _able(self) -> list[int]:
        return [who for who in self.model.seats if who != self.model.author]

    def _went_out(self) -> None:
        self.model.go_out()
        self.house.went_out += 1

    @rule(hours=st.integers(1, 30))
    def plan(self, hours: int) -> None:
        at = clock.shift(self.house.now[:16] + ":00Z", hours=hours)
        named = {"settings": self.house.settings, "shares_minute": True}
        if self.attempt(scheduling.plan, at, **named, by=self._somebody()):
            assert self.model.may_go_out()
            self.model.plan = (at, self.model.edition)

    @rule()
    def unplan(self) -> None:
        if self.attempt(scheduling.drop, by=self._somebody()):
            self.model.plan = None

    @rule()
    def retract(self) -> None:
        if self.attempt(releases.retract, reason="Wrong", by=self._somebody()):
            assert self.model.live is not None
            self.model.take_down()

    @rule(hours=st.sampled_from([1, 6, 30, 80]))
    def time_passes(self, hours: int) -> None:
        self.house.now = clock.shift(self.house.now, hours=hours)

    @rule(hours=st.sampled_from([0, 0, 1, 30]))
    def the_worker_runs(self, hours: int) -> None:
        self.time_passes(hours)
        model, now = self.model, self.house.now
        if model.plan and model.plan[0] <= now:
            fits, model.plan = model.plan[1] == model.edition, None
            if fits and model.may_go_out():
                self._went_out()
            else:
                self.house.held_back += 1
        while outbox.due(self.desk.db, now=now):
            self.desk.work(now)
        if model.taken_back:
            model.take_down()
            model.agreed, model.plan = False, None
        self.look_outside()

    def look_outside(self) -> None:
        """Outside is what went out by the promise and was not taken back, and nothing else."""
        try:
            shown = stories.find(self.desk.outside, self.desk.draft()["slug"]).title
        except (NotFound, Gone):
            shown = None
        assert shown == (self.model.live[1] if self.model.live else None)

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.the_worker_runs(0)


def run(house: House, *, examples: int, steps: int = 40, shrink: bool = True) -> None:
    machine = type("GateMachine", (Machine,), {"house": house})
    phases = [Phase.explicit, Phase.generate] + ([Phase.shrink] if shrink else [])
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=phases,
            report_multiple_bugs=shrink,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def house(cast: Cast, outside: Database, settings: Settings) -> House:
    return House(cast, outside, settings)


def test_nothing_is_outside_but_by_the_promise(house: House, database_url: str) -> None:
    run(house, examples=6 if database_url.startswith("postgresql") else 40)
    assert house.went_out > 0
    assert house.held_back > 0
    assert record.broken(house.cast.db) == ""


@pytest.mark.slow
def test_nothing_is_outside_but_by_the_promise_for_long(house: House) -> None:
    run(house, examples=150, steps=60)
    assert record.broken(house.cast.db) == ""


def _without(sentence: str, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """The gate forgets to say this, in one of its parts."""

    def breaks(patch: pytest.MonkeyPatch) -> None:
        asked = getattr(gate, name)
        patch.setattr(gate, name, lambda *a: [one for one in asked(*a) if not one.startswith(sentence)])

    return breaks


def _any_version_will_do(patch: pytest.MonkeyPatch) -> None:
    asked = consent.desk_states

    def loosely(db: Database, those: list[Row], now: str) -> dict[int, Row]:
        found = asked(db, those, now=now)
        for draft in those:
            (author,) = found[draft["id"]]["authors"]
            row = consent.latest(db, draft["id"], author["key"])
            state = row["state"] if row else consent.NONE
            found[draft["id"]] |= {"state": state, "authors": [author | {"state": state}]}
        return found

    patch.setattr(consent, "desk_states", loosely)


def _editors_wave_through(patch: pytest.MonkeyPatch) -> None:
    found = leaks.open_findings
    patch.setattr(
        leaks,
        "open_findings",
        lambda db, those, settings: found(db, [one | {"editor_id": 0} for one in those], settings=settings),
    )


# Each takes one rule out, as a mistake would.
BROKEN: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "consent": _without("Consent", "_missing"),
    "consent to another text": _any_version_will_do,
    "quorum": _without("Quorum", "_about_ballot"),
    "outsider": _without("Outsider", "_about_ballot"),
    "leak check": lambda patch: patch.setattr(
        leaks, "open_findings", lambda db, those, settings: {one["id"]: [] for one in those}
    ),
    "another waves through": _editors_wave_through,
    "who stands aside": lambda patch: patch.setattr(ballots, "recuse", lambda *a, **named: None),
    "deadline": lambda patch: patch.setattr(terms, "closed", lambda term, now: False),
    "withdrawn post": _without("Post", "_about_post"),
    "planned text": lambda patch: patch.setattr(
        timed, "_refusals", lambda db, draft, plan, s, now: gate.lacking(db, draft, settings=s, now=now)
    ),
    "take-down": lambda patch: patch.setattr(stories, "take_down", lambda *a, **named: True),
}


@pytest.mark.slow
@pytest.mark.parametrize("missing", BROKEN)
def test_a_gate_without_one_of_its_rules_is_found_out(
    house: House, missing: str, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    if database_url.startswith("postgresql"):
        pytest.skip("what the machine can see does not depend on the database")
    BROKEN[missing](monkeypatch)
    with pytest.raises(AssertionError):
        run(house, examples=400, shrink=False)
