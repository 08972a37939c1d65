"""What searching costs at 100,000 posts, beside SQLite FTS5 on the same text in the same run.

    python -m bench.search [posts] [--home DIR]

Posts of 90 words and three comments of 20 words each, words by Zipf's law. Questions go through the whole
ASGI app, page and all, one after another; FTS5 answers the same question with bm25(), twenty rows of ids.
With a home the board is kept there, and the next run asks without building. Figures are milliseconds; read
them as ratios.
"""

import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.pages import ask
from ideaboard import clock, documents
from ideaboard.app import BoardApp, board_app
from ideaboard.board import categories, ranking
from ideaboard.db import connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.people import people, sessions
from ideaboard.search import standings
from ideaboard.search.index import Indexer
from ideaboard.settings import Settings, load
from ideaboard.signing import Signer
from ideaboard.worker import Worker

POSTS, COMMENTS, ROUNDS = 100_000, 3, 60
VOCABULARY = 60_000
NOW = clock.now()


class Words:
    """Words one can say, the n-th as frequent as 1/n, the same in every run."""

    def __init__(self) -> None:
        self.chance = random.Random(11)
        parts = [
            a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "os")
        ]
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made["".join(self.chance.choices(parts, k=self.chance.choice((2, 3, 3, 4))))] = None
        self.all = list(made)
        self.weights = list(accumulate(1 / (n + 1) for n in range(VOCABULARY)))

    def some(self, count: int) -> str:
        return " ".join(self.chance.choices(self.all, cum_weights=self.weights, k=count))

    def ranked(self, first: int, last: int) -> str:
        """A word of these ranks of frequency."""
        return self.all[self.chance.randrange(first, last)]


def main() -> None:
    count = int(next((word for word in sys.argv[1:] if word.isdigit()), POSTS))
    run(count, sys.argv[sys.argv.index("--home") + 1] if "--home" in sys.argv else "")


def run(count: int, home: str = "") -> None:
    """Fill a board with so many posts, index it, and ask; in this folder, or in one that goes again."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load(home=Path(home or folder), environ={"IDEABOARD_SECRET": "bench"})
        words = Words()
        if not Path(settings.database).exists():
            fill(settings, count, words)
        build(settings)
        asyncio.run(measure(settings, words, count))


def fill(settings: Settings, count: int, words: Words) -> None:
    """The board with its posts and comments, and the same text as FTS5 has it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    db = connect(settings.database)
    migrate(db, "inside")
    chance = random.Random(7)
    with db.writing():
        for name in ("Open", "Quiet", "Other"):
            categories.add(db, name, audience="employees" if name == "Quiet" else "inside")
        crowd = [people.add(db, f"p{n}@bench.example", f"Person {n}", now=NOW) for n in range(200)]
    posts = (_post(number, chance, crowd, words) for number in range(1, count + 1))
    said = (
        {"post_id": n, "author_id": chance.choice(crowd), "body": words.some(20), "created_at": NOW}
        for n in range(1, count + 1)
        for _ in range(COMMENTS)
    )
    with db.writing():
        db.bulk("posts", posts)
        db.bulk("comments", said)
        db.bulk("post_tags", _tags(count, chance))
    db.close()
    _fts5(settings)


def _post(number: int, chance: random.Random, crowd: list[int], words: Words) -> dict[str, Any]:
    at = clock.shift(NOW, minutes=-number * 5)
    score = int(chance.paretovariate(0.8)) % 300
    status = chance.choice(("new", "new", "under_review", "planned", "done", "declined"))
    return {
        "id": number,
        "kind": chance.choice(("idea", "idea", "feedback", "story")),
        "title": words.some(8),
        "body": words.some(82),
        "category_id": 1 + number % 3,
        "audience": "employees" if number % 3 == 1 else "inside",
        "author_id": chance.choice(crowd),
        "status": status,
        "promotes": score,
        "score": score,
        "comments": COMMENTS,
        "hot": ranking.hot(score, at),
        "created_at": at,
    }


def _tags(count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        for tag in {int(chance.paretovariate(0.7)) % 500 for _ in range(2)}:
            yield {"post_id": number, "tag": f"tag{tag}"}


def _fts5(settings: Settings) -> None:
    rival = sqlite3.connect(settings.home / "fts5.db")
    rival.execute("ATTACH ? AS board", (settings.database,))
    rival.execute("CREATE VIRTUAL TABLE found USING fts5(title, body, comments, tokenize='porter')")
    rival.execute(
        """INSERT INTO found (rowid, title, body, comments)
           SELECT id, title, body,
                  (SELECT group_concat(body, ' ') FROM board.comments WHERE post_id = posts.id)
           FROM board.posts"""
    )
    rival.commit()
    rival.close()


def build(settings: Settings) -> None:
    """The index from the database, timed, unless it is there."""
    indexer = Indexer(settings.index)
    db = connect(settings.database)
    migrate(db, "inside")
    if indexer.healthy():
        start, peak = time.perf_counter(), _resident()
        count = indexer.rebuild(documents.everything(db))
        took = time.perf_counter() - start
        print(f"rebuild: {count:,} posts in {took:.0f} s, {count / took:.0f} a second; ", end="")
        print(f"the builder grew from {peak} to {_resident('VmHWM')} MB at most")
    standings.write(settings.index, ((r["id"], r["score"]) for r in db.rows("SELECT id, score FROM posts")))
    db.close()


def questions(words: Words) -> dict[str, tuple[Callable[[], str], Callable[[str], str]]]:
    """Each class of question, and how FTS5 is asked the same."""

    def pair() -> str:
        return f"{words.ranked(20, 400)} {words.ranked(20, 2000)} "

    def either(question: str) -> str:
        return " OR ".join(question.split())

    return {
        "one common word": (lambda: f"{words.ranked(5, 50)} ", str),
        "one rare word": (lambda: f"{words.ranked(5000, 20000)} ", str),
        "two words": (pair, either),
        "three words": (lambda: pair() + words.ranked(5, 300) + " ", either),
        "phrase": (lambda: f'"{words.ranked(0, 30)} {words.ranked(0, 30)}"', str),
        "prefix": (lambda: f"{words.ranked(100, 20000)[:3]}*", str),
        "a typo": (lambda: _typo(words), str),
        "words and filters": (
            lambda: f"{words.ranked(5, 50)} status:planned before:2026 ",
            lambda q: q.split()[0],
        ),
        "32 common words": (lambda: " ".join(words.ranked(0, 200) for _ in range(32)), either),
    }


def _typo(words: Words) -> str:
    word = next(w for w in iter(lambda: words.ranked(100, 5000), "") if len(w) > 6)
    return f"{word[:3]}{word[4]}{word[3]}{word[5:]} "


async def measure(settings: Settings, words: Words, count: int) -> None:
    made = board_app(settings)
    made.finder.start()
    db = connect(settings.database)
    number = transact(db, lambda: sessions.begin(db, 1, agent="bench", now=NOW))
    db.close()
    host = settings.base_url.removeprefix("http://")
    cookie = f"session={Signer(settings.secret).sign('session', number)}"
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode()), (b"sec-fetch-site", b"same-origin")]

    async def get(path: str) -> float:
        start = time.perf_counter()
        await ask(made.app, "GET", path, headers, b"")
        return (time.perf_counter() - start) * 1000

    first = await get("/search?q=anything")
    print(f"\nfirst answer of a new search process after {first:.0f} ms; then, of {ROUNDS} questions each:\n")
    print(f"{'question':<20}{'p50 ms':>9}{'p95 ms':>9}{'FTS5 p50':>10}{'p95':>9}{'ratio':>8}")
    rival = sqlite3.connect(settings.home / "fts5.db")
    for name, (question, asked) in questions(words).items():
        typed = [question() for _ in range(ROUNDS)]
        ours = [await get("/search?" + urlencode({"q": text})) for text in typed]
        theirs = [_rival(rival, asked(text)) for text in typed]
        _tell(name, ours, theirs)
    titles = [words.some(6) for _ in range(ROUNDS)]
    _tell(
        "similar, typing",
        [await get("/posts/similar?part=list&" + urlencode({"title": t})) for t in titles],
        [],
    )
    _tell("a post's page", [await get(f"/posts/{random.randrange(1, count)}") for _ in range(ROUNDS)], [])
    assert made.finder._child is not None
    search = made.finder._child.process.pid
    print(f"\nresident: web and bench {_resident()} MB, search process {_resident(pid=search)} MB ", end="")
    print(f"of which its own {_resident('RssAnon', pid=search)} MB")
    await fresh(settings, made, headers)
    made.close()


async def fresh(settings: Settings, made: BoardApp, headers: list[tuple[bytes, bytes]]) -> None:
    """How long after it was posted a post is found, with a worker at work."""
    stop = threading.Event()
    worker = threading.Thread(target=Worker(settings, stop).run)
    worker.start()
    took = []
    for turn in range(10):
        word = f"zzfresh{turn}{time.time_ns()}"
        form = urlencode({"kind": "idea", "title": word, "body": word, "category": "open"}).encode()
        await ask(made.app, "POST", "/posts", headers, form)
        start = time.perf_counter()
        while not made.finder.find(word, audiences=["inside"]).total:
            await asyncio.sleep(0.01)
        took.append((time.perf_counter() - start) * 1000)
    stop.set()
    await asyncio.to_thread(worker.join)
    print(f"a new post is found after {statistics.median(took):.0f} ms (p50), {max(took):.0f} ms at most")


def _rival(rival: sqlite3.Connection, text: str) -> float:
    start = time.perf_counter()
    rival.execute(
        "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 2.5, 1.0, 0.6) LIMIT 20", (text,)
    ).fetchall()
    return (time.perf_counter() - start) * 1000


def _tell(name: str, ours: list[float], theirs: list[float]) -> None:
    line = f"{name:<20}{statistics.median(ours):>9.1f}{_p95(ours):>9.1f}"
    if theirs:
        line += f"{statistics.median(theirs):>10.1f}{_p95(theirs):>9.1f}"
        line += f"{statistics.median(ours) / statistics.median(theirs):>8.2f}"
    print(line, flush=True)


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


def _resident(what: str = "VmRSS", pid: int | str = "self") -> int:
    """Memory of a process in MB."""
    lines: Iterator[str] = iter(Path(f"/proc/{pid}/status").read_text().splitlines())
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


if __name__ == "__main__":
    main()
