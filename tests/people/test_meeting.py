"""How colleagues meet: interests, who is new, and what somebody helped with."""

import pytest

from ideaboard import clock
from ideaboard.board import comments, deeds, posts
from ideaboard.council import answers
from ideaboard.db import transact
from ideaboard.errors import Refusal
from ideaboard.people import interests, people
from tests.conftest import NOW, Cast, Stage, post


def test_interests_are_kept_once_and_at_most_eight() -> None:
    assert interests.words(" Crates, crates,CRÄTES , ,Glass ") == ["CRÄTES", "Glass"]
    with pytest.raises(Refusal):
        interests.words(",".join(f"word{number}" for number in range(9)))
    with pytest.raises(Refusal):
        interests.words("x" * 31)


def test_a_colleague_is_found_by_interest_and_by_department(stage: Stage) -> None:
    form = {"name": "Ada Author", "department": "Logistics", "interests": "Mehrweg, Öfen"}
    stage.visit(stage.cast.author).post("/settings/profile", data=form)
    reader = stage.visit(stage.cast.colleague)
    for query in ("mehrw", "ofen", "logis"):
        found = reader.get(f"/people?q={query}").text
        assert "Ada Author" in found
        assert "Amba Sador" not in found
    assert "Mehrweg" in reader.get(f"/people/{stage.cast.author.id}").text
    stage.visit(stage.cast.author).post("/settings/profile", data=form | {"interests": ""})
    assert "Ada Author" not in reader.get("/people?q=mehrw").text


def test_too_many_interests_come_back_beside_their_field(stage: Stage) -> None:
    words = ", ".join(f"word{number}" for number in range(9))
    answer = stage.visit(stage.cast.author).post(
        "/settings/profile", data={"name": "Ada", "interests": words}
    )
    assert answer.status_code == 422
    assert "At most 8, please; these are 9." in answer.text
    assert people.find(stage.cast.db, stage.cast.author.id)["name"] == "Ada Author"


def test_who_joined_within_thirty_days_is_new_here(stage: Stage) -> None:
    db = stage.cast.db
    fresh, old = clock.shift(clock.now(), days=-29), clock.shift(clock.now(), days=-31)
    transact(db, lambda: people.add(db, "new@example.com", "Nora Newcomer", now=fresh))
    transact(db, lambda: people.add(db, "old@example.com", "Otto Oldtimer", now=old))
    shown = stage.visit(stage.cast.author).get("/people").text.partition("Everyone")[0]
    assert "Nora Newcomer" in shown
    assert "Otto Oldtimer" not in shown
    assert "New here" not in stage.visit(stage.cast.author).get("/people?q=nora").text


def _done(cast: Cast, category: str, status: str = "done") -> int:
    number = post(cast, title=f"{category} {status}", category=category)

    def live() -> None:
        comments.add(cast.db, number, "I can help", by=cast.colleague, now=NOW)
        answers.answer(cast.db, number, status=status, text="Done", reason="r", by=cast.councillor, now=NOW)

    transact(cast.db, live)
    return number


def test_a_profile_tells_what_somebody_helped_with_as_the_reader_may_see_it(cast: Cast) -> None:
    opened, quiet = _done(cast, "open", "partly_done"), _done(cast, "quiet")
    _done(cast, "open", "planned")

    def helped(of: int, reader: object) -> set[int]:
        return {row["id"] for row in deeds.helped(cast.db, of, reader)}  # type: ignore[arg-type]

    for helper in (cast.colleague.id, cast.councillor.id):
        assert helped(helper, cast.steward) == {opened, quiet}
        assert helped(helper, cast.brand_advocate) == {opened}
        assert helped(helper, cast.ambassador) == set()
    assert helped(cast.author.id, cast.steward) == set()
    assert deeds.numbers(cast.db, cast.colleague.id, cast.steward) == {"posts": 0, "comments": 3}
    assert deeds.numbers(cast.db, cast.author.id, cast.brand_advocate) == {"posts": 2, "comments": 0}


def test_a_post_without_a_name_counts_for_nobody(cast: Cast) -> None:
    values = {"kind": "idea", "title": "T", "body": "b", "category": "open"}
    transact(cast.db, lambda: posts.create(cast.db, **values, claim="secret", by=cast.author, now=NOW))
    assert deeds.numbers(cast.db, cast.author.id, cast.author)["posts"] == 0


def test_the_page_of_a_person_shows_it(stage: Stage) -> None:
    _done(stage.cast, "open")
    page = stage.visit(stage.cast.author).get(f"/people/{stage.cast.colleague.id}").text
    assert "Helped with" in page
    assert "open done" in page
    own = stage.visit(stage.cast.ambassador).get(f"/people/{stage.cast.ambassador.id}")
    assert own.status_code == 200
    assert "you can read" not in own.text
