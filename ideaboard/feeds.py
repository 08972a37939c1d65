"""What all our feeds share: an entry, lawful words, whole links, and whether a reader has it already."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape

from ideaboard import clock

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
JSON_VERSION = "https://jsonfeed.org/version/1.1"

# Everything XML 1.0 has no place for; Markdown can bring a form feed back as `&#12;`.
_UNLAWFUL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HREF = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)"')


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. `id` is its address, which never changes; dates are RFC 3339."""

    id: str
    title: str
    html: str
    author: str
    published: str
    updated: str
    summary: str = ""
    terms: tuple[str, ...] = ()

    @property
    def published_822(self) -> str:
        return rfc822(self.published)


def rfc822(stamp: str) -> str:
    """A stamp as RSS writes it: `Sun, 01 Mar 2026 09:00:00 +0000`."""
    return format_datetime(clock.moment(stamp))


def http_date(stamp: str) -> str:
    """A stamp as headers write it: `Sun, 01 Mar 2026 09:00:00 GMT`."""
    return format_datetime(clock.moment(stamp), usegmt=True)


def absolute(html: str, place: str) -> str:
    """The HTML with every link whole, since a feed reader stands elsewhere."""
    return _HREF.sub(lambda found: f'{found[1]}{escape(urljoin(place, unescape(found[2])))}"', html)


def lawful(words: str) -> str:
    return _UNLAWFUL.sub("", words)


def item(made: Entry) -> dict[str, Any]:
    """An entry as JSON Feed 1.1 has it, https://www.jsonfeed.org/version/1.1/"""
    kept: dict[str, Any] = {
        "id": made.id,
        "url": made.id,
        "title": made.title,
        "content_html": made.html,
        "summary": made.summary,
        "date_published": made.published,
        "date_modified": made.updated,
        "authors": [{"name": made.author}],
        "tags": list(made.terms),
    }
    return {name: value for name, value in kept.items() if value not in ("", [])}


def tag(*parts: str) -> str:
    """An ETag of these parts; weak, as the same feed may travel packed."""
    return f'W/"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:24]}"'


@cache
def shape(*files: Path) -> str:
    """What code and templates put around the words: a new release of ours is a new feed."""
    sources = b"".join(file.read_bytes() for file in (*files, Path(__file__)) if file.is_file())
    return hashlib.sha256(sources).hexdigest()


def unchanged(headers: Mapping[str, str], tag: str, modified: str = "") -> bool:
    """Whether the reader has it: If-None-Match names this ETag (weak comparison, RFC 9110, 8.8.3.2).

    A reader that sends no ETag back is asked for the very date it was given: a feed may change to an older
    one, when its newest entry leaves.
    """
    if asked := headers.get("if-none-match", ""):
        return bool({part.strip().removeprefix("W/") for part in asked.split(",")} & _names(tag))
    return bool(modified) and headers.get("if-modified-since", "") == modified


def _names(tag: str) -> set[str]:
    return {"*", tag.removeprefix("W/")}
