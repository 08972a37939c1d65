"""The council merges, parts again and decides about objections; who has a stake leaves it to the others."""

import pytest

from ideaboard import clock
from ideaboard.board import comments, follows, merges, originals, posts, votes
from ideaboard.council import answers, moderation
from ideaboard.council import merges as council
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post


def merge(cast: Cast, number: int, into: int, *, by: Person | None = None) -> None:
    who = by or cast.councillor
    transact(cast.db, lambda: council.merge(cast.db, number, str(into), by=who, now=NOW))


def written_by(cast: Cast, by: Person, category: str = "open") -> int:
    values = {"kind": "idea", "title": "Crates that return", "body": "b", "category": category}
    return transact(cast.db, lambda: posts.create(cast.db, **values, by=by, now=NOW))


def objected(cast: Cast, number: int, *, now: str = NOW) -> None:
    row = posts.known(cast.db, number)
    transact(cast.db, lambda: merges.object_to(cast.db, row, "Mine is of glass.", by=cast.author, now=now))


@pytest.fixture
def pair(cast: Cast) -> tuple[int, int]:
    return post(cast), written_by(cast, cast.colleague)


def test_only_a_seat_merges_what_others_wrote(cast: Cast, pair: tuple[int, int]) -> None:
    with pytest.raises(Forbidden):
        merge(cast, *pair, by=cast.steward)
    merge(cast, *pair, by=cast.brand_advocate)


def test_no_seat_gathers_votes_for_a_post_of_its_own_nor_merges_it_away(
    cast: Cast, pair: tuple[int, int]
) -> None:
    own = written_by(cast, cast.councillor)
    for number, into in ((pair[0], own), (own, pair[0])):
        with pytest.raises(Conflict, match="other seats"):
            merge(cast, number, into)
    merge(cast, own, pair[1], by=cast.council[1])
    # By now it is a post of their own to which others lead.
    with pytest.raises(Conflict, match="other seats"):
        merge(cast, *pair)
    with pytest.raises(Conflict, match="other seats"):
        transact(cast.db, lambda: council.undo(cast.db, own, by=cast.councillor, now=NOW))


def test_a_brand_advocate_merges_nothing_they_may_not_see(cast: Cast, pair: tuple[int, int]) -> None:
    quiet = written_by(cast, cast.colleague, category="quiet")
    with pytest.raises(NotFound):
        merge(cast, quiet, pair[0], by=cast.brand_advocate)
    with pytest.raises(Refusal, match="attention"):
        merge(cast, pair[0], quiet, by=cast.brand_advocate)


def test_an_objection_is_decided_by_another_seat_than_the_one_that_merged(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, _new = pair
    merge(cast, *pair)
    with pytest.raises(Conflict, match="no objection"):
        transact(cast.db, lambda: council.keep(cast.db, old, "Same.", by=cast.council[1], now=NOW))
    objected(cast, old)
    assert [row["id"] for row in originals.objections(cast.db, cast.council[1])] == [old]
    with pytest.raises(Conflict, match="another seat"):
        transact(cast.db, lambda: council.keep(cast.db, old, "Same.", by=cast.councillor, now=NOW))
    with pytest.raises(Refusal):
        transact(cast.db, lambda: council.keep(cast.db, old, " ", by=cast.council[1], now=NOW))
    transact(cast.db, lambda: council.keep(cast.db, old, "Both are crates.", by=cast.council[1], now=NOW))
    assert originals.objections(cast.db, cast.council[1]) == []
    link = merges.of(cast.db, old)
    assert link is not None
    transact(cast.db, lambda: merges.lapse(cast.db, link["id"], now=NOW))
    assert merges.of(cast.db, old), "what was decided does not lapse"


def test_the_council_hears_of_an_objection_and_the_author_of_the_decision(
    stage: Stage, pair: tuple[int, int]
) -> None:
    cast, (old, _new) = stage.cast, pair
    merge(cast, *pair)
    objected(cast, old, now=clock.now())
    stage.work()

    def heard(person: Person) -> list[str]:
        shown = stage.visit(person).get("/inbox", headers={"accept": "application/json"}).json()
        return [line["text"] for line in shown["notifications"]]

    assert [line for line in heard(cast.brand_advocate) if "says that it is not the same" in line]
    other = stage.visit(cast.council[1])
    assert "1 author objects to a merge" in other.get("/council").text
    page = other.get(f"/council/posts/{old}").text
    assert "Mine is of glass." in page
    assert other.post(f"/council/posts/{old}/keep", data={"keep": ""}).status_code == 422
    kept = other.post(f"/council/posts/{old}/keep", data={"keep": "Both are <i>crates</i>."})
    assert kept.status_code == 303
    stage.work()
    assert [line for line in heard(cast.author) if "stays merged" in line]
    assert "Both are &lt;i&gt;crates" in stage.visit(cast.author).get(f"/posts/{old}?original=1").text
    assert other.post(f"/council/posts/{old}/unmerge").status_code == 303
    stage.work()
    assert [line for line in heard(cast.author) if "no longer merged" in line]
    assert len([mail for mail in stage.mails() if mail["to"] == cast.author.email]) == 3


def test_the_pages_ask_which_show_both_and_merge(stage: Stage, pair: tuple[int, int]) -> None:
    cast, (old, new) = stage.cast, pair
    client = stage.visit(cast.councillor)
    assert "Same as another post" in client.get(f"/council/posts/{old}").text
    both = client.get(f"/council/posts/{old}/merge?other=/posts/{new}").text
    assert "Yes, merge them" in both
    assert "Yes, merge them" not in client.get(f"/council/posts/{old}/merge?other={old}").text
    quiet = written_by(cast, cast.colleague, category="quiet")
    assert "same readers" in client.get(f"/council/posts/{old}/merge?other={quiet}").text
    assert client.post(f"/council/posts/{old}/merge", data={"other": "nothing"}).status_code == 422
    done = client.post(f"/council/posts/{old}/merge", data={"other": str(new)})
    assert done.headers["location"] == f"/posts/{new}?from={old}"
    assert client.post(f"/council/posts/{old}/merge", data={"other": str(quiet)}).status_code == 409


def test_an_answer_reaches_who_took_part_in_the_merged_post_once(stage: Stage, pair: tuple[int, int]) -> None:
    cast, (old, new) = stage.cast, pair
    with cast.db.writing():
        for number in pair:
            votes.cast(cast.db, number, 1, by=cast.steward, now=NOW)
        comments.add(cast.db, old, "Well.", by=cast.council[2], now=NOW)
        follows.follow(cast.db, old, cast.council[3].id, now=NOW)
    merge(cast, *pair)
    answer = {"status": "planned", "text": "In May."}
    with pytest.raises(Conflict, match="merged"):
        transact(cast.db, lambda: answers.answer(cast.db, old, **answer, by=cast.council[1], now=NOW))
    transact(cast.db, lambda: answers.answer(cast.db, new, **answer, by=cast.council[1], now=NOW))
    stage.work()
    told = cast.db.rows("SELECT person_id, why FROM notifications WHERE kind = 'answer'")
    assert {row["person_id"]: row["why"] for row in told} == {
        cast.author.id: "wrote_merged",
        cast.colleague.id: "wrote",
        cast.steward.id: "voted",
        cast.council[2].id: "merged",
        cast.council[3].id: "merged",
    }
    assert len(told) == 5
    mailed = [mail["to"] for mail in stage.mails() if "Answered" in mail["subject"]]
    assert sorted(mailed) == sorted(
        person.email for person in (cast.author, cast.colleague, cast.council[2], cast.council[3])
    )


def test_an_archived_survivor_buries_nobody(cast: Cast, pair: tuple[int, int]) -> None:
    old, new = pair
    merge(cast, *pair)
    transact(cast.db, lambda: moderation.archive(cast.db, new, reason="Spam.", by=cast.councillor, now=NOW))
    assert posts.known(cast.db, old)["listed"] == 1
    with pytest.raises(Conflict, match="archived"):
        merge(cast, *pair)


def test_what_was_parted_after_an_objection_only_its_author_merges_again(
    cast: Cast, pair: tuple[int, int]
) -> None:
    old, new = pair
    merge(cast, *pair)
    objected(cast, old)
    transact(cast.db, lambda: council.undo(cast.db, old, by=cast.councillor, now=NOW))
    with pytest.raises(Conflict, match="only they"):
        merge(cast, *pair, by=cast.council[1])
    row, into = posts.known(cast.db, old), posts.known(cast.db, new)
    transact(cast.db, lambda: merges.merge(cast.db, row, into, by=cast.author, now=NOW))
    assert posts.known(cast.db, old)["merged_into"] == new
