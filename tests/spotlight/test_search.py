"""Readers search the stories: by every field, with their words marked, and never past what is shown."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ideaboard import pseudo
from ideaboard.db import Database
from ideaboard.settings import Settings
from ideaboard.spotlight import finding, search_views, site, stories
from ideaboard.spotlight.site import PublicApp
from tests.conftest import NOW, data
from tests.running import until
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import HOSTILE, Found, harmless

FULL = {
    "title": "Lanterns of the harbour",
    "standfirst": "A bicycle was underneath.",
    "body": "We pulled **saxophones** out of the canal.",
    "byline": "Otto Freymuth, Lamplighter",
    "topic": "Waterways",
    "question": "Have you ever found an accordion?",
}
BY_FIELD = {
    "title": "lanterns",
    "standfirst": "bicycle",
    "body": "saxophones",
    "byline": "freymuth",
    "role": "lamplighter",
    "topic": "waterways",
    "question": "accordion",
}
TYPED = [
    "x" * 10_000,
    "crates " * 1_500,
    "e\u0301" * 5_000,
    "😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "\u202eשלום\u202c",
    HOSTILE,
    '"',
    '-"-"- OR AND NOT ((( *** ~~~ :::',
    "title:* author:[a TO z]^5 /.*/",
    "\0\ufffe\ud7ff",
    "   ",
]

Index = Callable[[], None]


@pytest.fixture
def index(made: PublicApp, outside: Database) -> Index:
    """Brings the index to where the stories are, as the running app does twice a second."""
    return lambda: made.keeper.round(outside)


def ask(client: TestClient, query: str, **more: str) -> dict[str, Any]:
    reply = client.get("/search", params={"q": query, **more}, headers={"accept": "application/json"})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def slugs(client: TestClient, query: str, **more: str) -> list[str]:
    return [story["slug"] for story in ask(client, query, **more)["results"]]


def take_down(outside: Database, slug: str = MARGIT.slug) -> None:
    with outside.writing():
        stories.take_down(outside, slug, version=1, now=NOW)


def test_a_story_is_found_by_each_of_its_fields_and_the_word_is_marked(
    client: TestClient, release: Release, index: Index
) -> None:
    release(slug="lanterns", **FULL)
    release()
    index()
    for field, word in BY_FIELD.items():
        assert slugs(client, word) == ["lanterns"], field
        page = client.get("/search", params={"q": word}).text
        assert [mark.lower() for mark in re.findall(r"<mark>([^<]+)</mark>", page)] == [word], field


def test_endings_accents_and_case_do_not_matter(client: TestClient, release: Release, index: Index) -> None:
    release()
    index()
    for query in ("bottle", "BOTTLES", "szabo", "Szabó", "crate", "who sorts the crates"):
        assert slugs(client, query) == [MARGIT.slug], query


def test_who_chose_not_to_be_named_is_not_found_by_the_byline(
    client: TestClient, release: Release, index: Index
) -> None:
    release(byline="Somebody of the night shift", named=0)
    release(slug="other", byline="An employee", body="Another story.", title="Another")
    index()
    assert slugs(client, "night") == []
    assert slugs(client, "employee") == []


def test_a_story_is_shown_with_its_title_byline_topic_and_day(
    client: TestClient, release: Release, index: Index
) -> None:
    story = release()
    index()
    page = client.get("/search?q=empties").text
    for words in (story.title, story.standfirst, "Margit Szabó", "Returns sorter", story.topic, story.path):
        assert words in page
    assert '<time datetime="2026-02-01T09:00:00Z">1 February 2026</time>' in page
    assert "<mark>empties</mark> come home. See the shelf." in page


def test_the_best_match_comes_first_or_the_newest_when_asked(
    client: TestClient, release: Release, index: Index
) -> None:
    release(slug="best", title="Bottles, bottles")
    release(slug="newer", title="Lids", published_at="2026-02-03T09:00:00Z")
    release(slug="newest", title="Caps", standfirst="", body="Bottles.", published_at="2026-02-04T09:00:00Z")
    index()
    assert slugs(client, "bottles")[0] == "best"
    assert slugs(client, "bottles", sort="newest") == ["newest", "newer", "best"]
    links = [link.get("href") for link in Found(client.get("/search?q=bottles").text).all("a")]
    assert "/search?q=bottles&sort=newest" in links


def test_many_results_stand_on_several_pages_without_gap_or_repeat(
    client: TestClient, release: Release, index: Index
) -> None:
    for number in range(2 * finding.PAGE + 3):
        release(slug=f"s{number:02}", published_at=f"2026-02-{number + 1:02}T09:00:00Z")
    index()
    for sort in ("", "newest"):
        address: str | None = f"/search?q=bottles&sort={sort}"
        met: list[str] = []
        while address:
            answer = client.get(address, headers={"accept": "application/json"}).json()
            assert answer["total"] == 23
            met += [story["slug"] for story in answer["results"]]
            address = answer["next"]
        assert sorted(met) == [f"s{number:02}" for number in range(23)]
    assert met == sorted(met, reverse=True)
    second = client.get("/search?q=bottles&page=2").text
    assert 'rel="prev"' in second
    assert 'rel="next"' in second
    beyond = client.get("/search?q=bottles&page=99")
    assert beyond.status_code == 200
    assert "There are no more results than that." in beyond.text


def test_a_topic_narrows_a_search_and_can_be_read_alone(
    client: TestClient, release: Release, index: Index
) -> None:
    release(slug="old")
    release(slug="new", published_at="2026-02-03T09:00:00Z")
    release(slug="shop", topic="Shops & corners")
    index()
    assert slugs(client, "bottles", topic="Shops & corners") == ["shop"]
    assert slugs(client, "", topic="People") == ["new", "old"]
    page = client.get("/search?q=accordions&topic=People").text
    assert "Nothing on “<bdi>People</bdi>” has these words." in page
    links = [link.get("href") for link in Found(page).all("a")]
    assert "/search?q=accordions&topic=Shops+%26+corners" in links
    assert "/search?q=accordions" in links


def test_a_typo_is_forgiven_and_corrected_by_one_click(
    client: TestClient, release: Release, index: Index
) -> None:
    release(**FULL)
    index()
    found = ask(client, "saxofones")
    assert (found["did_you_mean"], found["total"]) == ("saxophones", 1)
    page = client.get("/search?q=saxofones&sort=newest").text
    assert 'Did you mean <a href="/search?q=saxophones&amp;sort=newest">' in page


def test_what_is_found_nowhere_is_said_and_the_newest_stories_are_offered(
    client: TestClient, release: Release, index: Index
) -> None:
    story = release()
    index()
    page = client.get("/search?q=xyzzyx").text
    assert "Nothing found" in page
    assert story.path in page
    assert ask(client, "xyzzyx") == {"total": 0, "results": [], "did_you_mean": None, "next": None}


def test_every_page_has_a_way_to_search_and_the_search_page_one_field(
    client: TestClient, release: Release
) -> None:
    story = release()
    for path in ("/", story.path, "/about", "/nowhere", "/search"):
        page = Found(client.get(path).text)
        assert len([field for field in page.all("input") if field.get("type") == "search"]) == 1, path
        assert "/search" in [link.get("href") for link in page.all("a")], path


def test_results_are_kept_out_of_other_search_engines(
    client: TestClient, public: Settings, release: Release, index: Index
) -> None:
    release()
    index()
    begin = Found(client.get("/search").text)
    assert begin.all("link")[0] == {"rel": "canonical", "href": f"{public.spotlight_url}/search"}
    assert "noindex" not in client.get("/search").text
    for address in ("/search?q=bottles", "/search?topic=People", "/search?q=xyzzyx&page=2"):
        page = Found(client.get(address).text)
        assert {"name": "robots", "content": "noindex"} in page.all("meta")
        assert [link for link in page.all("link") if link["rel"] == "canonical"] == []


def test_a_story_taken_back_is_gone_from_the_page_at_once_and_from_the_index_when_it_hears(
    client: TestClient, outside: Database, release: Release, index: Index
) -> None:
    release(**FULL)
    release(slug="other")
    index()
    assert ask(client, "saxofones")["did_you_mean"] == "saxophones"
    take_down(outside)
    for sort in ("", "newest"):
        assert ask(client, "saxophones", sort=sort)["results"] == []
        assert ask(client, "saxophones", sort=sort)["total"] == 0
    index()
    for query in ("saxofones", "saxo", "saxophones", "lanterns", "freymuth", "accordion"):
        assert ask(client, query) == {"total": 0, "results": [], "did_you_mean": None, "next": None}, query
    assert slugs(client, "bottles") == ["other"]
    assert "Waterways" not in client.get("/search").text


def test_a_corrected_story_is_found_by_its_new_words_alone(
    client: TestClient, release: Release, index: Index
) -> None:
    release(**FULL)
    index()
    changed = FULL | {"body": "We pulled trombones out of the canal."}
    release(**changed, version=2, correction="They were no saxophones.")
    index()
    assert slugs(client, "trombones") == [MARGIT.slug]
    assert ask(client, "saxophones")["results"] == []
    assert ask(client, "saxofones")["did_you_mean"] is None


def test_a_release_is_found_soon_after_while_the_app_runs(public: Settings, release: Release) -> None:
    with TestClient(site.application(public), base_url=public.spotlight_url) as client:
        until(lambda: client.get("/search?q=bottles").status_code == 200)
        release()
        until(lambda: slugs(client, "bottles") == [MARGIT.slug])


def test_without_an_index_search_says_so_in_the_room_s_look_and_everything_else_works(
    client: TestClient, release: Release
) -> None:
    story = release()
    reply = client.get("/search?q=bottles")
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    for words in ("Search is being put in order.", 'value="bottles"', 'href="/search?q=bottles"', story.path):
        assert words in reply.text
    assert client.get("/").status_code == client.get(story.path).status_code == 200
    assert client.get("/search").status_code == client.get("/search?topic=People").status_code == 200
    asked = client.get("/search?q=bottles", headers={"accept": "application/json"})
    assert asked.status_code == 503
    assert asked.json()["error"].startswith("Search is being put in order.")


def test_whatever_is_typed_is_searched_and_escaped(
    client: TestClient, release: Release, index: Index
) -> None:
    release(title=HOSTILE, body=HOSTILE, byline=HOSTILE, topic=HOSTILE, question=HOSTILE)
    index()
    for typed in TYPED:
        for field in ("q", "topic"):
            reply = client.get("/search", params={field: typed})
            assert reply.status_code == 200, typed
            assert harmless(reply.text), typed
            assert len(reply.content) < 60_000, typed


def test_a_page_number_that_is_none_is_a_page_all_the_same(
    client: TestClient, release: Release, index: Index
) -> None:
    release()
    index()
    for page in ("0", "-1", "1e9", "9" * 400, "two", "", "٣"):
        assert client.get("/search", params={"q": "bottles", "page": page}).status_code == 200, page


@pytest.mark.slow
def test_naughty_lines_are_searched_without_an_error(
    client: TestClient, release: Release, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = json.loads((data("payloads") / "blns.json").read_text("utf8"))
    monkeypatch.setattr(search_views, "SEARCH_RATE", "100000/minute")
    release()
    index()
    for line in lines:
        reply = client.get("/search", params={"q": line})
        assert reply.status_code == 200, line
        assert harmless(reply.text), line


def test_who_searches_very_often_is_asked_to_slow_down(
    client: TestClient, release: Release, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_views, "SEARCH_RATE", "3/minute")
    release()
    index()
    statuses = [client.get("/search?q=bottles").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert "a little often" in client.get("/search?q=bottles").text
    assert client.get("/").status_code == client.get("/search").status_code == 200


def test_search_speaks_the_house_s_language(
    public: Settings, outside: Database, release: Release, tmp_path: Path
) -> None:
    release()
    made = site.public_app(replace(public, language="en-XA"))
    client = TestClient(made.app, base_url=public.spotlight_url, headers={"accept-language": "en"})
    assert pseudo.longer("Search is being put in order.") in client.get("/search?q=bottles").text
    made.keeper.round(outside)
    found = client.get("/search?q=bottles").text
    assert pseudo.longer("Results for “%(words)s”").split("%")[0] in found
    assert MARGIT.title in found
    assert pseudo.longer("Nothing found") in client.get("/search?q=xyzzyx").text
    made.close()


def test_searching_waits_in_the_pool_and_never_on_the_loop() -> None:
    (route,) = [route for route in site.ROUTES if route.path == "/search"]
    assert route.waits
