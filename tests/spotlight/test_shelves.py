"""Where stories are gathered: derived with each story, walked page by page, read in the order of an index."""

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from ideaboard import company
from ideaboard.db import Database
from ideaboard.spotlight import shelves, stories
from ideaboard.spotlight.parts import Credit
from ideaboard.spotlight.site import PublicApp
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import Found

MARGITS = (Credit("Margit Szabó", "Returns sorter", "Returns", "margit-1"),)
JSON = {"accept": "application/json"}


def take_down(outside: Database, slug: str) -> None:
    with outside.writing():
        stories.take_down(outside, slug, version=1, now=NOW)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Making soda", "making-soda"),
        ("  MAKING   sóda! ", "making-soda"),
        ("Кофе и чай", "кофе-и-чаи"),
        ("Kaffee & 茶", "kaffee-茶"),
        ("🥤", ""),
        ("a/b?c#d", "a-b-c-d"),
    ],
)
def test_the_address_of_a_topic_is_made_of_its_letters(words: str, key: str) -> None:
    assert shelves.key(words) == key


def miscounted(outside: Database) -> list[Any]:
    """Shelves whose number is not that of their stories."""
    return outside.rows(
        """SELECT shelves.kind, shelves.key, shelves.stories FROM shelves WHERE stories <>
           (SELECT COUNT(*) FROM shelved WHERE shelved.kind = shelves.kind AND shelved.key = shelves.key)"""
    )


def test_topics_of_one_address_are_one_in_the_words_of_the_newest(
    client: TestClient, release: Release
) -> None:
    release(slug="a", topic="Making Soda", published_at="2026-01-01T09:00:00Z")
    release(slug="b", topic="making soda!", published_at="2026-02-01T09:00:00Z")
    found = client.get("/topics/making-soda", headers=JSON).json()
    assert (found["title"], found["count"]) == ("making soda!", 2)
    assert [story["slug"] for story in found["stories"]] == ["b", "a"]


def test_a_topic_in_another_script_has_a_page(client: TestClient, release: Release) -> None:
    release(topic="Кофе")
    links = [link["href"] for link in Found(client.get("/topics").text).all("a")]
    address = f"/topics/{quote('кофе')}"
    assert address in links
    assert MARGIT.title in client.get(address).text


def test_only_who_agreed_to_a_page_has_one_and_departments_gather_who_named_theirs(
    client: TestClient, release: Release
) -> None:
    release(credits=(*MARGITS, Credit("Ines", department="Returns"), Credit("")))
    release(slug="other", credits=(Credit("Lars", "Cook"),), published_at="2026-01-01T09:00:00Z")
    people = client.get("/people", headers=JSON).json()
    assert [(one["title"], one["detail"], one["count"]) for one in people["people"]] == [
        ("Margit Szabó", "Returns sorter", 1)
    ]
    assert [one["title"] for one in people["departments"]] == ["Returns"]
    returns = client.get("/departments/returns", headers=JSON).json()
    assert [story["slug"] for story in returns["stories"]] == [MARGIT.slug]
    assert client.get("/people/margit-1").status_code == 200
    assert client.get("/people/lars").status_code == 404
    assert 'href="/people/' not in client.get("/stories/other").text.split('class="story-head"')[0]


def test_a_new_version_moves_a_story_to_other_shelves(
    client: TestClient, outside: Database, release: Release
) -> None:
    release(credits=MARGITS)
    release(slug="stays", credits=MARGITS, topic="Stays", published_at="2026-01-01T09:00:00Z")
    release(slug="stays", credits=(Credit(""),), topic="Stays", version=2)
    release(version=2, topic="Planet", credits=(Credit(""),))
    for gone in ("/topics/people", "/people/margit-1", "/departments/returns"):
        assert client.get(gone).status_code == 404, gone
    assert client.get("/topics/planet").status_code == 200
    assert client.get("/archive/2026/02").status_code == 200
    assert miscounted(outside) == []


def test_a_story_taken_back_leaves_no_word_on_any_shelf(
    client: TestClient, outside: Database, release: Release
) -> None:
    release(credits=MARGITS)
    release(slug="older", topic="PEOPLE", published_at="2026-01-01T09:00:00Z")
    take_down(outside, MARGIT.slug)
    kept = outside.rows("SELECT * FROM shelves") + outside.rows("SELECT * FROM shelved")
    assert "Margit" not in str(kept)
    assert "Returns" not in str(kept)
    assert client.get("/topics/people", headers=JSON).json()["title"] == "PEOPLE"
    assert client.get("/archive/2026/02").status_code == 404
    assert "Margit" not in client.get("/feeds").text + client.get("/feeds.opml").text


def test_stories_from_before_there_were_shelves_are_put_onto_theirs(
    client: TestClient, outside: Database, release: Release
) -> None:
    release(credits=MARGITS)
    release(slug="gone")
    take_down(outside, "gone")
    with outside.writing():
        outside.run("DELETE FROM shelved")
        outside.run("DELETE FROM shelves")
    assert client.get("/topics/people").status_code == 404
    assert stories.shelve_missing(outside) == 1
    assert stories.shelve_missing(outside) == 0
    for path in ("/topics/people", "/people/margit-1", "/departments/returns", "/archive/2026/02"):
        assert client.get(path).status_code == 200, path


def test_every_list_is_walked_without_gap_or_repeat_even_past_a_story_that_went(
    client: TestClient, outside: Database, release: Release
) -> None:
    for number in range(30):
        # Three share a second, so that the slug must break the tie.
        release(slug=f"s{number:02}", credits=MARGITS, published_at=f"2026-02-{1 + number // 3:02}T09:00:00Z")
    expected = [f"s{number:02}" for number in reversed(range(30))]
    for start in ("/", "/topics/people", "/people/margit-1", "/departments/returns", "/archive/2026/02"):
        seen: list[str] = []
        address = start
        while address:
            page = client.get(address, headers=JSON).json()
            seen += [story["slug"] for story in page["stories"]]
            if page["next"]:
                assert f'href="{page["next"]}" rel="next"' in client.get(address).text
            address = page["next"]
        assert seen == expected, start
    take_down(outside, "s18")
    assert client.get("/topics/people/older/s18", headers=JSON).json()["stories"][0]["slug"] == "s17"
    assert client.get("/topics/people/older/never").status_code == 404
    assert miscounted(outside) == []
    assert client.get("/topics/people", headers=JSON).json()["count"] == 29
    assert client.get("/?before=s20").headers["location"] == "/older/s20"


class Counting:
    """Counts the queries that pass through to a real database."""

    def __init__(self, db: Database) -> None:
        self._db, self.count = db, 0

    def __getattr__(self, name: str) -> Any:
        if name in {"rows", "row", "run"}:
            self.count += 1
        return getattr(self._db, name)


def test_the_number_of_queries_does_not_grow_with_the_stories(
    client: TestClient, made: PublicApp, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The company is asked for every two seconds, however many stories there are.
    monkeypatch.setattr(company, "REFRESH_SECONDS", float("inf"))
    addresses = ["/", "/older/s00", "/stories/s00", "/topics", "/topics/t0", "/people", "/people/k0"]
    addresses += ["/departments/d0", "/archive", "/archive/2026/01", "/feeds", "/feeds.opml", "/feed.atom"]
    addresses += ["/topics/t0/feed.json", "/stories/s00/feed.rss", "/sitemap.xml", "/sitemaps/pages.xml"]
    addresses += ["/sitemaps/2026-01.xml", "/stories/s00/embed", "/stories/s00/card.png"]

    def spread(first: int, last: int) -> None:
        for number in range(first, last):
            release(
                slug=f"s{number:02}",
                topic=f"T{number % 12}",
                credits=(Credit(f"N{number}", "R", f"D{number % 9}", f"k{number}"),),
                published_at=f"2026-{1 + number % 9:02}-02T09:00:00Z",
            )

    def counts() -> dict[str, int]:
        lend, give_back = made.connections.lend, made.connections.give_back
        found = {}
        with monkeypatch.context() as patched:
            for address in addresses:
                counting = Counting(lend())
                patched.setattr(made.connections, "lend", lambda counting=counting: counting)
                patched.setattr(made.connections, "give_back", lambda db: None)
                client.get("/about")
                counting.count = 0
                assert client.get(address).status_code == 200, address
                found[address] = counting.count
                give_back(counting._db)
        return found

    spread(0, 14)
    few = counts()
    spread(14, 60)
    assert counts() == few
    assert max(few.values()) <= 10


def test_shelves_are_read_in_the_order_of_an_index(outside: Database) -> None:
    if outside.dialect != "sqlite":
        pytest.skip("the plan is asked of SQLite")
    bound = {"kind": "topic", "key": "people", "limit": 9, "at": NOW, "slug": "s", "month": "2026-02"}
    asked = {
        **{f"shelves {name}": sql for name, sql in shelves._LISTS.items()},
        **{f"stories {name}": sql for name, sql in shelves._SLUGS.items()},
        **{
            f"all, {name}": f"SELECT {stories._COLUMNS} FROM stories WHERE gone_at IS NULL {narrowed} "
            "ORDER BY published_at DESC, slug DESC LIMIT :limit"
            for name, narrowed in stories._LISTS.items()
        },
        "changed": "SELECT MAX(updated_at) FROM stories",
    }
    for name, sql in asked.items():
        plan = outside.rows(f"EXPLAIN QUERY PLAN {sql}", **bound)
        said = " ".join(row["detail"] for row in plan)
        assert "INDEX s" in said, name
        assert "TEMP B-TREE" not in said, name
