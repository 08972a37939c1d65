"""What went outside: frozen, corrected through the same gate, taken down everywhere at once."""

import pytest

from ideaboard.board import posts, timeline
from ideaboard.council import answers, moderation
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, Gone, NotFound, Refusal
from ideaboard.outbox import Job
from ideaboard.people import notifications
from ideaboard.publishing import consent, drafts, gate, incoming, jobs, leaks, releases
from ideaboard.spotlight import stories
from ideaboard.spotlight.responses import Response
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import Desk, begin, reworded

LATER = "2026-03-09T10:00:00Z"


def outside_story(desk: Desk) -> stories.Story:
    return stories.find(desk.outside, desk.draft()["slug"])


def released(desk: Desk) -> None:
    desk.ready()
    desk.release()
    desk.work()


def test_a_release_is_told_inside(desk: Desk) -> None:
    released(desk)
    events = timeline.of(desk.db, desk.draft()["post_id"])
    assert [event["kind"] for event in events][-1] == "released"
    inbox = notifications.inbox(desk.db, desk.cast.author, before=10**9)
    assert inbox[0]["text"] == "Your story “The crates come home” is on the employee spotlight"


def test_a_release_is_a_copy_that_later_edits_do_not_touch(desk: Desk) -> None:
    released(desk)
    number = desk.draft()["post_id"]
    row = posts.known(desk.db, number)
    transact(
        desk.db,
        lambda: posts.edit(
            desk.db,
            row,
            kind="idea",
            title="Changed",
            body="Changed",
            category="open",
            by=desk.cast.author,
            now=NOW,
        ),
    )
    desk.save(reworded("Changed too", correction="New words"))
    desk.work()
    assert outside_story(desk).title == "The crates come home"


def test_a_job_done_twice_does_nothing_twice(desk: Desk) -> None:
    desk.ready()
    desk.release()
    desk.work()
    assert stories.count(desk.outside) == 1
    assert len(desk.db.rows("SELECT id FROM releases")) == 1


def test_two_stories_of_one_title_have_two_addresses(cast: Cast, desk: Desk) -> None:
    released(desk)
    other = begin(cast, desk.outside, desk.settings, post(cast, title="Another"))
    released(other)
    assert other.draft()["slug"] != desk.draft()["slug"]
    assert stories.count(desk.outside) == 2


def test_a_story_finds_a_free_address_whatever_the_others_are_called(cast: Cast, desk: Desk) -> None:
    desks = [desk, *(begin(cast, desk.outside, desk.settings, post(cast, title=str(i))) for i in range(3))]
    taken = [f"Story {desks[2].number}", "Story", "Story", "Story"]
    for each, title in zip(desks, taken, strict=True):
        each.save(reworded(title))
        released(each)
    assert len({each.draft()["slug"] for each in desks}) == 4
    assert stories.count(desk.outside) == 4


def test_a_correction_is_the_next_version_of_the_same_slug(desk: Desk) -> None:
    released(desk)
    slug = desk.draft()["slug"]
    with pytest.raises(Refusal):
        desk.save(reworded("The crates come home again"))
    seen = desk.draft()["version"]
    desk.act(
        releases.correct,
        reworded("The crates come home again"),
        note="They come twice.",
        seen=seen,
        company="Acme",
        now=LATER,
    )
    with pytest.raises(Conflict) as caught:
        desk.release()
    assert "Consent" in caught.value.sentence
    assert outside_story(desk).version == 1
    desk.ready()
    made = desk.release(now=LATER)
    desk.work(LATER)
    story = outside_story(desk)
    assert (made["slug"], made["version"]) == (slug, 2)
    assert (story.version, story.title) == (2, "The crates come home again")
    assert story.correction == "They come twice."
    assert (story.published_at, story.updated_at) == (NOW, LATER)
    assert [row["state"] for row in releases.of_draft(desk.db, desk.number)] == ["live", "corrected"]
    assert "They come twice." in timeline.of(desk.db, desk.draft()["post_id"])[-1]["text"]


def test_a_note_for_readers_is_checked_for_leaks_too(desk: Desk) -> None:
    released(desk)
    desk.save(reworded("The crates", correction="Ask ada@example.com"))
    said = gate.lacking(desk.db, desk.draft(), settings=desk.settings, now=NOW)
    assert any("The correction holds an e-mail address" in sentence for sentence in said)


def test_nothing_is_corrected_that_is_not_outside(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.act(releases.correct, reworded("New"), note="Hm", seen=1, company="Acme")


def test_a_withdrawn_consent_takes_the_story_down(desk: Desk) -> None:
    released(desk)
    desk.act(releases.withdraw, by=desk.cast.author)
    kinds = [row["kind"] for row in desk.db.rows("SELECT kind FROM outbox ORDER BY id")]
    assert kinds.count("take_down") == 1
    desk.work()
    with pytest.raises(Gone):
        outside_story(desk)
    event = timeline.of(desk.db, desk.draft()["post_id"])[-1]
    assert (event["text"], event["by"]) == ("No longer on the spotlight", None)


def test_withdrawing_while_a_correction_is_in_work_takes_the_story_down(desk: Desk) -> None:
    released(desk)
    desk.save(reworded("Corrected", correction="Better"))
    desk.act(consent.ask, settings=desk.settings)
    desk.act(releases.withdraw, by=desk.cast.author)
    desk.work()
    with pytest.raises(Gone):
        outside_story(desk)


def test_a_retraction_takes_the_story_down_with_a_reason(desk: Desk) -> None:
    released(desk)
    with pytest.raises(Refusal):
        desk.act(releases.retract, reason=" ")
    desk.act(releases.retract, reason="The figures were wrong")
    desk.work()
    with pytest.raises(Gone):
        outside_story(desk)
    assert "The figures were wrong" in timeline.of(desk.db, desk.draft()["post_id"])[-1]["text"]
    inbox = notifications.inbox(desk.db, desk.cast.author, before=10**9)
    assert "The figures were wrong" in inbox[0]["text"]
    with pytest.raises(Conflict):
        desk.act(releases.retract, reason="Again")


def test_only_the_council_retracts(desk: Desk) -> None:
    released(desk)
    for person in (desk.cast.author, desk.cast.steward):
        with pytest.raises(Forbidden):
            desk.act(releases.retract, reason="I say so", by=person)


@pytest.mark.parametrize("way", ["withdraw", "retract"])
def test_after_a_take_down_the_gate_asks_for_all_of_it_again(desk: Desk, way: str) -> None:
    released(desk)
    if way == "withdraw":
        desk.act(releases.withdraw, by=desk.cast.author)
    else:
        desk.act(releases.retract, reason="Wrong")
    desk.work()
    with pytest.raises(Conflict) as caught:
        desk.release()
    assert "Consent" in caught.value.sentence
    assert "Quorum: 0" in caught.value.sentence
    desk.ready()
    made = desk.release(now=LATER)
    desk.work(LATER)
    assert made["version"] == 2
    assert outside_story(desk).published_at == LATER


def test_a_story_taken_down_before_the_worker_came_never_appears(desk: Desk) -> None:
    desk.ready()
    desk.release()
    desk.act(releases.withdraw, by=desk.cast.author)
    desk.work()
    with pytest.raises(Gone):
        outside_story(desk)


def test_a_release_whose_story_ended_meanwhile_is_not_carried_out(desk: Desk) -> None:
    desk.ready()
    made = desk.release()
    desk.act(releases.withdraw, by=desk.cast.author)
    jobs.release(desk.place, Job(1, "release", {"release_id": made["id"]}, 0, NOW), NOW)
    with pytest.raises(NotFound):
        outside_story(desk)


def test_a_late_release_job_does_not_bring_a_story_back(desk: Desk) -> None:
    desk.ready()
    made = desk.release()
    late = stories.Story(
        slug=made["slug"],
        version=1,
        title="t",
        standfirst="",
        body="b",
        byline="x",
        topic="",
        question="",
        correction="",
        published_at=NOW,
        updated_at=NOW,
    )
    desk.act(releases.withdraw, by=desk.cast.author)
    desk.work()
    assert transact(desk.outside, lambda: stories.put(desk.outside, late)) is False
    with pytest.raises(Gone):
        outside_story(desk)


def test_a_post_taken_back_takes_its_story_and_its_draft_along(desk: Desk) -> None:
    released(desk)
    slug = desk.draft()["slug"]
    row = posts.known(desk.db, desk.draft()["post_id"])
    transact(desk.db, lambda: posts.withdraw(desk.db, row, now=NOW))
    desk.work()
    desk.work()
    with pytest.raises(Gone):
        stories.find(desk.outside, slug)
    draft = desk.draft()
    assert (draft["ended_at"], draft["title"], draft["body"]) == (NOW, "", "")
    for table in ("draft_versions", "releases"):
        rows = desk.db.rows(f"SELECT title, standfirst, body, byline_text FROM {table}")
        assert all(not any(row.values()) for row in rows)
    with pytest.raises(Conflict):
        desk.save(reworded("Still here?"))
    with pytest.raises(Conflict):
        desk.act(consent.ask, settings=desk.settings)


def test_a_post_taken_back_leaves_no_word_of_its_author_or_editors(desk: Desk) -> None:
    other = desk.cast.council[2]
    leaky = {"body": "a@acme.example b@acme.example", "topic": "SECRET", "standfirst": "SECRET"}
    desk.save(reworded("SECRET", question="SECRET", **leaky))
    for name in "ba":
        desk.act(leaks.waive, f"email:{name}@acme.example", "SECRET", settings=desk.settings, by=other)
    desk.act(consent.ask, settings=desk.settings)
    desk.act(consent.ask_change, desk.draft()["hash"], "SECRET", by=desk.cast.author)
    desk.save(reworded("SECRET", byline="employee", **leaky))
    released(desk)
    slug = desk.draft()["slug"]
    response = Response("r1", slug, "Rea Reader", "rea@reader.example", "Kept words", NOW, "held")
    transact(desk.db, lambda: incoming.take(desk.db, [response], now=NOW))
    row = posts.known(desk.db, desk.draft()["post_id"])
    transact(desk.db, lambda: posts.withdraw(desk.db, row, now=NOW))
    desk.work()
    for table in ("draft_versions", "releases", "consents", "waivers"):
        for kept in desk.db.rows(f"SELECT * FROM {table}"):
            assert not [value for value in kept.values() if "SECRET" in str(value) or "acme" in str(value)]
    given = leaks.waivers(desk.db, [desk.number])[desk.number]
    assert [(row["rule"], row["by_id"], row["reason"]) for row in given] == [("email", other.id, "")] * 2
    assert desk.db.row("SELECT body, email FROM incoming") == {"body": "Kept words", "email": response.email}


@pytest.mark.parametrize("way", ["archive", "answer"])
def test_a_post_that_is_archived_takes_its_story_down_and_keeps_its_draft(desk: Desk, way: str) -> None:
    released(desk)
    db, number, draft = desk.db, desk.draft()["post_id"], desk.draft()
    by = desk.cast.councillor
    if way == "archive":
        transact(db, lambda: moderation.archive(db, number, reason="Old", by=by, now=NOW))
    else:
        answer(desk, "archived")
    desk.work()
    desk.work()
    with pytest.raises(Gone):
        outside_story(desk)
    events = [event["text"] for event in timeline.of(db, number)]
    assert events.count("No longer on the spotlight") == 1
    after = desk.draft()
    assert (after["version"], after["title"], after["ended_at"]) == (draft["version"], draft["title"], None)
    assert consent.given(db, after)
    with pytest.raises(Conflict, match="withdrawn or archived"):
        desk.release()
    answer(desk, "planned")
    assert desk.release(now=LATER)["version"] == 2
    desk.work(LATER)
    assert outside_story(desk).version == 2


def answer(desk: Desk, status: str) -> None:
    db, number, by = desk.db, desk.draft()["post_id"], desk.cast.councillor
    said = {"status": status, "text": "So be it", "reason": "Because"}
    transact(db, lambda: answers.answer(db, number, **said, by=by, now=NOW))


def test_a_post_archived_and_brought_back_before_the_worker_came_keeps_its_story(desk: Desk) -> None:
    released(desk)
    answer(desk, "archived")
    answer(desk, "planned")
    desk.work()
    assert outside_story(desk).version == 1


def test_a_post_is_told_to_be_archived_once(desk: Desk) -> None:
    answer(desk, "archived")
    answer(desk, "archived")
    kinds = [row["kind"] for row in desk.db.rows("SELECT kind FROM outbox")]
    assert kinds.count("post_archived") == 1


def test_a_post_without_a_draft_is_archived_in_peace(desk: Desk, cast: Cast) -> None:
    number = post(cast, title="Alone")
    transact(cast.db, lambda: posts.set_status(cast.db, number, "archived", reason="r", now=NOW))
    desk.work()
    assert drafts.of_post(cast.db, number) is None


def test_a_post_without_a_draft_is_taken_back_in_peace(desk: Desk, cast: Cast) -> None:
    number = post(cast, title="Alone")
    row = posts.known(cast.db, number)
    transact(cast.db, lambda: posts.withdraw(cast.db, row, now=NOW))
    desk.work()
    assert drafts.of_post(cast.db, number) is None


def test_of_two_editors_the_second_is_told(desk: Desk) -> None:
    desk.save(reworded("First"), seen=1)
    with pytest.raises(Conflict, match="Cleo Councillor saved another version"):
        desk.save(reworded("Second"), seen=1, by=desk.cast.council[2])
    assert desk.draft()["title"] == "First"


def test_a_brand_advocate_sees_no_draft_of_a_post_for_employees(cast: Cast, desk: Desk) -> None:
    number = desk.draft()["post_id"]
    transact(
        cast.db, lambda: cast.db.run("UPDATE posts SET audience = 'employees' WHERE id = :id", id=number)
    )
    assert drafts.find(cast.db, desk.number, cast.councillor)["post_id"] == number
    with pytest.raises(NotFound):
        drafts.find(cast.db, desk.number, cast.brand_advocate)
    assert drafts.on_desk(cast.db, cast.brand_advocate) == []
    assert len(drafts.on_desk(cast.db, cast.councillor)) == 1


def test_every_kind_of_job_has_one_hand() -> None:
    assert not set(jobs.INSIDE) & set(jobs.OUTWARD)
