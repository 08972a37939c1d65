"""One vote per person per post, and the author's own vote never counts."""

import pytest

from ideaboard.board import posts, statuses, votes
from ideaboard.db import transact
from ideaboard.errors import Conflict, NotFound, Refusal
from tests.conftest import NOW, Cast, post


def cast_vote(cast: Cast, post_id: int, value: int, by: object = None) -> votes.Tally:
    person = by or cast.colleague
    return transact(cast.db, lambda: votes.cast(cast.db, post_id, value, by=person, now=NOW))  # type: ignore[arg-type]


def test_a_vote_moves_the_counters_and_the_rank(cast: Cast) -> None:
    number = post(cast)
    before = posts.known(cast.db, number)["hot"]
    assert cast_vote(cast, number, 1) == votes.Tally(promotes=1, demotes=0, score=1, my_vote=1)
    cast_vote(cast, number, 1, cast.steward)
    assert posts.known(cast.db, number)["hot"] > before


def test_the_same_vote_twice_changes_nothing(cast: Cast) -> None:
    number = post(cast)
    assert cast_vote(cast, number, 1) == cast_vote(cast, number, 1)


def test_a_vote_can_be_turned_and_taken_back(cast: Cast) -> None:
    number = post(cast)
    cast_vote(cast, number, 1)
    assert cast_vote(cast, number, -1) == votes.Tally(promotes=0, demotes=1, score=-1, my_vote=-1)
    assert cast_vote(cast, number, 0) == votes.Tally(promotes=0, demotes=0, score=0, my_vote=0)
    assert votes.voters(cast.db, number) == []


def test_an_author_cannot_vote_for_their_own_idea(cast: Cast) -> None:
    number = post(cast)
    with pytest.raises(Conflict):
        cast_vote(cast, number, 1, cast.author)
    assert posts.known(cast.db, number)["promotes"] == 0


@pytest.mark.parametrize("status", sorted(statuses.CLOSED))
def test_a_closed_post_takes_no_votes(cast: Cast, status: str) -> None:
    number = post(cast)
    transact(cast.db, lambda: posts.set_status(cast.db, number, status, reason="r", now=NOW))
    with pytest.raises(Conflict):
        cast_vote(cast, number, 1)


def test_nobody_votes_on_what_they_may_not_see(cast: Cast) -> None:
    number = post(cast, category="quiet")
    with pytest.raises(NotFound):
        cast_vote(cast, number, 1, cast.brand_advocate)
    with pytest.raises(NotFound):
        cast_vote(cast, number, 1, cast.ambassador)


def test_a_vote_of_another_size_is_refused(cast: Cast) -> None:
    number = post(cast)
    with pytest.raises(Refusal):
        cast_vote(cast, number, 2)


def test_a_recount_agrees_with_the_stored_counters(cast: Cast) -> None:
    number = post(cast)
    cast_vote(cast, number, 1)
    cast_vote(cast, number, -1, cast.steward)
    stored = posts.known(cast.db, number)
    transact(cast.db, lambda: votes.recount(cast.db))
    assert posts.known(cast.db, number) == stored
