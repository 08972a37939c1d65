"""A real browser before the real product."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ideaboard import clock
from ideaboard.board import posts
from ideaboard.db import connect
from ideaboard.people import people
from tests.chromium import watched
from tests.running import Running, settle

Visit = Callable[[str], Page]
# A journey that is made twice, the second time in browsers that run no script.
both_ways = pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])


def serving(folder: Path) -> Iterator[Running]:
    """Board, spotlight and worker in one process, with an author, a colleague and a full council."""
    made = Running(folder / "home")
    settle(made)
    made.start("all")
    yield made
    made.stop()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A product of the journey's own."""
    yield from serving(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One product for a module's journeys, which takes longer to start than most of them.

    A module whose journeys do not mind what others left behind has a `running` that is this one.
    """
    yield from serving(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def scripted() -> bool:
    """Whether the browsers of this journey run scripts."""
    return True


@pytest.fixture
def visit(
    request: pytest.FixtureRequest,
    browser: Browser,
    running: Running,
    scripted: bool,
    page_errors: list[str],
) -> Visit:
    """The browser of one of the cast, signed in once, or of nobody (""); a page that logs an error fails the
    journey."""
    pages: dict[str, Page] = {}

    def come_in(key: str) -> Page:
        if key not in pages:
            context = browser.new_context(java_script_enabled=scripted)
            request.addfinalizer(context.close)
            pages[key] = watched(context.new_page(), page_errors, key)
            if key:
                sign_in(pages[key], running, key)
        return pages[key]

    return come_in


def sign_in(page: Page, running: Running, key: str) -> None:
    page.goto(running.link(f"{key}@example.com"))
    page.get_by_role("button", name="Sign in here").click()
    expect(page.get_by_role("heading", level=1, name="Board")).to_be_visible()
    # The first key pressed may be for a script.
    page.wait_for_load_state()


@pytest.fixture
def written(running: Running) -> list[int]:
    """Two posts of the author's."""
    db = connect(running.settings.database)
    author = people.by_email(db, "ada@example.com")
    assert author is not None
    by = people.load(db, author["id"], now=clock.now())
    assert by is not None
    values = {"kind": "idea", "body": "Some words.", "category": "open"}
    made = []
    for title in ("First of two", "Second of two"):
        with db.writing():
            made.append(posts.create(db, title=title, **values, by=by, now=clock.now()))
    db.close()
    return made


@pytest.fixture
def page(visit: Visit, written: list[int]) -> Page:
    """The colleague's browser, signed in, on the board with the author's posts."""
    return visit("cole")
