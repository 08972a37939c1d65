"""What a first visit costs: bytes as they travel, and requests."""

from playwright.sync_api import Browser, Page

from ideaboard.paths import STATIC
from ideaboard.people import sessions
from tests.eyes.crawl import Home
from tests.eyes.meter import Meter, metering
from tests.eyes.visitors import VISITORS, Visitor

BYTES, REQUESTS, SCRIPTS = 60_000, 8, 15_000
EMPLOYEE = next(visitor for visitor in VISITORS if visitor.name == "employee")
READER = next(visitor for visitor in VISITORS if visitor.outside)


def visit(browser: Browser, home: Home, meter: Meter, visitor: Visitor, address: str) -> None:
    # Chromium passes no loopback address through a proxy unless told to.
    context = browser.new_context(proxy={"server": meter.address, "bypass": "<-loopback>"})
    if cookie := home.cookie(visitor):
        context.add_cookies([{"name": sessions.COOKIE, "value": cookie, "url": home.site(visitor)}])
    page = context.new_page()
    page.goto(home.site(visitor) + address, wait_until="networkidle")
    fetch_what_is_hidden(page, meter)
    context.close()


def fetch_what_is_hidden(page: Page, meter: Meter) -> None:
    """A browser without a window asks for neither icon nor manifest; a real one does."""
    known = {path for path, _, _ in meter.fetched}
    linked = page.eval_on_selector_all(
        "link[rel=icon], link[rel=manifest]", "all => all.map(one => one.href)"
    )
    assert linked
    for address in linked:
        if not any(address.partition("?")[0].endswith(path) for path in known):
            page.evaluate("address => fetch(address).then(answer => answer.blob())", address)


def test_the_first_visit_to_the_board_is_light(browser: Browser, home: Home) -> None:
    with metering() as meter:
        visit(browser, home, meter, EMPLOYEE, "/posts")
    assert meter.fetched[0][0] == "/posts"
    assert meter.weight() < BYTES, meter.fetched
    assert len(meter.fetched) <= REQUESTS, meter.fetched


def test_a_story_is_light_beside_its_picture(browser: Browser, home: Home) -> None:
    story = next(one for one in home.states.starts["reader"] if one.startswith("/stories/"))
    with metering() as meter:
        visit(browser, home, meter, READER, story)
    assert meter.fetched[0][0] == story
    assert meter.weight(but="image/webp") < BYTES, meter.fetched
    assert len(meter.fetched) <= REQUESTS, meter.fetched


def test_all_scripts_together_are_small() -> None:
    sizes = {file.name: file.stat().st_size for file in STATIC.rglob("*.js")}
    assert sizes
    assert sum(sizes.values()) < SCRIPTS, sizes
