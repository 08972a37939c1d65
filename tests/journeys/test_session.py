"""A session that ends while somebody writes: after signing in again they go on where they were."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Browser, Page, expect

from ideaboard import clock
from ideaboard.db import connect
from tests.running import Running, until


@pytest.fixture(scope="module")
def running(shared: Running) -> Running:
    return shared


def end_sessions(running: Running) -> None:
    db = connect(running.settings.database)
    with db.writing():
        db.run("UPDATE sessions SET revoked_at = :now", now=clock.now())
    db.close()


def mailed_link(running: Running) -> str:
    """The link of the one mail there is."""
    folder = running.settings.mail_folder
    until(lambda: folder.is_dir() and [*folder.glob("*.eml")])
    file = next(folder.glob("*.eml"))
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    file.unlink()  # The next journey waits for its own.
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(rf"{running.settings.base_url}/signin/\S+", body.get_content())
    assert found is not None
    return found[0]


def sign_in_again(page: Page, running: Running) -> None:
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Your work e-mail address").fill("cole@example.com")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", level=1, name="Look into your mail")).to_be_visible()
    page.goto(mailed_link(running))
    page.get_by_role("button", name="Sign in here").click()


def test_what_was_typed_is_in_the_form_again(page: Page, running: Running) -> None:
    page.get_by_role("link", name="New post").click()
    page.get_by_label("Story").check()
    page.get_by_label("Title").fill("Juice")
    page.get_by_label("Text", exact=False).first.fill("Typed while the session ended.")
    page.get_by_label("Open", exact=True).check()
    page.get_by_label("Post without my name").check()
    end_sessions(running)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Sign in first")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Typed while the session ended.")
    sign_in_again(page, running)
    expect(page.get_by_text("What you typed before is back.")).to_be_visible()
    assert page.url.endswith("/posts/new")
    expect(page.get_by_label("Title")).to_have_value("Juice")
    expect(page.get_by_label("Story")).to_be_checked()
    expect(page.get_by_label("Post without my name")).to_be_checked()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Juice")).to_be_visible()
    page.get_by_role("link", name="New post").click()
    expect(page.get_by_label("Title")).to_have_value("")


def test_a_refused_form_leads_back_to_its_page(page: Page, running: Running) -> None:
    page.get_by_role("link", name="New post").click()
    page.get_by_label("Title").fill("Juice")
    page.get_by_label("Text", exact=False).first.fill("Sent without a category.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Title").fill("Juice for all")
    end_sessions(running)
    page.get_by_role("button", name="Post", exact=True).click()
    sign_in_again(page, running)
    expect(page.get_by_role("heading", level=1, name="New post")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Juice for all")
    expect(page.get_by_label("Text", exact=False).first).to_have_value("Sent without a category.")


def test_what_was_typed_can_be_thrown_away(page: Page) -> None:
    page.get_by_role("link", name="New post").click()
    page.get_by_label("Title").fill("Juice")
    until(lambda: page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('draft:'))"))
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Title")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("")


@pytest.fixture
def plain_page(browser: Browser, running: Running, written: list[int]) -> Iterator[Page]:
    """The colleague's browser without JavaScript, before the first post."""
    context = browser.new_context(java_script_enabled=False)
    made = context.new_page()
    made.goto(running.link("cole@example.com"))
    made.get_by_role("button", name="Sign in here").click()
    made.goto(f"{running.settings.base_url}/posts/{written[0]}")
    yield made
    context.close()


def test_without_scripts_it_is_shown_and_can_be_sent_from_there(plain_page: Page, running: Running) -> None:
    plain_page.locator("#f-body").fill("Said without a script.")
    end_sessions(running)
    plain_page.get_by_role("button", name="Comment", exact=True).click()
    expect(plain_page.get_by_label("Text", exact=True)).to_have_value("Said without a script.")
    elsewhere = plain_page.context.new_page()
    address = plain_page.get_by_role("main").get_by_role("link", name="Sign in").get_attribute("href")
    assert address is not None
    elsewhere.goto(running.settings.base_url + address)
    elsewhere.get_by_label("Your work e-mail address").fill("cole@example.com")
    elsewhere.get_by_role("button", name="Mail me a link").click()
    elsewhere.goto(mailed_link(running))
    elsewhere.get_by_role("button", name="Sign in here").click()
    expect(elsewhere.get_by_role("heading", level=1, name="First of two")).to_be_visible()
    plain_page.get_by_role("button", name="Send it again").click()
    expect(plain_page.locator(".comment").get_by_text("Said without a script.")).to_be_visible()
