"""A story on another site, in a frame that works under a strict policy and loads from the spotlight alone."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from ideaboard.db import connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.spotlight import stories
from tests.journeys.test_reader import STORY
from tests.running import Running


class _Strict(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("content-security-policy", "default-src 'none'; frame-src http://127.0.0.1:*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """The browser's console says what is wrong."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Another site: its folder and its address, on a host of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Strict, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield tmp_path, f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_reader_copies_the_line_and_the_story_shows_on_another_site(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, elsewhere: tuple[Path, str]
) -> None:
    running = Running(tmp_path_factory.mktemp("outside") / "home")
    running.folder.mkdir()
    db = connect(running.settings.spotlight_database)
    migrate(db, "outside")
    transact(db, lambda: stories.put(db, STORY))
    db.close()
    running.start("spotlight")
    folder, site = elsewhere
    context = browser.new_context()
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    try:
        page.goto(running.settings.spotlight_url + STORY.path)
        page.get_by_text("Pass it on").click()
        line = page.get_by_label("One line that shows it on another site").input_value()
        assert page.locator('script[type="application/ld+json"]').count() == 1
        (folder / "page.html").write_text(f"<!doctype html><title>Another site</title><p>See:</p>{line}")
        page.goto(f"{site}/page.html")
        card = page.frame_locator("iframe")
        expect(card.get_by_role("heading", name=STORY.title)).to_be_visible()
        assert card.locator("main").evaluate("main => getComputedStyle(main).display") == "grid"
        with context.expect_page() as opened:
            card.get_by_role("link", name=STORY.title).click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text(STORY.title)
        # No policy was broken, neither ours nor theirs, and nobody else was asked.
        assert said == []
        assert set(asked) <= {urlsplit(running.settings.spotlight_url).netloc, urlsplit(site).netloc}
        assert context.cookies() == []
    finally:
        context.close()
        running.stop()
