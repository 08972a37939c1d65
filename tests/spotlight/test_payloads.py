"""1,500 lines that try to run, in every field of stories and responses: none does, on pages or in readers."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route
from starlette.routing import compile_path
from starlette.testclient import TestClient

from ideaboard.db import Database, connect
from ideaboard.db.migrate import migrate
from ideaboard.settings import Settings, load
from ideaboard.spotlight import site, stories
from ideaboard.spotlight.exporting import Export
from ideaboard.spotlight.parts import Credit, Note
from ideaboard.spotlight.routes import ROUTES
from ideaboard.spotlight.stories import Story
from tests.conftest import NOW, data

A_STORY = 100  # lines in each; two in each of the responses that a page shows
OF_A_KIND = 3  # pages looked at of each route but the stories' own, which are all looked at
WATCHED = """
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = () => { console.error("RAN " + name); return null; };
document.addEventListener("securitypolicyviolation", e => console.error("RAN, refused: " + e.blockedURI));
"""
# What could run once somebody pointed or typed, and what loads from elsewhere.
LURKING = """() => [...document.querySelectorAll("*")].filter(element => {
  const code = /^\\W*(javascript|data|vbscript):/i;
  const led = /^(href|src|action|formaction|data|xlink:href|srcdoc)$/i;
  const running = /^(script|iframe|object|embed|base|math|frame|applet)$/;
  const inert = element.localName === "script" && element.type === "application/ld+json";
  return (running.test(element.localName) && !inert)
    || [...element.attributes].some(a => /^on/i.test(a.name) || (led.test(a.name) && code.test(a.value)));
}).map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("payloads")
    return load(home=home, environ={"IDEABOARD_SECRET": "tests only", "IDEABOARD_COMPANY": "Acme"})


@pytest.fixture(scope="module")
def outside(settings: Settings) -> Iterator[Database]:
    made = connect(settings.spotlight_database)
    migrate(made, "outside")
    yield made
    made.close()


@pytest.fixture(scope="module")
def reader(settings: Settings, outside: Database) -> Iterator[TestClient]:
    made = site.public_app(settings)
    yield TestClient(made.app, base_url=settings.spotlight_url)
    made.close()


@pytest.fixture(scope="module")
def lines(outside: Database) -> list[str]:
    """The lines, in stories by now: as many as a feed holds."""
    found: list[str] = json.loads((data("payloads") / "xss.json").read_text("utf8"))
    for place in range(0, len(found), A_STORY):
        tell(outside, place // A_STORY, found[place : place + A_STORY])
    return found


def tell(db: Database, number: int, lines: list[str]) -> None:
    """A story whose every field holds these lines, and a response by and of each."""
    words, at = " ".join(lines), f"2026-01-{number + 1:02}T09:00:00Z"
    body = "\n\n".join(lines)
    fields = dict.fromkeys(("title", "standfirst", "byline", "question", "correction"), words)
    kept = {"credits": (Credit(words, words, lines[0]),), "notes": (Note("correction", words, at),)}
    dated = {"published_at": at, "updated_at": at}
    values: dict[str, Any] = {"slug": f"s{number}", "version": 1, "body": body, "topic": lines[1]}
    story = Story(**values, **dated, **fields, **kept)  # type: ignore[arg-type]
    with db.writing():
        assert stories.put(db, story)
        pairs = [f"{first} {second}" for first, second in zip(lines[::2], lines[1::2], strict=True)]
        db.bulk("responses", [_response(f"{number}-{n}", story.slug, pair) for n, pair in enumerate(pairs)])


def _response(number: str, slug: str, words: str) -> dict[str, str]:
    return {"id": number, "slug": slug, "name": words, "body": words, "sent_at": NOW, "state": "accepted"}


def kind(address: str) -> str:
    """The route of an address."""
    reading = (route.path for route in ROUTES if route.method == "GET")
    return next((path for path in reading if compile_path(path)[0].match(unquote(address))), "")


@pytest.fixture
def page(browser: Browser, reader: TestClient, settings: Settings) -> Iterator[Page]:
    """A page before the site; anything that runs, tries to, or loads from elsewhere fails the test."""
    wrong: list[str] = []

    def serve(route: Route) -> None:
        address = route.request.url
        if not address.startswith(settings.spotlight_url):
            wrong.append(f"loads {address}")
            route.abort()
            return
        reply = reader.get(address)
        headers = {k: v for k, v in reply.headers.items() if k not in {"content-encoding", "content-length"}}
        route.fulfill(status=reply.status_code, headers=headers, body=reply.content)

    context = browser.new_context()
    context.route("**/*", serve)
    context.add_init_script(WATCHED)
    made = context.new_page()
    made.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    made.on(
        "console",
        lambda said: wrong.append(said.text) if "RAN" in said.text or "Refused" in said.text else None,
    )
    made.on("pageerror", lambda error: wrong.append(str(error)))
    yield made
    context.close()
    assert wrong == []


@pytest.mark.slow
def test_nothing_runs_on_any_page(page: Page, settings: Settings, lines: list[str], tmp_path: Path) -> None:
    # The addresses of every page there is, whatever pages there are.
    with closing(Export(settings, tmp_path / "out")) as export:
        export.run()
        filed = export.edition.filed
    pages = sorted(address for address, one in filed.items() if one.file.endswith(".html"))
    assert {f"/stories/s{number}" for number in range(len(lines) // A_STORY)} | {"/", "/about"} <= set(pages)
    looked: Counter[str] = Counter()
    for address in pages:
        looked[route := kind(address)] += 1
        if route == "/stories/{slug}" or looked[route] <= OF_A_KIND:
            page.goto(settings.spotlight_url + address)
            assert page.evaluate(LURKING) == [], address
    page.goto(f"{settings.spotlight_url}/stories/s0")
    assert " ".join(lines[0].split()) in " ".join(page.inner_text("body").split())


def test_nothing_runs_in_a_reader_that_shows_what_feeds_hold_as_it_is(
    page: Page, reader: TestClient, lines: list[str]
) -> None:
    seen = 0
    for address in ("/feed.atom", "/feed.rss", "/feed.json"):
        for html in contents(reader.get(address).text):
            seen += 1
            page.set_content(f"<main>{html}</main>")
            assert page.evaluate(LURKING) == [], address
    assert seen >= 4 * len(lines) // A_STORY


def contents(feed: str) -> Iterator[str]:
    """All that a reader takes for HTML: contents, and the summaries of RSS."""
    if feed.startswith("{"):
        yield from (item["content_html"] for item in json.loads(feed)["items"])
        return
    for item in ET.fromstring(feed).iter():
        tag = re.sub("{.*}", "", item.tag)
        if tag in {"content", "encoded", "description"} and item.text:
            yield item.text
