"""Merging is a link: votes once a person, comments from both, the way leads on; undoing gives all back."""

import json
import re
from typing import Any

import pytest

from ideaboard import clock, outbox
from ideaboard.board import (
    categories,
    comments,
    documents,
    follows,
    interest,
    lists,
    merges,
    originals,
    posts,
    timeline,
    votes,
)
from ideaboard.db import Row, transact
from ideaboard.errors import Conflict, Refusal
from ideaboard.people import mail_choices, mutes, notifications
from ideaboard.who import Person
from tests.board.test_lists import Counting
from tests.conftest import NOW, Cast, Stage, post, words

LATER = clock.shift(NOW, hours=1)


def merge(cast: Cast, number: int, into: int, *, by: Person | None = None) -> int:
    def act() -> int:
        row, other = posts.known(cast.db, number), posts.known(cast.db, into)
        return merges.merge(cast.db, row, other, by=by or cast.councillor, now=NOW)

    return transact(cast.db, act)


def undo(cast: Cast, number: int) -> None:
    transact(cast.db, lambda: merges.undo(cast.db, number, by=cast.councillor, now=LATER))


def vote(cast: Cast, number: int, value: int, by: Person, now: str = NOW) -> votes.Tally:
    return transact(cast.db, lambda: votes.cast(cast.db, number, value, by=by, now=now))


def say(cast: Cast, number: int, text: str, by: Person, reply_to: int | None = None) -> int:
    return transact(cast.db, lambda: comments.add(cast.db, number, text, reply_to=reply_to, by=by, now=NOW))


def colleagues(cast: Cast, title: str = "Crates that return", **changes: Any) -> int:
    values = {"kind": "idea", "title": title, "body": "They come back.", "category": "open"} | changes
    return transact(cast.db, lambda: posts.create(cast.db, **values, by=cast.colleague, now=NOW))


@pytest.fixture
def pair(cast: Cast) -> tuple[int, int]:
    """The author's post, and a colleague's that says the same."""
    return post(cast), colleagues(cast)


def state(cast: Cast, number: int) -> Row:
    return posts.known(cast.db, number)


def test_votes_count_once_a_person_and_the_one_on_the_survivor_wins(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, new = pair
    for number in pair:
        vote(cast, number, 1, cast.steward)
    vote(cast, old, 1, cast.council[1])
    vote(cast, old, 1, cast.council[2])
    vote(cast, new, -1, cast.council[2])
    merge(cast, old, new)
    kept = state(cast, new)
    assert (kept["promotes"], kept["demotes"], kept["score"]) == (2, 1, 1)
    assert cast.db.row("SELECT COUNT(*) AS n FROM votes") == {"n": 5}


def test_the_authors_of_both_have_no_vote_while_they_are_one(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair
    vote(cast, new, 1, cast.author)
    vote(cast, old, 1, cast.colleague)
    merge(cast, old, new)
    assert state(cast, new)["promotes"] == 0
    shown = posts.find(cast.db, new, cast.author)
    assert (shown["my_vote"], shown["can_vote"]) == (0, False)
    with pytest.raises(Conflict):
        vote(cast, new, 1, cast.author)
    undo(cast, old)
    assert [state(cast, number)["promotes"] for number in pair] == [1, 1]
    assert posts.find(cast.db, new, cast.author)["my_vote"] == 1


def test_a_vote_on_the_merged_one_can_be_turned_and_taken_back_on_the_survivor(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, new = pair
    vote(cast, old, 1, cast.steward)
    merge(cast, old, new)
    assert posts.find(cast.db, new, cast.steward)["my_vote"] == 1
    assert vote(cast, new, 0, cast.steward) == votes.Tally(0, 0, 0, 0)
    assert posts.find(cast.db, new, cast.steward)["my_vote"] == 0
    assert votes.voters(cast.db, new) == []
    assert vote(cast, new, -1, cast.steward) == votes.Tally(0, 1, -1, -1)
    # A page that was open before still votes on the old one.
    assert vote(cast, old, 0, cast.steward) == votes.Tally(0, 0, 0, 0)
    undo(cast, old)
    assert [state(cast, number)["promotes"] for number in pair] == [1, 0]
    assert cast.db.rows("SELECT value FROM votes WHERE post_id = :id", id=new) == []


def test_a_vote_taken_back_on_a_survivor_that_was_merged_on_does_not_outlive_their_parting(
    cast: Cast, pair: tuple[int, int]
) -> None:
    first, second = pair
    third = colleagues(cast, "Crates again")
    vote(cast, first, 1, cast.steward)
    merge(cast, first, second)
    vote(cast, second, 0, cast.steward)
    merge(cast, second, third)
    undo(cast, first)
    undo(cast, second)
    merge(cast, first, second)
    assert state(cast, second)["promotes"] == 1, "the vote on the first, which nobody took back since"


def test_undoing_gives_back_status_reason_place_and_counters(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair
    transact(cast.db, lambda: posts.set_status(cast.db, old, "partly_done", reason="Half of it.", now=NOW))
    vote(cast, old, 1, cast.steward)
    say(cast, old, "Said before", cast.steward)
    before = [state(cast, number) for number in pair]
    merge(cast, old, new)
    merged = state(cast, old)
    assert (merged["status"], merged["listed"], merged["merged_into"]) == ("duplicate", 0, new)
    assert posts.find(cast.db, old, cast.steward)["reason"] == "The same as another post"
    undo(cast, old)
    assert [state(cast, number) for number in pair] == before
    with pytest.raises(Conflict):
        undo(cast, old)


def test_a_merged_post_leaves_the_lists_and_returns(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair

    def listed(sort: str, **more: str) -> list[int]:
        asked = lists.wanted({"sort": sort, **more})
        return [row["id"] for row in lists.page(cast.db, asked, person=cast.author, now=NOW).posts]

    merge(cast, old, new)
    for sort in ("new", "top", "trending", "unanswered"):
        assert listed(sort) == [new]
    assert listed("mine") == [old]
    assert listed("followed") == [new], "who follows the merged one follows the survivor"
    assert listed("new", status="duplicate") == [old]
    undo(cast, old)
    assert sorted(listed("new")) == sorted(pair)


def test_chains_lead_to_their_end_and_are_parted_link_by_link(cast: Cast) -> None:
    first, second, third = (colleagues(cast, title=f"Idea {name}") for name in "abc")
    for number, person in zip((first, second, third), cast.council, strict=False):
        vote(cast, number, 1, person)
    merge(cast, first, second)
    merge(cast, second, third)
    assert [state(cast, number)["merged_into"] for number in (first, second)] == [third, third]
    assert [state(cast, number)["promotes"] for number in (first, second, third)] == [1, 1, 3]
    undo(cast, second)
    assert [state(cast, number)["merged_into"] for number in (first, second)] == [second, None]
    assert [state(cast, number)["promotes"] for number in (first, second, third)] == [1, 2, 1]
    merge(cast, second, third)
    undo(cast, first)
    assert [state(cast, number)["promotes"] for number in (first, second, third)] == [1, 1, 2]


def test_no_post_is_merged_into_itself_nor_twice_nor_round_in_a_circle(cast: Cast) -> None:
    first, second, third = (colleagues(cast, title=f"Idea {name}") for name in "abc")
    with pytest.raises(Conflict, match="itself"):
        merge(cast, first, first)
    merge(cast, first, second)
    with pytest.raises(Conflict, match="already"):
        merge(cast, first, third)
    # Who names a merged post means where it leads.
    assert originals.other(cast.db, f"https://b.example/posts/{first}?x=1#c", cast.steward)["id"] == second
    with pytest.raises(Conflict, match="itself"):
        merge(cast, second, originals.other(cast.db, str(first), cast.steward)["id"])


@pytest.mark.parametrize(
    "typed", ["", "no post", "posts/", "0", "4242", "9" * 30, "²", "/posts/" + "9" * 40, "‮12"]
)
def test_what_names_no_post_is_refused_beside_its_field(cast: Cast, typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        originals.other(cast.db, typed, cast.steward)
    assert set(refused.value.fields) == {"other"}


def test_only_posts_with_the_same_readers_can_be_merged(cast: Cast) -> None:
    quiet = post(cast, category="quiet")
    for number, into in ((quiet, post(cast)), (post(cast), quiet)):
        with pytest.raises(Conflict, match="same readers"):
            merge(cast, number, into)
    merge(cast, quiet, post(cast, category="quiet"))


def test_a_post_that_moves_to_other_readers_leaves_its_twin(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair
    say(cast, old, "For everyone", cast.steward)
    merge(cast, old, new)
    row = posts.find(cast.db, new, cast.colleague)
    values = {"kind": "idea", "title": "Quieter", "body": "b", "category": "quiet"}
    transact(cast.db, lambda: posts.edit(cast.db, row, **values, by=cast.colleague, now=LATER))
    assert merges.of(cast.db, old) is None
    assert (state(cast, old)["listed"], state(cast, old)["comments"]) == (1, 1)
    assert comments.of(cast.db, new) == []


def test_a_category_that_moves_to_other_readers_parts_what_was_merged_across(cast: Cast) -> None:
    old, new = post(cast, category="firm"), colleagues(cast)
    merge(cast, old, new)
    row = categories.known(cast.db, "firm")
    quiet = {"about": "", "audience": "employees", "anonymous": False, "publishing": False}
    transact(cast.db, lambda: categories.edit(cast.db, row["id"], "Firm", **quiet, now=LATER))
    assert (merges.of(cast.db, old), originals.behind(cast.db, new, cast.author)) == (None, [])


def test_comments_of_both_are_shown_with_their_origin(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair
    before = say(cast, old, "Said of the old one", cast.steward)
    say(cast, new, "Said of the new one", cast.steward)
    merge(cast, old, new)
    after = say(cast, new, "An answer", cast.author, reply_to=before)
    elsewhere = say(cast, old, "From a page that was open", cast.steward)
    shown = comments.of(cast.db, new)
    assert [row["origin"] and row["origin"]["id"] for row in shown] == [old, None, None]
    assert [row["id"] for row in shown[0]["replies"]] == [after]
    assert state(cast, new)["comments"] == 4
    assert [row["body"] for row in comments.of(cast.db, old)] == ["Said of the old one"]
    transact(cast.db, lambda: comments.remove(cast.db, before, reason="r", by=cast.council[1], now=LATER))
    assert (state(cast, old)["comments"], state(cast, new)["comments"]) == (0, 3)
    undo(cast, old)
    # What was said since then stays, and says to what it was an answer.
    assert {row["id"]: row["answers_elsewhere"] for row in comments.of(cast.db, new)}[after] == old
    again = say(cast, new, "And to that", cast.steward, reply_to=after)
    threads = {row["id"]: [reply["id"] for reply in row["replies"]] for row in comments.of(cast.db, new)}
    assert (threads[after], elsewhere in threads) == ([again], True)
    merge(cast, old, new)
    threads = {row["id"]: [reply["id"] for reply in row["replies"]] for row in comments.of(cast.db, new)}
    assert threads[before] == [after, again], "merged again, nothing is lost from sight"


def test_a_withdrawn_merged_post_takes_its_words_from_the_survivor_too(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, new = pair
    say(cast, old, "What others said", cast.steward)
    merge(cast, old, new)
    transact(
        cast.db, lambda: merges.object_to(cast.db, state(cast, old), "My very words", by=cast.author, now=NOW)
    )
    transact(cast.db, lambda: posts.withdraw(cast.db, posts.known(cast.db, old), now=LATER))
    (behind,) = originals.behind(cast.db, new, cast.steward)
    assert (behind["title"], behind["objection"]) == ("Withdrawn by its author", "")
    (comment,) = comments.of(cast.db, new)
    assert (comment["body"], comment["origin"]["title"]) == ("What others said", "Withdrawn by its author")
    found, _gone = documents.load(cast.db, [f"post:{new}"])
    assert "Returnable" not in found[0].comments
    assert "What others said" in found[0].comments
    told = json.dumps(
        cast.db.rows("SELECT text, words FROM timeline UNION ALL SELECT text, words FROM notifications")
    )
    assert "My very words" not in told
    undo(cast, old)
    assert state(cast, old)["status"] == "archived"


def test_where_the_survivor_goes_the_others_stand_on_their_own_again(cast: Cast) -> None:
    first, second, third = (colleagues(cast, title=f"Idea {name}") for name in "abc")
    merge(cast, first, third)
    merge(cast, second, third)
    transact(cast.db, lambda: posts.withdraw(cast.db, posts.known(cast.db, third), now=LATER))
    assert [state(cast, number)["listed"] for number in (first, second, third)] == [1, 1, 0]
    assert merges.of(cast.db, first) is None


def test_followers_of_the_merged_one_hear_what_becomes_of_the_survivor(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, new = pair
    with cast.db.writing():
        for person in (cast.steward, cast.council[1]):
            follows.follow(cast.db, old, person.id, now=NOW)
        follows.follow(cast.db, new, cast.steward.id, now=NOW)
        mutes.mute(cast.db, old, cast.council[1].id, now=NOW)
    merge(cast, old, new)
    assert state(cast, new)["follows"] == 4
    assert set(follows.followers(cast.db, new)) == {cast.author.id, cast.colleague.id, cast.steward.id}
    assert follows.following(cast.db, new, cast.author.id)
    why = interest.reasons(cast.db, new, [cast.author.id, cast.steward.id])
    assert why == {cast.author.id: "wrote_merged", cast.steward.id: "follows"}
    transact(cast.db, lambda: follows.unfollow(cast.db, new, cast.steward.id))
    assert cast.steward.id not in follows.followers(cast.db, new)
    assert [state(cast, number)["follows"] for number in (old, new)] == [2, 3]


def test_a_merged_post_is_found_as_part_of_its_survivor(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair
    say(cast, old, "A comment on cellars", cast.steward)
    transact(cast.db, lambda: cast.db.run("DELETE FROM outbox"))
    merge(cast, old, new)
    asked = {job.payload["key"] for job in outbox.due(cast.db, now=NOW) if job.kind == "index"}
    assert asked == {f"post:{old}", f"post:{new}"}
    found, gone = documents.load(cast.db, sorted(asked))
    assert gone == [f"post:{old}"]
    assert "Returnable crates" in found[0].comments
    assert "cellars" in found[0].comments
    assert documents.count(cast.db) == len(list(documents.everything(cast.db))) == 1


def test_counters_of_merged_posts_survive_a_recount_and_are_checked(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, new = pair
    vote(cast, old, 1, cast.steward)
    merge(cast, old, new)
    stored = [state(cast, number) for number in pair]
    transact(cast.db, lambda: votes.recount(cast.db))
    assert [state(cast, number) for number in pair] == stored
    assert votes.miscounted(cast.db) == 0
    transact(cast.db, lambda: cast.db.run("UPDATE posts SET promotes = 9 WHERE id = :id", id=new))
    assert votes.miscounted(cast.db) == 1


def test_an_objection_nobody_decides_about_is_right_after_two_weeks(
    stage: Stage, pair: tuple[int, int]
) -> None:
    cast, (old, new) = stage.cast, pair
    link = merge(cast, old, new)
    transact(cast.db, lambda: merges.object_to(cast.db, state(cast, old), "No.", by=cast.author, now=NOW))
    due = [job for job in outbox.due(cast.db, now=clock.shift(NOW, days=14)) if job.kind == "objection_due"]
    assert [job.payload["merge_id"] for job in due] == [link]
    assert not [job for job in outbox.due(cast.db, now=clock.shift(NOW, days=13)) if job in due]
    transact(cast.db, lambda: merges.lapse(cast.db, link, now=clock.shift(NOW, days=14)))
    assert (merges.of(cast.db, old), state(cast, old)["listed"]) == (None, 1)


# The pages.


@pytest.fixture
def merged(stage: Stage, pair: tuple[int, int]) -> tuple[int, int]:
    merge(stage.cast, *pair)
    stage.work()
    return pair


def test_the_old_address_leads_on_and_the_original_stays_readable(
    stage: Stage, merged: tuple[int, int]
) -> None:
    old, new = merged
    client = stage.visit(stage.cast.steward)
    led = client.get(f"/posts/{old}")
    assert (led.status_code, led.headers["location"]) == (303, f"/posts/{new}?from={old}")
    page = client.get(led.headers["location"]).text
    assert "was merged into this one" in page
    assert f"/posts/{old}?original=1" in page
    assert "was merged into this one;" not in client.get(f"/posts/{new}?from={new}").text
    original = client.get(f"/posts/{old}?original=1").text
    assert "every</strong> time" in original
    assert f'action="/posts/{old}/comments"' not in original


def test_json_says_where_a_post_was_merged_to(stage: Stage, merged: tuple[int, int]) -> None:
    old, new = merged
    client = stage.visit(stage.cast.steward)
    client.headers["accept"] = "application/json"
    shown = client.get(f"/posts/{old}").json()
    assert (shown["merged_into"], shown["status"], shown["title"]) == (new, "duplicate", "Returnable crates")
    said = client.post(f"/posts/{old}/comments", data={"body": "Well."}).json()
    assert said["post"] == new
    assert client.get(f"/posts/{new}").json()["comments"][0]["post"] == new
    assert client.post(f"/posts/{old}/vote", data={"value": "1"}).json()["promotes"] == 1


def test_an_author_says_that_their_own_post_is_the_same_and_undoes_it(
    stage: Stage, pair: tuple[int, int]
) -> None:
    cast, (old, new) = stage.cast, pair
    client = stage.visit(cast.author)
    assert f"/posts/{old}/same" in client.get(f"/posts/{old}").text
    both = client.get(f"/posts/{old}/same?other={new}").text
    assert "Crates that return" in both
    assert "Returnable crates" in both
    assert client.post(f"/posts/{old}/same", data={"other": str(new)}).status_code == 303
    assert state(cast, old)["merged_into"] == new
    stage.work()
    assert client.get("/inbox", headers={"accept": "application/json"}).json()["notifications"] == []
    assert client.post(f"/posts/{old}/object", data={"objection": "x"}).status_code == 409
    assert "Undo the merge" in client.get(f"/posts/{old}?original=1").text
    assert client.post(f"/posts/{old}/apart").status_code == 303
    assert state(cast, old)["merged_into"] is None


def test_nobody_else_merges_parts_or_objects_in_an_authors_name(stage: Stage, pair: tuple[int, int]) -> None:
    old, new = pair
    for person in (stage.cast.colleague, stage.cast.councillor):
        client = stage.visit(person)
        assert client.get(f"/posts/{old}/same").status_code == 403
        for act in ("same", "apart", "object"):
            assert client.post(f"/posts/{old}/{act}", data={"other": str(new)}).status_code == 403


NONSENSE = ["x" * 10_000, "🥤" * 400, "‮ouvert", "<script>alert(1)</script>", ""]


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_typed_as_the_other_post_comes_back_as_a_sentence(
    stage: Stage, pair: tuple[int, int], typed: str
) -> None:
    client = stage.visit(stage.cast.author)
    assert client.get(f"/posts/{pair[0]}/same", params={"other": typed}).status_code == 200
    refused = client.post(f"/posts/{pair[0]}/same", data={"other": typed})
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text


def test_the_author_is_told_by_inbox_and_mail_and_may_object_once(
    stage: Stage, merged: tuple[int, int]
) -> None:
    cast, (old, _new) = stage.cast, merged
    client = stage.visit(cast.author)
    (line,) = client.get("/inbox", headers={"accept": "application/json"}).json()["notifications"]
    assert (line["kind"], line["why"], line["url"]) == ("merge", "wrote", f"/posts/{old}?original=1#merge")
    (letter,) = [mail for mail in stage.mails() if mail["to"] == cast.author.email]
    assert "Crates that return" in words(letter)
    refused = client.post(f"/posts/{old}/object", data={"objection": "x" * 600})
    assert refused.status_code == 422
    assert "At most 500 characters" in refused.text
    objected = client.post(f"/posts/{old}/object", data={"objection": "Mine is of <b>glass</b>."})
    assert objected.status_code == 303
    assert client.post(f"/posts/{old}/object", data={"objection": "Again."}).status_code == 409
    shown = client.get(f"/posts/{old}?original=1").text
    assert "Mine is of &lt;b&gt;glass" in shown
    assert {"Its author objects to the merge"} <= {e["text"] for e in timeline.of(cast.db, old)}


def test_who_wants_no_mail_of_decisions_gets_none_of_a_merge(stage: Stage, pair: tuple[int, int]) -> None:
    cast = stage.cast
    off = {"replies": True, "decisions": False, "digest": "weekly"}
    transact(cast.db, lambda: mail_choices.save(cast.db, cast.author.id, **off, now=NOW))
    merge(cast, *pair)
    stage.work()
    assert [mail for mail in stage.mails() if mail["to"] == cast.author.email] == []
    assert notifications.inbox(cast.db, cast.author, before=2**62)


def test_an_author_without_a_name_reads_of_it_and_objects_by_their_claim(stage: Stage, cast: Cast) -> None:
    client = stage.visit(cast.author)
    form = {"kind": "idea", "title": "Nameless", "body": "b", "category": "open", "anonymous": "1"}
    sent = client.post("/posts", data=form)
    link = f"/claims/{sent.cookies['claim']}"
    old = int(re.findall(r"\d+", sent.headers["location"])[0])
    new = colleagues(cast)
    merge(cast, old, new)
    stranger = stage.visit()
    page = stranger.get(link).text
    assert "Merged into another post" in page
    assert "Crates that return" not in page, "who holds a claim may be a stranger to other posts"
    assert stranger.post(f"{link}/object", data={"objection": ""}).status_code == 422
    assert stranger.post(f"{link}/object", data={"objection": "It is not."}).status_code == 303
    stage.work()
    told = stage.visit(cast.council[1]).get("/inbox", headers={"accept": "application/json"}).json()
    assert [line["kind"] for line in told["notifications"]] == ["merge"]
    assert stranger.get(link).text.count("It is not.") == 1


def test_a_page_asks_the_same_number_of_queries_for_one_merged_post_and_for_many(cast: Cast) -> None:
    target = colleagues(cast, title="The one")

    def asked() -> int:
        counting = Counting(cast.db)
        row = posts.find(counting, target, cast.steward)
        comments.of(counting, target)
        originals.behind(counting, target, cast.steward)
        lists.page(counting, lists.Wanted(), person=cast.steward, now=NOW)
        assert row["id"] == target
        return counting.count

    merge(cast, post(cast), target)
    few = asked()
    for place in range(8):
        merge(cast, post(cast, title=f"Number {place}"), target)
    assert asked() == few


def test_a_list_reads_the_votes_of_merged_posts_by_their_index(cast: Cast) -> None:
    if cast.db.dialect != "sqlite":
        pytest.skip("the plan is asked of SQLite")
    plan = cast.db.rows(
        """EXPLAIN QUERY PLAN SELECT posts.id, votes.value FROM posts LEFT JOIN votes
           ON votes.post_id = posts.id AND votes.person_id = 1 WHERE posts.merged_into IN (1, 2)"""
    )
    assert not [row["detail"] for row in plan if row["detail"].startswith("SCAN")]
