"""Since when things are new to a person, and how little of that is kept."""

from ideaboard import clock
from ideaboard.board import comments, lists, posts
from ideaboard.db import transact
from ideaboard.people import people, visits
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post

LATER = clock.shift(NOW, hours=9, minutes=7)


def at(cast: Cast, person: Person, now: str) -> Person:
    found = people.load(cast.db, person.id, now=now)
    assert found is not None
    return found


def visit(cast: Cast, person: Person, now: str) -> None:
    visits.note(cast.db, at(cast, person, now), now=now)


def marks(cast: Cast, person: Person, now: str) -> list[tuple[str, bool, int]]:
    page = lists.page(cast.db, lists.Wanted("new"), person=at(cast, person, now), now=now)
    return sorted((row["title"], row["is_new"], row["new_comments"]) for row in page.posts)


def came_before(cast: Cast) -> None:
    sql = "UPDATE people SET visit_began = '2026-01-02T09:00:00Z' WHERE id = :id"
    transact(cast.db, lambda: cast.db.run(sql, id=cast.colleague.id))


def write(cast: Cast, title: str, by: Person, now: str) -> int:
    values = {"kind": "idea", "title": title, "body": "b", "category": "open"}
    return transact(cast.db, lambda: posts.create(cast.db, **values, by=by, now=now))


def test_posts_and_comments_of_others_are_new_since_the_last_visit(cast: Cast) -> None:
    old = post(cast, title="Old")
    assert marks(cast, cast.colleague, NOW) == [("Old", False, 0)]
    visit(cast, cast.colleague, clock.shift(NOW, hours=1))
    write(cast, "Own", cast.colleague, clock.shift(NOW, hours=2))
    write(cast, "Young", cast.author, clock.shift(NOW, hours=3))
    for by in (cast.author, cast.colleague, cast.steward):
        when = clock.shift(NOW, hours=4)
        with cast.db.writing():
            comments.add(cast.db, old, "c", by=by, now=when)
    expected = [("Old", False, 2), ("Own", False, 0), ("Young", True, 0)]
    assert marks(cast, cast.colleague, LATER) == expected
    visit(cast, cast.colleague, LATER)
    assert marks(cast, cast.colleague, clock.shift(LATER, hours=3)) == expected
    nothing = [(title, False, 0) for title, *_ in expected]
    assert marks(cast, cast.colleague, clock.shift(LATER, hours=4)) == nothing


def test_no_stamp_says_when_somebody_read_or_wrote(cast: Cast) -> None:
    for minutes in (0, 7, 119, 230):
        visit(cast, cast.colleague, clock.shift("2026-03-02T09:08:31Z", minutes=minutes))
    row = cast.db.row("SELECT visit_began, visited_at FROM people WHERE id = :id", id=cast.colleague.id)
    assert row == {"visit_began": "2026-03-02T09:00:00Z", "visited_at": ""}


def test_all_marked_as_seen_stays_seen_and_the_next_post_is_new(stage: Stage) -> None:
    cast = stage.cast
    client = stage.visit(cast.colleague)
    came_before(cast)
    number = post(cast, title="Young")
    assert "New to you" in client.get("/posts").text
    client.get(f"/posts/{number}")
    assert client.get("/posts", headers={"accept": "application/json"}).json()["posts"][0]["new"] is True
    answer = client.post("/posts/seen", data={"next": "/posts?sort=new"})
    assert answer.headers["location"] == "/posts?sort=new"
    assert "New to you" not in client.get("/posts").text
    assert "Mark all as seen" not in client.get("/posts").text
    write(cast, "Later", cast.author, clock.shift(clock.now(), minutes=16))
    assert client.get("/posts").text.count("New to you") == 1


def test_a_button_pressed_as_the_first_act_of_a_visit_counts(stage: Stage) -> None:
    cast = stage.cast
    came_before(cast)
    post(cast, title="Young")
    client = stage.visit(cast.colleague)
    client.post("/posts/seen")
    assert "New to you" not in client.get("/posts").text
