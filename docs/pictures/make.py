"""Takes the pictures of the main pages (`make pictures`): the demo on free ports, in a folder thrown away.

Each page wide and narrow, light and dark. With a folder as argument they go there instead, to be looked at.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

# The tests know how to run the product.
from tests.chromium import launch  # noqa: E402
from tests.running import Running, until  # noqa: E402

WHO = "Priya Raman"
SIZES = {"wide": (1280, 860), "narrow": (390, 780)}
BOARD = {
    "board": "/posts",
    "post": "/posts/3",
    "new": "/posts/new",
    "search": "/search?q=cherry",
    "welcome": "/welcome",
    "people": "/people",
    "inbox": "/inbox",
    "council": "/council",
    "publishing": "/publishing",
    "draft": "/publishing/drafts/19",
}
SPOTLIGHT = {
    "spotlight": "/",
    "story": "/stories/soup-at-three-in-the-morning",
    "topic": "/topics/making-soda",
}


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        running = Running(Path(folder) / "home", extra={"IDEABOARD_COMPANY": "Carl’s Soda"})
        running.start("all", command="demo")
        browser = launch(playwright.chromium)
        try:
            for name, size in SIZES.items():
                for scheme in ("light", "dark"):
                    take(browser, running, target / f"{name}-{scheme}.webp", size, scheme)
        finally:
            browser.close()
            running.stop()


def take(browser: Browser, running: Running, mark: Path, size: tuple[int, int], scheme: str) -> None:
    """Every page in one size and one scheme; `mark` is how the names end."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    board, spotlight = running.settings.base_url, running.settings.spotlight_url
    page.goto(f"{board}/demo")
    page.locator("li.card", has_text=WHO).locator("button").click()
    until(lambda: page.goto(f"{board}{BOARD['search']}") and page.locator("mark").count())
    for name, path in BOARD.items():
        shoot(page, board + path, mark.with_name(f"{name}-{mark.name}"))
    for name, path in SPOTLIGHT.items():
        shoot(page, spotlight + path, mark.with_name(f"{name}-{mark.name}"))
    context.close()


def shoot(page: Page, address: str, file: Path) -> None:
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.ok, address
    taken = Image.open(io.BytesIO(page.screenshot()))
    taken.save(file, quality=82, method=6)


if __name__ == "__main__":
    main()
