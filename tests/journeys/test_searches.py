"""A search is kept: it reaches the inbox and a feed reader, until its links are made anew."""

from urllib.error import HTTPError
from urllib.request import urlopen

import feedparser
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, both_ways
from tests.running import Running, until


@both_ways
def test_a_search_is_kept_told_fed_and_closed(visit: Visit, running: Running) -> None:
    reader, author = visit("cole"), visit("ada")
    reader.goto(f"{running.settings.base_url}/search?q=wombats")
    reader.get_by_label("Name").fill("All about wombats")
    reader.get_by_label("Tell my inbox of new posts").check()
    reader.get_by_role("button", name="Save this search").click()
    expect(reader.get_by_text("You saved it as “All about wombats”.")).to_be_visible()
    reader.get_by_role("button", name="Get feed links").click()
    link = reader.get_by_role("link", name="Atom feed of wombats").get_attribute("href")
    assert link is not None
    assert titles(link) == []

    write(author, "Wombats for the office", running)
    until(lambda: titles(link) == ["Wombats for the office"])

    until(lambda: told(reader, running))
    reader.get_by_role("button", name="New for your search “All about wombats”").click()
    expect(reader.get_by_role("heading", level=1, name="Wombats for the office")).to_be_visible()

    reader.goto(f"{running.settings.base_url}/searches")
    reader.get_by_role("button", name="Make new feed links").click()
    expect(reader.get_by_text("Your old feed links work no longer.")).to_be_visible()
    with pytest.raises(HTTPError, match="404"):
        titles(link)
    new = reader.get_by_role("link", name="Atom feed of All about wombats").get_attribute("href")
    assert new is not None
    assert titles(new) == ["Wombats for the office"]
    delete(reader)


def titles(link: str) -> list[str]:
    """What a feed reader lists, which is signed in nowhere."""
    with urlopen(link) as answer:
        feed = feedparser.parse(answer.read())
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


def write(page: Page, title: str, running: Running) -> None:
    page.goto(f"{running.settings.base_url}/posts/new")
    page.get_by_label("Idea").check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text", exact=False).first.fill("They dig well.")
    page.get_by_label("Open", exact=True).check()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def told(page: Page, running: Running) -> bool:
    page.goto(f"{running.settings.base_url}/inbox")
    return page.get_by_text("New for your search “All about wombats”").count() == 1


def delete(page: Page) -> None:
    page.get_by_text("Change or delete All about wombats").click()
    page.get_by_role("button", name="Delete this search").click()
    expect(page.get_by_text("None yet")).to_be_visible()
