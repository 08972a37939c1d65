"""Every page as everybody, in each language, theme, width and mode: axe and our own rules find nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.eyes import markup
from tests.eyes.crawl import Home
from tests.eyes.findings import assert_none
from tests.eyes.looking import eye
from tests.eyes.visitors import LANGUAGES, VISITORS, Visitor
from tests.running import Running

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visitor", VISITORS, ids=lambda visitor: visitor.name)
def test_every_page_as_everybody(browser: Browser, home: Home, visitor: Visitor, language: str) -> None:
    pages = home.pages(visitor, language)
    assert pages
    with eye(browser, home, visitor, language) as looks:
        for seen in pages:
            looks.everything(seen)
        looks.open(pages[0])
        looks.menu()
    assert_none(looks.findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_markup_of_every_page(home: Home, language: str, tmp_path: Path) -> None:
    pages = [(visitor.name, seen) for visitor in VISITORS for seen in home.pages(visitor, language)]
    assert_none(markup.check(pages, tmp_path))


def test_the_spotlight_of_a_house_that_speaks_german(browser: Browser, home: Home, tmp_path: Path) -> None:
    """Outside the house's language is spoken, whatever a browser asks for."""
    running = Running(home.running.folder, extra={"IDEABOARD_LANGUAGE": "de"})
    running.start("spotlight")
    try:
        house, reader = Home(running, home.states), VISITORS[-1]
        pages = house.pages(reader, LANGUAGES[0])
        assert pages
        assert [seen.name for seen in pages if '<html lang="de"' not in seen.html] == []
        with eye(browser, house, reader, LANGUAGES[0]) as looks:
            for seen in pages:
                looks.everything(seen)
        assert_none(looks.findings)
        assert_none(markup.check([(reader.name, seen) for seen in pages], tmp_path))
    finally:
        running.stop()
