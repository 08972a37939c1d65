"""Opens pages in a real browser and looks at them with axe and with rules of our own, in every mode."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from ideaboard.people import sessions
from tests.chromium import on_error
from tests.eyes.crawl import Home, Seen
from tests.eyes.findings import Finding
from tests.eyes.visitors import Visitor

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
SCRIPTS = [AXE, HERE / "look.js"]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Colours depend on how an element is built, not on its words, and cost the most: they are looked at apart.
WORDS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SIZES = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}

THEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")
WIDE, NARROW, NARROWEST = 1280, 390, 320
# 1280 px at 200 % zoom.
ZOOMED = 640
HEIGHT = 900
# WCAG 1.4.12: a reader's own spacing takes nothing away.
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"


class Eye:
    """One visitor's browser in one language."""

    def __init__(self, page: Page, home: Home, visitor: Visitor) -> None:
        self.page, self.site, self.visitor = page, home.site(visitor), visitor
        # One sheet of styles a site: what was seen as one visitor need not be looked at as another.
        self.known = home.known.setdefault(self.site, set())
        self.findings: list[Finding] = []
        self.current = Seen("", "", 0, "")
        page.on("console", self._heard)
        on_error(page, lambda error: self.note("error in a script", [("", "", str(error))]))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def note(self, mode: str, found: Iterable[Iterable[str]]) -> None:
        for rule, selector, snippet in found:
            self.findings.append(
                Finding(rule or mode, selector, self.current.name, self.visitor.name, mode, snippet)
            )

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser reports the status of an error page too; that one is meant.
        own = message.location.get("url", "").endswith(self.current.address) and self.current.status >= 400
        if message.type in ("error", "warning") and not own:
            self.note("console", [("", message.location.get("url", ""), message.text)])

    def _failed(self, asked: Request) -> None:
        # An icon that is under way when the next page is opened is given up by the browser itself.
        if asked.failure != "net::ERR_ABORTED":
            self.note("request failed", [("", asked.url, str(asked.failure))])

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.note("request failed", [("", answer.url, str(answer.status))])

    def open(self, seen: Seen) -> None:
        """Go to the page as the walk did, by its address or by sending its form."""
        self.current = seen
        self.width(WIDE)
        self.page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        if seen.form is None:
            self.page.goto(self.site + seen.address)
        else:
            self.page.goto(self.site + ("/about" if self.visitor.outside else "/signin"))
            with self.page.expect_navigation():
                self.page.evaluate(SEND, [self.site + seen.address, seen.form])
        self.arm()

    def arm(self) -> None:
        for script in SCRIPTS:
            self.page.evaluate(script.read_text("utf8"))

    def look(self, rule: str, mode: str, argument: Any = None) -> None:
        self.note(mode, self.page.evaluate(f"argument => look.{rule}(argument)", argument))

    def width(self, pixels: int) -> None:
        self.page.set_viewport_size({"width": pixels, "height": HEIGHT})

    def everything(self, seen: Seen) -> None:
        self.open(seen)
        self.page.evaluate("look.open()")
        self.look("axe", "1280", WORDS)
        self.widths()
        fresh = set(self.page.evaluate("look.paths()")) - self.known
        if fresh:
            self.known |= fresh
            self.colours()

    def widths(self) -> None:
        """Nothing sticks out or is too small to hit, also zoomed, also with a reader's own spacing."""
        for pixels in (ZOOMED, NARROWEST, NARROW):
            self.width(pixels)
            self.look("sideways", f"{pixels} px")
        self.look("axe", f"{NARROW} px", SIZES)
        self.width(NARROWEST)
        self.page.evaluate(SPACE, SPACED)
        self.look("sideways", f"{NARROWEST} px, spaced")
        self.page.evaluate(SPACE, "")
        self.width(WIDE)
        self.look("sideways", f"{WIDE} px")

    def colours(self) -> None:
        """Both themes, wide and narrow; then the system's own colours, and no motion."""
        for theme in THEMES:
            self.page.emulate_media(color_scheme=theme)
            for pixels in (WIDE, NARROW):
                self.width(pixels)
                self.look("axe", f"{theme}, {pixels} px", COLOURS)
        self.width(WIDE)
        self.look("focus", "light, 1280 px")
        self.page.emulate_media(forced_colors="active")
        for rule, argument in (("forced", None), ("edges", None), ("focus", "outline")):
            self.look(rule, "forced colours", argument)
        self.page.emulate_media(forced_colors="none", color_scheme="light", reduced_motion="reduce")
        self.look("motion", "reduced motion")

    def menu(self) -> None:
        """The page that is open, with the menu of its head unfolded."""
        if self.page.locator("details.menu").count():
            self.page.evaluate("document.querySelector('details.menu').open = true")
            self.look("axe", "menu open", WORDS)
            self.widths()
            self.colours()


SEND = """([address, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.documentElement.append(form);
  form.submit();
}"""
SPACE = """words => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(words);
  document.adoptedStyleSheets = [sheet];
}"""


@contextmanager
def eye(browser: Browser, home: Home, visitor: Visitor, language: str) -> Iterator[Eye]:
    context = browser.new_context(locale=language, viewport={"width": WIDE, "height": HEIGHT})
    if cookie := home.cookie(visitor):
        context.add_cookies([{"name": sessions.COOKIE, "value": cookie, "url": home.site(visitor)}])
    yield Eye(context.new_page(), home, visitor)
    context.close()
