"""The council groups two posts under a theme; an employee finds it by search and reads what was distilled."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.running import Running, until


def test_a_theme_is_made_found_and_read(
    visit: Visit, running: Running, page: Page, written: list[int]
) -> None:
    base = running.settings.base_url
    group(visit("cato"), base, written)
    find = page.get_by_role("searchbox", name="Search posts, comments and people")

    def found() -> bool:
        find.fill("doorstep crates")
        find.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("doorstep crates")
        return bool(page.get_by_role("link", name="Crates at the doorstep").count())

    # Until the worker has told the index.
    until(found)
    page.get_by_role("link", name="Crates at the doorstep").first.click()
    expect(page.get_by_role("heading", level=1, name="Crates at the doorstep")).to_be_visible()
    expect(page.locator("strong", has_text="too heavy")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="2 posts")).to_be_visible()
    page.get_by_role("link", name="First of two", exact=True).click()
    expect(page.locator(".timeline")).to_contain_text("Joined the theme “Crates at the doorstep”")
    page.get_by_role("link", name="Crates at the doorstep").last.click()
    page.get_by_role("link", name="All themes").click()
    expect(page.get_by_role("heading", level=1, name="Themes")).to_be_visible()


def group(page: Page, base: str, written: list[int]) -> None:
    """Make a theme of the first post, and put the second into it from its own page."""
    first, second = written
    page.goto(f"{base}/council/posts/{first}")
    page.get_by_role("link", name="Make a theme that begins with this post").click()
    page.get_by_label("Title").fill("Crates at the doorstep")
    page.get_by_role("button", name="Make the theme").click()
    # The browser itself asks for the statement; what was typed stays.
    expect(page.get_by_label("Title")).to_have_value("Crates at the doorstep")
    page.get_by_label("Statement").fill("They are **too heavy** to carry home.")
    page.get_by_role("button", name="Make the theme").click()
    expect(page.get_by_role("heading", level=1, name="Crates at the doorstep")).to_be_visible()
    page.goto(f"{base}/council/posts/{second}")
    page.get_by_label("Put it into a theme").select_option(label="Crates at the doorstep")
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_text("The post stands in the theme now.")).to_be_visible()
