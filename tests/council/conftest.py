"""The council's pages on the real app, with whoever the test names signed in."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from ideaboard import clock
from ideaboard.who import Person
from tests.conftest import NOW, Stage

Visitor = Callable[[Person], TestClient]


@pytest.fixture
def visit(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A browser of the given person's, at the moment of the tests."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return stage.visit
