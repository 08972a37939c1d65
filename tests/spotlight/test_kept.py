"""Pages kept as bytes: made once for each change, the same as anew, and never older than what is known."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from ideaboard import company
from ideaboard.db import Database, connect
from ideaboard.settings import Settings
from ideaboard.spotlight import changes, responses, site, stories, views
from ideaboard.spotlight.site import PublicApp
from ideaboard.web.entries import PUBLIC
from tests.conftest import NOW
from tests.running import until
from tests.spotlight.conftest import MARGIT, Release

STORY = f"/stories/{MARGIT.slug}"
KEPT = ["/", STORY, "/feed.atom", "/feed.rss", "/feed.json", "/about", "/robots.txt", "/company.css"]
JSON = {"accept": "application/json"}
Look = Callable[[], None]


@pytest.fixture
def look(made: PublicApp, outside: Database, monkeypatch: pytest.MonkeyPatch) -> Look:
    """The watch looks when a test says so, and is believed until then."""
    monkeypatch.setattr(changes, "TRUST_SECONDS", 3600)
    made.watch.look(outside)
    return lambda: made.watch.look(outside)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every making of a story's page."""
    made: list[str] = []
    real = responses.accepted

    def accepted(db: Database, slug: str, *, limit: int) -> list[responses.Response]:
        made.append(slug)
        return real(db, slug, limit=limit)

    monkeypatch.setattr(views.responses, "accepted", accepted)
    return made


@pytest.mark.parametrize("address", KEPT)
def test_what_is_kept_is_what_would_be_made_anew_in_every_form(
    client: TestClient, public: Settings, release: Release, look: Look, address: str
) -> None:
    release()
    look()
    fresh = site.public_app(public)
    anew = TestClient(fresh.app, base_url=public.spotlight_url)
    for headers in ({}, JSON):
        first, again = (client.get(address, headers=headers) for _ in range(2))
        assert first.content == again.content == anew.get(address, headers=headers).content
        assert first.headers == again.headers
        head = client.head(address, headers=headers)
        assert (head.content, head.headers["content-length"]) == (b"", again.headers["content-length"])
        plain = client.get(address, headers=headers | {"accept-encoding": "identity, gzip;q=0"})
        assert "content-encoding" not in plain.headers
        assert plain.content == again.content
        for known in (again.headers["etag"], "*", f'"x", {again.headers["etag"]}'):
            unchanged = client.get(address, headers=headers | {"if-none-match": known})
            assert (unchanged.status_code, unchanged.content) == (304, b"")
            assert unchanged.headers["cache-control"] == again.headers["cache-control"]
        assert client.get(address, headers=headers | {"if-none-match": '"x"'}).status_code == 200
    fresh.close()


def test_a_page_is_made_once_for_each_change_whatever_else_is_asked(
    client: TestClient, release: Release, look: Look, counted: list[str], made: PublicApp
) -> None:
    release()
    look()
    for address in (STORY, f"{STORY}?utm_source=x", f"{STORY}?a=1&b=2", f"{STORY}?fbclid=%FF"):
        assert client.get(address, headers={"cookie": "a=b"}).text == client.get(STORY).text
    assert counted == [MARGIT.slug]
    assert len(made.kept) == 1
    assert client.get(STORY, headers=JSON).json()["slug"] == MARGIT.slug
    assert len(counted) == 2
    release(slug="other", published_at="2026-02-02T09:00:00Z")
    look()
    assert "/stories/other" in client.get(STORY).text
    assert len(counted) == 3


def test_what_readers_may_see_moves_the_number_and_what_they_may_not_does_not(
    outside: Database, release: Release
) -> None:
    seen = [changes.number(outside)]

    def moved() -> bool:
        seen.append(changes.number(outside))
        return seen[-1] != seen[-2]

    release()
    assert moved()
    with outside.writing():
        ids = [responses.send(outside, MARGIT.slug, "Hedda", "h@b.example", w, now=NOW) for w in "ab"]
        responses.mark_fetched(outside, ids, now=NOW)
        responses.decide(outside, ids[0], "refused")
    assert not moved()
    for state in ("accepted", "refused"):
        with outside.writing():
            responses.decide(outside, ids[1], state)  # type: ignore[arg-type]
        assert moved()
    with outside.writing():
        outside.run("INSERT INTO company_settings (key, value) VALUES ('name', 'Acme & Daughters')")
    assert moved()
    with outside.writing():
        outside.run("INSERT INTO media (name, type, content, added_at) VALUES ('a', 'b', 'c', 'd')")
    assert moved()
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)
    assert moved()


# What shows nothing of itself to any reader, or changes only with a table that moves the number; a table that
# is added must say here or by triggers which it is.
SHOWS_NOTHING = {"migrations", "changes", "requests", "links", "readers"}
SHOWS_NOTHING |= {"shelves", "shelved", "media_places"}


def test_every_table_outside_moves_the_number_or_shows_nothing(outside: Database) -> None:
    if outside.dialect == "sqlite":
        found = outside.rows("SELECT tbl_name AS name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = outside.rows(
            "SELECT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal"
        )
    assert {row["name"] for row in found} == set(outside.table_names()) - SHOWS_NOTHING


def test_a_story_taken_back_is_gone_with_the_number_and_leaves_no_kept_byte(
    client: TestClient, outside: Database, release: Release, look: Look, made: PublicApp
) -> None:
    release()
    look()
    for address in ("/", STORY, "/feed.atom"):
        assert MARGIT.slug in client.get(address).text
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)
    look()
    assert client.get(STORY).status_code == 410
    assert MARGIT.slug not in client.get("/").text
    assert MARGIT.slug not in client.get("/feed.atom").text
    assert not any(MARGIT.title.encode() in entry.plain[1]["body"] for entry in made.kept._entries.values())


def test_a_page_made_while_its_story_is_taken_back_is_not_kept(
    client: TestClient,
    public: Settings,
    release: Release,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The transaction that makes the page began before; the watch hears of the change before it is done."""
    release()
    look()
    real, other = views.stories.find, connect(public.spotlight_database)

    def find(db: Database, slug: str) -> stories.Story:
        found = real(db, slug)
        with other.writing():
            stories.take_down(other, slug, version=1, now=NOW)
        look()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(views.stories, "find", find)
        assert client.get(STORY).status_code == 200
    assert client.get(STORY).status_code == 410
    other.close()


def test_a_company_s_new_name_is_never_kept_out_by_the_old_one(
    client: TestClient, outside: Database, release: Release, look: Look
) -> None:
    release()
    look()
    assert "Acme" in client.get("/").text
    with outside.writing():
        company._write(outside, {"name": "Bolt"})
    look()
    for address in ("/", STORY, "/feed.atom"):
        assert "Acme" not in client.get(address).text


def test_what_is_for_one_reader_or_no_page_is_not_kept(
    client: TestClient, release: Release, look: Look, made: PublicApp
) -> None:
    release()
    look()
    assert "held until the council" in client.get(f"{STORY}?sent=1").text
    for address in ("/nowhere", "/stories/none", "/?before=none", "/healthz", "/search?q=x", f"{STORY}/x"):
        client.get(address)
    client.post(f"{STORY}/responses", data={})
    assert len(made.kept) == 0
    private = client.get(f"{STORY}?sent=1").headers["cache-control"]
    assert private == client.get("/stories/none").headers["cache-control"] == "private, no-cache"
    assert client.get(STORY).headers["cache-control"].encode() == PUBLIC
    assert client.get(STORY).headers["vary"] == "accept, accept-encoding"


def test_nothing_kept_is_served_when_the_database_no_longer_says_what_changed(
    client: TestClient, release: Release, look: Look, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    release()
    look()
    client.get(STORY)
    monkeypatch.setattr(changes, "TRUST_SECONDS", 0)
    client.get(STORY)
    assert len(counted) == 2


def test_what_is_kept_stays_within_its_bytes_and_the_oldest_goes_first(
    client: TestClient, release: Release, look: Look, made: PublicApp
) -> None:
    for number in range(12):
        release(slug=f"s{number}", published_at=f"2026-02-{number + 1:02}T09:00:00Z")
    look()
    client.get("/stories/s0")
    made.kept._most = 5 * made.kept.bytes
    for number in range(12):
        client.get(f"/stories/s{number}")
        client.get("/stories/s0")
    assert made.kept.bytes <= made.kept._most
    kept = {path for path, _query, _json in made.kept._entries}
    assert {"/stories/s0", "/stories/s11"} <= kept
    assert "/stories/s1" not in kept


def test_readers_of_a_story_are_told_of_also_when_it_is_kept(
    made: PublicApp, client: TestClient, release: Release, look: Look
) -> None:
    release()
    look()
    seen: list[str] = []
    made.kept._seen = lambda slug, headers: seen.append(headers["user-agent"])
    for headers in ({}, {"if-none-match": "*"}, JSON):
        client.get(STORY, headers=headers)
    client.head(STORY)
    client.get("/")
    assert seen == ["testclient"] * 2


@pytest.fixture
def running(public: Settings, outside: Database) -> Iterator[TestClient]:
    with TestClient(site.application(public), base_url=public.spotlight_url) as client:
        yield client


def test_a_running_spotlight_shows_a_change_soon_after_it_is_made(
    running: TestClient, release: Release
) -> None:
    release()
    until(lambda: MARGIT.title in running.get(STORY).text)
    release(version=2, title="Quite another title")
    until(lambda: "Quite another title" in running.get("/").text)


def test_a_page_travels_packed_once(client: TestClient, release: Release, look: Look) -> None:
    release(body="Words and more words. " * 200)
    look()
    for _ in range(2):
        with client.stream("GET", STORY, headers={"accept-encoding": "gzip"}) as reply:
            raw = b"".join(reply.iter_raw())
        assert gzip.decompress(raw) == client.get(STORY, headers={"accept-encoding": "identity"}).content
