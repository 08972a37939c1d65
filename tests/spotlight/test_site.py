from pathlib import Path

from starlette.testclient import TestClient

from ideaboard import __version__
from ideaboard.db import Database
from ideaboard.settings import load
from ideaboard.spotlight import site
from ideaboard.spotlight.routes import ROUTES
from tests.spotlight.conftest import Release


def test_it_runs_with_its_own_database_and_index_and_nothing_else_on_disk(tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    settings = load(home=home, environ={"IDEABOARD_SECRET": "tests only"})
    with TestClient(site.application(settings), base_url=settings.spotlight_url) as client:
        for route in ROUTES:
            if route.method == "GET" and "{" not in route.path:
                # oEmbed is asked for an address of ours.
                expected = 404 if route.path == "/oembed" else 200
                assert client.get(route.path).status_code == expected
        kept = {file.name.partition(".db")[0] for file in home.iterdir()}
    assert kept == {"spotlight", "spotlight_index"}


def test_it_starts_again_on_the_database_it_left(tmp_path: Path) -> None:
    settings = load(home=tmp_path, environ={"IDEABOARD_SECRET": "tests only"})
    for _ in range(2):
        with TestClient(site.application(settings), base_url=settings.spotlight_url) as client:
            assert client.get("/healthz").json()["status"] == "ok"


def test_health_counts_the_stories_that_are_shown(
    client: TestClient, outside: Database, release: Release
) -> None:
    release()
    expected = {"status": "ok", "app": "spotlight", "version": __version__, "stories": 1}
    assert client.get("/healthz").json() == expected


def test_robots_are_welcome(client: TestClient) -> None:
    reply = client.get("/robots.txt")
    assert reply.headers["content-type"].startswith("text/plain")
    assert "Allow: /" in reply.text


def test_about_says_who_agreed(client: TestClient) -> None:
    page = client.get("/about").text
    assert "agreed to exactly these words" in page
    assert "from outside" in page


def test_an_address_no_database_can_hold_is_not_found(client: TestClient) -> None:
    for address in ("/stories/%00%ff", "/?before=%00x", "/stories/" + "x" * 5000):
        assert client.get(address).status_code == 404
