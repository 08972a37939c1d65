"""A ballot has a deadline, one reminder, and rules that are never lowered in silence."""

import pytest

from ideaboard import outbox
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, Refusal
from ideaboard.people import notifications, seats
from ideaboard.publishing import gate, quorum, record, rules, terms
from ideaboard.publishing.quorum import Mark, Rule, Tally
from ideaboard.who import COUNCIL
from tests.conftest import NOW, Cast
from tests.publishing.conftest import Desk, Visitor

SOON, OVER = "2026-03-07T09:00:00Z", "2026-03-09T09:00:00Z"
FORM = {"yes": "4", "outsiders": "1", "days": "7", "zone": "UTC"}


def lines(desk: Desk, place: int, words: str) -> int:
    rows = notifications.inbox(desk.db, desk.cast.council[place], before=10**9)
    return sum(words in row["text"] for row in rows)


def lacking(desk: Desk, now: str = NOW) -> str:
    return " ".join(gate.lacking(desk.db, desk.draft(), settings=desk.settings, now=now))


def seated(*states: str) -> Tally:
    """Six seats in these states, the last two the outsiders'."""
    return Tally(tuple(Mark(f"N{place}", place > 3, state) for place, state in enumerate(states)))


def test_the_deadline_begins_with_the_consent_and_who_is_late_is_reminded_once(desk: Desk) -> None:
    desk.vote(desk.cast.council[1])
    assert terms.of(desk.db, desk.draft()) is None
    desk.consent()
    desk.work(SOON)
    desk.work(SOON)
    assert [lines(desk, place, "Your vote is missing") for place in range(6)] == [1, 0, 1, 1, 1, 1]
    desk.work(OVER)
    assert [lines(desk, place, "Your vote is missing") for place in range(6)] == [1, 0, 1, 1, 1, 1]
    assert lines(desk, 1, "is over without a quorum") == 1


def test_who_may_not_see_the_post_is_not_reminded_of_it(desk: Desk) -> None:
    desk.consent()
    hide = "UPDATE posts SET audience = 'employees' WHERE id = :id"
    transact(desk.db, lambda: desk.db.run(hide, id=desk.draft()["post_id"]))
    desk.work(SOON)
    assert lines(desk, 0, "Your vote is missing") == 1
    assert [desk.cast.again(person).unread for person in desk.cast.council[4:]] == [0, 0]


def test_after_the_deadline_nobody_votes_until_the_desk_opens_it_anew(desk: Desk) -> None:
    desk.consent()
    desk.vote(*desk.cast.council[1:4])
    desk.work(OVER)
    assert "deadline passed without a quorum" in lacking(desk, OVER)
    with pytest.raises(Conflict, match="deadline has passed"):
        desk.act(gate.ballots.cast, desk.draft()["hash"], "yes", by=desk.cast.council[4], now=OVER)
    with pytest.raises(Forbidden):
        desk.act(terms.reopen, by=desk.cast.author, now=OVER)
    desk.act(terms.reopen, now=OVER)
    with pytest.raises(Conflict):
        desk.act(terms.reopen, now=OVER)
    desk.act(gate.ballots.cast, desk.draft()["hash"], "yes", by=desk.cast.council[4], now=OVER)
    assert lacking(desk, OVER) == ""
    desk.work("2026-03-15T09:00:00Z")
    assert lines(desk, 1, "is over without a quorum") == 1
    steps = [row["step"] for row in record.for_council(desk.db, desk.draft()["post_id"])]
    assert (steps.count("opened"), steps.count("closed")) == (2, 1)


def test_a_quorum_that_was_reached_outlasts_the_deadline(desk: Desk) -> None:
    desk.ready()
    desk.work(OVER)
    assert lacking(desk, OVER) == ""
    assert desk.release(now=OVER)["version"] == 1


def test_a_reminder_of_a_ballot_that_is_over_asks_nobody(desk: Desk) -> None:
    desk.ready()
    desk.release()
    desk.work(SOON)
    assert lines(desk, 0, "Your vote is missing") == 0


def test_too_few_seats_are_said_plainly_and_lower_nothing() -> None:
    gone = seated("yes", "vacant", "recused", "own", "yes", "vacant")
    assert quorum.lacking(gone) == [
        "Quorum: 2 of the 4 seats needed have said yes.",
        "Seats: 2 can vote on this, and 4 must say yes, so it cannot pass as it is (vacant: 2, standing"
        " aside: 2). The rule is not lowered for it.",
    ]
    inside = seated("yes", "yes", "yes", "yes", "recused", "vacant")
    assert "of the two brand advocates 0 can vote" in quorum.lacking(inside)[-1]
    assert quorum.lacking(seated("yes", "yes", "yes", "no", "yes", "vacant")) == []
    assert quorum.lacking(seated("yes", "yes", "no", "no", "yes", "no"), Rule(3, 2)) == [
        "Outsider: one brand advocate has said yes, and the rule asks for two."
    ]


def test_a_council_that_lost_its_outsiders_lets_nothing_out(desk: Desk) -> None:
    desk.ready()
    for seat in seats.held(desk.db, COUNCIL, now=NOW)[4:]:
        transact(desk.db, lambda s=seat: seats.vacate(desk.db, s["id"], now=NOW))  # type: ignore[misc]
    assert "The rule is not lowered for it." in lacking(desk)


def test_a_steward_sets_the_rules_within_bounds_and_the_council_is_told(desk: Desk, cast: Cast) -> None:
    db = desk.db
    for wrong in (
        {"yes": "2"},
        {"yes": "7"},
        {"outsiders": "0"},
        {"days": "0"},
        {"days": "²"},
        {"zone": "Mars"},
    ):
        with pytest.raises(Refusal) as caught:
            transact(db, lambda w=wrong: rules.keep(db, FORM | w, by=cast.steward, now=NOW))  # type: ignore[misc]
        assert set(caught.value.fields) == set(wrong)
    with pytest.raises(Forbidden):
        transact(db, lambda: rules.keep(db, FORM | {"yes": "3"}, by=cast.councillor, now=NOW))
    desk.ready()
    assert transact(
        db, lambda: rules.keep(db, FORM | {"yes": "5", "outsiders": "2"}, by=cast.steward, now=NOW)
    )
    assert not transact(
        db, lambda: rules.keep(db, FORM | {"yes": "5", "outsiders": "2"}, by=cast.steward, now=NOW)
    )
    assert "4 of the 5 seats needed" in lacking(desk)
    assert lines(desk, 0, "changed the rules of the desk: 5 yes, 2 from outside") == 1
    assert [row["detail"] for row in record.of_rules(db)] == ["yes=5 outsiders=2 days=7 zone=UTC"]


def test_the_page_of_the_rules_is_the_councils_to_read_and_a_stewards_to_change(
    desk: Desk, visit: Visitor
) -> None:
    steward, council = visit(desk.cast.steward), visit(desk.cast.councillor)
    assert "A steward may change them." in council.get("/publishing/rules").text
    assert council.post("/publishing/rules", data=FORM).status_code == 403
    page = steward.post("/publishing/rules", data=FORM | {"yes": "1<b>", "zone": "Europe/Berlin"})
    assert page.status_code == 422
    assert 'value="1&lt;b&gt;"' in page.text
    assert "fewer than half of the seats" in page.text
    assert steward.post("/publishing/rules", data=FORM | {"zone": "Europe/Berlin"}).status_code == 303
    assert "Europe/Berlin" in council.get("/publishing/rules").text
    assert visit(desk.cast.colleague).get("/publishing/rules").status_code == 403


def test_the_draft_says_when_its_ballot_ends_and_that_it_ended(
    desk: Desk, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.consent()
    path = f"/publishing/drafts/{desk.number}"
    assert "Open until 9 March 2026" in visit(desk.editor).get(path).text
    monkeypatch.setattr("ideaboard.clock.now", lambda: OVER)
    page = visit(desk.editor).get(path).text
    assert "The ballot is closed" in page
    assert 'name="choice"' not in page
    assert visit(desk.editor).post(f"{path}/reopen").status_code == 303
    assert 'name="choice"' in visit(desk.editor).get(path).text
    assert len(outbox.due(desk.db, now="2026-03-20T00:00:00Z", only=terms.CLOSING)) == 2
