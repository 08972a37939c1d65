"""The WebSub hub hears of each release and each take-down, over HTTP, again until it says yes."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from ideaboard import clock, outbox
from ideaboard.db import transact
from ideaboard.outbox import Workplace
from ideaboard.publishing import hub, releases
from ideaboard.worker import perform
from tests.conftest import NOW
from tests.publishing.conftest import Desk


class Hub(HTTPServer):
    """A hub that keeps what it is told; `answer` is its status."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Told)
        self.told: list[dict[str, list[str]]] = []
        self.answer = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"


class _Told(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.told.append(parse_qs(body))
        self.send_response(self.server.answer)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """The test says what is wrong."""


@pytest.fixture
def listening() -> Iterator[Hub]:
    made = Hub()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def work(place: Workplace, now: str) -> None:
    """All that is due at that moment, and what it brings about."""
    while jobs := outbox.due(place.db, now=now, but=("mail", "index")):
        for job in jobs:
            perform(place, job, now)


@pytest.fixture
def place(desk: Desk, listening: Hub) -> Workplace:
    return replace(desk.place, settings=replace(desk.settings, websub_hub=listening.url))


def test_the_hub_hears_of_a_release_and_of_its_end(desk: Desk, place: Workplace, listening: Hub) -> None:
    desk.ready()
    desk.release()
    # A moment later, when every process outside shows the story.
    work(place, NOW)
    assert listening.told == []
    work(place, clock.shift(NOW, seconds=hub.GRACE_SECONDS))
    home = desk.settings.spotlight_url
    assert [told["hub.mode"] for told in listening.told] == [["publish"]]
    assert listening.told[0]["hub.url"][:3] == [f"{home}/feed.{form}" for form in hub.FORMS]
    assert not [url for url in listening.told[0]["hub.url"] if "/archive/" in url]
    desk.act(releases.retract, reason="It was wrong.")
    for seconds in (10, 20):
        work(place, clock.shift(NOW, seconds=seconds))
    assert len(listening.told) == 2
    assert listening.told[1] == listening.told[0]


def test_a_hub_that_refuses_is_told_again_later(desk: Desk, place: Workplace, listening: Hub) -> None:
    transact(desk.db, lambda: hub.tell(desk.db, ["", "/topics/planet"], now=NOW))
    now = clock.shift(NOW, seconds=hub.GRACE_SECONDS)
    for answer in (500, 307):
        listening.answer = answer
        before = len(listening.told)
        (job,) = outbox.due(desk.db, now=now, only=hub.KIND)
        perform(place, job, now)
        assert len(listening.told) == before + 1
        assert outbox.due(desk.db, now=now, only=hub.KIND) == []
        now = clock.shift(now, seconds=60)
    listening.answer = 202
    work(place, now)
    assert outbox.due(desk.db, now=clock.shift(now, days=9), only=hub.KIND) == []
    told = listening.told[-1]["hub.url"]
    assert f"{desk.settings.spotlight_url}/topics/planet/feed.atom" in told


def test_without_a_hub_nobody_is_told(desk: Desk) -> None:
    desk.ready()
    desk.release()
    work(desk.place, NOW)
    assert outbox.due(desk.db, now=clock.shift(NOW, days=1), only=hub.KIND) == []
