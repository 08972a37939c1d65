"""Whatever is merged, parted, voted, said, archived and taken back, in any order: a simple model agrees.

The model knows who said what on which post, and no counter. After every step each counter must be what
counting distinct people over a group gives, what each person sees of their own vote must be what counts, and
in the end, with everything parted, each post must stand as if it had always been alone.
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ideaboard import clock
from ideaboard.board import claims, comments, follows, merges, posts, votes
from ideaboard.db import transact
from ideaboard.errors import Conflict
from ideaboard.who import Person
from tests.conftest import NOW, Cast

COUNT = 5
PLACES = st.integers(0, COUNT - 1)
PEOPLE = st.integers(0, 4)


@dataclass
class One:
    """A post of the model by itself: what was cast, said and decided on it."""

    author: int | None
    votes: dict[int, tuple[int, int]] = field(default_factory=dict)  # person: value, step
    comments: set[int] = field(default_factory=set)
    follows: set[int] = field(default_factory=set)
    status: str = "new"
    into: int | None = None
    withdrawn: bool = False


class Merging(RuleBasedStateMachine):
    """Five posts, one without a name, and five people, three of whom wrote one."""

    cast: Cast

    # Votes first and then merges, since few of the ways there are lead to where it becomes difficult.
    @initialize(
        cast_first=st.lists(st.tuples(PLACES, PEOPLE, st.sampled_from([1, -1])), min_size=8, max_size=20),
        merged=st.lists(st.tuples(PLACES, PLACES), min_size=3, max_size=8),
    )
    def begin(self, cast_first: list[tuple[int, int, int]], merged: list[tuple[int, int]]) -> None:
        cast = self.cast
        self.step = 0
        self.people: list[Person] = [cast.author, cast.colleague, cast.steward, *cast.council[:2]]
        self.model = [One(author) for author in (0, 1, 0, 2, None)]
        self.ids = [self._post(one) for one in self.model]
        for vote in cast_first:
            self.vote(*vote)
        for pair in merged:
            self.merge(*pair)

    def _post(self, one: One) -> int:
        by = self.people[one.author or 0]
        claim = "" if one.author is not None else claims.fresh()
        if one.author is not None:
            one.follows.add(one.author)
        db = self.cast.db
        values = {"kind": "idea", "title": "A title", "body": "A body", "category": "open"}
        return transact(db, lambda: posts.create(db, **values, claim=claim, by=by, now=NOW))

    @property
    def now(self) -> str:
        return clock.shift(NOW, seconds=self.step)

    # The model.

    def survivor(self, place: int) -> int:
        while (into := self.model[place].into) is not None:
            place = into
        return place

    def group(self, root: int) -> list[int]:
        return [place for place in range(COUNT) if place == root or self.survivor(place) == root]

    def counted(self, place: int) -> dict[int, int]:
        """Whose vote counts here, and how."""
        members = self.group(place) if self.model[place].into is None else [place]
        wrote = {self.model[one].author for one in members}
        kept: dict[int, int] = {}
        for person in set(range(len(self.people))) - wrote:
            cast = [
                (one == place, self.model[one].votes[person][1], self.model[one].votes[person][0])
                for one in members
                if person in self.model[one].votes
            ]
            kept[person] = max(cast)[2] if cast else 0
        return kept

    def archived(self, place: int) -> bool:
        return self.model[place].status == "archived"

    def part(self, place: int) -> None:
        root = self.survivor(place)
        self.model[place].into = None
        for alone in (root, place):
            others = [self.model[one] for one in self.group(alone) if one != alone]
            for person, (value, _step) in list(self.model[alone].votes.items()):
                if value == 0 and not any(one.votes.get(person, (0, 0))[0] for one in others):
                    del self.model[alone].votes[person]
        self.let_go(place)

    def let_go(self, place: int) -> None:
        if self.archived(place) and self.model[place].into is None:
            for child in [one for one in range(COUNT) if self.model[one].into == place]:
                self.part(child)

    # What may happen.

    @rule(place=PLACES, other=PLACES)
    def merge(self, place: int, other: int) -> None:
        self.step += 1
        db, into = self.cast.db, self.survivor(other)
        allowed = place != into and self.model[place].into is None
        allowed = allowed and not self.archived(place) and not self.archived(into)

        def act() -> None:
            row, target = (posts.find(db, self.ids[one], self.people[3]) for one in (place, into))
            merges.merge(db, row, target, by=self.people[3], now=self.now)

        if allowed:
            transact(db, act)
            self.model[place].into = into
        else:
            with pytest.raises(Conflict):
                transact(db, act)

    @rule(place=PLACES)
    def unmerge(self, place: int) -> None:
        self.step += 1
        db = self.cast.db
        if self.model[place].into is None:
            return
        transact(db, lambda: merges.undo(db, self.ids[place], by=self.people[4], now=self.now))
        self.part(place)

    @rule(place=PLACES, person=PEOPLE, value=st.sampled_from([1, -1, 0]))
    def vote(self, place: int, person: int, value: int) -> None:
        self.step += 1
        db, root = self.cast.db, self.survivor(place)
        wrote = {self.model[one].author for one in self.group(root)}

        def act() -> votes.Tally:
            return votes.cast(db, self.ids[place], value, by=self.people[person], now=self.now)

        if person in wrote or self.archived(root):
            with pytest.raises(Conflict):
                transact(db, act)
            return
        if value != self.counted(root)[person]:
            others = [self.model[one] for one in self.group(root) if one != root]
            if value == 0 and not any(one.votes.get(person, (0, 0))[0] for one in others):
                self.model[root].votes.pop(person, None)
            else:
                self.model[root].votes[person] = (value, self.step)
        assert transact(db, act).my_vote == value

    @rule(place=PLACES, person=PEOPLE)
    def comment(self, place: int, person: int) -> None:
        self.step += 1
        db, root = self.cast.db, self.survivor(place)
        by = self.people[person]
        made = transact(db, lambda: comments.add(db, self.ids[place], "Well.", by=by, now=self.now))
        self.model[root].comments.add(made)
        if self.model[root].author != person:
            self.model[root].follows.add(person)

    @rule(place=PLACES)
    def remove_a_comment(self, place: int) -> None:
        self.step += 1
        db = self.cast.db
        if not self.model[place].comments:
            return
        number = min(self.model[place].comments)
        by = self.people[3]
        transact(db, lambda: comments.remove(db, number, reason="r", by=by, now=self.now))
        self.model[place].comments.discard(number)

    @rule(place=PLACES, person=PEOPLE)
    def unfollow(self, place: int, person: int) -> None:
        self.step += 1
        db, root = self.cast.db, self.survivor(place)
        transact(db, lambda: follows.unfollow(db, self.ids[root], self.people[person].id))
        for one in self.group(root):
            self.model[one].follows.discard(person)

    @rule(place=PLACES)
    def archive(self, place: int) -> None:
        self._set_status(place, "archived")
        self.let_go(place)

    @rule(place=PLACES)
    def bring_back(self, place: int) -> None:
        if self.model[place].into is None and not self.model[place].withdrawn:
            self._set_status(place, "planned")

    def _set_status(self, place: int, status: str) -> None:
        self.step += 1
        db = self.cast.db
        if self.model[place].withdrawn:
            return
        transact(db, lambda: posts.set_status(db, self.ids[place], status, reason="r", now=self.now))
        self.model[place].status = status

    @rule(place=PLACES)
    def withdraw(self, place: int) -> None:
        self.step += 1
        db, one = self.cast.db, self.model[place]
        if one.withdrawn:
            return
        transact(db, lambda: posts.withdraw(db, posts.known(db, self.ids[place]), now=self.now))
        one.status, one.withdrawn = "archived", True
        self.let_go(place)

    # What must hold.

    @invariant()
    def counters_are_distinct_people_over_the_group(self) -> None:
        for place, number in enumerate(self.ids):
            row, cast = posts.known(self.cast.db, number), self.counted(place)
            members = self.group(place) if self.model[place].into is None else [place]
            told = {
                "promotes": sum(value == 1 for value in cast.values()),
                "demotes": sum(value == -1 for value in cast.values()),
                "comments": sum(len(self.model[one].comments) for one in members),
                "follows": len({person for one in members for person in self.model[one].follows}),
            }
            assert {name: row[name] for name in told} == told
            assert row["score"] == told["promotes"] - told["demotes"]
            root = self.survivor(place)
            assert row["merged_into"] == (self.ids[root] if root != place else None)
        assert votes.miscounted(self.cast.db) == 0

    @invariant()
    def everybody_sees_of_their_own_vote_what_counts(self) -> None:
        for place, number in enumerate(self.ids):
            if self.model[place].into is None:
                cast = self.counted(place)
                for person, by in enumerate(self.people):
                    assert posts.find(self.cast.db, number, by)["my_vote"] == cast.get(person, 0)

    def teardown(self) -> None:
        """Everything parted, each post stands as if it had been alone; a recount agrees."""
        if not hasattr(self, "ids"):
            return
        for place in range(COUNT):
            self.unmerge(place)
        db = self.cast.db
        self.counters_are_distinct_people_over_the_group()
        for place, number in enumerate(self.ids):
            row, one = posts.known(db, number), self.model[place]
            assert (row["status"], row["listed"]) == (one.status, int(one.status != "archived"))
            assert all(value for value, _step in one.votes.values())
            stored = {r["person_id"]: r["value"] for r in db.rows(_VOTES, id=number)}
            assert stored == {self.people[who].id: value for who, (value, _) in one.votes.items()}
        before = db.rows(_COUNTERS)
        transact(db, lambda: votes.recount(db))
        assert db.rows(_COUNTERS) == before


_VOTES = "SELECT person_id, value FROM votes WHERE post_id = :id"
_COUNTERS = "SELECT id, promotes, demotes, score, hot, comments, follows FROM posts ORDER BY id"


def test_counters_agree_with_a_model_whatever_happens(cast: Cast) -> None:
    machine = type("Merging", (Merging,), {"cast": cast})
    few = settings(
        max_examples=40 if cast.db.dialect == "sqlite" else 10,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),  # making an example shorter would take minutes on a real database
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)
