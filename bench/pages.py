"""What the board's pages cost at 10,000 posts, as ratios to a bare response through the same path.

    python -m bench.pages [posts]

Requests go through the whole ASGI app (middleware, routing, sign-in, transaction, template): one after
another for CPU a request, then eight at a time for latency. Figures are milliseconds; read them as ratios.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from ideaboard import clock
from ideaboard.app import BoardApp, board_app
from ideaboard.board import categories, ranking, votes
from ideaboard.db import Database, connect, transact
from ideaboard.people import people, sessions
from ideaboard.search.index import Indexer
from ideaboard.settings import Settings, load
from ideaboard.signing import Signer

NOW = clock.now()
ROUNDS, CLIENTS = 200, 8
Asgi = Callable[..., Awaitable[None]]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        settings = load(home=Path(folder), environ={"IDEABOARD_SECRET": "bench"})
        made = board_app(settings)
        cookie = fill(settings, count)
        Indexer(settings.index).rebuild([])
        asyncio.run(measure(made, settings, cookie, count))
        made.close()


def fill(settings: Settings, count: int) -> str:
    """So many posts with twenty votes each, and somebody signed in; returns their cookie."""
    db = connect(settings.database)
    chance = random.Random(7)
    with db.writing():
        categories.add(db, "Open")
        crowd = [people.add(db, f"p{n}@bench.example", f"Person {n}", now=NOW) for n in range(200)]
        db.bulk("posts", (_post(number, chance, crowd) for number in range(1, count + 1)))
        db.bulk("votes", _votes(count, chance, crowd))
    transact(db, lambda: votes.recount(db))
    number = transact(db, lambda: sessions.begin(db, crowd[0], agent="bench", now=NOW))
    _tell(db)
    db.close()
    return f"session={Signer(settings.secret).sign('session', number)}"


def _tell(db: Database) -> None:
    row = db.row("SELECT (SELECT COUNT(*) FROM posts) AS posts, (SELECT COUNT(*) FROM votes) AS votes")
    assert row is not None
    print(f"{row['posts']:,} posts, {row['votes']:,} votes, {db.dialect}, Python {sys.version.split()[0]}\n")


def _post(number: int, chance: random.Random, crowd: list[int]) -> dict[str, Any]:
    at = clock.shift(NOW, minutes=-number * 20)
    words = [f"word{int(chance.paretovariate(0.7)) % 5000}" for _ in range(90)]
    return {
        "id": number,
        "kind": "idea",
        "title": " ".join(words[:8]),
        "body": " ".join(words),
        "category_id": 1,
        "audience": "inside",
        "author_id": chance.choice(crowd),
        "hot": ranking.hot(0, at),
        "created_at": at,
    }


def _votes(count: int, chance: random.Random, crowd: list[int]) -> Any:
    for number in range(1, count + 1):
        for person in chance.sample(crowd[1:], 20):
            value = 1 if chance.random() < 0.8 else -1
            yield {"post_id": number, "person_id": person, "value": value, "at": NOW}


async def measure(made: BoardApp, settings: Settings, cookie: str, count: int) -> None:
    bare = Starlette(routes=[Route("/", lambda request: Response(b"x" * 20_000))])
    host = settings.base_url.removeprefix("http://")
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode()), (b"sec-fetch-site", b"same-origin")]
    cases: list[tuple[str, Asgi, str, str, bytes]] = [("bare response", bare, "GET", "/", b"")]
    for name, path in (
        ("list, trending", "/posts"),
        ("list, top", "/posts?sort=top"),
        ("list, unanswered", "/posts?sort=unanswered"),
        ("post", f"/posts/{count // 2}"),
        ("sign-in page", "/signin"),
        ("health", "/healthz"),
    ):
        cases.append((name, made.app, "GET", path, b""))
    cases.append(("vote", made.app, "POST", f"/posts/{count // 3}/vote", b"value=1"))
    print(
        f"{'page':<18}{'CPU ms':>9}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}   (p50, p99: {CLIENTS} at a time)"
    )
    floor = 0.0
    for name, app, method, path, body in cases:
        cpu = await _cpu(app, method, path, headers, body)
        floor = floor or cpu
        p50, p99 = await _latency(app, method, path, headers, body)
        print(f"{name:<18}{cpu:>9.2f}{cpu / floor:>8.1f}{p50:>9.2f}{p99:>9.2f}")


async def _cpu(app: Asgi, method: str, path: str, headers: Any, body: bytes) -> float:
    for _ in range(20):
        await ask(app, method, path, headers, body)
    start = time.process_time()
    for _ in range(ROUNDS):
        await ask(app, method, path, headers, body)
    return (time.process_time() - start) * 1000 / ROUNDS


async def _latency(app: Asgi, method: str, path: str, headers: Any, body: bytes) -> tuple[float, float]:
    took: list[float] = []

    async def client() -> None:
        for _ in range(ROUNDS // 4):
            start = time.perf_counter()
            await ask(app, method, path, headers, body)
            took.append((time.perf_counter() - start) * 1000)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


async def ask(app: Asgi, method: str, path: str, headers: Any, body: bytes) -> None:
    address, _, query = path.partition("?")
    kind = [(b"content-type", b"application/x-www-form-urlencoded")] if body else []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "headers": headers + kind,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    statuses: list[int] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    assert statuses[0] < 400, (path, statuses)


if __name__ == "__main__":
    main()
