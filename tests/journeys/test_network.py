"""A network that is gone or slow: nothing typed or voted is lost, and one is told what happens."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from ideaboard import clock
from ideaboard.board import posts
from ideaboard.db import connect
from tests.running import Running, until

KEPT = "The board cannot be reached"
SLOW = "Still trying"


def votes(page: Page) -> Locator:
    return page.locator(".post-row").first.locator("form[data-vote]")


def toast(page: Page) -> Locator:
    return page.locator(".toast")


@pytest.fixture(scope="module")
def running(shared: Running) -> Running:
    return shared


@pytest.fixture
def comment(page: Page, running: Running, written: list[int]) -> Locator:
    """The box of a post's comments, with words in it."""
    page.goto(f"{running.settings.base_url}/posts/{written[0]}")
    box = page.locator("#f-body")
    box.fill("Written in a tunnel.")
    return box


def test_a_vote_without_a_network_is_kept_and_sent_later(page: Page) -> None:
    page.context.set_offline(True)
    expect(toast(page)).to_contain_text("You are offline")
    votes(page).get_by_role("button", name="Promote").click()
    expect(votes(page).locator("[data-shown]")).to_have_text("1")
    expect(toast(page)).to_contain_text(KEPT)
    page.context.set_offline(False)
    expect(page.locator("#said")).to_have_text("Promoted. The score is 1.")
    expect(toast(page)).to_have_count(0)
    page.reload()
    expect(votes(page).locator("[data-shown]")).to_have_text("1")


def test_the_last_of_several_clicks_counts(page: Page) -> None:
    page.context.set_offline(True)
    votes(page).get_by_role("button", name="Promote").click()
    votes(page).get_by_role("button", name="Demote").click()
    expect(votes(page).locator("[data-shown]")).to_have_text("−1")
    page.context.set_offline(False)
    expect(page.locator("#said")).to_have_text("Demoted. The score is −1.")
    page.reload()
    expect(votes(page).locator("[data-shown]")).to_have_text("−1")


def test_a_kept_vote_is_corrected_when_the_post_was_closed_meanwhile(
    page: Page, running: Running, written: list[int]
) -> None:
    page.context.set_offline(True)
    votes(page).get_by_role("button", name="Promote").click()
    db = connect(running.settings.database)
    with db.writing():
        for number in written:
            posts.set_status(db, number, "done", reason="", now=clock.now())
    db.close()
    page.context.set_offline(False)
    expect(toast(page)).to_contain_text("closed")
    expect(votes(page).locator("[data-shown]")).to_have_text("0")
    expect(votes(page).get_by_role("button", name="Promote")).to_have_attribute("aria-pressed", "false")


def test_a_form_without_a_network_is_held_and_sent_later(page: Page, comment: Locator) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(toast(page)).to_contain_text(KEPT)
    expect(comment).to_have_value("Written in a tunnel.")
    page.context.set_offline(False)
    expect(page.locator(".comment").get_by_text("Written in a tunnel.")).to_be_visible()


def test_a_form_waits_for_a_server_that_does_not_answer_and_for_who_writes_on(
    page: Page, comment: Locator
) -> None:
    page.route("**/healthz", lambda route: route.abort("connectionrefused"))
    send = page.get_by_role("button", name="Comment", exact=True)
    send.click()
    expect(toast(page)).to_contain_text(KEPT)
    comment.press_sequentially(" More.")
    expect(send).not_to_have_attribute("aria-busy", "true")
    send.click()
    expect(send).to_have_attribute("aria-busy", "true")
    page.unroute("**/healthz")
    page.get_by_role("button", name="Send now").click()
    said = page.locator(".comment .prose")
    expect(said).to_have_text("Written in a tunnel. More.")
    expect(said).to_have_count(1)


def test_who_waits_is_told_after_a_while(page: Page) -> None:
    held: list[Route] = []
    page.clock.install()
    page.route("**/vote", lambda route: held.append(route))
    votes(page).get_by_role("button", name="Promote").click()
    until(lambda: page.evaluate("1") and held)
    page.clock.fast_forward(8_000)
    expect(toast(page)).to_contain_text(SLOW)
    held[0].continue_()
    expect(toast(page)).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Promoted. The score is 1.")


def test_a_slow_form_may_be_sent_once_more(page: Page, comment: Locator) -> None:
    held: list[Route] = []
    page.route("**/comments", lambda route: held.append(route))
    # Playwright asks a page nothing while it is being left, so the page tells it.
    page.evaluate(
        """new MutationObserver(() => console.log(said.textContent, document.querySelector("[data-sent]")))
           .observe(said, { childList: true })"""
    )
    with page.expect_console_message(lambda told: SLOW in told.text) as told:
        page.get_by_role("button", name="Comment", exact=True).click(no_wait_after=True)
    assert told.value.text.endswith(" null")
    held[0].continue_()
    expect(page.locator(".comment").get_by_text("Written in a tunnel.")).to_be_visible()
