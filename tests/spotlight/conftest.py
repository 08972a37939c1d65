"""The public site on a database of its own, with a few released stories."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database, connect
from ideaboard.db.migrate import migrate
from ideaboard.settings import Settings
from ideaboard.spotlight import site, stories
from ideaboard.spotlight.site import PublicApp
from ideaboard.spotlight.stories import Story

MARGIT = Story(
    slug="in-the-crates",
    version=1,
    title="What comes back in the crates",
    standfirst="It is mostly bottles.",
    body="I stand where the *empties* come home.\n\nSee [the shelf](/about).",
    byline="Margit Szabó, Returns sorter",
    topic="People",
    question="What have you lost in a crate?",
    correction="",
    published_at="2026-02-01T09:00:00Z",
    updated_at="2026-02-01T09:00:00Z",
)

Release = Callable[..., Story]


@pytest.fixture
def outside(database_url: str) -> Iterator[Database]:
    """The database behind `client`, on a connection of the test's own."""
    made = connect(database_url)
    migrate(made, "outside")
    yield made
    made.close()


@pytest.fixture
def public(settings: Settings, database_url: str) -> Settings:
    return replace(settings, spotlight_database=database_url)


@pytest.fixture
def made(public: Settings, outside: Database) -> Iterator[PublicApp]:
    """The public app with its parts at hand; its index is kept when a test says so."""
    app = site.public_app(public)
    yield app
    app.close()


@pytest.fixture
def client(public: Settings, made: PublicApp) -> TestClient:
    """A reader's browser: it says where its forms come from, and does not follow redirects by itself."""
    own = {"origin": public.spotlight_url}
    return TestClient(made.app, base_url=public.spotlight_url, headers=own, follow_redirects=False)


@pytest.fixture
def release(outside: Database) -> Release:
    """Put a story like Margit's, with what the test changes of it."""

    def released(**changes: object) -> Story:
        story = replace(MARGIT, **changes)  # type: ignore[arg-type]
        with outside.writing():
            stories.put(outside, story)
        return story

    return released
