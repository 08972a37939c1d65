"""The council's pages on a real app, with whoever the test names signed in."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from ideaboard import clock
from ideaboard.council.routes import ROUTES
from ideaboard.paths import STATIC
from ideaboard.people import people
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.web import rendering
from ideaboard.web.app import Edge, build
from ideaboard.web.connections import Connections
from ideaboard.web.limits import Limits
from ideaboard.web.request import House
from ideaboard.web.static import Static
from ideaboard.who import Person
from tests.conftest import NOW

Visitor = Callable[[Person], TestClient]


@pytest.fixture
def visit(
    database_url: str, db: object, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Visitor]:
    """A browser of the given person's, in front of the council's routes, at the moment of the tests."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    static = Static(STATIC)
    connections = Connections(database_url)
    constants = {"company": "Acme", "demo": False, "spotlight_url": "http://outside"}
    edge = Edge(
        House(settings, Signer("tests"), Limits()),
        connections,
        rendering.environment(static.address, constants),
        "http://testserver",
        identify=lambda request: people.load(request.db, int(request.headers["x-person"]), now=NOW),
    )
    app = build(edge, ROUTES, static)

    def browser(person: Person) -> TestClient:
        headers = {"x-person": str(person.id), "origin": "http://testserver"}
        return TestClient(app, headers=headers, follow_redirects=False)

    yield browser
    connections.close()
