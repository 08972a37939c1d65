"""Pictures by hand: pasted, dropped or chosen, with the script and without it."""

import base64
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.board.test_pictures import drawn
from tests.chromium import watched
from tests.running import Running

ALT = "Three crates by the door"
MARK = re.compile(rf"!\[{ALT}\]\(/pictures/[0-9a-f]{{32}}-40x30\.webp\)")
# The browser's own event with a file in it, as a paste or a drop makes it; true when the page took it.
GIVE = """(area, [kind, content, words]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  data.items.add(new File([bytes], "image.png", { type: "image/png" }));
  if (words) data.setData("text/plain", words);
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data });
  return !area.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def running(shared: Running) -> Running:
    return shared


@pytest.fixture
def visit(browser: Browser, running: Running, page_errors: list[str]) -> Iterator[Callable[..., Page]]:
    """A browser on the form of a new post, the author's by default; a page that logs an error fails the
    journey."""
    contexts = []

    def come_in(scripted: bool, key: str = "ada") -> Page:
        context = browser.new_context(java_script_enabled=scripted)
        contexts.append(context)
        page = watched(context.new_page(), page_errors)
        page.goto(running.link(f"{key}@example.com"))
        page.get_by_role("button", name="Sign in here").click()
        page.get_by_role("link", name="New post").click()
        page.get_by_label("Title").fill("Crates by the door")
        page.get_by_label("Open", exact=True).check()
        return page

    yield come_in
    for context in contexts:
        context.close()


def give(area: Locator, kind: str, words: str = "") -> bool:
    content = base64.b64encode(drawn((40, 30), "PNG")).decode()
    return bool(area.evaluate(GIVE, [kind, content, words]))


def shown(page: Page) -> None:
    """The picture stands in the post, and its place was kept before it came."""
    picture = page.get_by_role("img", name=ALT).first
    expect(picture).to_have_js_property("naturalWidth", 40)
    expect(picture).to_have_attribute("height", "30")


def test_a_picture_is_pasted_asked_about_and_put_where_the_caret_is(visit: Callable[..., Page]) -> None:
    page = visit(True)
    area, words = page.locator("#f-body"), page.get_by_label("What does it show?")
    area.fill("Before. After.")
    area.press("Home")
    for _ in "Before. ":
        area.press("ArrowRight")
    assert give(area, "paste")
    expect(words).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Say what the picture shows")
    words.fill(ALT)
    words.press("Enter")
    expect(area).to_be_focused()
    expect(area).to_have_value(re.compile(f"^Before. {MARK.pattern}After.$"))
    expect(page.locator("#said")).to_have_text("The picture is in your text.")
    expect(words).to_be_hidden()
    area.press("Control+z")
    expect(area).to_have_value("Before. After.")
    area.press("Control+Shift+z")
    expect(area).to_have_value(MARK)
    page.get_by_role("button", name="Post", exact=True).click()
    shown(page)


def test_a_picture_is_dropped_on_a_comment_or_left_again(visit: Callable[..., Page]) -> None:
    page = visit(True)
    page.locator("#f-body").fill("Words.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Crates by the door")).to_be_visible()
    area, words = page.locator("#f-body"), page.get_by_label("What does it show?")
    assert not give(area, "paste", "cells of a spreadsheet")
    expect(words).to_be_hidden()
    assert give(area, "drop")
    page.get_by_role("button", name="Cancel").click()
    expect(words).to_be_hidden()
    expect(area).to_be_focused()
    assert give(area, "drop")
    words.press("Escape")
    expect(words).to_be_hidden()
    assert give(area, "drop")
    words.fill(ALT)
    page.get_by_role("button", name="Add the picture").click()
    expect(area).to_have_value(MARK)
    page.get_by_role("button", name="Comment", exact=True).click()
    shown(page)


def test_without_a_script_the_form_comes_back_with_the_picture_and_all_that_was_typed(
    visit: Callable[..., Page],
) -> None:
    page = visit(False)
    page.locator("#f-body").fill("Look.")
    page.get_by_label("Tags").fill("crates")
    page.get_by_text("Add a picture").click()
    page.get_by_label("Picture", exact=True).set_input_files(
        {"name": "p.png", "mimeType": "image/png", "buffer": drawn((40, 30), "PNG")}
    )
    page.get_by_label("What does it show?").fill(ALT)
    page.get_by_role("button", name="Add the picture").click()
    expect(page.locator("#f-body")).to_have_value(re.compile(f"^Look.\n\n{MARK.pattern}$"))
    expect(page.get_by_label("Title")).to_have_value("Crates by the door")
    expect(page.get_by_label("Open", exact=True)).to_be_checked()
    expect(page.get_by_label("What does it show?")).to_be_hidden()
    # Enter sends the post, although the first button in the form that one sees does something else.
    page.get_by_label("Tags").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Crates by the door")).to_be_visible()
    shown(page)


def test_three_questions_begin_a_first_post_without_a_script(visit: Callable[..., Page]) -> None:
    page = visit(False, "cole")
    page.get_by_label("What is the problem?").fill("Crates vanish.")
    page.get_by_label("What would be better?").fill("A deposit.")
    page.get_by_role("button", name="Put my answers together").click()
    expect(page.get_by_label("Title")).to_have_value("Crates by the door")
    expect(page.locator("#f-body")).to_have_value(re.compile("Crates vanish.*A deposit", re.S))
    expect(page.get_by_label("What is the problem?")).to_be_hidden()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Crates vanish.")).to_be_visible()
