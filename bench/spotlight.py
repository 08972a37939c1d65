"""What the spotlight serves a second, as ratios to a bare response of the same size in the same run.

    python -m bench.spotlight [stories]

Both sides are two workers on one port, loaded by `wrk` over 32 connections, one after the other, so that what
else the machine does falls on both. Then: memory while every story is read, and how long after a release job
a story is to be seen.
"""

import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import uvicorn
from httpx2 import Client, HTTPError
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ideaboard import clock
from ideaboard.db import connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.settings import Settings, load
from ideaboard.spotlight import site, stories
from ideaboard.spotlight.stories import Story

STORIES, WORKERS, CONNECTIONS, SECONDS, ROUNDS = 10_000, 2, 32, 4, 3
RELEASES = 20
NEEDED = {"200": 0.5, "304": 0.7}
WORDS = ["crates", "come", "back", "every", "time", "and", "nobody", "knows", "where", "the", "blue", "ones"]
_CONTEXT = multiprocessing.get_context("spawn")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STORIES
    if not shutil.which("wrk"):
        raise SystemExit("This measures with wrk: please install it (Debian: apt-get install wrk).")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = load(home=Path(folder), spotlight_port=_free_port(), environ={"IDEABOARD_SECRET": "bench"})
        fill(settings, count)
        print(f"{count:,} stories, SQLite, {WORKERS} workers, wrk, {CONNECTIONS} connections, {SECONDS} s,")
        print(f"the median of {ROUNDS} rounds; Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
        with _running(_spotlight, settings) as (address, workers):
            throughput(address, count)
            visible(settings, address, count)
            memory(settings, address, workers, count)


def fill(settings: Settings, count: int) -> None:
    with closing(connect(settings.spotlight_database)) as db:
        migrate(db, "outside")
        with db.writing():
            for number in range(count):
                stories.put(db, story(number))


def story(number: int) -> Story:
    at = clock.shift("2026-03-01T09:00:00Z", minutes=-30 * number)
    body = "\n\n".join(" ".join(WORDS[(number + n) % 12] for n in range(80)) + "." for _ in range(8))
    title = f"What came back, part {number}"
    byline = f"Margit {number % 90}, Returns sorter"
    topic, asks = f"Topic {number % 12}", "What have you lost in a crate?"
    return Story(f"story-{number}", 1, title, "It is mostly bottles.", body, byline, topic, asks, "", at, at)


def throughput(address: str, count: int) -> None:
    print(f"{'page':<14}{'bytes':>8}{'bare/s':>10}{'ours/s':>10}{'ratio':>8}   needed")
    for name, path in (("front", "/"), ("story", f"/stories/story-{count // 2}"), ("feed", "/feed.atom")):
        with Client(base_url=address) as client:
            reply = client.get(path, headers={"accept-encoding": "identity"})
        size, known = len(reply.content), f"if-none-match: {reply.headers['etag']}"
        with _running(_bare, size) as (bare, _workers):
            rounds = [
                (_load(bare + path), _load(address + path), _load(bare + path), _load(address + path, known))
                for _ in range(ROUNDS)
            ]
        floor, whole, again, unchanged = (statistics.median(each) for each in zip(*rounds, strict=True))
        _line(name, size, floor, whole, "200")
        _line(f"{name}, 304", size, again, unchanged, "304")


def _line(name: str, size: int, floor: float, ours: float, status: str) -> None:
    print(f"{name:<14}{size:>8,}{floor:>10,.0f}{ours:>10,.0f}{ours / floor:>8.2f}   {NEEDED[status]}")


def _load(address: str, *headers: str) -> float:
    """Requests a second, all of them answered well."""
    words = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        *(w for h in headers for w in ("-H", h)),
        address,
    ]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    return float(told.partition("Requests/sec:")[2].split()[0])


def visible(settings: Settings, address: str, count: int) -> None:
    """From the end of the worker's transaction outside until every worker's front page shows it."""
    took, fresh_connection = [], {"connection": "close"}
    with (
        closing(connect(settings.spotlight_database)) as db,
        Client(base_url=address, headers=fresh_connection) as client,
    ):
        for number in range(RELEASES):
            fresh = replace(
                story(0), slug=f"fresh-{number}", published_at=f"2026-04-{number + 1:02}T09:00:00Z"
            )
            transact(db, partial(stories.put, db, fresh))
            took.append(_until(partial(_shows, client, fresh.slug)))
    print(
        f"\nrelease to visible, ms: median {statistics.median(took) * 1000:.0f}, worst {max(took) * 1000:.0f}"
    )


def _shows(client: Client, slug: str) -> bool:
    return slug in client.get("/").text


def _until(true: Callable[[], bool]) -> float:
    """Seconds until it was so eight times in a row: new connections reach either worker."""
    start, so, at = time.perf_counter(), 0, 0.0
    while so < 8:
        so = so + 1 if true() else 0
        at = at if so > 1 else time.perf_counter()
    return at - start


def memory(settings: Settings, address: str, workers: list[int], count: int) -> None:
    """What the workers hold after each tenth of a crawl of every story, twice."""
    held = [_held(workers)]
    with Client(base_url=address, headers={"connection": "close"}) as client:
        for _turn in range(2):
            for number in range(count):
                assert client.get(f"/stories/story-{number}").status_code == 200
                if (number + 1) % max(1, count // 5) == 0:
                    held.append(_held(workers))
    print(f"\nmemory of {len(workers)} workers, MB, at each fifth of two crawls of all stories:")
    print("  " + ", ".join(f"{size / 2**20:.0f}" for size in held))


def _held(workers: list[int]) -> int:
    return sum(psutil.Process(worker).memory_info().rss for worker in workers)


@contextmanager
def _running(app: "Callable[..., ASGIApp]", given: object) -> Iterator[tuple[str, list[int]]]:
    """The app in two processes that share a port."""
    port = given.spotlight_port if isinstance(given, Settings) else _free_port()
    made = [_CONTEXT.Process(target=_serve, args=(app, given, port), daemon=True) for _ in range(WORKERS)]
    for process in made:
        process.start()
    address = f"http://127.0.0.1:{port}"
    with Client(base_url=address) as client:
        _until(lambda: _answers(client))
    yield address, [process.pid for process in made if process.pid]
    for process in made:
        process.terminate()
        process.join()


def _answers(client: Client) -> bool:
    try:
        return bool(client.get("/healthz", headers={"connection": "close"}).status_code)
    except HTTPError:
        return False


def _serve(app: "Callable[..., ASGIApp]", given: object, port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", port))
        config = uvicorn.Config(app(given), log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _spotlight(settings: Settings) -> ASGIApp:
    return site.application(settings)


def _bare(size: int) -> ASGIApp:
    body = b"x" * size

    async def answer(_request: object) -> Response:
        return Response(body, media_type="text/html")

    return Starlette(routes=[Route("/{rest:path}", answer)])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
