"""In the longer trial language each sentence of ours stands in brackets: what has none, nobody translated."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from ideaboard import app
from ideaboard.app import spotlight
from ideaboard.db import transact
from ideaboard.language import LANGUAGES
from ideaboard.publishing import zones
from ideaboard.search import stemming
from ideaboard.settings import Settings
from ideaboard.spotlight import stories
from ideaboard.spotlight.parts import Credit, Note
from ideaboard.web.routes import Route
from tests.conftest import NOW, words
from tests.languages.conftest import Play

# The longer first, or the shorter one would leave the rest of it.
ZONES = sorted((re.escape(name.replace("_", " ")) for name in zones.names()), key=len, reverse=True)
TRIAL = {"accept-language": "en-XA"}
INLINE = {"a", "abbr", "b", "em", "i", "ins", "del", "mark", "small", "span", "strong", "bdi", "code", "kbd"}
# A moment is CLDR's, a name, a key and what is typed are nobody's words, and a drawing holds initials.
SILENT = {"time", "bdi", "kbd", "svg", "script", "style", "textarea"}
SHOWN = {"title", "aria-label", "placeholder", "alt"}
# What the cast is called, and what is the same in every language.
NAMES = re.compile(
    r"\b(Ada|Author|Cole|League|Stella|Steward|Amba|Sador|Cato|Cleo|Cyd|Caro|Councillor|Bran|Brea|Advocate"
    r"|Open|Quiet|Firm|Acme|[\w.]+@[\w.]+|a test|UTC|RSS|Atom|JSON Feed|nothing|https?://\S+"
    r"|[A-Z]{2}|[0-9a-f]{10}|March 2026"
    rf"|{'|'.join([*LANGUAGES.values(), *stemming.LANGUAGES.values(), *ZONES])})\b"
)
# Pages that speak English by decision, and those that are no pages.
ENGLISH = {"/design", "/design/outside"}


LETTERS = ("/subscribe", "/subscribe?sent=subscribe", "/subscribe?sent=leave", "/subscribe/confirm/ours")
LETTERS += ("/subscribe/stop/ours-too", "/responses/withdraw/ours-as-well", "/responses/withdraw/broken")


class Words(HTMLParser):
    """The text of a page, block by block, and its attributes that are shown or read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self._block = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE | SILENT:
            self.flush()
        if tag in SILENT:
            self._open.append(tag)
        self.found += [value or "" for name, value in attributes if name in SHOWN]

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE | SILENT:
            self.flush()
        if tag in self._open:
            del self._open[self._open.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._open:
            self._block += data

    def flush(self) -> None:
        self.found.append(self._block)
        self._block = ""


def untranslated(text: str) -> Iterator[str]:
    """The Latin words of a page that stand in no brackets and are no names."""
    parser = Words()
    parser.feed(text)
    parser.flush()
    for found in parser.found:
        if left := bare(found):
            yield f"{left} (of: {' '.join(found.split())[:200]})"


def bare(text: str) -> str:
    """What is left of a text without everything in brackets, names, and other scripts."""
    before = ""
    while before != text:
        before, text = text, re.sub(r"\[[^\[\]]*\]", " ", text)
    left = NAMES.sub(" ", text)
    return " ".join(left.split()) if re.search(r"[A-Za-z]", left) else ""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A house that speaks the trial language, as no setting allows: to strangers, readers and the invited."""
    return replace(settings, language="en-XA")


def addresses(play: Play, route: Route) -> list[str]:
    """The address of a route for everything there is of its kind."""
    path, db = route.path, play.stage.cast.db
    if path.startswith("/comments"):
        numbers = [row["id"] for row in db.rows("SELECT id FROM comments")]
    elif path.startswith(("/people", "/admin")):
        numbers = [person.id for person in (play.stage.cast.author, *play.stage.cast.council)]
    else:
        desk = path.startswith("/publishing") and not path.startswith("/publishing/posts")
        numbers = play.drafts if desk else play.posts
    path = path.replace("{version:id}", "1").replace("{token}", play.claim)
    path = path.replace("{id}", play.response)
    path = path.replace("{slug}", play.slug if path.startswith("/publishing") else "open")
    return [path.replace("{id:id}", str(number)) for number in numbers] if "{id:id}" in path else [path]


def more(play: Play) -> list[str]:
    sorts = [f"/posts?sort={sort}" for sort in ("trending", "top", "new", "unanswered", "followed", "mine")]
    asked = [f"/publishing/drafts/new?post={number}" for number in play.posts]
    finding = ["/search?q=%CE%99%CE%B4%CE%AD%CE%B1", "/search?q=-", "/search?q=%CE%A9", "/people?q=%CE%A9"]
    listed = ["/posts?status=planned&kind=idea", "/posts?tag=%CE%A9", "/posts?category=open", "/nowhere"]
    return (
        sorts
        + asked
        + finding
        + listed
        + [f"/publishing/responses?state={s}" for s in ("held", "private", "refused")]
    )


def is_page(answer: object) -> bool:
    return getattr(answer, "headers", {}).get("content-type", "").startswith("text/html")


def test_every_page_is_translated(play: Play) -> None:
    client = play.stage.visit(play.stage.cast.councillor)
    client.headers.update(TRIAL)
    wrong, seen = {}, set()
    routes = [route for route in app.routes(play.stage.settings) if route.method == "GET"]
    for route in routes:
        for address in addresses(play, route) if route.path not in ENGLISH else []:
            answer = client.get(address)
            if is_page(answer):
                seen.add(route.path)
                wrong[address] = list(untranslated(answer.text))
    for address in more(play):
        wrong[address] = list(untranslated(client.get(address).text))
    author = play.stage.visit(play.stage.cast.author)
    author.headers.update(TRIAL)
    own = [row["id"] for row in play.stage.cast.db.rows("SELECT id FROM incoming")]
    for address in (f"/publishing/stories/{play.slug}", *(f"/publishing/responses/{n}/reply" for n in own)):
        wrong[f"author: {address}"] = list(untranslated(author.get(address).text))
    assert {address: found for address, found in wrong.items() if found} == {}
    assert len(seen) > 35, f"only {sorted(seen)}"


@pytest.mark.parametrize("long", [False, True], ids=["empty", "long"])
def test_every_refusal_and_every_notice_is_translated(play: Play, long: bool) -> None:
    """Each form is sent empty, then with far too much, and the page it leads to is read."""
    play = replace(play, posts=play.posts[:2], drafts=play.drafts[1:])
    names = ("title", "body", "text", "reason", "name", "word", "email", "interests", "about", "question")
    data = dict.fromkeys((*names, "accent_light", "vote_reason"), "1" * 25_000) if long else {}
    client = play.stage.visit(play.stage.cast.councillor)
    client.headers.update(TRIAL)
    wrong, seen = {}, 0
    for route in app.routes(play.stage.settings):
        if route.method != "POST" or route.path in {"/signout", "/settings/profile"}:
            continue
        for address in addresses(play, route):
            answer = client.post(address, data=data)
            if answer.status_code == 303 and not answer.headers["location"].startswith("http"):
                answer = client.get(answer.headers["location"])
            if is_page(answer):
                seen += 1
                wrong[address] = list(untranslated(answer.text))
    refused = client.post("/settings/profile", data=data)
    wrong["/settings/profile"] = list(untranslated(refused.text))
    assert {address: found for address, found in wrong.items() if found} == {}
    assert seen > 50


def test_every_mail_is_translated(play: Play) -> None:
    sent = play.stage.mails()
    assert len(sent) > 8
    wrong = {}
    for mail in sent:
        wrong[mail["Subject"]] = [left for left in map(bare, [mail["Subject"], *lines(words(mail))]) if left]
    assert {subject: found for subject, found in wrong.items() if found} == {}


def lines(text: str) -> list[str]:
    # A sentence may be folded into two lines, so that its brackets are far apart.
    return text.split("\n\n")


def test_every_page_outside_is_translated(play: Play) -> None:
    settings, outside = play.stage.settings, play.stage.place.outside
    shown = stories.find(outside, play.slug)
    notes = (Note("update", "Στέκει", NOW, "Έτοιμο"), Note("correction", "Ένα", NOW))
    credits = (Credit("Ήρα", "Μάγειρας", "Κουζίνα", "hra-1"), Credit("Ζευς"), Credit(""))
    told = replace(shown, version=9, topic="Θέμα", notes=notes, credits=credits)
    transact(outside, lambda: stories.put(outside, told))
    lists = [place.path for place in told.places]
    lists += [f"{path}/older/{play.slug}" for path in ("", *lists)]
    paths = ("/topics", "/people", "/archive", "/feeds", f"/stories/{play.slug}/embed", "/topics/nothing")
    with TestClient(spotlight(settings), base_url=settings.spotlight_url) as client:
        here = {"sec-fetch-site": "same-origin"}
        wrong = {
            address: list(untranslated(client.get(address).text))
            for address in (
                "/",
                "/about",
                told.path,
                "/stories/nowhere",
                "/nowhere",
                *lists,
                *paths,
                *LETTERS,
            )
        }
        wrong["subscribe"] = list(untranslated(client.post("/subscribe", data={}, headers=here).text))
        story = f"/stories/{play.slug}/responses"
        wrong["refused"] = list(untranslated(client.post(story, data={}, headers=here).text))
    assert {address: found for address, found in wrong.items() if found} == {}


def test_the_reader_of_pages_finds_what_is_untranslated() -> None:
    page = (
        '<p title="Bare">[Šåvé·] Ada <b>bold words</b> [Ñîçé <time>2 hours ago</time> by <bdi>Bo</bdi>]</p>'
    )
    assert [found.split(" (of")[0] for found in untranslated(page)] == ["Bare", "bold words"]
    assert list(untranslated("<p>[[nested] brackets] Ωμέγα 12 · UTC</p><kbd>j</kbd>")) == []
