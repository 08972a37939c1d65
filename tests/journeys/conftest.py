"""A real browser before the real product."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.running import Running, settle

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium where there is one, Playwright's own elsewhere."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Board, spotlight and worker in one process, with an author, a colleague and a full council."""
    made = Running(tmp_path / "home")
    settle(made)
    made.start("all")
    yield made
    made.stop()
