"""What all our feeds share: one shape for Atom, RSS and JSON Feed, lawful words, whole links, and whether a
reader has it already."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.utils import format_datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape

from ideaboard import clock, language
from ideaboard.paths import TEMPLATES

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
class Author:
    """`page` is an address of theirs, "" for none."""

    name: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture or film beside the words, `length` in bytes."""

    url: str
    type: str
    length: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. `id` is its address, which never changes; dates are RFC 3339."""

    id: str
    title: str
    html: str
    authors: tuple[Author, ...]
    published: str
    updated: str
    summary: str = ""
    terms: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def published_822(self) -> str:
        return rfc822(self.published)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed ready to be written in any form.

    `id` outlasts a change of its `link`, which must not double every entry. `page` is what people read
    instead, `next` the document with what is older (RFC 5005), `hub` tells at once what is new (WebSub).
    """

    id: str
    title: str
    about: str
    page: str
    link: str
    updated: str
    entries: list[Entry]
    next: str = ""
    hub: str = ""

    @property
    def updated_822(self) -> str:
        return rfc822(self.updated)


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
        "authors": [_author(author) for author in made.authors],
        "tags": list(made.terms),
        "image": next((one.url for one in made.enclosures if one.type.startswith("image/")), ""),
        "attachments": [_attachment(one) for one in made.enclosures],
    }
    return {name: value for name, value in kept.items() if value not in ("", [])}


def _author(author: Author) -> dict[str, str]:
    return {"name": author.name, "url": author.page} if author.page else {"name": author.name}


def _attachment(made: Enclosure) -> dict[str, Any]:
    kept = {"url": made.url, "mime_type": made.type, "title": made.title, "size_in_bytes": made.length}
    return {name: value for name, value in kept.items() if value != ""}


def as_json(feed: Feed) -> dict[str, Any]:
    """The feed as JSON Feed 1.1."""
    kept = {
        "version": JSON_VERSION,
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.page,
        "feed_url": feed.link,
        "next_url": feed.next,
        "language": language.current(),
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    made = {name: value for name, value in kept.items() if value not in ("", [])}
    return made | {"items": [item(entry) for entry in feed.entries]}


def etag(kind: str, feed: Feed, *sources: Path) -> str:
    """Of all that is in the feed: what nobody may see any more changes it like what came. `sources` are the
    files that decide what is put in."""
    shapes = shape(TEMPLATES / f"feed.{kind}", TEMPLATES / "_entries.atom", *sources)
    return tag(kind, language.current(), json.dumps(asdict(feed)), shapes)


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
