"""Nothing goes out without consent to exactly this text, a quorum with an outsider, and a clean check."""

import pytest

from ideaboard.board import categories, posts
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden
from ideaboard.people import seats
from ideaboard.publishing import ballots, drafts, gate, leaks, releases
from ideaboard.spotlight import stories
from ideaboard.who import COUNCIL
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import Stage, begin, reworded


def lacking(stage: Stage) -> list[str]:
    return gate.lacking(stage.db, stage.draft(), settings=stage.settings, now=NOW)


def refused(stage: Stage) -> str:
    with pytest.raises(Conflict) as caught:
        stage.release()
    assert releases.live(stage.db, stage.number) is None
    return caught.value.sentence


def test_a_refusal_lists_everything_that_lacks_at_once(stage: Stage) -> None:
    stage.save(reworded("Crates", body="Write to ada@example.com or come to wiki.intranet."))
    said = refused(stage)
    for word in ("Consent:", "Quorum:", "Outsider:", "ada@example.com", "wiki.intranet"):
        assert word in said


def test_only_consent_lacks(stage: Stage) -> None:
    stage.quorum()
    assert lacking(stage) == ["Consent: the author has not agreed to exactly this text."]
    assert "Consent" in refused(stage)


def test_only_the_quorum_lacks(stage: Stage) -> None:
    stage.consent()
    stage.vote(*stage.cast.council[2:5])
    assert lacking(stage) == ["Quorum: 3 of the 4 seats needed have said yes."]
    assert "Quorum" in refused(stage)


def test_four_yes_of_employees_alone_are_not_enough(stage: Stage) -> None:
    stage.consent()
    stage.vote(*stage.cast.council[:4])
    assert lacking(stage) == ["Outsider: no brand advocate has said yes."]
    assert "Outsider" in refused(stage)


def test_only_a_clean_leak_check_lacks(stage: Stage) -> None:
    stage.save(reworded("Crates", body="Call +49 30 1234567."))
    stage.ready()
    assert lacking(stage) == ["Leak check: The text holds a telephone number: +49 30 1234567."]
    assert "+49 30 1234567" in refused(stage)


def test_with_all_of_them_the_story_goes_out(stage: Stage) -> None:
    stage.ready()
    assert lacking(stage) == []
    made = stage.release()
    stage.work()
    story = stories.find(stage.outside, made["slug"])
    assert (story.title, story.version, story.byline) == ("The crates come home", 1, "Ada Author")


def test_the_yes_of_a_seat_that_ended_does_not_count(stage: Stage) -> None:
    stage.ready()
    leaving = stage.cast.council[4]
    held = seats.held(stage.db, COUNCIL, now=NOW)
    seat = next(row["id"] for row in held if row["person_id"] == leaving.id)
    transact(stage.db, lambda: seats.vacate(stage.db, seat, now=NOW))
    assert len(lacking(stage)) == 2
    assert "Quorum: 3 of the 4" in refused(stage)


def test_a_term_that_runs_out_takes_its_vote_along(stage: Stage) -> None:
    stage.ready()
    late = gate.lacking(stage.db, stage.draft(), settings=stage.settings, now="2130-06-01T09:00:00Z")
    assert any("Quorum: 0 of the 4" in sentence for sentence in late)


def test_editing_after_consent_asks_again_and_voids_the_ballot(stage: Stage) -> None:
    stage.ready()
    stage.save(reworded("Other words"))
    said = refused(stage)
    assert "Consent:" in said
    assert "Quorum: 0 of the 4" in said


def test_going_back_to_earlier_words_asks_again_too(stage: Stage) -> None:
    stage.ready()
    before = stage.draft()["hash"]
    stage.save(reworded("Other words"))
    stage.save()
    assert stage.draft()["hash"] == before
    assert len(lacking(stage)) == 3


@pytest.mark.parametrize(
    "change",
    ["title", "standfirst", "body", "topic", "question", "byline"],
)
def test_every_part_that_readers_see_is_part_of_the_hash(stage: Stage, change: str) -> None:
    before = stage.draft()["hash"]
    stage.save(reworded(**{"title": "The crates come home", change: "employee"}))
    assert stage.draft()["hash"] != before


def test_saving_the_same_words_keeps_consent_and_ballot(stage: Stage) -> None:
    stage.ready()
    assert stage.save() == 1
    assert lacking(stage) == []


def test_an_archived_post_goes_nowhere(stage: Stage) -> None:
    stage.ready()
    number = stage.draft()["post_id"]
    transact(stage.db, lambda: posts.set_status(stage.db, number, "archived", reason="r", now=NOW))
    assert "withdrawn or archived" in refused(stage)


def test_a_category_that_closed_its_door_stops_a_draft(stage: Stage) -> None:
    stage.ready()
    place = categories.known(stage.db, "open")
    transact(
        stage.db,
        lambda: categories.edit(
            stage.db,
            place["id"],
            "Open",
            about="",
            audience="inside",
            anonymous=True,
            publishing=False,
            now=NOW,
        ),
    )
    assert "stay inside" in refused(stage)


def test_a_draft_without_text_lacks_it(cast: Cast, stage: Stage) -> None:
    stage.save(reworded("Only a title", body=""))
    assert "Text: there is none yet." in lacking(stage)


def test_a_post_that_stays_inside_cannot_be_drafted(cast: Cast, stage: Stage) -> None:
    number = post(cast, category="quiet")
    with pytest.raises(Conflict):
        begin(cast, stage.outside, stage.settings, number)


def test_a_post_has_one_draft(stage: Stage) -> None:
    with pytest.raises(Conflict):
        begin(stage.cast, stage.outside, stage.settings, stage.draft()["post_id"])


def test_an_author_on_the_council_can_neither_draft_edit_vote_waive_nor_release(
    cast: Cast, stage: Stage
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
    own = begin(cast, stage.outside, stage.settings, mine, reworded("Mine", body="ada@example.com"))
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


def test_who_holds_no_seat_can_do_none_of_it(stage: Stage) -> None:
    for person in (stage.cast.colleague, stage.cast.steward, stage.cast.author):
        with pytest.raises(Forbidden):
            stage.save(reworded("Better"), by=person)
        with pytest.raises(Forbidden):
            stage.vote(person)
        with pytest.raises(Forbidden):
            stage.release(by=person)


def test_a_seat_votes_once_and_may_change_its_vote(stage: Stage) -> None:
    stage.vote(stage.editor)
    stage.vote(stage.editor, choice="no", reason="Not yet")
    stage.vote(stage.editor)
    tally = gate.standing(stage.db, stage.draft(), settings=stage.settings, now=NOW).tally
    assert (tally.count("yes"), tally.count("no"), tally.count("open")) == (1, 0, 5)


def test_a_no_says_why_and_is_recorded(stage: Stage) -> None:
    with pytest.raises(Exception, match="attention"):
        stage.vote(stage.editor, choice="no")
    stage.vote(stage.editor, choice="no", reason="We have no plan for it")
    record = ballots.record(stage.db, stage.number, 1)
    assert [(row["choice"], row["reason"]) for row in record] == [("no", "We have no plan for it")]


def test_dissent_does_not_stop_a_quorum(stage: Stage) -> None:
    stage.ready()
    stage.vote(stage.cast.council[5], choice="no", reason="Too early")
    assert lacking(stage) == []


def test_a_vote_is_on_the_text_that_was_read(stage: Stage) -> None:
    seen = stage.draft()["hash"]
    stage.save(reworded("Other words"))
    with pytest.raises(Conflict):
        stage.act(ballots.cast, seen, "yes")


def test_who_stands_aside_has_no_vote(stage: Stage) -> None:
    stage.ready()
    stage.act(ballots.recuse, by=stage.cast.council[4])
    stage.act(ballots.recuse, by=stage.cast.council[4])
    assert len(lacking(stage)) == 2
    with pytest.raises(Conflict):
        stage.vote(stage.cast.council[4])


def test_the_ballot_closes_with_the_release(stage: Stage) -> None:
    stage.ready()
    stage.release()
    with pytest.raises(Conflict):
        stage.vote(stage.editor, choice="no", reason="Too late")
    with pytest.raises(Conflict):
        stage.release()
