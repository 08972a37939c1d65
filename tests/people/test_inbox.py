"""The inbox by post: why each event is there, read and unread, and posts that are muted."""

import re

from ideaboard.board import comments, follows, votes
from ideaboard.council import answers
from ideaboard.db import transact
from ideaboard.language import Said
from ideaboard.people import inbox, mutes, notifications
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post

ALL = 2**62


def groups(cast: Cast, person: Person) -> list[tuple[str, list[str], int]]:
    found = inbox.by_post(cast.db, cast.again(person), before=ALL)
    return [(group["about"], [e["text"] for e in group["events"]], group["unread"]) for group in found]


def say(stage: Stage, number: int, by: Person, reply_to: int | None = None) -> int:
    db = stage.cast.db
    made = transact(db, lambda: comments.add(db, number, "Hm.", reply_to=reply_to, by=by, now=NOW))
    stage.work()
    return made


def test_the_inbox_is_grouped_by_post_the_newest_group_first(stage: Stage) -> None:
    cast = stage.cast
    crates, lids = post(cast, title="Crates"), post(cast, title="Lids")
    for number in (crates, lids, crates):
        say(stage, number, cast.colleague)
    line = "Cole League commented on “{}”"
    assert groups(cast, cast.author) == [
        ("Crates", [line.format("Crates")] * 2, 2),
        ("Lids", [line.format("Lids")], 1),
    ]
    page = stage.visit(cast.author).get("/inbox").text
    assert page.index("Crates</bdi>") < page.index("Lids</bdi>")
    assert "2 unread" in page


def test_groups_go_on_below_the_last_one_shown(stage: Stage) -> None:
    cast = stage.cast
    for number in [post(cast, title=f"Post {n}") for n in range(3)]:
        say(stage, number, cast.colleague)
    first = inbox.by_post(cast.db, cast.author, before=ALL, limit=2)
    rest = inbox.by_post(cast.db, cast.author, before=first[-1]["id"], limit=2)
    assert [group["about"] for group in [*first, *rest]] == ["Post 2", "Post 1", "Post 0"]


def test_a_long_group_shows_its_newest_events_and_counts_the_rest(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    made = [say(stage, number, cast.colleague) for _ in range(3)]
    group = inbox.by_post(cast.db, cast.author, before=ALL, each_most=2)[0]
    assert [event["url"].rpartition("-")[2] for event in group["events"]] == [str(made[2]), str(made[1])]
    assert (group["earlier"], group["unread"]) == (1, 3)


def test_each_event_says_in_plain_words_why_it_is_there(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    with cast.db.writing():
        votes.cast(cast.db, number, 1, by=cast.colleague, now=NOW)
        comments.add(cast.db, number, "Well.", by=cast.steward, now=NOW)
        follows.follow(cast.db, number, cast.council[1].id, now=NOW)
        answers.answer(cast.db, number, status="planned", text="Yes.", by=cast.councillor, now=NOW)
    stage.work()
    for person, words in (
        (cast.author, "because you wrote this post"),
        (cast.steward, "because you commented on this post"),
        (cast.council[1], "because you follow this post"),
        (cast.colleague, "because you voted on this post"),
    ):
        assert words in stage.visit(person).get("/inbox").text


def test_a_reply_says_that_it_answers_your_comment(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    first = say(stage, number, cast.colleague)
    say(stage, number, cast.steward, first)
    page = stage.visit(cast.colleague).get("/inbox").text
    assert "because this answers a comment of yours" in page


def test_a_group_is_marked_read_as_a_whole_and_unread_again(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    for _ in range(2):
        say(stage, number, cast.colleague)
    client = stage.visit(cast.author)
    head = inbox.by_post(cast.db, cast.author, before=ALL)[0]["id"]
    client.post(f"/inbox/{head}/mark", data={"read": "1"})
    client.post(f"/inbox/{head}/mark", data={"read": "1"})
    assert (groups(cast, cast.author)[0][2], cast.again(cast.author).unread) == (0, 0)
    client.post(f"/inbox/{head}/mark", data={"read": "0"})
    client.post(f"/inbox/{head}/mark", data={"read": "0"})
    assert (groups(cast, cast.author)[0][2], cast.again(cast.author).unread) == (1, 1)
    stage.visit(cast.colleague).post(f"/inbox/{head}/mark", data={"read": "1"})
    assert cast.again(cast.author).unread == 1
    client.post("/inbox/read")
    assert cast.again(cast.author).unread == 0


def test_a_muted_post_brings_neither_inbox_lines_nor_mail_until_it_is_unmuted(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    say(stage, number, cast.colleague)
    client = stage.visit(cast.author)
    assert client.post(f"/posts/{number}/mute", data={"mute": "1"}).status_code == 303
    assert cast.again(cast.author).unread == 0
    before = len(stage.mails())
    say(stage, number, cast.colleague)
    assert (len(stage.mails()), len(groups(cast, cast.author)[0][1])) == (before, 1)
    assert re.search(r'name="mute" value="0"[^>]*>Unmute', client.get(f"/posts/{number}").text)
    client.post(f"/posts/{number}/mute", data={"mute": "0"})
    say(stage, number, cast.colleague)
    assert (len(stage.mails()), len(groups(cast, cast.author)[0][1])) == (before + 1, 2)


def test_a_request_for_consent_is_told_despite_the_mute(cast: Cast) -> None:
    number = post(cast)
    said = {"kind": "consent", "text": Said("May we?"), "url": "/x", "audience": notifications.SELF}
    with cast.db.writing():
        mutes.mute(cast.db, number, cast.author.id, now=NOW)
        tell = [
            notifications.tell(
                cast.db, [cast.author.id], event=event, **said, post_id=number, despite_mute=despite, now=NOW
            )
            for event, despite in (("one", False), ("two", True))
        ]
        mutes.mute(cast.db, number, cast.author.id, now=NOW)
    assert tell == [[], [cast.author.id]]
    assert cast.again(cast.author).unread == 1


def test_nobody_mutes_what_they_may_not_see(stage: Stage) -> None:
    number = post(stage.cast, category="quiet")
    client = stage.visit(stage.cast.brand_advocate)
    assert client.post(f"/posts/{number}/mute", data={"mute": "1"}).status_code == 404


def test_a_group_stands_under_the_title_the_post_has_now(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="Old name")
    say(stage, number, cast.colleague)
    form = {"kind": "idea", "title": "New name", "body": "b", "category": "open"}
    stage.visit(cast.author).post(f"/posts/{number}/edit", data=form)
    assert groups(cast, cast.author)[0][0] == "New name"
    stage.visit(cast.author).post(f"/posts/{number}/withdraw")
    assert groups(cast, cast.author)[0][0] == "Withdrawn by its author"
