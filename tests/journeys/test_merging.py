"""Two posts that say the same: merged by the council, objected to by the author, kept, and parted again."""

import pytest
from playwright.sync_api import expect

from ideaboard import clock
from ideaboard.board import comments, posts
from ideaboard.db import connect
from ideaboard.people import people
from tests.journeys.conftest import Visit, both_ways
from tests.running import Running


@pytest.fixture(scope="module")
def running(shared: Running) -> Running:
    return shared


@pytest.fixture
def twins(running: Running) -> tuple[int, int]:
    """The author's post with a comment of the colleague's, and the colleague's own that says the same."""
    db, now = connect(running.settings.database), clock.now()
    made = []
    with db.writing():
        for key, title in (("ada", "Crates that come back"), ("cole", "Returnable crates")):
            row = people.by_email(db, f"{key}@example.com")
            assert row is not None
            by = people.load(db, row["id"], now=now)
            assert by is not None
            values = {"kind": "idea", "title": title, "body": f"Words on {title}.", "category": "open"}
            made.append(posts.create(db, **values, by=by, now=now))
        comments.add(db, made[0], "Said of the first.", by=by, now=now)
    db.close()
    return made[0], made[1]


@both_ways
def test_a_merge_is_objected_to_kept_and_undone(
    visit: Visit, running: Running, twins: tuple[int, int]
) -> None:
    old, new = twins
    base = running.settings.base_url
    council = visit("cato")
    council.goto(f"{base}/council/posts/{old}")
    council.get_by_label("Address or number of the other post").fill(f"{base}/posts/{new}")
    council.get_by_role("button", name="Show both").click()
    expect(council.get_by_role("link", name="Returnable crates")).to_be_visible()
    council.get_by_role("button", name="Yes, merge them").click()
    expect(council.get_by_role("heading", level=1, name="Returnable crates")).to_be_visible()
    expect(council.get_by_text("was merged into this one; read the original")).to_be_visible()
    expect(council.get_by_text("from “Crates that come back”")).to_be_visible()

    author = visit("ada")
    author.goto(f"{base}/posts/{old}#comment-1")
    # The old address leads on, and so does that of its comment.
    expect(author).to_have_url(f"{base}/posts/{new}?from={old}#comment-1")
    author.get_by_role("link", name="read the original").click()
    author.get_by_label("Not the same? Say why").fill("Mine are of glass.")
    author.get_by_role("button", name="Object to the merge").click()
    expect(author.get_by_text("Mine are of glass.")).to_be_visible()

    other = visit("cleo")
    other.goto(f"{base}/council")
    other.get_by_role("link", name="Crates that come back").first.click()
    other.get_by_label("Or why it stays merged").fill("Crates are crates.")
    other.get_by_role("button", name="Keep them merged").click()
    expect(other.get_by_text("Crates are crates.")).to_be_visible()
    author.reload()
    expect(author.get_by_text("Crates are crates.")).to_be_visible()

    other.get_by_role("button", name="Undo the merge").click()
    expect(other.get_by_role("heading", level=1, name="Crates that come back")).to_be_visible()
    expect(other.get_by_text("Said of the first.")).to_be_visible()
    author.goto(f"{base}/posts/{new}")
    expect(author.get_by_text("Said of the first.")).to_have_count(0)


@both_ways
def test_an_author_merges_their_own_post_and_undoes_it(
    visit: Visit, running: Running, twins: tuple[int, int]
) -> None:
    old, new = twins
    base = running.settings.base_url
    author = visit("ada")
    author.goto(f"{base}/posts/{old}")
    author.get_by_role("link", name="This is the same as another post").click()
    author.get_by_label("Address or number of the other post").fill("nothing")
    author.get_by_role("button", name="Show both").click()
    expect(author.get_by_text("Give the address of a post, or its number.")).to_be_visible()
    author.get_by_label("Address or number of the other post").fill(str(new))
    author.get_by_role("button", name="Show both").click()
    author.get_by_role("button", name="Yes, merge them").click()
    expect(author.get_by_role("heading", level=1, name="Returnable crates")).to_be_visible()
    author.goto(f"{base}/posts/{old}?original=1")
    author.get_by_role("button", name="Undo the merge").click()
    expect(author.get_by_role("heading", level=1, name="Crates that come back")).to_be_visible()
