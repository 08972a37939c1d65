"""kill -9 of board and worker, over and over, while people write: nothing acknowledged is lost or doubled."""

import itertools
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from ideaboard import clock, outbox
from ideaboard.board import posts
from ideaboard.db import Database, connect, transact
from ideaboard.people import people
from ideaboard.publishing import ballots, consent, drafts, releases
from ideaboard.search.finder import Finder
from ideaboard.who import Person
from tests.running import CAST, Running, settle, until

CLIENTS = CAST[:4]
KILLS = 10
STORIES = 6


@dataclass
class Client(threading.Thread):
    """Writes until told to stop, and remembers what was acknowledged and what stayed in doubt."""

    running: Running
    key: str
    targets: list[int]
    stop: threading.Event
    posted: list[str] = field(default_factory=list)
    commented: list[str] = field(default_factory=list)
    votes: dict[int, int] = field(default_factory=dict)
    doubtful: dict[int, set[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name=self.key)
        self.client = httpx2.Client(
            base_url=self.running.settings.base_url, headers={"sec-fetch-site": "same-origin"}, timeout=15
        )
        link = self.running.link(f"{self.key}@example.com")
        assert self.client.post(link).status_code == 303

    def __hash__(self) -> int:
        return hash(self.key)

    def run(self) -> None:
        chance = random.Random(self.key)
        with closing(self.client) as client:
            for number in itertools.count():
                if self.stop.is_set():
                    return
                try:
                    self._act(client, chance, number)
                except httpx2.HTTPError:
                    # The board was killed under this write: it may or may not have been done.
                    self.stop.wait(0.05)

    def _act(self, client: httpx2.Client, chance: random.Random, number: int) -> None:
        target = chance.choice(self.targets)
        what = chance.random()
        if what < 0.2:
            title = f"{self.key} idea {number}"
            form = {"kind": "idea", "title": title, "body": "b", "category": "open"}
            if self._sent(client, "/posts", form):
                self.posted.append(title)
        elif what < 0.4:
            body = f"{self.key} says {number}"
            if self._sent(client, f"/posts/{target}/comments", {"body": body}):
                self.commented.append(body)
        else:
            value = chance.choice([1, -1, 0])
            self.doubtful.setdefault(target, {self.votes.get(target, 0)}).add(value)
            if self._sent(client, f"/posts/{target}/vote", {"value": str(value)}):
                self.votes[target] = value
                self.doubtful[target] = {value}

    def _sent(self, client: httpx2.Client, path: str, form: dict[str, str]) -> bool:
        answer = client.post(path, data=form)
        if answer.status_code not in {303, 503}:
            self.faults.append(f"{path} {answer.status_code}")
        return answer.status_code == 303


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path / "home")
    settle(made)
    for part in ("board", "worker"):
        made.start(part)
    yield made
    made.stop()


@pytest.fixture
def db(running: Running) -> Iterator[Database]:
    made = connect(running.settings.database)
    yield made
    made.close()


def person(db: Database, key: str) -> Person:
    row = people.by_email(db, f"{key}@example.com")
    assert row is not None
    found = people.load(db, row["id"], now=clock.now())
    assert found is not None
    return found


def ready_stories(db: Database, running: Running) -> list[int]:
    """Drafts that have everything: consent, four yes with an outsider's among them, nothing found."""
    return [transact(db, lambda n=n: _ready(db, running, n)) for n in range(STORIES)]  # type: ignore[misc]


def _ready(db: Database, running: Running, number: int) -> int:
    now, author, editor = clock.now(), person(db, "ada"), person(db, "cato")
    post = posts.create(
        db, kind="story", title=f"Story {number}", body="b", category="open", by=author, now=now
    )
    wording = drafts.Wording(title=f"Story number {number}", body="What happened at the crates.")
    draft = drafts.create(db, post, wording, company="Acme", by=editor, now=now)
    row = drafts.known(db, draft)
    consent.ask(db, row, settings=running.settings, by=editor, now=now)
    consent.give(db, row, row["hash"], by=author, now=now)
    for key in ("cleo", "cyd", "caro", "bran"):
        ballots.cast(db, row, row["hash"], "yes", by=person(db, key), now=now)
    return draft


def release(db: Database, running: Running, draft: int) -> None:
    def act() -> None:
        row = drafts.known(db, draft)
        releases.release(db, row, settings=running.settings, by=person(db, "cleo"), now=clock.now())

    transact(db, act)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(db: Database, running: Running) -> None:
    targets = [_target(db, number) for number in range(3)]
    stories = ready_stories(db, running)
    stop = threading.Event()
    clients = [Client(running, key, targets, stop) for key in CLIENTS]
    for client in clients:
        client.start()
    kill_over_and_over(db, running, stories)
    stop.set()
    for client in clients:
        client.join()
    assert [client.faults for client in clients] == [[]] * len(clients)
    assert sum(len(client.posted) for client in clients) > KILLS
    nothing_lost(db, clients)
    votes_add_up(db, clients)
    work_ends(db)
    every_story_arrived_once(db, running)
    told_once(db, running)
    all_can_be_found(db, running)
    assert running.command("doctor").returncode == 0


def _target(db: Database, number: int) -> int:
    by, now = person(db, "caro"), clock.now()
    return transact(
        db,
        lambda: posts.create(
            db, kind="idea", title=f"Target {number}", body="b", category="open", by=by, now=now
        ),
    )


def kill_over_and_over(db: Database, running: Running, stories: list[int]) -> None:
    """Kill at moments nobody chose; each time with a release just asked for and writes under way."""
    chance = random.Random(1)
    for number in range(KILLS):
        if number < STORIES:
            release(db, running, stories[number])
        threading.Event().wait(chance.random() * 0.7)
        for part in ("board", "worker") if number % 3 == 2 else (("board", "worker")[number % 2],):
            running.kill(part)
            running.start(part)


def nothing_lost(db: Database, clients: list[Client]) -> None:
    titles = Counter(row["title"] for row in db.rows("SELECT title FROM posts"))
    bodies = Counter(row["body"] for row in db.rows("SELECT body FROM comments"))
    assert [t for client in clients for t in client.posted if titles[t] != 1] == []
    assert [b for client in clients for b in client.commented if bodies[b] != 1] == []
    assert max(titles.values()) == 1


def votes_add_up(db: Database, clients: list[Client]) -> None:
    for client in clients:
        number = person(db, client.key).id
        cast = {
            row["post_id"]: row["value"]
            for row in db.rows("SELECT post_id, value FROM votes WHERE person_id = :id", id=number)
        }
        for target, possible in client.doubtful.items():
            assert cast.get(target, 0) in possible
    wrong = db.rows(
        """SELECT id FROM posts WHERE
             promotes <> (SELECT COUNT(*) FROM votes WHERE post_id = posts.id AND value = 1)
             OR demotes <> (SELECT COUNT(*) FROM votes WHERE post_id = posts.id AND value = -1)
             OR score <> promotes - demotes
             OR comments <> (SELECT COUNT(*) FROM comments WHERE post_id = posts.id)"""
    )
    assert wrong == []


def work_ends(db: Database) -> None:
    """All that is due gets done. What stays are the ballots' reminders and deadlines, days ahead."""
    soon = clock.shift(clock.now(), days=1)
    until(lambda: outbox.due(db, now=soon) == [], seconds=120)
    assert outbox.failures(db) == []


def every_story_arrived_once(db: Database, running: Running) -> None:
    outside = connect(running.settings.spotlight_database)
    shown = outside.rows("SELECT title, version, gone_at FROM stories ORDER BY title")
    outside.close()
    assert shown == [{"title": f"Story number {n}", "version": 1, "gone_at": None} for n in range(STORIES)]


def told_once(db: Database, running: Running) -> None:
    twice = db.rows("SELECT event FROM notifications GROUP BY person_id, event HAVING COUNT(*) > 1")
    assert twice == []
    wrong = db.rows(
        """SELECT id FROM people WHERE unread <>
           (SELECT COUNT(*) FROM notifications WHERE person_id = people.id AND read_at IS NULL)"""
    )
    assert wrong == []
    mails = [file.read_text() for file in running.settings.mail_folder.glob("*.eml")]
    answered = [mail.partition("\nDate:")[0] + mail.partition("\n\n")[2] for mail in mails]
    assert len(answered) == len(set(answered))


def all_can_be_found(db: Database, running: Running) -> None:
    there = db.row("SELECT COUNT(*) AS number FROM posts WHERE listed = 1")
    assert there is not None
    with Finder(running.settings.index) as finder:
        ideas = db.row("SELECT COUNT(*) AS number FROM posts WHERE title LIKE '% idea %'")
        assert ideas is not None
        assert finder.find("idea", audiences=["inside"]).total == ideas["number"]
