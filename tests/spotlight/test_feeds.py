"""Every feed in every form: whole, valid without a warning, page by page, and sent once."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import feedparser
import pytest
from starlette.testclient import TestClient

from ideaboard import feeds as floor
from ideaboard.db import Database
from ideaboard.settings import Settings
from ideaboard.spotlight import responses, site, stories
from ideaboard.spotlight.feeds import LENGTH
from ideaboard.spotlight.parts import Credit, Medium, Note
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import HOSTILE, Found, harmless
from tests.spotlight.validating import problems

FEEDS = ["/feed.atom", "/feed.rss", "/feed.json"]
XML_FEEDS = FEEDS[:2]
# Where feeds are, each in three forms.
PLACES = ["", "/topics/people", "/people/margit-1", "/departments/returns", f"/stories/{MARGIT.slug}"]
RICH: dict[str, object] = {
    "credits": (Credit("Margit Szabó", "Returns sorter", "Returns", "margit-1"), Credit("")),
    "media": (
        Medium("film", "cd.webm", "video/webm", "A belt", "Eight hours", 640, 360, 123_456, "cd.vtt"),
        Medium("picture", "ab.webp", "image/webp", "Crates", "By the <ramp>", 1200, 800, 99),
    ),
    "notes": (
        Note("correction", "One ring.", "2026-02-02T09:00:00Z"),
        Note("update", "The shelf stands.", "2026-02-03T09:00:00Z", "Done"),
    ),
    "body": "One | two\n--|--\n1 | 2\n\n> So\n\n`code`\n\n[a](/about) ![out](https://x.example/p.png)",
}


@pytest.fixture
def talked(outside: Database, release: Release) -> None:
    """A story with everything a story can have, a bare one, and what readers said to the first."""
    release(**RICH)
    release(slug="bare", standfirst="", topic="", question="", byline="", published_at="2026-01-01T09:00:00Z")
    with outside.writing():
        for number in range(2):
            made = responses.send(
                outside, MARGIT.slug, f"Hedda {number}", "", f"So & so\n\n<b>{number}</b>", now=NOW
            )
            responses.decide(outside, made, "accepted")


@pytest.mark.usefixtures("talked")
def test_every_feed_in_every_form_is_valid_without_a_warning(client: TestClient, public: Settings) -> None:
    for place in PLACES:
        for kind in ("atom", "rss", "json"):
            address = f"{place}/feed.{kind}"
            reply = client.get(address)
            assert reply.status_code == 200, address
            assert reply.headers["content-type"] == floor.TYPES[kind]
            assert problems(kind, reply.content, address=public.spotlight_url + address) == [], address


def test_what_is_valid_is_not_taken_for_granted() -> None:
    """The checks of this file find what is wrong."""
    wrong = {
        "atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
        "rss": b'<rss version="2.0"><channel><title/><link xmlns="http://www.w3.org/2005/Atom" rel="self"/>'
        b"</channel></rss>",
        "json": b'{"version": "https://jsonfeed.org/version/1", "feed_url": "", "items": []}',
    }
    for kind, content in wrong.items():
        assert len(problems(kind, content, address="https://x.example")) > 1


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


@pytest.mark.usefixtures("talked")
def test_pictures_films_authors_and_what_became_of_it_travel_along(
    client: TestClient, public: Settings
) -> None:
    home = public.spotlight_url
    for address in XML_FEEDS:
        entry = feedparser.parse(client.get(address).content).entries[0]
        first = entry.enclosures[0]
        expected = (f"{home}/media/cd.webm", "video/webm", "123456")
        assert (first.href, first.type, first.length) == expected
        # RSS has room for one.
        assert len(entry.enclosures) == (2 if address == "/feed.atom" else 1)
    item = client.get("/feed.json").json()["items"][0]
    assert item["attachments"][1] == {
        "url": f"{home}/media/ab.webp",
        "mime_type": "image/webp",
        "title": "By the <ramp>",
        "size_in_bytes": 99,
    }
    assert item["image"] == f"{home}/media/ab.webp"
    assert item["authors"] == [
        {"name": "Margit Szabó, Returns sorter", "url": f"{home}/people/margit-1"},
        {"name": "An employee"},
    ]
    for words in (
        f'<img src="{home}/media/ab.webp" alt="Crates" width="1200" height="800">',
        "One ring.",
        "<strong>3 February 2026: Done</strong> The shelf stands.",
        "Margit Szabó works at Acme. So does one author who chose not to be named.",
    ):
        assert words in item["content_html"]


@pytest.mark.usefixtures("talked")
def test_what_readers_answer_is_a_feed_of_the_story(client: TestClient, public: Settings) -> None:
    feed = client.get(f"/stories/{MARGIT.slug}/feed.json").json()
    assert feed["title"] == f"Responses to “{MARGIT.title}” · Acme Spotlight"
    assert {item["authors"][0]["name"] for item in feed["items"]} == {"Hedda 0", "Hedda 1"}
    assert "<p>So &amp; so<br><br>&lt;b&gt;" in feed["items"][0]["content_html"]
    page = client.get(f"/stories/{MARGIT.slug}").text
    for item in feed["items"]:
        place, _, anchor = item["url"].partition("#")
        assert place == f"{public.spotlight_url}/stories/{MARGIT.slug}"
        assert f'id="{anchor}"' in page


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


def next_of(kind: str, content: bytes) -> str | None:
    """Where a feed reader finds what is older."""
    if kind == "json":
        found = json.loads(content).get("next_url")
        return str(found) if found else None
    links = [link for link in ET.fromstring(content).iter() if link.tag.endswith("}link")]
    return next((link.get("href") for link in links if link.get("rel") == "next"), None)


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_older_pages_are_linked_and_meet_without_gap_or_repeat(
    client: TestClient, public: Settings, outside: Database, release: Release, kind: str
) -> None:
    for number in range(LENGTH * 2 + 1):
        release(slug=f"s{number:02}", published_at=f"2026-02-{1 + number // 3:02}T09:00:00Z")
    with outside.writing():
        for number in range(LENGTH + 1):
            made = responses.send(outside, "s00", "Hedda", "", f"no. {number}", now=NOW)
            responses.decide(outside, made, "accepted")
    for place, expected in (("", 41), ("/topics/people", 41), ("/stories/s00", LENGTH + 1)):
        seen, pages, address = [], 0, f"{public.spotlight_url}{place}/feed.{kind}"
        while address:
            content = client.get(address).content
            assert problems(kind, content, address=address) == []
            if kind == "json":
                seen += [item["id"] for item in json.loads(content)["items"]]
            else:
                seen += [entry.id for entry in feedparser.parse(content).entries]
            pages, address = pages + 1, next_of(kind, content) or ""
        assert len(seen) == len(set(seen)) == expected, place
        assert pages == -(-expected // LENGTH)


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
    asked = [
        {"if-none-match": before.headers["etag"]},
        {"if-modified-since": before.headers["last-modified"]},
    ]
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)
    for headers in asked:
        after = client.get(address, headers=headers)
        assert after.status_code == 200
        assert MARGIT.slug not in after.text
    assert client.get(f"/topics/people{address}").status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_a_reader_who_has_the_feed_gets_304_until_it_changes(
    client: TestClient, release: Release, address: str
) -> None:
    release()
    for place in (address, f"/topics/people{address}"):
        first = client.get(place)
        asked = {"if-none-match": f'"other", {first.headers["etag"]}'}
        again = client.get(place, headers=asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        stamp = {"if-modified-since": first.headers["last-modified"]}
        assert client.get(place, headers=stamp).status_code == 304
    release(version=2, title="A new title", updated_at=NOW)
    for place in (address, f"/topics/people{address}"):
        for headers in (asked, stamp):
            changed = client.get(place, headers=headers)
            assert changed.status_code == 200
            assert "A new title" in changed.text


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_still_a_feed(client: TestClient, public: Settings, address: str) -> None:
    reply = client.get(address)
    kind = address.removeprefix("/feed.")
    assert problems(kind, reply.content, address=public.spotlight_url + address) == []


def test_pages_tell_readers_where_their_feeds_are(
    client: TestClient, public: Settings, release: Release
) -> None:
    story = release(**RICH)
    site_feeds = [public.spotlight_url + address for address in FEEDS]
    own = {path: [f"{public.spotlight_url}{path}{feed}" for feed in FEEDS] for path in PLACES[1:]}
    told = {"/": [], "/topics/people": own["/topics/people"], "/people/margit-1": own["/people/margit-1"]}
    told[story.path] = [*own[story.path], *own["/topics/people"], *own["/people/margit-1"]]
    for path, expected in told.items():
        links = Found(client.get(path).text).all("link")
        found = [
            link["href"] for link in links if "+xml" in (link.get("type") or "") and "feed." in str(link)
        ]
        found += [link["href"] for link in links if link.get("type") == "application/feed+json"]
        assert set(found) == {*site_feeds, *expected}, path
        assert all(client.get(str(link)).status_code == 200 for link in found)


@pytest.mark.usefixtures("talked")
def test_all_feeds_are_listed_for_people_and_as_opml(client: TestClient, public: Settings) -> None:
    page = [link.get("href") for link in Found(client.get("/feeds").text).all("a")]
    reply = client.get("/feeds.opml")
    outlines = ET.fromstring(reply.content).iter("outline")
    listed = [outline.get("xmlUrl") for outline in outlines if outline.get("xmlUrl")]
    assert listed == [f"{public.spotlight_url}{place}/feed.rss" for place in PLACES[:-1]]
    assert {f"{place}/feed.{kind}" for place in PLACES[:-1] for kind in ("atom", "rss", "json")} <= set(page)
    assert all(client.get(str(address)).status_code == 200 for address in listed)


def test_an_unknown_form_or_place_is_not_found(client: TestClient, release: Release) -> None:
    release()
    for address in ("/feed.pdf", "/topics/none/feed.atom", "/people/x/feed.rss", "/older/none/feed.json"):
        assert client.get(address).status_code == 404, address
    assert client.get(f"/stories/{MARGIT.slug}/older/none/feed.atom").status_code == 404


@pytest.fixture
def hubbed(public: Settings, outside: Database) -> Iterator[TestClient]:
    app = site.application(replace(public, websub_hub="https://hub.example/"))
    with TestClient(app, base_url=public.spotlight_url) as made:
        yield made


def test_feeds_name_the_hub_where_one_is_set(
    client: TestClient, hubbed: TestClient, public: Settings, release: Release
) -> None:
    release()
    for address in FEEDS:
        reply = hubbed.get(address)
        own = public.spotlight_url + address
        assert reply.headers["link"] == f'<https://hub.example/>; rel="hub", <{own}>; rel="self"'
        assert "https://hub.example/" in reply.text
        assert problems(address.removeprefix("/feed."), reply.content, address=own) == []
        assert "hub" not in client.get(address).text
        assert "link" not in client.get(address).headers


def _contents(client: TestClient, address: str) -> list[str]:
    """The HTML of every entry, as it stands in the feed, unrepaired by a kind parser."""
    reply = client.get(address)
    if address == "/feed.json":
        return [item["content_html"] for item in reply.json()["items"]]
    tag = {"/feed.atom": "content", "/feed.rss": "encoded"}[address]
    found = ET.fromstring(reply.content).iter()
    return [item.text or "" for item in found if item.tag.rpartition("}")[2] == tag]
