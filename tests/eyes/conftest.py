"""The rich home, running, once a test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.eyes.crawl import Home
from tests.eyes.states import fill
from tests.running import Running, until


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    running = Running(Path(tmp_path_factory.mktemp("eyes")) / "home")
    made = Home(running, fill(running))
    try:
        running.start("all", command="demo")
        until(made.settled)
        yield made
    finally:
        running.stop()
