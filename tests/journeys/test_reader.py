"""A reader of the spotlight looks for a story: from the front page, past a typo, into the story and back."""

import pytest
from playwright.sync_api import Browser, expect

from ideaboard.db import connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.spotlight import stories
from ideaboard.spotlight.stories import Story
from tests.running import Running, until

STORY = Story(
    slug="forty-one-steps",
    version=1,
    title="Forty-one steps",
    standfirst="A shop without a lift.",
    body="Twice a week I carry lemonade up to the lighthouse.",
    byline="Sam Whitlock, Delivery Driver",
    topic="Shops",
    question="",
    correction="",
    published_at="2026-02-01T09:00:00Z",
    updated_at="2026-02-01T09:00:00Z",
)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_searches_corrects_a_typo_opens_the_story_and_comes_back(
    browser: Browser, running: Running, width: int
) -> None:
    db = connect(running.settings.spotlight_database)
    migrate(db, "outside")
    transact(db, lambda: stories.put(db, STORY))
    db.close()
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    home = running.settings.spotlight_url
    until(lambda: context.request.get(f"{home}/search?q=lighthouse").text().count("<mark>"))
    page.goto(home)
    if width < 800:
        page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("searchbox").fill("lemonade lighthuose")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="lemonade lighthouse").click()
    expect(page.get_by_role("searchbox")).to_have_value("lemonade lighthouse")
    expect(page.get_by_role("status")).to_have_text("1 story")
    expect(page.locator("mark").first).to_have_text("lemonade")
    page.get_by_role("link", name=STORY.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(STORY.title)
    page.go_back()
    expect(page.get_by_role("link", name=STORY.title)).to_be_visible()
    page.get_by_role("link", name="All stories").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in their own words")
    assert context.cookies() == []
    context.close()
