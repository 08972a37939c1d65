"""The desk shows the oldest unanswered post first, and the load everyone may know."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ideaboard import clock
from ideaboard.board import posts
from ideaboard.council import answers, load, queue
from ideaboard.db import Database, transact
from ideaboard.language import ngettext
from ideaboard.people import seats
from ideaboard.who import COUNCIL, Person
from tests.conftest import NOW, Cast
from tests.council.conftest import Visitor


def aged(cast: Cast, days: int, *, category: str = "open", title: str = "") -> int:
    """A post of the author's from so many days ago."""
    then = clock.shift(NOW, days=-days)
    named = title or f"{days} days old"
    return transact(
        cast.db,
        lambda: posts.create(
            cast.db, kind="idea", title=named, body="Text.", category=category, by=cast.author, now=then
        ),
    )


def answer(cast: Cast, number: int, *, by: Person | None = None, now: str = NOW) -> None:
    who = by or cast.councillor
    transact(cast.db, lambda: answers.answer(cast.db, number, status="planned", text="Yes.", by=who, now=now))


def test_the_oldest_comes_first_with_its_age_and_answered_ones_leave(cast: Cast) -> None:
    for days in (3, 40, 12):
        aged(cast, days)
    answer(cast, aged(cast, 90))
    rows = queue.page(cast.db, cast.councillor, now=NOW).posts
    assert [(row["title"], row["age"]) for row in rows] == [
        ("40 days old", 40),
        ("12 days old", 12),
        ("3 days old", 3),
    ]


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast) -> None:
    made = [aged(cast, 5, title=f"Post {n}") for n in range(7)]
    seen, after = [], ""
    for _ in range(4):
        listing = queue.page(cast.db, cast.councillor, after=after, limit=2, now=NOW)
        seen += [row["id"] for row in listing.posts]
        after = listing.next
    assert (seen, after) == (made, "")


@pytest.mark.parametrize("after", ["x", "~", "2026~-1", "2026~" + "9" * 40, "’~²"])
def test_a_cursor_that_is_none_of_ours_begins_at_the_start(cast: Cast, after: str) -> None:
    aged(cast, 5)
    assert len(queue.page(cast.db, cast.councillor, after=after, now=NOW).posts) == 1


def test_a_brand_advocate_sees_neither_employees_posts_nor_their_number(cast: Cast) -> None:
    aged(cast, 50, category="quiet")
    aged(cast, 5)
    answer(cast, aged(cast, 90, category="quiet"))
    assert len(queue.page(cast.db, cast.brand_advocate, now=NOW).posts) == 1
    outsider = load.figures(cast.db, cast.brand_advocate, now=NOW)
    assert (outsider["waiting"], outsider["oldest_days"], outsider["answered"]) == (1, 5, 0)
    employee = load.figures(cast.db, cast.colleague, now=NOW)
    assert (employee["waiting"], employee["oldest_days"], employee["answered"]) == (2, 50, 1)


def test_the_figures_tell_the_load(cast: Cast) -> None:
    for days, answered_after in ((100, 10), (60, 59), (20, 2), (4, 1)):
        answer(cast, aged(cast, days), now=clock.shift(NOW, days=answered_after - days))
    aged(cast, 31)
    figures = load.figures(cast.db, cast.colleague, now=NOW)
    assert figures["waiting_long"] == 1
    assert figures["answered"] == 3
    assert figures["median_days"] == 6.0


def test_a_second_answer_does_not_make_the_council_look_slower(cast: Cast) -> None:
    number = aged(cast, 20)
    answer(cast, number, now=clock.shift(NOW, days=-18))
    answer(cast, number)
    figures = load.figures(cast.db, cast.colleague, now=NOW)
    assert (figures["answered"], figures["median_days"]) == (1, 2.0)


def test_an_empty_board_has_figures_too(cast: Cast) -> None:
    figures = load.figures(cast.db, cast.colleague, now=NOW)
    assert (figures["waiting"], figures["oldest"], figures["median_days"]) == (0, None, None)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch, db: Database) -> Iterator[list[str]]:
    """The statements every connection of this kind runs meanwhile."""
    asked: list[str] = []
    kind = type(db)
    with monkeypatch.context() as patch:
        for name in ("rows", "row", "run"):
            real = getattr(kind, name)

            def note(self: Database, sql: str, _real=real, **values: object) -> object:  # type: ignore[no-untyped-def]
                asked.append(sql)
                return _real(self, sql, **values)

            patch.setattr(kind, name, note)
        yield asked


def test_the_desk_asks_the_same_number_of_queries_for_one_post_and_for_many(
    cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit(cast.councillor)
    aged(cast, 1)
    # What the company is called is read once and kept for a while.
    browser.get("/council")
    with counted(monkeypatch, cast.db) as few:
        assert browser.get("/council").status_code == 200
    for days in range(2, 40):
        aged(cast, days)
    with counted(monkeypatch, cast.db) as many:
        assert "39 days old" in browser.get("/council").text
    assert len(many) == len(few) <= 20


def test_the_desk_shows_ages_filters_figures_and_seats(cast: Cast, visit: Visitor) -> None:
    aged(cast, 45)
    aged(cast, 2, category="quiet", title="Canteen")
    [mine] = [s for s in seats.held(cast.db, COUNCIL, now=NOW) if s["person_id"] == cast.councillor.id]
    left = ngettext("%(num)s day", "%(num)s days", clock.age_days(NOW, now=mine["ends_at"]))
    page = visit(cast.councillor).get("/council").text
    assert page.index("45 days old") < page.index("Canteen")
    assert "45 days</time>" in page
    assert f"{left} left" in page
    assert "Canteen" not in visit(cast.brand_advocate).get("/council").text
    assert "45 days old" not in visit(cast.councillor).get("/council?category=quiet").text


def test_an_answer_given_on_the_page_reaches_the_post(cast: Cast, visit: Visitor) -> None:
    number = aged(cast, 2)
    browser = visit(cast.councillor)
    assert "Send the answer" in browser.get(f"/council/posts/{number}").text
    form = {"status": "declined", "text": "No, sorry.", "reason": "It is against the law."}
    sent = browser.post(f"/council/posts/{number}/answer", data=form)
    assert (sent.status_code, sent.headers["location"]) == (303, "/council")
    assert "No, sorry." in browser.get(f"/council/posts/{number}").text


def test_a_refused_answer_comes_back_filled_in(cast: Cast, visit: Visitor) -> None:
    number = aged(cast, 2)
    form = {"status": "declined", "text": "No, because <reasons>.", "reason": ""}
    sent = visit(cast.councillor).post(f"/council/posts/{number}/answer", data=form)
    assert sent.status_code == 422
    assert "No, because &lt;reasons&gt;." in sent.text
    assert 'value="declined" selected' in sent.text
    assert "Say why it is declined" in sent.text


def test_archiving_asks_for_a_reason_on_a_page_of_its_own(cast: Cast, visit: Visitor) -> None:
    number = aged(cast, 2)
    browser = visit(cast.councillor)
    assert "Archive this post?" in browser.get(f"/council/posts/{number}/archive").text
    assert browser.post(f"/council/posts/{number}/archive", data={"reason": ""}).status_code == 422
    assert browser.post(f"/council/posts/{number}/archive", data={"reason": "Spam."}).status_code == 303
    assert "Archived" in browser.get(f"/council/posts/{number}").text


def test_who_has_no_seat_sees_the_health_page_but_not_the_desk(cast: Cast, visit: Visitor) -> None:
    aged(cast, 45)
    browser = visit(cast.colleague)
    assert browser.get("/council").status_code == 403
    assert "45 days" in browser.get("/council/health").text
    assert browser.get("/council/health", headers={"accept": "application/json"}).json()["waiting"] == 1
    assert visit(cast.ambassador).get("/council/health").status_code == 403


def test_a_post_one_may_not_see_is_not_there(cast: Cast, visit: Visitor) -> None:
    number = aged(cast, 2, category="quiet")
    browser = visit(cast.brand_advocate)
    for page in (f"/council/posts/{number}", f"/council/posts/{number}/archive", "/council/posts/999999"):
        assert browser.get(page).status_code == 404
    form = {"status": "planned", "text": "Yes."}
    assert browser.post(f"/council/posts/{number}/answer", data=form).status_code == 404
