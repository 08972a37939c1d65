"""One real browser a test process: Playwright runs only once in each, so journeys and eyes share it."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
# Chromium calls it an error of the page, even of one without scripts, when it skips the transition between
# two pages because the second came too quickly.
SKIPPED = "Transition was "

# Two browsers before two whole products share two cores: what is expected may take its time to come.
expect.set_options(timeout=30_000)

# The shell without windows loads a page in half the processor time of the whole browser.
SYSTEMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def launch(kind: BrowserType) -> Browser:
    """The system's Chromium where there is one, Playwright's own elsewhere."""
    found = next(filter(None, map(shutil.which, SYSTEMS)), None)
    return kind.launch(executable_path=found, args=ARGUMENTS)


@pytest.fixture
def page_errors() -> Iterator[list[str]]:
    """Takes what pages log as errors, for `watched`; any fails the test at its end.

    An exception in the event's own handler would end Playwright's connection, for all tests to come.
    """
    found: list[str] = []
    yield found
    assert found == []


def on_error(page: Page, heard: Callable[[Error], object]) -> None:
    """Hear what a page logs as an error, but for skipped transitions."""
    page.on("pageerror", lambda error: error.message.startswith(SKIPPED) or heard(error))


def watched(page: Page, errors: list[str], who: str = "") -> Page:
    on_error(page, lambda error: errors.append(f"{who} on {page.url}: {error}\n{error.stack}"))
    return page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright.chromium)
        yield launched
        launched.close()
