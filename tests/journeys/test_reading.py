"""Reading and writing by hand: single keys, marks of what is new, quotes, mentions, pictures."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.running import Running


@pytest.fixture(scope="module")
def running(shared: Running) -> Running:
    return shared


def test_single_keys_walk_vote_search_and_comment_but_never_while_typing(page: Page) -> None:
    titles = page.locator(".post-title a")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator(".post-row").nth(0).locator("[data-shown]")).to_have_text("1")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("juice?")
    expect(page.locator("#find")).to_have_value("juice?")
    titles.nth(0).focus()
    page.keyboard.press("c")
    page.wait_for_url("**/posts/*#f-body")
    expect(page.locator("#f-body")).to_be_focused()
    expect(page.locator("#f-body")).to_have_value("")


def test_the_help_lists_the_keys_and_switches_them_off(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Use these keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator(".post-title a").nth(0)).not_to_be_focused()
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Keyboard shortcuts").click()
    expect(page.get_by_label("Use these keys")).not_to_be_checked()


def test_quote_toolbar_and_names_write_the_markdown(page: Page, running: Running, written: list[int]) -> None:
    page.goto(f"{running.settings.base_url}/posts/{written[0]}")
    box = page.locator("#f-body")
    box.fill("good")
    box.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(box).to_have_value("**good**")
    page.get_by_role("button", name="List").click()
    expect(box).to_have_value("- **good**")
    page.keyboard.press("End")
    page.keyboard.type(" @ada")
    expect(page.get_by_role("button", name="Ada Person")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_have_value(re.compile(r"^- \*\*good\*\* @\[Ada Person\]\(/people/\d+\) $"))
    page.get_by_role("button", name="Comment", exact=True).click()
    comment = page.locator(".comment")
    expect(comment.get_by_role("link", name="Ada Person")).to_be_visible()
    comment.get_by_role("link", name="Quote").click()
    expect(comment.locator(".reply textarea")).to_have_value(re.compile("^> good @Ada Person\n\n$"))
