"""The first minute: shown once, what is followed is heard of, and nobody hears of what they may not see."""

import re

import pytest

from ideaboard import clock
from ideaboard.board import category_follows
from ideaboard.db import transact
from ideaboard.people import notifications, people, signin
from ideaboard.signing import Signer
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post


def enter(stage: Stage, email: str, wanted: str = "") -> str:
    db, signer = stage.cast.db, Signer(stage.settings.secret)
    url = transact(
        db,
        lambda: signin.link(
            db, email, settings=stage.settings, signer=signer, next_url=wanted, now=clock.now()
        ),
    )
    return str(stage.visit().post(url).headers["location"])


def test_a_new_person_lands_on_the_welcome_once_and_finds_it_later(stage: Stage) -> None:
    assert enter(stage, "nora@example.com") == "/welcome"
    assert enter(stage, "nora@example.com", "/posts/7") == "/posts/7"
    row = people.by_email(stage.cast.db, "nora@example.com")
    assert row
    nora = people.load(stage.cast.db, row["id"], now=NOW)
    client = stage.visit(nora)
    page = client.get("/welcome").text
    assert "Who can see it" in page
    assert client.post("/welcome", data={"follow-open": "1"}).headers["location"] == "/posts"
    assert enter(stage, "nora@example.com") == "/"
    assert re.search(r'name="follow-open"[^>]* checked', client.get("/welcome").text)


def told(cast: Cast, person: Person) -> list[str]:
    found = notifications.inbox(cast.db, person, before=2**62)
    return [row["text"] for row in found if row["kind"] == "category"]


def test_a_new_post_in_a_followed_category_reaches_the_inbox_once(stage: Stage) -> None:
    cast = stage.cast
    for person in (cast.author, cast.colleague):
        transact(cast.db, lambda who=person: category_follows.choose(cast.db, {"open"}, by=who, now=NOW))
    post(cast, title="Crates")
    post(cast, title="Elsewhere", category="firm")
    stage.work()
    assert told(cast, cast.colleague) == ["New in Open: “Crates”"]
    assert told(cast, cast.author) == []


def test_who_may_no_longer_see_a_category_hears_nothing_of_it(stage: Stage) -> None:
    cast = stage.cast
    advocate = cast.brand_advocate
    chosen = transact(
        cast.db,
        lambda: category_follows.choose(cast.db, {"quiet", "open", "none"}, by=advocate, now=NOW),
    )
    assert chosen == 1
    sql = """INSERT INTO category_follows (person_id, category_id, at)
             SELECT :id, categories.id, :now FROM categories WHERE slug = 'quiet'"""
    transact(cast.db, lambda: cast.db.run(sql, id=advocate.id, now=NOW))
    post(cast, title="Secret", category="quiet")
    stage.work()
    assert told(cast, advocate) == []


def test_an_ambassador_is_welcomed_without_the_board_and_follows_nothing(stage: Stage) -> None:
    client = stage.visit(stage.cast.ambassador)
    page = client.get("/welcome").text
    assert "brand ambassador" in page
    assert "Follow two" not in page
    assert client.post("/welcome", data={"follow-open": "1"}).status_code == 403


def follows(stage: Stage, person: Person) -> set[str]:
    sql = """SELECT slug FROM category_follows JOIN categories ON categories.id = category_id
             WHERE person_id = :id"""
    return {row["slug"] for row in stage.cast.db.rows(sql, id=person.id)}


def test_a_category_is_followed_and_left_where_all_of_them_stand(stage: Stage) -> None:
    cast, client = stage.cast, stage.visit(stage.cast.colleague)
    sent = client.post("/categories/open/follow", data={"follow": "1"})
    assert sent.headers["location"] == "/categories"
    page = client.get("/categories").text
    assert "You follow “Open”" in page
    assert re.search(r'action="/categories/open/follow">\s*<button[^>]*value="0" aria-pressed="true"', page)
    client.post("/categories/open/follow", data={"follow": "1"})
    client.post("/categories/firm/follow", data={"follow": "1"})
    assert follows(stage, cast.colleague) == {"open", "firm"}
    client.post("/categories/open/follow", data={"follow": "0"})
    assert "You no longer follow “Open”" in client.get("/categories").text
    assert follows(stage, cast.colleague) == {"firm"}
    outsider = stage.visit(cast.brand_advocate)
    hidden = outsider.post("/categories/quiet/follow", data={"follow": "1"})
    absent = outsider.post("/categories/none/follow", data={"follow": "1"})
    assert hidden.status_code == absent.status_code == 404
    assert stage.visit(cast.ambassador).post("/categories/open/follow").status_code == 403


@pytest.mark.parametrize("path", ["/categories/open/follow", "/posts/{}/follow"])
def test_who_leaves_the_welcome_by_following_does_not_meet_it_again(stage: Stage, path: str) -> None:
    number = post(stage.cast)
    assert enter(stage, "nora@example.com") == "/welcome"
    row = people.by_email(stage.cast.db, "nora@example.com")
    assert row
    client = stage.visit(people.load(stage.cast.db, row["id"], now=NOW))
    assert client.post(path.format(number), data={"follow": "1"}).status_code == 303
    assert enter(stage, "nora@example.com") == "/"
