"""One real browser a test process: Playwright runs only once in each, so journeys and eyes share it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
# Chromium calls it an error of the page when it skips a transition because a page came too quickly.
WITHOUT_TRANSITIONS = "--disable-features=ViewTransitionOnNavigation"

# Two browsers before two whole products share two cores: what is expected may take its time to come.
expect.set_options(timeout=30_000)


# The shell without windows loads a page in half the processor time of the whole browser.
SYSTEMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def launch(kind: BrowserType, *more: str) -> Browser:
    """The system's Chromium where there is one, Playwright's own elsewhere."""
    found = next(filter(None, map(shutil.which, SYSTEMS)), None)
    return kind.launch(executable_path=found, args=[*ARGUMENTS, *more])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright.chromium, WITHOUT_TRANSITIONS)
        yield launched
        launched.close()
