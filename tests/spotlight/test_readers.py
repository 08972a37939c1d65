"""How often a story is read: counted by day, and nothing of who."""

import threading
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.settings import Settings
from ideaboard.spotlight import readers
from ideaboard.spotlight.readers import Tally, Writer
from tests.spotlight.conftest import MARGIT, Release

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
STORY = f"/stories/{MARGIT.slug}"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    readers.tally.take()
    yield
    readers.tally.take()


def test_people_are_counted_and_programs_and_browsers_that_look_ahead_are_not(
    client: TestClient, release: Release
) -> None:
    release()
    client.headers.update(BROWSER)
    client.get(STORY)
    client.get(STORY, headers={"sec-fetch-dest": "document"})
    for headers in (
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"sec-fetch-dest": "iframe"},
        {"accept": "application/json"},
    ):
        client.get(STORY, headers=headers)
    client.get(f"{STORY}?sent=1#responses")
    client.head(STORY)
    client.post(f"{STORY}/responses", data={})
    client.get("/stories/nowhere")
    assert sum(readers.tally.take().values()) == 2


def test_counts_are_added_up_by_day_and_none_is_lost_while_many_are_counted(
    outside: Database, public: Settings, release: Release
) -> None:
    release()
    tally = Tally()
    writer = Writer(public.spotlight_database, tally)

    def read() -> None:
        for _ in range(500):
            tally.seen(MARGIT.slug)
            tally.seen("nowhere")

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    writer.write()
    for thread in threads:
        thread.join()
    writer.write()
    rows = outside.rows("SELECT slug, day, number FROM readers")
    assert {row["slug"] for row in rows} == {MARGIT.slug}
    assert sum(row["number"] for row in rows) == 2000
    lost = Writer("/dev/null/no.db", tally)
    tally.seen(MARGIT.slug)
    lost.write()
    assert sum(tally.take().values()) == 1, "counted on until the database answers"
