"""Walks the running product over HTTP as one visitor: from their start pages along every link."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
from starlette.routing import compile_path

from ideaboard import app, clock, outbox
from ideaboard.db import connect, transact
from ideaboard.people import people, sessions
from ideaboard.settings import load
from ideaboard.signing import Signer
from ideaboard.spotlight import routes as spotlight_routes
from ideaboard.web.routes import Route
from tests.eyes.states import States
from tests.eyes.visitors import LANGUAGES, Visitor
from tests.running import Running

# How many addresses of one shape (a route, and the names in its query) are followed; in further languages,
# whose pages differ by their words alone, one of each.
PLAIN, ASKED = 3, 1


@dataclass(frozen=True)
class Seen:
    """One page as it was served; `form` is what was sent to get it, None for a plain visit."""

    address: str
    route: str
    status: int
    html: str
    form: dict[str, str] | None = field(default=None, hash=False)
    linked: str = ""

    @property
    def is_page(self) -> bool:
        return self.html.lstrip().lower().startswith("<!doctype html")

    @property
    def comes_back(self) -> bool:
        """Whether a form was sent and is here again: refused, or with a preview."""
        return self.form is not None and (self.status >= 400 or self.route.endswith("/preview"))

    @property
    def name(self) -> str:
        return f"{'POST ' if self.form is not None else ''}{self.address}"


@dataclass
class Home:
    """The running product with what stands in it."""

    running: Running
    states: States
    known: dict[str, set[str]] = field(default_factory=dict, repr=False)
    walked: dict[tuple[str, str], list[Seen]] = field(default_factory=dict, repr=False)

    def walk(self, visitor: Visitor, language: str) -> list[Seen]:
        """Everything this visitor reaches, walked once."""
        key = visitor.name, language
        if key not in self.walked:
            self.walked[key] = list(Walk(self, visitor, language).pages())
        return self.walked[key]

    def pages(self, visitor: Visitor, language: str) -> list[Seen]:
        return [seen for seen in self.walk(visitor, language) if seen.is_page]

    def settled(self) -> bool:
        """Whether the worker has done what filling the home brought about, and search has its index."""
        db = connect(self.running.settings.database)
        waits = outbox.load(db, now=clock.now())["oldest_due"]
        db.close()
        said = self.running.command("doctor").stdout
        return waits is None and not re.search("WRONG (spotlight )?index|spotlight index: none", said)

    def site(self, visitor: Visitor) -> str:
        settings = self.running.settings
        return settings.spotlight_url if visitor.outside else settings.base_url

    def cookie(self, visitor: Visitor) -> str:
        """The signed-in visitor's cookie, "" for a stranger."""
        settings, db = self.running.settings, connect(self.running.settings.database)
        row = people.by_email(db, visitor.email) if visitor.email else None
        number = row and transact(db, lambda: sessions.begin(db, row["id"], agent="eyes", now=clock.now()))
        db.close()
        return Signer(settings.secret).sign(sessions.COOKIE, number) if number else ""


def routes(visitor: Visitor) -> list[Route]:
    if visitor.outside:
        return spotlight_routes.ROUTES
    return app.routes(load(home=Path("unused-home"), demo=True, environ={"IDEABOARD_SECRET": "x"}))


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


class Walk:
    """One visitor's way in one language."""

    def __init__(self, home: Home, visitor: Visitor, language: str) -> None:
        self.site, self.visitor = home.site(visitor), visitor
        self.starts = [*visitor.starts, *home.states.starts[visitor.name]]
        self.refused = [*visitor.refused, *home.states.refused[visitor.name]]
        self.most = PLAIN if language == LANGUAGES[0] else 1
        self.table = [(r.method, r.path, compile_path(r.path)[0]) for r in routes(visitor)]
        self.client = httpx2.Client(
            base_url=self.site,
            headers={"accept": "text/html", "accept-language": language, "sec-fetch-site": "same-origin"},
            cookies={sessions.COOKIE: cookie} if (cookie := home.cookie(visitor)) else {},
            timeout=60,
        )

    def route(self, method: str, address: str) -> str:
        path = urlsplit(address).path
        return next((r for m, r, pattern in self.table if m == method and pattern.match(path)), "")

    def pages(self) -> Iterator[Seen]:
        """Every page that is reached, then every form that comes back; the answers that are no HTML too."""
        queue = deque((address, "") for address in self.starts)
        known, shapes = set(self.starts), Counter[tuple[str, ...]]()
        while queue:
            address, linked = queue.popleft()
            answer = self.client.get(address)
            seen = Seen(address, self.route("GET", address), answer.status_code, answer.text, linked=linked)
            onward = Links(answer.text).found if seen.is_page else []
            yield seen
            for link in [*onward, *([answer.headers["location"]] if answer.is_redirect else [])]:
                target = self.local(address, link)
                shape = self.shape(target)
                if (
                    target
                    and target not in known
                    and shapes[shape] < (ASKED if len(shape) > 1 else self.most)
                ):
                    shapes[shape] += 1
                    known.add(target)
                    queue.append((target, address))
        for address, form in self.refused:
            answer = self.client.post(address, data=form)
            yield Seen(address, self.route("POST", address), answer.status_code, answer.text, form)
        self.client.close()

    def shape(self, address: str) -> tuple[str, ...]:
        names = sorted(name for name, _ in parse_qsl(urlsplit(address).query))
        # Sorting is worth a look each: some orders have an empty state of their own.
        return (self.route("GET", address), *names)

    def local(self, base: str, link: str) -> str:
        """The link as a path of this site without its fragment, "" when it leads elsewhere."""
        whole = urlsplit(urljoin(self.site + base, link))
        if f"{whole.scheme}://{whole.netloc}" != self.site:
            return ""
        return re.sub(r"#.*", "", whole.path + (f"?{whole.query}" if whole.query else ""))
