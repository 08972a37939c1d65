import json
import xml.etree.ElementTree as ET

import feedparser
import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT4
from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.settings import Settings
from ideaboard.spotlight import stories
from tests.conftest import NOW, data
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import HOSTILE, Found, harmless

FEEDS = ["/feed.atom", "/feed.rss", "/feed.json"]
XML_FEEDS = FEEDS[:2]


@pytest.mark.parametrize("address", XML_FEEDS)
def test_a_feed_reader_gets_the_whole_story(
    client: TestClient, public: Settings, release: Release, address: str
) -> None:
    release(version=2, correction="One ring.", updated_at="2026-02-03T09:00:00Z")
    reply = client.get(address)
    feed = feedparser.parse(reply.content, response_headers={"content-type": reply.headers["content-type"]})
    assert not feed.bozo
    entry = feed.entries[0]
    assert entry.title == MARGIT.title
    assert entry.id == entry.link == f"{public.spotlight_url}/stories/{MARGIT.slug}"
    assert entry.published_parsed[:5] == (2026, 2, 1, 9, 0)
    assert entry.author == MARGIT.byline
    assert entry.tags[0].term == MARGIT.topic
    for words in ("<em>empties</em>", "One ring.", MARGIT.question, "Margit Szabó works at Acme."):
        assert words in entry.content[0].value
    if address == "/feed.atom":
        assert entry.updated_parsed[:3] == (2026, 2, 3)


@pytest.mark.parametrize("address", FEEDS)
def test_every_link_in_a_feed_is_whole(
    client: TestClient, public: Settings, release: Release, address: str
) -> None:
    release(body='[a](/about) [b](#x) [c](other) [d](https://e.example/?a=1&b=2 "t") `<a href="/no">`')
    html = _contents(client, address)[0]
    hrefs = [link["href"] for link in Found(html).all("a")]
    place = f"{public.spotlight_url}/stories"
    assert hrefs == [
        f"{public.spotlight_url}/about",
        f"{place}/{MARGIT.slug}#x",
        f"{place}/other",
        "https://e.example/?a=1&b=2",
        f"{place}/{MARGIT.slug}#respond",
    ]


@pytest.fixture
def version_1_1() -> jsonschema.Draft4Validator:
    """The published schema of JSON Feed 1.1 (`feed.json`), which builds on that of 1.0 (`feed-1.json`)."""
    folder = data("feeds")
    newer, older = (json.loads((folder / name).read_bytes()) for name in ("feed.json", "feed-1.json"))
    known = Registry().with_resource("https://json.schemastore.org/feed-1", DRAFT4.create_resource(older))
    return jsonschema.Draft4Validator(newer, registry=known)


def test_the_json_feed_follows_its_schema(
    client: TestClient, release: Release, version_1_1: jsonschema.Draft4Validator
) -> None:
    version_1_1.validate(client.get("/feed.json").json())
    release()
    release(slug="bare", standfirst="", topic="", question="", byline="")
    version_1_1.validate(client.get("/feed.json").json())


def test_the_json_feed_is_version_1_1(client: TestClient, release: Release) -> None:
    release()
    reply = client.get("/feed.json")
    assert reply.headers["content-type"].startswith("application/feed+json")
    assert reply.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert reply.json()["items"][0]["authors"] == [{"name": MARGIT.byline}]


@pytest.mark.parametrize("address", FEEDS)
def test_nothing_in_a_feed_can_run_or_break_it(client: TestClient, release: Release, address: str) -> None:
    fields = ("title", "standfirst", "body", "byline", "topic", "question", "correction")
    release(**dict.fromkeys(fields, HOSTILE + " &#12; ]]>"))
    for html in _contents(client, address):
        assert harmless(html)
        assert "alert(1)" in html


@pytest.mark.parametrize("address", FEEDS)
def test_a_story_taken_back_is_in_no_feed(
    client: TestClient, outside: Database, release: Release, address: str
) -> None:
    release()
    before = client.get(address)
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)
    after = client.get(address, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert MARGIT.slug not in after.text


@pytest.mark.parametrize("address", FEEDS)
def test_a_reader_who_has_the_feed_gets_304_until_it_changes(
    client: TestClient, release: Release, address: str
) -> None:
    release()
    first = client.get(address)
    asked = {"if-none-match": f'"other", {first.headers["etag"]}'}
    again = client.get(address, headers=asked)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    release(version=2, title="A new title")
    changed = client.get(address, headers=asked)
    assert changed.status_code == 200
    assert "A new title" in changed.text


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_still_a_feed(client: TestClient, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 200
    assert (
        reply.json()["items"] == [] if address == "/feed.json" else ET.fromstring(reply.content) is not None
    )


def test_every_page_tells_readers_where_the_feeds_are(client: TestClient, public: Settings) -> None:
    links = Found(client.get("/").text).all("link")
    found = {link["href"] for link in links if link["rel"] == "alternate"}
    assert found == {public.spotlight_url + address for address in FEEDS}


def _contents(client: TestClient, address: str) -> list[str]:
    """The HTML of every entry, as it stands in the feed, unrepaired by a kind parser."""
    reply = client.get(address)
    if address == "/feed.json":
        return [item["content_html"] for item in reply.json()["items"]]
    tag = {"/feed.atom": "content", "/feed.rss": "encoded"}[address]
    found = ET.fromstring(reply.content).iter()
    return [item.text or "" for item in found if item.tag.rpartition("}")[2] == tag]
