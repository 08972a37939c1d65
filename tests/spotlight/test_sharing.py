"""How stories are found and shown elsewhere, and that no page loads anything from there."""

import io
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, urljoin, urlsplit

import pytest
from PIL import Image
from starlette.testclient import TestClient

from ideaboard.company import Company
from ideaboard.db import Database
from ideaboard.settings import Settings
from ideaboard.spotlight import cards, stories
from ideaboard.spotlight.parts import Credit, Note
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_feeds import RICH
from tests.spotlight.test_pages import HOSTILE, STORY, Found, harmless

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def metas(page: str) -> dict[str, str]:
    return {
        str(meta.get("property") or meta.get("name")): str(meta.get("content"))
        for meta in Found(page).all("meta")
    }


def article(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    made: dict[str, object] = json.loads(found[1])
    return made


def locs(client: TestClient, address: str) -> dict[str, str | None]:
    reply = client.get(address)
    assert reply.headers["content-type"].startswith("application/xml")
    return {
        str(item.findtext(f"{SITEMAP}loc")): item.findtext(f"{SITEMAP}lastmod")
        for item in ET.fromstring(reply.content)
    }


def test_a_story_tells_messengers_and_search_engines_what_it_is(
    client: TestClient, public: Settings, release: Release
) -> None:
    release(**RICH, version=2)
    page, place = client.get(STORY).text, public.spotlight_url + STORY
    told = metas(page)
    assert told["og:type"] == "article"
    assert told["og:title"] == f"{MARGIT.title} · Acme Spotlight"
    assert told["og:url"] == place
    assert told["og:image"] == f"{place}/card.png?v=2"
    assert told["twitter:card"] == "summary_large_image"
    assert told["article:published_time"] == MARGIT.published_at
    assert "works at Acme" in told["og:description"]
    made = article(page)
    house = {"@type": "Organization", "name": "Acme", "url": f"{public.spotlight_url}/"}
    assert made["@type"] == "Article"
    assert made["mainEntityOfPage"] == place
    assert made["author"] == [
        {
            "@type": "Person",
            "name": "Margit Szabó",
            "worksFor": house,
            "jobTitle": "Returns sorter",
            "url": f"{public.spotlight_url}/people/margit-1",
        },
        house,
    ]
    assert made["correction"] == [
        {"@type": "CorrectionComment", "text": "One ring.", "dateCreated": "2026-02-02T09:00:00Z"}
    ]


def test_every_page_has_one_address_that_survives_a_change_of_title(
    client: TestClient, public: Settings, release: Release
) -> None:
    release()
    release(version=2, title="Another title")
    for path in (
        "/",
        STORY,
        "/topics",
        "/topics/people",
        "/people",
        "/archive",
        "/archive/2026/02",
        "/feeds",
    ):
        links = [link for link in Found(client.get(path).text).all("link") if link["rel"] == "canonical"]
        assert [link["href"] for link in links] == [public.spotlight_url + path]
    assert not [link for link in Found(client.get("/nowhere").text).all("link") if link["rel"] == "canonical"]


def test_what_a_story_says_cannot_leave_its_data(client: TestClient, release: Release) -> None:
    words = f"</script><script>alert(1)</script><!--<script> \u2028 {HOSTILE}"
    release(title=words, standfirst=words, topic=words, notes=(Note("correction", words, NOW),))
    page = client.get(STORY).text
    assert harmless(page)
    assert len(Found(page).all("script")) == 1
    assert article(page)["articleSection"] == words.replace("\u2028 ", "")
    assert harmless(client.get(f"{STORY}/embed").text)


def test_sitemaps_lead_to_every_page_and_forget_what_was_taken_back(
    client: TestClient, public: Settings, outside: Database, release: Release
) -> None:
    release(**RICH, version=2, updated_at="2026-02-03T09:00:00Z")
    release(slug="gone", published_at="2026-01-05T09:00:00Z")
    home = public.spotlight_url
    maps = [f"{home}/sitemaps/{name}.xml" for name in ("pages", "2026-02", "2026-01")]
    assert list(locs(client, "/sitemap.xml")) == maps
    assert locs(client, maps[1]) == {home + STORY: "2026-02-03T09:00:00Z"}
    assert list(locs(client, maps[2])) == [f"{home}/stories/gone"]
    with outside.writing():
        stories.take_down(outside, "gone", version=1, now=NOW)
    assert list(locs(client, "/sitemap.xml")) == maps[:2]
    assert client.get(maps[2]).status_code == client.get("/sitemaps/none.xml").status_code == 404
    pages = locs(client, maps[0])
    for path in (
        "/",
        "/about",
        "/topics/people",
        "/people/margit-1",
        "/departments/returns",
        "/archive/2026/02",
    ):
        assert home + path in pages
    assert all(client.get(address).status_code == 200 for address in pages)
    assert f"Sitemap: {home}/sitemap.xml" in client.get("/robots.txt").text


def test_the_picture_of_a_story_is_drawn_for_every_version_and_asked_for_once(
    client: TestClient, release: Release
) -> None:
    release()
    first = client.get(f"{STORY}/card.png?v=1")
    assert "immutable" in first.headers["cache-control"]
    assert "immutable" not in client.get(f"{STORY}/card.png").headers["cache-control"]
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    with Image.open(io.BytesIO(first.content)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (1200, 630))
    assert len(first.content) < 100_000
    asked = {"if-none-match": first.headers["etag"]}
    assert client.get(f"{STORY}/card.png", headers=asked).status_code == 304
    release(version=2, title="Another title")
    assert client.get(f"{STORY}/card.png", headers=asked).status_code == 200


def test_a_picture_shows_what_its_story_shows_and_is_drawn_whatever_that_holds(
    client: TestClient, outside: Database, release: Release
) -> None:
    red = io.BytesIO()
    Image.new("RGB", (300, 200), "#ff0000").save(red, "WEBP", quality=100)
    with outside.writing():
        for name, content in (("ab.webp", red.getvalue()), ("broken.webp", b"RIFF, and no more")):
            outside.run(
                """INSERT INTO media (name, type, content, added_at)
                   VALUES (:name, 'image/webp', :content, :now)""",
                name=name,
                content=content,
                now=NOW,
            )
    release(**RICH)
    with Image.open(io.BytesIO(client.get(f"{STORY}/card.png").content)) as drawn:
        red_part, green_part, _blue = drawn.convert("RGB").getpixel((1100, 300))
        assert red_part > 220 > 60 > green_part
    odd = {"title": "W" * 140, "credits": (Credit("木村 " * 40, "ש" * 300),)}
    for number, changes in enumerate(({"title": ""}, odd, {"title": "العربية " * 20}, {"title": "🥤" * 60})):
        release(slug=f"odd-{number}", **changes)
        assert client.get(f"/stories/odd-{number}/card.png").status_code == 200


def test_no_box_stands_for_a_letter_the_font_lacks() -> None:
    for words in ("Ødegård", "Nguyễn Thị", "Привет", "Καλημέρα", "“So” – it’s…", "Škoda, žluť"):
        assert cards.legible(words), words
    for words in ("漢字", "שלום", "مرحبا", "ไทย", "🥤", "a\u202eb", ""):
        assert not cards.legible(words), words
    company = Company("Acme")
    unwritten = [cards.of(_story(title), company) for title in ("漢字", "かな")]
    assert cards.draw(unwritten[0]) == cards.draw(unwritten[1])


def _story(title: str) -> stories.Story:
    from dataclasses import replace

    return replace(MARGIT, title=title)


def test_another_site_asks_how_to_embed_a_story(
    client: TestClient, public: Settings, release: Release
) -> None:
    release(**RICH)
    page = client.get(STORY).text
    links = {link.get("type"): link["href"] for link in Found(page).all("link") if link["rel"] == "alternate"}
    made = client.get(str(links["application/json+oembed"])).json()
    assert (made["version"], made["type"], made["title"]) == ("1.0", "rich", MARGIT.title)
    assert (made["width"], made["height"]) == (600, 340)
    frame = Found(made["html"]).all("iframe")[0]
    assert frame["src"] == f"{public.spotlight_url}{STORY}/embed"
    # The line that people copy is the same.
    assert made["html"].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in page
    as_xml = ET.fromstring(client.get(str(links["text/xml+oembed"])).content)
    assert {child.tag: child.text for child in as_xml} == {name: str(value) for name, value in made.items()}
    asked = f"/oembed?url={quote(public.spotlight_url + STORY + '?utm=x#respond')}"
    small = client.get(f"{asked}&maxwidth=300&maxheight=200").json()
    assert (small["width"], small["height"]) == (300, 200)
    assert "thumbnail_url" not in small
    assert client.get(f"{asked}&format=pdf").status_code == 501


def test_only_addresses_of_ours_are_embedded(
    client: TestClient, public: Settings, outside: Database, release: Release
) -> None:
    release()
    home = public.spotlight_url
    for url in (
        "",
        home,
        f"{home}/stories/none",
        f"https://evil.example{STORY}",
        f"{home}{STORY}/embed",
        "x" * 9000,
    ):
        assert client.get("/oembed", params={"url": url}).status_code == 404, url
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)
    assert client.get("/oembed", params={"url": home + STORY}).status_code == 410
    for gone in ("embed", "card.png", "feed.atom"):
        assert client.get(f"{STORY}/{gone}").status_code == 410


def test_only_the_embedded_page_may_stand_in_a_frame_and_it_does_nothing(
    client: TestClient, release: Release
) -> None:
    release(**RICH)
    reply = client.get(f"{STORY}/embed")
    policy = reply.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    for words in ("default-src 'none'", "form-action 'none'", "base-uri 'none'"):
        assert words in policy
    assert "script-src" not in policy
    links = Found(reply.text).all("a")
    assert all((link["target"], link["rel"]) == ("_blank", "noopener") for link in links)
    for path in ("/", STORY, "/search", "/topics"):
        assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"]


# What a browser fetches by itself when it opens a page.
LOADS = {
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("track", "src"),
    ("video", "src"),
}
LOADS |= {("video", "poster"), ("iframe", "src"), ("embed", "src"), ("object", "data"), ("audio", "src")}
LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "manifest",
    "prefetch",
    "dns-prefetch",
    "preconnect",
}


def loaded(page: str) -> list[str]:
    found = []
    for tag, attributes in Found(page).elements:
        found += [value or "" for name, value in attributes.items() if (tag, name) in LOADS]
        if tag == "link" and set((attributes.get("rel") or "").split()) & LINKS:
            found.append(attributes["href"] or "")
    return found


def test_no_page_loads_anything_from_another_host(
    client: TestClient, public: Settings, release: Release
) -> None:
    """Every public page, found by following every link there is from the front page."""
    release(**RICH)
    release(slug="bare", credits=(Credit(""),), published_at="2026-01-01T09:00:00Z")
    host = urlsplit(public.spotlight_url).netloc
    waiting, seen, pages = ["/", f"{STORY}/embed"], set(), 0
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        reply = client.get(path)
        assert "set-cookie" not in reply.headers
        if not reply.headers["content-type"].startswith("text/html"):
            continue
        pages += 1
        assert reply.status_code == 200 or path.startswith(("/search", "/media")), path
        for address in loaded(reply.text):
            assert urlsplit(urljoin(public.spotlight_url + path, address)).netloc == host, (path, address)
        for link in Found(reply.text).all("a"):
            place = urlsplit(urljoin(public.spotlight_url + path, link.get("href") or ""))
            if place.netloc == host:
                waiting.append(place.path + (f"?{place.query}" if place.query else ""))
    assert pages >= 12
    assert {"/feeds", "/topics/people", "/people/margit-1", "/archive/2026/02", "/stories/bare"} <= seen
    sheets = [address for address in loaded(client.get("/").text) if address.endswith(".css")]
    for sheet in sheets:
        assert not re.search(r"url\(|@import", client.get(sheet).text)


@pytest.mark.parametrize("path", ["/topics/%00", "/people/" + "x" * 5000, "/archive/2026/99", "/archive/x/y"])
def test_an_address_that_never_was_is_not_found(client: TestClient, release: Release, path: str) -> None:
    release()
    assert client.get(path).status_code == 404
