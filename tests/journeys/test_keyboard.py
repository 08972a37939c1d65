"""By the keyboard alone: no call in here moves a mouse. Focus is always seen and never caught."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.chromium import watched
from tests.running import Running

EMPLOYEE, COUNCILLOR = "Become Dorothea", "Become Priya"
# More stops than any page has; who needs more is going round in circles.
MOST = 250
RING = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return "nothing";
  const style = getComputedStyle(at);
  const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const seen = at.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  return seen && (line || style.boxShadow !== "none") ? "seen" : at.outerHTML.slice(0, 200);
}"""
# The place in the order at which the focus stands, beginning with 0.
PLACE = """() => {
  window.stops ??= [];
  if (!window.stops.includes(document.activeElement)) window.stops.push(document.activeElement);
  return window.stops.indexOf(document.activeElement);
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(Path(tmp_path_factory.mktemp("keyboard")) / "home")
    made.start("all", command="demo")
    yield made
    made.stop()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def open_page(
    request: pytest.FixtureRequest, browser: Browser, demo: Running, page_errors: list[str]
) -> Callable[[str], Page]:
    """A fresh browser of this member of the cast, let in through the demo's page by the keyboard."""

    def step_in(name: str) -> Page:
        context = browser.new_context(java_script_enabled=request.param)
        request.addfinalizer(context.close)
        page = watched(context.new_page(), page_errors)
        page.goto(f"{demo.settings.base_url}/demo")
        press(page, page.get_by_role("button", name=name))
        expect(page.get_by_role("heading", level=1, name="Board")).to_be_visible()
        return page

    return step_in


def focused(place: Locator) -> bool:
    return place.count() == 1 and bool(place.evaluate("one => one === document.activeElement"))


def reach(page: Page, place: Locator, *, key: str = "Tab") -> None:
    """Go on from stop to stop until this one is reached; every stop on the way is to be seen."""
    for _ in range(MOST):
        if focused(place):
            return
        page.keyboard.press(key)
        ring = page.evaluate(RING)
        assert ring in ("seen", "nothing"), f"the focus is not to be seen: {ring}"
    raise AssertionError(f"{place} was not reached in {MOST} stops of {page.url}")


def press(page: Page, place: Locator) -> None:
    reach(page, place)
    page.keyboard.press("Enter")


def write(page: Page, place: Locator, words: str) -> None:
    reach(page, place)
    page.keyboard.type(words)


def test_a_post_is_written_found_voted_on_and_answered(open_page: Callable[[str], Page]) -> None:
    author = open_page(EMPLOYEE)
    title = f"Crates that come back, said {'with' if author.evaluate(SCRIPTED) else 'without'} a script"
    write_the_post(author, title)
    council = open_page(COUNCILLOR)
    find(council, title)
    vote_and_comment(council)
    answer(council, title)
    author.reload()
    expect(author.get_by_text("We start with two shops.")).to_be_visible()


SCRIPTED = "() => matchMedia('(scripting: enabled)').matches"


def write_the_post(page: Page, title: str) -> None:
    press(page, page.get_by_role("link", name="New post"))
    expect(page.get_by_role("heading", level=1, name="New post")).to_be_visible()
    reach(page, page.get_by_role("radio", name="Idea"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Feedback")).to_be_checked()
    write(page, page.get_by_label("Title"), title)
    write(page, page.locator("textarea[name=body]"), "Every crate we lend should come home.")
    reach(page, page.get_by_role("radio", name="Products & flavours"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Making soda")).to_be_checked()
    press(page, page.get_by_role("button", name="Post", exact=True))
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def find(page: Page, title: str) -> None:
    """By the key where there is a script; then on to the newest post, stop by stop."""
    if page.evaluate(SCRIPTED):
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
    reach(page, page.locator("#find"))
    page.keyboard.type("cherry")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="cherry")).to_be_visible()
    press(page, page.get_by_role("link", name="Board", exact=True))
    expect(page.get_by_role("heading", level=1, name="Board")).to_be_visible()
    press(page, page.get_by_role("link", name="New", exact=True))
    page.wait_for_url("**/posts?sort=new")
    press(page, page.get_by_role("link", name=title, exact=True))
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def vote_and_comment(page: Page) -> None:
    promote = page.get_by_role("button", name="Promote")
    reach(page, promote)
    page.keyboard.press("Space")
    expect(promote).to_have_attribute("aria-pressed", "true")
    write(page, page.get_by_label("Your comment"), "The corner shop would love it.")
    press(page, page.get_by_role("button", name="Comment", exact=True))
    expect(page.get_by_text("The corner shop would love it.")).to_be_visible()


def answer(page: Page, title: str) -> None:
    press(page, page.get_by_role("link", name="Answer", exact=True))
    page.wait_for_url("**/council/posts/*")
    write(page, page.locator("textarea[name=text]"), "We start with two shops.")
    reach(page, page.locator("select[name=status]"))
    page.keyboard.type("Planned")
    expect(page.locator("select[name=status]")).to_have_value("planned")
    press(page, page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("Answered. Everyone who took part")).to_be_visible()


def test_the_skip_link_is_the_first_stop_and_leads_past_the_head(open_page: Callable[[str], Page]) -> None:
    page = open_page(EMPLOYEE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# What catches a focus is a script.
@pytest.mark.parametrize("open_page", [True], indirect=True, ids=["with JavaScript"])
@pytest.mark.parametrize("address", ["/posts/3", "/posts/new", "/design"])
def test_nothing_catches_the_focus(open_page: Callable[[str], Page], demo: Running, address: str) -> None:
    """Forward and back, the focus comes to every stop once and then to the first again."""
    page = open_page(EMPLOYEE)
    for key in ("Tab", "Shift+Tab"):
        page.goto(demo.settings.base_url + address)
        for stop in range(MOST):
            page.keyboard.press(key)
            ring, place = page.evaluate(f"() => [({RING})(), ({PLACE})()]")
            if ring == "nothing":
                break
            assert ring == "seen", ring
            if place != stop:
                assert place == 0, f"{key} goes in a circle of its own after {stop} stops"
                break
        assert 10 < stop < MOST - 1
        first, last = (
            page.get_by_text("Skip to the content"),
            page.get_by_role("link", name="About this demo"),
        )
        for end in (first, last):
            assert end.evaluate("one => window.stops.includes(one)")


def test_the_menu_and_the_help_close_with_escape_and_give_the_focus_back(
    browser: Browser, demo: Running
) -> None:
    page = browser.new_page()
    page.goto(f"{demo.settings.base_url}/demo")
    press(page, page.get_by_role("button", name=EMPLOYEE))
    expect(page.get_by_role("heading", level=1, name="Board")).to_be_visible()
    menu = page.locator("details.menu summary")
    press(page, menu)
    profile = page.get_by_role("link", name="Your profile")
    reach(page, profile)
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(profile).to_be_hidden()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(menu).to_be_focused()
    page.close()


def test_what_is_alike_is_seen_and_reached_before_it_is_posted_twice(
    open_page: Callable[[str], Page],
) -> None:
    """While the title is typed, or by a step before posting where there is no script."""
    page = open_page(EMPLOYEE)
    press(page, page.get_by_role("link", name="New post"))
    title = page.get_by_label("Title")
    write(page, title, "Bring the black cherry back")
    if not page.evaluate(SCRIPTED):
        press(page, page.get_by_role("button", name="Preview and look for similar posts"))
    alike = page.get_by_role("link", name="Bring back Black Cherry!!")
    expect(alike).to_be_visible()
    expect(page.locator(".links li", has=alike)).to_contain_text(re.compile("Both say:.*cherry"))
    if page.evaluate(SCRIPTED):
        assert stays_as_it_is(page, title)
    reach(page, alike)
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    heading = opened.value.get_by_role("heading", level=1, name="Bring back Black Cherry!!")
    expect(heading).to_be_visible()
    assert title.input_value().strip() == "Bring the black cherry back"


def stays_as_it_is(page: Page, title: Locator) -> bool:
    """Whether a list that would be the same is left alone when more is typed: nothing flickers."""
    page.evaluate("document.querySelector('#similar ul').marked = true")
    reach(page, title, key="Shift+Tab")
    page.keyboard.press("End")
    with page.expect_response(lambda answer: "/posts/similar" in answer.url):
        page.keyboard.type(" ")
    return page.evaluate("document.querySelector('#similar ul').marked") is True
