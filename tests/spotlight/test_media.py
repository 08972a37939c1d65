"""Files of stories as readers get them: kept for good, in parts for players, gone with the story."""

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database, transact
from ideaboard.spotlight import media
from ideaboard.web import ranges
from tests.conftest import NOW

FILM = bytes(range(256)) * 8
NAME = "0" * 32 + ".mp4"


@pytest.fixture
def film(outside: Database) -> str:
    file = {"name": NAME, "type": "video/mp4", "content": FILM}
    transact(outside, lambda: media.show(outside, "in-the-crates", [file], now=NOW))
    return f"/media/{NAME}"


def test_a_file_is_kept_for_good_and_may_be_embedded_elsewhere(client: TestClient, film: str) -> None:
    answer = client.get(film)
    assert answer.content == FILM
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "content-encoding" not in answer.headers
    assert "set-cookie" not in answer.headers
    again = client.get(film, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(film)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(FILM)))


def test_once_no_story_shows_it_it_is_gone(client: TestClient, outside: Database, film: str) -> None:
    transact(outside, lambda: media.hide(outside, "in-the-crates"))
    assert client.get(film).status_code == 404
    for name in ("..%2Fspotlight.db", "x" * 3000, "%00"):
        assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-3", 206, FILM[:4], "bytes 0-3/2048"),
        ("bytes=2000-", 206, FILM[2000:], "bytes 2000-2047/2048"),
        ("bytes=-5", 206, FILM[-5:], "bytes 2043-2047/2048"),
        ("bytes=0-99999", 206, FILM, "bytes 0-2047/2048"),
        ("bytes=-99999", 206, FILM, "bytes 0-2047/2048"),
        ("bytes=2048-", 416, b"", "bytes */2048"),
        ("bytes=-0", 416, b"", "bytes */2048"),
        ("bytes=9-3", 416, b"", "bytes */2048"),
        ("bytes=0-1,5-6", 200, FILM, None),
        ("bytes=-", 200, FILM, None),
        ("lines=0-1", 200, FILM, None),
        ("bytes=0-" + "9" * 400, 200, FILM, None),
    ],
)
def test_a_player_gets_the_part_it_asks_for(asked: str, status: int, part: bytes, said: str | None) -> None:
    made = ranges.answer(FILM, "video/mp4", {"range": asked}, {"etag": '"x"'})
    assert (made.status, made.body, made.headers.get("content-range")) == (status, part, said)


def test_a_part_of_another_state_of_the_file_is_answered_with_the_whole() -> None:
    asked = {"range": "bytes=0-3", "if-range": '"old"'}
    assert ranges.answer(FILM, "video/mp4", asked, {"etag": '"x"'}).status == 200
    assert ranges.answer(FILM, "video/mp4", asked | {"if-range": '"x"'}, {"etag": '"x"'}).status == 206
