"""The door from end to end: nominated, drafted by two at once, agreed to, voted on, out, corrected."""

from urllib.request import urlopen

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.running import Running, until


def test_a_post_is_nominated_and_told_and_corrected(
    visit: Visit, running: Running, written: list[int]
) -> None:
    base, post = running.settings.base_url, f"{running.settings.base_url}/posts/{written[0]}"
    nominate(visit("cato"), post)
    draft = draft_it(visit("cleo"), base)
    two_editors(visit("cleo"), visit("cyd"), draft)
    agree(visit, base, draft, "Cyd’s title")
    plan_and_drop(visit("cyd"), base, draft)
    visit("cyd").get_by_role("button", name="Release it to the spotlight").click()
    until(lambda: "Cyd’s title" in outside(running))
    correct(visit("cleo"), draft)
    assert "They come twice." not in outside(running, visit("cleo"))
    agree(visit, base, draft, "Crates, twice")
    visit("cleo").goto(draft)
    visit("cleo").get_by_role("button", name="Release it to the spotlight").click()
    until(lambda: "Crates, twice" in outside(running))
    assert "They come twice." in outside(running, visit("cleo"))
    read_the_record(visit("cato"), draft)


def nominate(page: Page, post: str) -> None:
    page.goto(post)
    page.get_by_text("Nominate for the spotlight").click()
    page.get_by_label("Why should customers hear of it?").fill("Every shop asks for this.")
    page.get_by_role("button", name="Nominate it").click()
    expect(page.get_by_role("listitem").filter(has_text="Every shop asks for this.")).to_contain_text(
        "First of two"
    )


def draft_it(page: Page, base: str) -> str:
    page.goto(f"{base}/publishing/candidates?reason=nominated")
    page.get_by_role("link", name="Draft it").click()
    page.locator("input[name=title]").fill("Crates")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1, name="Crates")).to_be_visible()
    return page.url.partition("?")[0]


def two_editors(first: Page, second: Page, draft: str) -> None:
    """Both open the form; the second to save reads what the first changed, and loses nothing."""
    for page, title in ((first, "Cleo’s title"), (second, "Cyd’s title")):
        page.goto(f"{draft}/edit")
        page.locator("input[name=title]").fill(title)
    first.get_by_role("button", name="Save the draft").click()
    expect(first.get_by_role("heading", level=1, name="Cleo’s title")).to_be_visible()
    second.get_by_role("button", name="Save the draft").click()
    expect(second.get_by_role("heading", name="What Cleo Person saved meanwhile")).to_be_visible()
    expect(second.locator("input[name=title]")).to_have_value("Cyd’s title")
    second.get_by_role("button", name="Save the draft").click()
    expect(second.get_by_role("heading", level=1, name="Cyd’s title")).to_be_visible()


def agree(visit: Visit, base: str, draft: str, title: str) -> None:
    """The author and four seats say yes to exactly this text."""
    visit("cyd").goto(draft)
    visit("cyd").get_by_role("button", name="Ask the author").click()
    author = visit("ada")
    author.goto(f"{base}/publishing/consents")
    author.get_by_role("link", name="First of two").click()
    expect(author.get_by_role("heading", name=title)).to_be_visible()
    author.get_by_role("button", name="Yes, to exactly this text").click()
    expect(author.get_by_role("button", name="Withdraw my consent")).to_be_visible()
    for key in ("cleo", "cyd", "caro", "bran"):
        page = visit(key)
        page.goto(draft)
        page.get_by_label("Yes, publish this").check()
        page.get_by_role("button", name="Vote", exact=True).click()
        expect(page.get_by_text("Your vote is recorded.")).to_be_visible()


def plan_and_drop(page: Page, base: str, draft: str) -> None:
    page.goto(draft)
    page.get_by_text("Plan it for later").click()
    page.get_by_label("Day").fill("2020-01-01")
    page.get_by_label("Time").fill("09:30")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("This moment has passed.").first).to_be_visible()
    expect(page.get_by_label("Time")).to_have_value("09:30")
    page.get_by_label("Day").fill(page.evaluate("new Date(Date.now() + 2e9).toISOString().slice(0, 10)"))
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("The gate is asked again at that time.")).to_be_visible()
    page.goto(f"{base}/publishing/calendar")
    page.get_by_role("button", name="Take it off the calendar").click()
    expect(page.get_by_text("Taken off the calendar.")).to_be_visible()


def correct(page: Page, draft: str) -> None:
    page.goto(draft)
    page.get_by_role("link", name="Correct it").click()
    page.locator("input[name=title]").fill("Crates, twice")
    page.get_by_label("Note for readers").fill("They come twice.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1, name="Crates, twice")).to_be_visible()


def outside(running: Running, page: Page | None = None) -> str:
    """The front page, or the story that a page's draft leads to."""
    address = running.settings.spotlight_url
    if page is not None:
        page.goto(f"{running.settings.base_url}/publishing/stories")
        address = page.get_by_role("link", name="Read it outside").get_attribute("href") or ""
    with urlopen(address) as answer:
        return str(answer.read().decode())


def read_the_record(page: Page, draft: str) -> None:
    page.goto(f"{draft}/record")
    steps = page.locator("main ol > li strong").all_inner_texts()
    assert steps[:4] == ["Nominated", "Drafted", "Edited", "Edited"]
    assert steps[-1] == "Corrected outside"
    assert steps.count("Consent given") == 2
