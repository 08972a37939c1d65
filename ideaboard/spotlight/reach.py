"""Where a public page leads to, and which of that is the same for everybody and so may be a file."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

from starlette.routing import compile_path

from ideaboard.web.routes import Route

_LED = re.compile(r'\s(?:href|src|poster)="([^"]*)"|url\("?([^")]+)"?\)')
_FORM = re.compile(r'(\s(?:action|href)=")(/(?!/)[^"]*)"')
# Of these the web or the media's own view keeps the bytes.
_FILES = ("/static/", "/media/")
# A query that only says which version is meant; the file is the same without it.
_VERSION = re.compile(r"v=[^&]*")
MOST_KNOWN = 100_000


class Reach:
    """The addresses of one site: `routes` say which of them may be kept, `url` is where it stands."""

    def __init__(self, routes: Iterable[Route], url: str) -> None:
        reading = [route for route in routes if route.method == "GET"]
        self._patterns = [(compile_path(route.path)[0], route.keep is not None) for route in reading]
        self._url = url
        self._known: dict[str, str] = {}
        self._whole = re.compile(re.escape(url) + r"(/[^\s\\\"'<>&?#]*)")
        self.fixed = [route.path for route in reading if route.keep is not None and "{" not in route.path]

    def is_file(self, address: str) -> bool:
        path = unquote(address)
        if path.startswith(_FILES):
            return True
        return next((kept for pattern, kept in self._patterns if pattern.match(path)), False)

    def links(self, address: str, body: bytes, kind: str) -> list[str]:
        """The addresses of files that a page, a feed, a style sheet or a sitemap leads to, each once."""
        if not kind.startswith(("text/", "application/")):
            return []
        text = body.decode("utf8", "replace")
        led = [unescape(found[0] or found[1]) for found in _LED.findall(text)]
        led += self._whole.findall(text)
        found = (self._whole_way(address, link) for link in dict.fromkeys(led))
        return list(dict.fromkeys(link for link in found if link))

    def _whole_way(self, address: str, link: str) -> str:
        """Most links are whole, and stand on page after page: those are remembered."""
        if not link.startswith(("/", self._url)):
            return self._own(address, link)
        if link not in self._known:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[link] = self._own("/", link)
        return self._known[link]

    def _own(self, address: str, link: str) -> str:
        """The address of a link of this site, "" for any other."""
        try:
            parts = urlsplit(urljoin(self._url + address, link))
        except ValueError:
            return ""
        if f"{parts.scheme}://{parts.netloc}" != self._url:
            return ""
        if parts.query and not _VERSION.fullmatch(parts.query):
            return ""
        path = spelt(parts.path) or "/"
        return path if self.is_file(path) else ""

    def outward(self, body: bytes, live: str) -> bytes:
        """The page with its forms, and links to what is no file, leading to the live site elsewhere."""

        def led(found: re.Match[str]) -> str:
            path = found[2].partition("#")[0].partition("?")[0]
            there = "action" in found[1] or not self.is_file(path)
            return f'{found[1]}{live}{found[2]}"' if there else found[0]

        return _FORM.sub(led, body.decode("utf8")).encode()


def spelt(path: str) -> str:
    """The one spelling of a path, of the several that mean the same."""
    return quote(unquote(path), safe="/:@!$&'()*+,;=-._~")
