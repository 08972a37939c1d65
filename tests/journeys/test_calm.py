"""Pages that stand still: few requests, nothing jumps, back is where one was, and paper is black on white."""

import pytest
from playwright.sync_api import Browser, Page, expect

from ideaboard import clock
from ideaboard.board import comments, posts
from ideaboard.db import connect
from ideaboard.people import people
from tests.running import Running

# What moved, from where to where, so that a failure says what to mend.
SHIFTS = """() => new Promise((told) => {
  const moved = [];
  const name = (node) => node?.outerHTML?.slice(0, 200) ?? node?.textContent;
  const rect = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) for (const { node, previousRect, currentRect } of one.sources)
      moved.push([name(node), rect(previousRect), rect(currentRect)]);
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => told(moved)));
})"""
MOST_REQUESTS = 8


@pytest.fixture(scope="module")
def running(shared: Running) -> Running:
    return shared


@pytest.fixture
def board(page: Page, running: Running, written: list[int]) -> str:
    """The address of a board longer than a screen, with a talk on its first post."""
    db = connect(running.settings.database)
    author = people.by_email(db, "ada@example.com")
    assert author is not None
    by = people.load(db, author["id"], now=clock.now())
    assert by is not None
    with db.writing():
        for number in range(25):
            posts.create(
                db,
                kind="idea",
                title=f"Idea {number}",
                body="Words.",
                category="open",
                by=by,
                now=clock.now(),
            )
        for number in range(8):
            comments.add(db, written[0], f"Said [{number}](https://example.com/a)", by=by, now=clock.now())
    db.close()
    return running.settings.base_url


def test_a_first_visit_asks_for_little(browser: Browser, page: Page, board: str) -> None:
    context = browser.new_context(storage_state=page.context.storage_state())
    fresh = context.new_page()
    asked: list[str] = []
    fresh.on("request", lambda request: asked.append(request.url))
    fresh.goto(f"{board}/posts", wait_until="networkidle")
    assert len(asked) <= MOST_REQUESTS, asked
    assert not [url for url in asked if "writing" in url]
    context.close()


@pytest.mark.parametrize("path", ["/posts", "/posts/1", "/posts/new"])
def test_nothing_jumps_while_a_page_loads(page: Page, board: str, path: str) -> None:
    page.goto(board + path, wait_until="networkidle")
    assert page.evaluate(SHIFTS) == []


def test_back_returns_to_the_same_place(page: Page, board: str) -> None:
    page.goto(f"{board}/posts?sort=new")
    last = page.locator(".post-title a").last
    last.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 0
    last.click()
    expect(page.locator("#comments")).to_be_visible()
    page.go_back()
    expect(last).to_be_in_viewport()
    assert page.evaluate("scrollY") == before


def test_pages_change_gently_but_not_for_who_wants_no_motion(
    browser: Browser, page: Page, board: str
) -> None:
    moved = browser.new_page(storage_state=page.context.storage_state())
    moved.add_init_script(
        "addEventListener('pagereveal', (event) => { window.gently = !!event.viewTransition; })"
    )
    moved.goto(f"{board}/posts")
    moved.locator(".post-title a").first.click()
    moved.wait_for_url("**/posts/*")
    assert moved.evaluate("window.gently") is True
    moved.emulate_media(reduced_motion="reduce")
    moved.get_by_role("link", name="Board", exact=True).click()
    moved.wait_for_url("**/posts")
    assert moved.evaluate("window.gently") is False
    moved.close()


def test_a_printed_post_has_its_talk_and_addresses_but_nothing_to_press(page: Page, board: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{board}/posts/1")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(color_scheme="dark", media="print")
    for hidden in ("header.top", "footer", "textarea", "button", "form:not(.votes)", ".actions a"):
        for place in page.locator(hidden).all():
            expect(place).to_be_hidden()
    expect(page.locator(".comment .prose").last).to_be_visible()
    body = "getComputedStyle(document.body)"
    assert page.evaluate(f"{body}.color") == "rgb(0, 0, 0)"
    assert page.evaluate(f"{body}.backgroundColor") == "rgb(255, 255, 255)"
    link = "getComputedStyle(document.querySelector('.comment .prose a'), '::after').content"
    assert "https://example.com/a" in page.evaluate(link)


def test_a_printed_front_page_is_black_on_white(page: Page, running: Running) -> None:
    page.goto(running.settings.spotlight_url)
    page.emulate_media(color_scheme="dark", media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(255, 255, 255)"
