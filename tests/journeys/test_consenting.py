"""Two editors and a photo; an author without a name, whose no nobody sees, and who takes a yes back."""

from datetime import date, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.publishing import filmstrip
from tests.running import Running, until


def status(address: str) -> int:
    try:
        with urlopen(address) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_photo_outlives_two_editors_and_goes_with_the_yes_of_its_author(
    visit: Visit, running: Running, tmp_path: Path
) -> None:
    base, outside = running.settings.base_url, running.settings.spotlight_url
    claim = write_without_a_name(visit("ada"), base)
    cato, cleo = visit("cato"), visit("cleo")
    draft = begin(cato, base)
    for editor in (cato, cleo):
        editor.goto(f"{draft}/edit")
    add_photo(cleo, tmp_path)
    cleo.get_by_role("button", name="Save the draft").click()
    expect(cleo.get_by_text("The photo held a place and a camera’s name: taken out.")).to_be_visible()
    add_photo(cato, tmp_path)
    save_over_the_other(cato)
    cato.get_by_role("button", name="Ask the author").click()
    asked = what_the_desk_reads(cato, base, draft)
    say_no(visit(""), claim)
    assert what_the_desk_reads(cato, base, draft) == asked
    agree(visit(""), claim)
    for key in ("cleo", "cyd", "caro", "bran"):
        vote_yes(visit(key), draft)
    cato.goto(draft)
    photo = str(cato.locator("figure img").get_attribute("src")).rpartition("/")[2]
    assert status(f"{outside}/media/{photo}") == 404
    cato.get_by_role("button", name="Release it to the spotlight").click()
    story = f"{outside}/stories/told-quietly"
    until(lambda: status(story) == 200)
    assert status(f"{outside}/media/{photo}") == 200
    take_back(visit(""), claim)
    until(lambda: status(story) == 410)
    assert status(f"{outside}/media/{photo}") == 404
    cato.goto(draft)
    expect(cato.get_by_text("Not asked yet")).to_be_visible()


def write_without_a_name(page: Page, base: str) -> str:
    """Post, and return the address behind which the request for consent will wait."""
    page.goto(f"{base}/posts/new")
    page.get_by_label("Title").fill("A quiet idea")
    page.get_by_label("Text", exact=False).first.fill("I saw it at night.")
    page.get_by_label("Open", exact=True).check()
    page.locator("input[name=anonymous]").check()
    page.get_by_role("button", name="Post", exact=True).click()
    link = page.locator("a[href*='/claims/']").first.get_attribute("href")
    assert link
    return f"{base}/publishing/claims/{link.rpartition('/')[2]}"


def begin(page: Page, base: str) -> str:
    page.goto(f"{base}/publishing")
    page.goto(f"{base}/publishing/drafts/new?post=1")
    page.locator("input[name=title]").fill("Told quietly")
    page.locator("textarea[name=body]").fill("Somebody saw it at night.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("button", name="Ask the author")).to_be_visible()
    return page.url


def add_photo(page: Page, folder: Path) -> None:
    file = folder / "night.jpg"
    file.write_bytes(filmstrip.photo(side=300))
    page.get_by_text("Add a picture or a film").click()
    page.get_by_label("a file of yours", exact=False).set_input_files(file)
    page.locator("input[name=new-alt]").fill("A yard at night")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("It stands with the text below.")).to_be_visible()
    expect(page.locator("input[name=medium-1-alt]")).to_have_value("A yard at night")


def save_over_the_other(page: Page) -> None:
    """The other saved meanwhile: what was typed and chosen is still there, and saved on purpose."""
    page.locator("input[name=medium-1-caption]").fill("Ten past three")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="What Cleo Person saved meanwhile")).to_be_visible()
    expect(page.locator("input[name=medium-1-caption]")).to_have_value("Ten past three")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("figcaption")).to_contain_text("Ten past three")


def what_the_desk_reads(page: Page, base: str, draft: str) -> list[str]:
    """All that the council's pages say, but for how long ago."""
    read = []
    for address in (draft, f"{draft}/record", f"{base}/publishing", f"{base}/publishing/candidates"):
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('main time').forEach((one) => one.remove())")
        read.append(page.locator("main").inner_text())
    return read


def say_no(page: Page, claim: str) -> None:
    page.goto(claim)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Noted, for nobody but you.")).to_be_visible()


def agree(page: Page, claim: str) -> None:
    page.goto(claim)
    shown = page.get_by_role("img", name="A yard at night")
    until(lambda: shown.evaluate("image => image.complete && image.naturalWidth") == 300)
    page.locator("input[name=until]").fill((date.today() + timedelta(days=90)).isoformat())
    page.get_by_role("button", name="Yes, to exactly this text").click()
    expect(page.get_by_text("as you chose, or until you take it back")).to_be_visible()


def vote_yes(page: Page, draft: str) -> None:
    page.goto(draft)
    page.locator("input[name=choice][value=yes]").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("Your vote is recorded.")).to_be_visible()


def take_back(page: Page, claim: str) -> None:
    page.goto(claim)
    page.get_by_role("button", name="Withdraw my consent").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
