"""The spotlight speaks the house's language to everyone, on its pages and in its feeds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from ideaboard import pseudo
from ideaboard.db import Database
from ideaboard.settings import Settings
from ideaboard.spotlight import site
from ideaboard.spotlight.bylines import Byline
from tests.spotlight.conftest import MARGIT, Release

FOREIGN = "en-XA"


@pytest.fixture
def foreign(public: Settings, outside: Database) -> Iterator[TestClient]:
    """A reader of a house that speaks another language; their browser asks for English."""
    house = replace(public, language=FOREIGN)
    headers = {"origin": public.spotlight_url, "accept-language": "en"}
    app = site.application(house)
    with TestClient(app, base_url=public.spotlight_url, headers=headers, follow_redirects=False) as made:
        yield made


def test_a_page_says_its_language_and_direction(client: TestClient, foreign: TestClient) -> None:
    client.headers["accept-language"] = FOREIGN
    assert '<html lang="en" dir="ltr">' in client.get("/").text
    assert f'<html lang="{FOREIGN}" dir="ltr">' in foreign.get("/").text


def test_every_page_is_in_the_houses_language(foreign: TestClient, release: Release) -> None:
    story = release(version=2, correction="One ring, not two.")
    sentences = {
        "/": "%(num)s min read",
        story.path: "Corrected on %(day)s.",
        "/about": "How a story gets here",
        "/stories/none": "There is no story at this address. It may have been copied with a letter missing.",
    }
    for path, sentence in sentences.items():
        start = pseudo.longer(sentence).split("%")[0]
        assert start in foreign.get(path).text, path
    refused = foreign.post(f"{story.path}/responses", data={"body": "Well"})
    assert refused.status_code == 422
    assert pseudo.longer("Write the name you want to stand beside your response.") in refused.text


def test_feeds_say_which_language_they_are_in(foreign: TestClient, release: Release) -> None:
    release(version=2, correction="One ring, not two.", updated_at="2026-02-03T09:00:00Z")
    atom, rss = foreign.get("/feed.atom").text, foreign.get("/feed.rss").text
    assert f'xml:lang="{FOREIGN}"' in atom
    assert f"<language>{FOREIGN}</language>" in rss
    made = foreign.get("/feed.json").json()
    title = pseudo.longer("%(company)s Spotlight") % {"company": "Acme"}
    assert (made["language"], made["title"]) == (FOREIGN, title)
    assert f"<title>{title}</title>" in atom
    assert f"<title>{title}</title>" in rss
    correction = pseudo.longer("Corrected on %(day)s: %(correction)s")
    words = correction % {"day": "3 February 2026", "correction": "One ring, not two."}
    assert words in made["items"][0]["content_html"]
    assert MARGIT.title in atom


def test_a_feed_in_another_language_is_another_feed(
    client: TestClient, foreign: TestClient, release: Release
) -> None:
    release()
    tag = client.get("/feed.atom").headers["etag"]
    assert client.get("/feed.atom", headers={"if-none-match": tag}).status_code == 304
    assert foreign.get("/feed.atom", headers={"if-none-match": tag}).status_code == 200


def test_a_byline_without_a_name_is_none_whatever_its_words(
    foreign: TestClient, client: TestClient, release: Release
) -> None:
    story = release(byline="Jemand aus der Belegschaft von Acme", named=0)
    assert "The author works at Acme and chose not to be named." in client.get(story.path).text
    longer = pseudo.longer("Send to the author")
    assert longer in foreign.get(story.path).text
    unnamed = Byline("Eine Stimme, aus dem Lager", signed=False)
    assert (unnamed.name, unnamed.initials, unnamed.role) == ("An employee", "", "")
