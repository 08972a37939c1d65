"""What is worth telling stands in an order with its reasons; nominations first, offers are no consent."""

import pytest

from ideaboard.board import claims, comments, posts, votes
from ideaboard.council import answers
from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.publishing import candidates, consent, nominations, record
from tests.conftest import NOW, Cast, Stage, post
from tests.publishing.conftest import Desk, Visitor, begin


def listed(cast: Cast, after: str = "", limit: int = 20, **filters: str) -> list[str]:
    page = candidates.page(
        cast.db, candidates.wanted(filters | {"after": after}), person=cast.councillor, now=NOW, limit=limit
    )
    return [row["title"] for row in page.posts]


def test_points_make_the_order_and_say_why(cast: Cast, desk: Desk) -> None:
    db, later = cast.db, "2026-06-02T09:00:00Z"
    desk.ready()
    desk.release()
    made = {name: post(cast, title=name) for name in ("Plain", "Loved", "Done")}
    transact(db, lambda: votes.cast(db, made["Loved"], 1, by=cast.colleague, now=NOW))
    said = {"status": "done", "text": "Yes", "reason": ""}
    transact(db, lambda: answers.answer(db, made["Done"], **said, by=cast.councillor, now=NOW))
    other = {"kind": "story", "title": "New face", "body": "Hm", "category": "open"}
    transact(db, lambda: posts.create(db, **other, by=cast.colleague, now=later))
    page = candidates.page(db, candidates.Wanted(), person=cast.councillor, now=later)
    assert [row["title"] for row in page.posts] == ["Done", "New face", "Loved", "Plain"]
    assert page.posts[1]["reasons"] == ["A story already", "Fresh", "An author not shown yet"]
    assert listed(cast, reason="outcome") == ["Done"]
    assert listed(cast, reason="new_author", kind="story") == ["New face"]
    assert listed(cast, category="firm") == []


def test_pages_follow_on_one_another_whatever_comes_in_between(cast: Cast) -> None:
    for number in range(5):
        post(cast, title=f"Post {number}")
    first = candidates.page(cast.db, candidates.Wanted(), person=cast.councillor, now=NOW, limit=2)
    post(cast, title="Between")
    second = listed(cast, after=first.next, limit=2)
    third = listed(cast, after="odd~odd", limit=9)
    assert [row["title"] for row in first.posts] + second == ["Post 4", "Post 3", "Post 2", "Post 1"]
    assert third[0] == "Between"


def test_what_was_nominated_stands_first_with_who_and_why(cast: Cast) -> None:
    db, (low, high) = cast.db, (post(cast, title="Low"), post(cast, title="High"))
    transact(db, lambda: votes.cast(db, high, 1, by=cast.colleague, now=NOW))
    for reason in ("Because", "Because of the crates"):
        transact(db, lambda r=reason: nominations.nominate(db, low, r, by=cast.councillor, now=NOW))  # type: ignore[misc]
    found = candidates.best(db, cast.council[1], now=NOW)
    assert [row["title"] for row in found] == ["Low", "High"]
    assert [(row["name"], row["reason"]) for row in found[0]["nominations"]] == [
        ("Cato Councillor", "Because of the crates")
    ]
    assert [row["step"] for row in record.for_council(db, low)] == ["nominated"]
    transact(db, lambda: nominations.take_back(db, low, by=cast.councillor, now=NOW))
    assert [row["title"] for row in candidates.best(db, cast.council[1], now=NOW)] == ["High", "Low"]
    with pytest.raises(NotFound):
        transact(db, lambda: nominations.take_back(db, low, by=cast.councillor, now=NOW))


def test_who_may_not_nominate_and_what_may_not_be(cast: Cast, desk: Desk) -> None:
    db, number = cast.db, post(cast)
    mine = {"kind": "idea", "title": "My own", "body": "Hm", "category": "open"}
    own = transact(db, lambda: posts.create(db, **mine, by=cast.councillor, now=NOW))
    quiet, drafted = post(cast, category="quiet"), desk.draft()["post_id"]
    tried = (
        (Refusal, number, " ", cast.councillor),
        (Refusal, number, "x" * 301, cast.councillor),
        (Forbidden, own, "Good", cast.councillor),
        (Forbidden, number, "Good", cast.colleague),
        (NotFound, quiet, "Good", cast.brand_advocate),
        (Conflict, quiet, "Good", cast.councillor),
        (Conflict, drafted, "Good", cast.councillor),
    )
    for error, about, reason, by in tried:
        with pytest.raises(error):
            transact(db, lambda a=about, r=reason, b=by: nominations.nominate(db, a, r, by=b, now=NOW))  # type: ignore[misc]
    assert nominations.of(db, [number, own, quiet, drafted]) == {}


def test_an_author_offers_their_own_post_and_an_offer_is_no_consent(cast: Cast, desk: Desk) -> None:
    db, number = cast.db, post(cast, title="Mine")
    row = posts.known(db, number)
    with pytest.raises(NotFound):
        transact(db, lambda: nominations.offer(db, row, by=cast.colleague, now=NOW))
    transact(db, lambda: nominations.offer(db, row, by=cast.author, now=NOW))
    assert "Offered by its author" in candidates.best(db, cast.councillor, now=NOW)[0]["reasons"]
    transact(db, lambda: nominations.withdraw_offer(db, row, by=cast.author, now=NOW))
    assert not nominations.offered(db, number)
    transact(db, lambda: nominations.offer(db, row, by=cast.author, now=NOW))
    made = begin(cast, desk.outside, desk.settings, number)
    assert not consent.given(db, made.draft())
    assert [one["name"] for one in record.for_council(db, number)[:3]] == [None, None, None]


def test_an_anonymous_author_offers_by_their_claim(cast: Cast) -> None:
    db, secret = cast.db, claims.fresh()
    typed = {"kind": "idea", "title": "Nameless", "body": "Hm", "category": "open"}
    number = transact(db, lambda: posts.create(db, **typed, claim=secret, by=cast.author, now=NOW))
    row = posts.known(db, number)
    for stranger in (cast.author, posts.known(db, post(cast))):
        with pytest.raises(NotFound):
            transact(db, lambda s=stranger: nominations.offer(db, row, by=s, now=NOW))  # type: ignore[misc]
    transact(db, lambda: nominations.offer(db, row, by=row, now=NOW))
    assert nominations.offered(db, number)


def test_a_post_taken_back_takes_the_sentences_along(cast: Cast, desk: Desk) -> None:
    db, number = cast.db, post(cast)
    transact(db, lambda: nominations.nominate(db, number, "SECRET", by=cast.councillor, now=NOW))
    transact(db, lambda: nominations.offer(db, posts.known(db, number), by=cast.author, now=NOW))
    transact(db, lambda: posts.withdraw(db, posts.known(db, number), now=NOW))
    desk.work()
    assert nominations.of(db, [number]) == {}
    assert not nominations.offered(db, number)


def test_the_pages_of_candidates_and_of_a_post_lead_to_one_another(
    cast: Cast, stage: Stage, visit: Visitor
) -> None:
    number, other = post(cast, title="Crates on wheels"), post(cast, title="Something else")
    transact(cast.db, lambda: comments.add(cast.db, other, "ratchets", by=cast.colleague, now=NOW))
    council, author = visit(cast.councillor), visit(cast.author)
    assert "Nominate for the spotlight" in council.get(f"/posts/{number}").text
    page = council.post(f"/publishing/posts/{number}/nominate", data={"nominate_reason": "y" * 400})
    assert page.status_code == 422
    assert "y" * 400 in page.text
    assert "At most 300 characters" in page.text
    evil = "<script>alert(1)</script> 🥤 \u202eback"
    assert (
        council.post(f"/publishing/posts/{number}/nominate", data={"nominate_reason": evil}).status_code
        == 303
    )
    assert "&lt;script&gt;" in council.get("/publishing/candidates").text
    stage.work()
    narrowed = council.get("/publishing/candidates?q=wheels").text
    assert "Crates on wheels" in narrowed
    assert "Something else" not in narrowed
    assert "Something else" in council.get("/publishing/candidates?q=ratchets&reason=fresh&kind=idea").text
    own = author.get(f"/posts/{number}").text
    assert "An offer is no consent" in own
    assert "Because" not in own
    assert author.post(f"/publishing/posts/{number}/offer", data={"offer": "1"}).status_code == 303
    assert "Offer it no longer" in author.get(f"/posts/{number}").text
    assert visit(cast.colleague).post(f"/publishing/posts/{number}/offer").status_code == 404
    assert visit(cast.colleague).get("/publishing/candidates").status_code == 403
    assert "spotlight</summary>" not in visit(cast.colleague).get(f"/posts/{number}").text
