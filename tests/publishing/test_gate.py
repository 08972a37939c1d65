"""Nothing goes out without consent to exactly this text, a quorum with an outsider, and a clean check."""

import pytest

from ideaboard.board import categories, posts
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden
from ideaboard.people import people, seats
from ideaboard.publishing import ballots, candidates, drafts, gate, leaks, releases
from ideaboard.spotlight import stories
from ideaboard.who import COUNCIL
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import Desk, begin, reworded


def lacking(desk: Desk) -> list[str]:
    return gate.lacking(desk.db, desk.draft(), settings=desk.settings, now=NOW)


def refused(desk: Desk) -> str:
    with pytest.raises(Conflict) as caught:
        desk.release()
    assert releases.live(desk.db, desk.number) is None
    return caught.value.sentence


def test_a_refusal_lists_everything_that_lacks_at_once(desk: Desk) -> None:
    desk.save(reworded("Crates", body="Write to ada@example.com or come to wiki.intranet."))
    said = refused(desk)
    for word in ("Consent:", "Quorum:", "Outsider:", "ada@example.com", "wiki.intranet"):
        assert word in said


def test_only_consent_lacks(desk: Desk) -> None:
    desk.quorum()
    assert lacking(desk) == ["Consent: the author has not agreed to exactly this text."]
    assert "Consent" in refused(desk)


def test_only_the_quorum_lacks(desk: Desk) -> None:
    desk.consent()
    desk.vote(*desk.cast.council[2:5])
    assert lacking(desk) == ["Quorum: 3 of the 4 seats needed have said yes."]
    assert "Quorum" in refused(desk)


def test_four_yes_of_employees_alone_are_not_enough(desk: Desk) -> None:
    desk.consent()
    desk.vote(*desk.cast.council[:4])
    assert lacking(desk) == ["Outsider: no brand advocate has said yes."]
    assert "Outsider" in refused(desk)


def test_only_a_clean_leak_check_lacks(desk: Desk) -> None:
    desk.save(reworded("Crates", body="Call +49 30 1234567."))
    desk.ready()
    assert lacking(desk) == ["Leak check: The text holds a telephone number: +49 30 1234567."]
    assert "+49 30 1234567" in refused(desk)


def test_with_all_of_them_the_story_goes_out(desk: Desk) -> None:
    desk.ready()
    assert lacking(desk) == []
    made = desk.release()
    desk.work()
    story = stories.find(desk.outside, made["slug"])
    assert (story.title, story.version, story.byline) == ("The crates come home", 1, "Ada Author")


def test_the_yes_of_a_seat_that_ended_does_not_count(desk: Desk) -> None:
    desk.ready()
    leaving = desk.cast.council[4]
    held = seats.held(desk.db, COUNCIL, now=NOW)
    seat = next(row["id"] for row in held if row["person_id"] == leaving.id)
    transact(desk.db, lambda: seats.vacate(desk.db, seat, now=NOW))
    assert len(lacking(desk)) == 2
    assert "Quorum: 3 of the 4" in refused(desk)


def test_a_term_that_runs_out_takes_its_vote_along(desk: Desk) -> None:
    desk.ready()
    late = gate.lacking(desk.db, desk.draft(), settings=desk.settings, now="2130-06-01T09:00:00Z")
    assert any("Quorum: 0 of the 4" in sentence for sentence in late)


def test_editing_after_consent_asks_again_and_voids_the_ballot(desk: Desk) -> None:
    desk.ready()
    desk.save(reworded("Other words"))
    said = refused(desk)
    assert "Consent:" in said
    assert "Quorum: 0 of the 4" in said


def test_going_back_to_earlier_words_asks_again_too(desk: Desk) -> None:
    desk.ready()
    before = desk.draft()["hash"]
    desk.save(reworded("Other words"))
    desk.save()
    assert desk.draft()["hash"] == before
    assert len(lacking(desk)) == 3


@pytest.mark.parametrize(
    "change",
    ["title", "standfirst", "body", "topic", "question", "byline"],
)
def test_every_part_that_readers_see_is_part_of_the_hash(desk: Desk, change: str) -> None:
    before = desk.draft()["hash"]
    desk.save(reworded(**{"title": "The crates come home", change: "employee"}))
    assert desk.draft()["hash"] != before


def test_saving_the_same_words_keeps_consent_and_ballot(desk: Desk) -> None:
    desk.ready()
    assert desk.save() == 1
    assert lacking(desk) == []


def test_an_archived_post_goes_nowhere(desk: Desk) -> None:
    desk.ready()
    number = desk.draft()["post_id"]
    transact(desk.db, lambda: posts.set_status(desk.db, number, "archived", reason="r", now=NOW))
    assert "withdrawn or archived" in refused(desk)


def test_a_category_that_closed_its_door_stops_a_draft(desk: Desk) -> None:
    desk.ready()
    place = categories.known(desk.db, "open")
    transact(
        desk.db,
        lambda: categories.edit(
            desk.db,
            place["id"],
            "Open",
            about="",
            audience="inside",
            anonymous=True,
            publishing=False,
            now=NOW,
        ),
    )
    assert "stay inside" in refused(desk)


def test_a_draft_without_text_lacks_it(cast: Cast, desk: Desk) -> None:
    desk.save(reworded("Only a title", body=""))
    assert "Text: there is none yet." in lacking(desk)


def test_a_post_that_stays_inside_cannot_be_drafted(cast: Cast, desk: Desk) -> None:
    number = post(cast, category="quiet")
    with pytest.raises(Conflict):
        begin(cast, desk.outside, desk.settings, number)


def test_a_post_of_an_outsider_is_not_told_as_an_employees(cast: Cast, desk: Desk) -> None:
    by, db = cast.brand_advocate, cast.db
    typed = {"kind": "idea", "title": "From outside", "body": "Seen in the shop", "category": "open"}
    number = transact(db, lambda: posts.create(db, **typed, by=by, now=NOW))
    with pytest.raises(Conflict, match="not an employee"):
        begin(cast, desk.outside, desk.settings, number)
    assert number not in [row["id"] for row in candidates.best(db, cast.councillor, now=NOW)]


@pytest.mark.parametrize("way", ["role", "left"])
def test_an_author_who_stopped_being_an_employee_is_not_told_as_one(desk: Desk, way: str) -> None:
    desk.ready()
    db, author = desk.db, desk.cast.author.id
    if way == "role":
        transact(db, lambda: people.take_role(db, author, "employee"))
    else:
        transact(db, lambda: people.activate(db, author, False, now=NOW))
    assert lacking(desk) == ["Author: not an employee, and the spotlight says of every author that they are."]


def test_a_post_has_one_draft(desk: Desk) -> None:
    with pytest.raises(Conflict):
        begin(desk.cast, desk.outside, desk.settings, desk.draft()["post_id"])


def test_an_author_on_the_council_can_neither_draft_edit_vote_waive_nor_release(
    cast: Cast, desk: Desk
) -> None:
    sitting = cast.councillor
    mine = transact(
        cast.db,
        lambda: posts.create(
            cast.db, kind="idea", title="Mine", body="ada@example.com", category="open", by=sitting, now=NOW
        ),
    )
    with pytest.raises(Forbidden):
        transact(
            cast.db,
            lambda: drafts.create(cast.db, mine, reworded("Mine"), company="Acme", by=sitting, now=NOW),
        )
    own = begin(cast, desk.outside, desk.settings, mine, reworded("Mine", body="ada@example.com"))
    with pytest.raises(Forbidden):
        own.save(reworded("Better"), by=sitting)
    with pytest.raises(Forbidden):
        own.vote(sitting)
    with pytest.raises(Forbidden):
        own.act(leaks.waive, "email:ada@example.com", "why not", settings=own.settings, by=sitting)
    with pytest.raises(Forbidden):
        own.release(by=sitting)
    with pytest.raises(Forbidden):
        own.act(ballots.recuse, by=sitting)


def test_who_holds_no_seat_can_do_none_of_it(desk: Desk) -> None:
    for person in (desk.cast.colleague, desk.cast.steward, desk.cast.author):
        with pytest.raises(Forbidden):
            desk.save(reworded("Better"), by=person)
        with pytest.raises(Forbidden):
            desk.vote(person)
        with pytest.raises(Forbidden):
            desk.release(by=person)


def test_a_seat_votes_once_and_may_change_its_vote(desk: Desk) -> None:
    desk.vote(desk.editor)
    desk.vote(desk.editor, choice="no", reason="Not yet")
    desk.vote(desk.editor)
    tally = gate.standing(desk.db, desk.draft(), settings=desk.settings, now=NOW).tally
    assert (tally.count("yes"), tally.count("no"), tally.count("open")) == (1, 0, 5)


def test_a_no_says_why_and_is_recorded(desk: Desk) -> None:
    with pytest.raises(Exception, match="attention"):
        desk.vote(desk.editor, choice="no")
    desk.vote(desk.editor, choice="no", reason="We have no plan for it")
    record = ballots.record(desk.db, desk.number, 1)
    assert [(row["choice"], row["reason"]) for row in record] == [("no", "We have no plan for it")]


def test_dissent_does_not_stop_a_quorum(desk: Desk) -> None:
    desk.ready()
    desk.vote(desk.cast.council[5], choice="no", reason="Too early")
    assert lacking(desk) == []


def test_a_vote_is_on_the_text_that_was_read(desk: Desk) -> None:
    seen = desk.draft()["hash"]
    desk.save(reworded("Other words"))
    with pytest.raises(Conflict):
        desk.act(ballots.cast, seen, "yes")


def test_who_stands_aside_has_no_vote(desk: Desk) -> None:
    desk.ready()
    desk.act(ballots.recuse, by=desk.cast.council[4])
    desk.act(ballots.recuse, by=desk.cast.council[4])
    assert len(lacking(desk)) == 2
    with pytest.raises(Conflict):
        desk.vote(desk.cast.council[4])


def test_the_ballot_closes_with_the_release(desk: Desk) -> None:
    desk.ready()
    desk.release()
    with pytest.raises(Conflict):
        desk.vote(desk.editor, choice="no", reason="Too late")
    with pytest.raises(Conflict):
        desk.release()
