"""Takes the pictures of the README (`make pictures`): the demo on free ports, in a folder thrown away."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.running import Running, until  # noqa: E402 - the tests know how to run the product

WHO = "Priya Raman"
SIZES = {"wide": (1280, 860), "narrow": (390, 780)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        running = Running(Path(folder) / "home", extra={"IDEABOARD_COMPANY": "Carl’s Soda"})
        running.start("all", command="demo")
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            for name, size in SIZES.items():
                for scheme in ("light", "dark"):
                    take(browser, running, f"{name}-{scheme}", size, scheme)
        finally:
            browser.close()
            running.stop()


def take(browser: Browser, running: Running, mark: str, size: tuple[int, int], scheme: str) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    board, spotlight = running.settings.base_url, running.settings.spotlight_url
    page.goto(f"{board}/demo")
    page.locator("li.card", has_text=WHO).locator("button").click()
    until(lambda: page.goto(f"{board}/search?q=cherry") and page.locator("mark").count())
    shots = {
        "board": f"{board}/posts?sort=top",
        "post": f"{board}/posts/3",
        "council": f"{board}/council",
        "publishing": f"{board}/publishing",
        "spotlight": f"{spotlight}/",
        "story": f"{spotlight}/stories/soup-at-three-in-the-morning",
    }
    for name, address in shots.items():
        shoot(page, address, HERE / f"{name}-{mark}.png")
    context.close()


def shoot(page: Page, address: str, file: Path) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, address
    page.screenshot(path=file)


if __name__ == "__main__":
    main()
