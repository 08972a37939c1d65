"""What the W3C's feed validator asks of a feed, warnings included, by the published schemas and its rules."""

import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.conftest import data

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
# Elements and attributes that the validator calls safe and that we use; others it warns of.
SAFE = {"a", "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "small"}
SAFE |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "img"}
SAFE_ATTRIBUTES = {"href", "title", "rel", "src", "alt", "width", "height", "start", "class", "tabindex"}
ONCE = {"title", "link", "description", "pubDate", "guid", "enclosure", "lastBuildDate", "language"}


@cache
def _schema() -> jsonschema.Draft4Validator:
    """The published schema of JSON Feed 1.1 (`feed.json`), which builds on that of 1.0 (`feed-1.json`)."""
    newer, older = (json.loads((data("feeds") / name).read_bytes()) for name in ("feed.json", "feed-1.json"))
    known = Registry().with_resource("https://json.schemastore.org/feed-1", DRAFT4.create_resource(older))
    return jsonschema.Draft4Validator(newer, registry=known)


@cache
def _grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))


class _Html(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SAFE:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in SAFE_ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            if name in ("href", "src") and not urlsplit(value or "").scheme:
                self.found.append(f"relative address: {value}")


def problems(kind: str, content: bytes, *, address: str) -> list[str]:
    """Everything wrong with a feed served at this address; empty for a valid one."""
    return list({"atom": _atom, "rss": _rss, "json": _json}[kind](content, address))


def _atom(content: bytes, address: str) -> Iterator[str]:
    root = etree.fromstring(content)
    if not _grammar().validate(root):
        yield from (str(error) for error in _grammar().error_log)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    if links.get("self") != address:
        yield f"self is {links.get('self')}"
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"
    for entry in root.iter(f"{ATOM}entry"):
        if not any(link.get("rel") == "alternate" for link in entry.findall(f"{ATOM}link")):
            yield "an entry without an alternate"
        yield from _Html(entry.findtext(f"{ATOM}content") or "").found


def _rss(content: bytes, address: str) -> Iterator[str]:
    root = etree.fromstring(content)
    channel = root[0]
    if (root.tag, root.get("version"), channel.tag) != ("rss", "2.0", "channel"):
        yield "no RSS 2.0"
    links = {link.get("rel"): link for link in channel.findall(f"{ATOM}link")}
    if links["self"].get("href") != address or links["self"].get("type") != "application/rss+xml":
        yield "self is missing or another"
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        if not (channel.findtext(name) or "").strip():
            yield f"the channel has no {name}"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", channel.findtext("language") or ""):
        yield "no language that is known"
    guids = [item.findtext("guid") for item in channel.iter("item")]
    if len(guids) != len(set(guids)):
        yield "a guid stands twice"
    for item in channel.iter("item"):
        yield from _item(item)


def _item(item: Any) -> Iterator[str]:
    tags = [child.tag for child in item]
    yield from (f"{name} stands more than once" for name in ONCE if tags.count(name) > 1)
    guid = item.find("guid")
    if guid is None or (guid.get("isPermaLink") == "true" and not urlsplit(guid.text).scheme):
        yield "no guid, or a relative one"
    parsedate_to_datetime(item.findtext("pubDate"))
    if tags.index("description") > tags.index(CONTENT):
        yield "content before its description"
    if not (item.findtext("description") or "").strip() or not (item.findtext("title") or "").strip():
        yield "an empty title or description"
    if not item.findtext(CREATOR):
        yield "nobody wrote it"
    for enclosure in item.iter("enclosure"):
        if not (enclosure.get("length") or "").isdigit() or "/" not in (enclosure.get("type") or ""):
            yield "an enclosure without length or type"
        if urlsplit(enclosure.get("url")).scheme not in ("http", "https"):
            yield "an enclosure elsewhere than on the web"
    yield from _Html(item.findtext(CONTENT) or "").found
    yield from _Html(item.findtext("description") or "").found


def _json(content: bytes, address: str) -> Iterator[str]:
    feed = json.loads(content)
    yield from (error.message for error in _schema().iter_errors(feed))
    if feed["version"] != "https://jsonfeed.org/version/1.1" or feed["feed_url"] != address:
        yield "another version or address"
    for item in feed["items"]:
        yield from _Html(item["content_html"]).found
