"""The loop: from an idea inside to a story outside, and from a customer's answer back to its author."""

import json
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Visit, both_ways
from tests.running import Running, until


@pytest.fixture
def outside(browser: Browser, scripted: bool) -> Iterator[Page]:
    """A customer's browser, signed in nowhere."""
    context = browser.new_context(java_script_enabled=scripted)
    yield context.new_page()
    context.close()


def text_of(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.read().decode())


@both_ways
def test_an_idea_goes_out_and_an_answer_comes_home(visit: Visit, outside: Page, running: Running) -> None:
    author = visit("ada")
    post_path = write_the_post(author)
    vote_and_comment(visit("cole"), running, post_path)
    council = visit("cato")
    answer_it(council, running, post_path)
    draft_path = draft_it(council, running, post_path)
    assert_lacking(council, ["agreed to exactly this text", "yes"])
    council.get_by_role("button", name="Ask the author").click()
    consent(author, running)
    for key in ("cleo", "cyd", "caro", "bran"):
        vote_yes(visit(key), running, draft_path)
    council.goto(running.settings.base_url + draft_path)
    council.get_by_role("button", name="Release it to the spotlight").click()
    story = find_outside(outside, running)
    for feed in ("feed.atom", "feed.rss", "feed.json"):
        assert "Crates that come home" in text_of(f"{running.settings.spotlight_url}/{feed}")
    respond(outside, story)
    accept(council, running)
    until(lambda: "We would carry them back" in text_of(story))
    it_reached_the_author(author, running, post_path)


def write_the_post(page: Page) -> str:
    page.get_by_role("link", name="New post").click()
    page.get_by_label("Title").fill("Crates that come back")
    page.get_by_label("Text", exact=False).first.fill("**Every** crate we lend should come home.")
    page.get_by_label("Tags").fill("crates, shops")
    page.get_by_label("Open", exact=True).check()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Crates that come back")).to_be_visible()
    expect(page.locator("strong", has_text="Every")).to_be_visible()
    return page.url.partition("?")[0].removeprefix(page.url.split("/posts")[0])


def vote_and_comment(page: Page, running: Running, path: str) -> None:
    page.goto(running.settings.base_url + path)
    page.get_by_role("button", name="Promote").click()
    expect(page.get_by_role("button", name="Promote")).to_have_attribute("aria-pressed", "true")
    # The vote outlives the page it was given on, also when the page is left at once.
    given = page.locator("form[data-vote]").first
    until(lambda: page.reload() and given.get_attribute("data-score") == "1")
    page.get_by_label("Your comment").fill("The corner shop would love it.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("The corner shop would love it.")).to_be_visible()


def answer_it(page: Page, running: Running, path: str) -> None:
    page.get_by_role("link", name="Council", exact=True).click()
    page.get_by_role("link", name="Crates that come back").click()
    page.locator("select[name=status], input[name=status]").first.wait_for()
    if page.locator("select[name=status]").count():
        page.locator("select[name=status]").select_option("planned")
    else:
        page.locator("input[name=status][value=planned]").check()
    page.locator("textarea[name=text]").fill("Yes: we start with two shops in spring.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered. Everyone who took part")).to_be_visible()
    page.goto(running.settings.base_url + path)
    expect(page.get_by_text("we start with two shops in spring")).to_be_visible()


def draft_it(page: Page, running: Running, path: str) -> str:
    page.get_by_role("link", name="Draft for the spotlight").click()
    page.locator("input[name=title]").fill("Crates that come home")
    page.locator("textarea[name=body]").fill("I lend crates to shops, and I want to see them again.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("button", name="Ask the author")).to_be_visible()
    return page.url.removeprefix(running.settings.base_url)


def assert_lacking(page: Page, words: list[str]) -> None:
    """Releasing now is refused, and one page says all that lacks."""
    if page.get_by_role("button", name="Release it to the spotlight").count():
        page.get_by_role("button", name="Release it to the spotlight").click()
    for word in words:
        expect(page.get_by_text(word).first).to_be_visible()


def consent(page: Page, running: Running) -> None:
    page.goto(running.settings.base_url + "/inbox")
    until(lambda: page.reload() and page.locator("form[action^='/inbox/'] button").count() >= 2)
    page.goto(running.settings.base_url + "/publishing/consents")
    page.get_by_role("link", name="Crates that come back").click()
    expect(page.get_by_text("I want to see them again").first).to_be_visible()
    page.get_by_role("button", name="Yes, to exactly this text").click()
    expect(page.get_by_role("button", name="Withdraw my consent")).to_be_visible()


def vote_yes(page: Page, running: Running, path: str) -> None:
    page.goto(running.settings.base_url + path)
    page.locator("input[name=choice][value=yes]").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("Your vote is recorded.")).to_be_visible()


def find_outside(page: Page, running: Running) -> str:
    until(lambda: "Crates that come home" in text_of(running.settings.spotlight_url))
    page.goto(running.settings.spotlight_url)
    page.get_by_role("link", name="Crates that come home").first.click()
    expect(page.get_by_text("I want to see them again")).to_be_visible()
    assert page.context.cookies() == []
    return page.url


def respond(page: Page, story: str) -> None:
    page.locator("input[name=name]").fill("Nell from the corner")
    page.locator("textarea[name=body]").fill("We would carry them back ourselves.")
    page.locator("form.respond button").click()
    expect(page.get_by_text("We would carry them back ourselves.")).to_have_count(0)
    assert "We would carry them back" not in text_of(story)


def accept(page: Page, running: Running) -> None:
    page.goto(running.settings.base_url + "/publishing/responses")
    until(lambda: page.reload() and page.get_by_text("We would carry them back").count())
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)


def it_reached_the_author(page: Page, running: Running, path: str) -> None:
    page.goto(running.settings.base_url + "/inbox")
    until(lambda: page.reload() and page.get_by_text("Nell from the corner").count())
    page.goto(running.settings.base_url + path)
    expect(page.locator(".timeline")).to_contain_text("Nell from the corner")
    with urlopen(f"{running.settings.spotlight_url}/feed.json") as answer:
        assert len(json.load(answer)["items"]) == 1
