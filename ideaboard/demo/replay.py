"""Half a year of Carl's Soda in the order it happened."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ideaboard import clock, outbox
from ideaboard.board import categories, claims, comments, follows, merges, posts, votes
from ideaboard.board.statuses import CLOSED
from ideaboard.council import answers, themes
from ideaboard.council import merges as council_merges
from ideaboard.db import transact
from ideaboard.demo import candidates, pictures, publishing, readers
from ideaboard.outbox import Workplace
from ideaboard.paths import SEEDS
from ideaboard.people import interests, notifications, people, seats
from ideaboard.publishing import fetching, rules, words
from ideaboard.who import COUNCIL, Person
from ideaboard.worker import perform

COMPANY = SEEDS / "carls-soda"
# Before the first post: when the board opened and the council was seated.
OPENED_DAYS = 210
READ_DAYS = 3
BATCH = 40


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One thing that happened; after an `alone` one, what it brings about is done before the next."""

    at: str
    order: int
    act: Callable[[str], None] = field(compare=False)
    alone: bool = field(compare=False, default=False)


@dataclass(slots=True)
class Company:
    """The sample company while it is replayed: who is who, which post is which, and how old (days)."""

    place: Workplace
    now: str
    people: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    born: dict[str, float] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def at(self, days_ago: float) -> str:
        return clock.shift(self.now, days=-days_ago)

    def add(self, days_ago: float, act: Callable[[str], None], *, alone: bool = False) -> None:
        self.events.append(Event(self.at(max(0, days_ago)), len(self.events), act, alone))

    def person(self, key: str, now: str) -> Person:
        found = people.load(self.place.db, self.people[key], now=now)
        assert found is not None, key
        return found


def replay(place: Workplace, *, now: str) -> None:
    """Fill empty databases with the company as it stands at `now`."""
    company = Company(place, now)
    transact(place.db, lambda: _settle(company))
    for post in _read("posts"):
        _plan_post(company, post)
    for row in _read("themes"):
        _plan_theme(company, row)
    for item in _read("publishing"):
        publishing.plan(company, item)
    candidates.plan(company, json.loads((COMPANY / "candidates.json").read_text("utf8")))
    for batch in _batches(sorted(company.events)):
        transact(place.db, partial(_play, batch))
        _catch_up(place, batch[-1].at)
    readers.come(place, now=now)
    transact(place.db, lambda: notifications.read_until(place.db, company.at(READ_DAYS)))


def _play(batch: list[Event]) -> None:
    for event in batch:
        event.act(event.at)


def _batches(events: list[Event]) -> Iterator[list[Event]]:
    batch: list[Event] = []
    for event in events:
        batch.append(event)
        if event.alone or len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _catch_up(place: Workplace, now: str) -> None:
    """Do the work that is due at that moment, but for mail and index, which nobody needs of the past."""
    transact(place.db, lambda: outbox.drop(place.db, ("mail", "index")))
    fetching.fetch(place, now)
    while jobs := outbox.due(place.db, now=now):
        for job in jobs:
            if job.kind in {"mail", "index"}:
                transact(place.db, partial(outbox.done, place.db, [job.id]))
            else:
                perform(place, job, now)


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((COMPANY / f"{name}.json").read_text("utf8"))
    return found


def _settle(company: Company) -> None:
    """People with roles and seats, categories, and the list of inside words."""
    db = company.place.db
    for row in _read("people"):
        company.people[row["key"]] = people.add(
            db,
            row["email"],
            row["name"],
            roles=row["roles"],
            title=row["title"],
            department=row["department"],
            about=row["about"],
            now=company.at(row["joined_days_ago"]),
        )
        interests.keep(db, company.people[row["key"]], row.get("interests", ""), now=company.now)
        if row["seat"]:
            seats.fill(
                db,
                COUNCIL,
                company.people[row["key"]],
                kind=row["seat"],
                now=company.at(OPENED_DAYS),
                days=OPENED_DAYS + row["term_days_left"],
            )
    for row in _read("categories"):
        categories.add(
            db,
            row["name"],
            slug=row["slug"],
            about=row["about"],
            audience=row["audience"],
            anonymous=row["anonymous"],
            publishing=row["publishing"],
        )
    by = company.person(_seated()[0], company.now)
    steward = next(row["key"] for row in _read("people") if "steward" in row["roles"])
    clocks = {"yes": "4", "outsiders": "1", "days": "7", "zone": "Europe/Berlin"}
    rules.keep(db, clocks, by=company.person(steward, company.now), now=company.at(OPENED_DAYS))
    for word in json.loads((COMPANY / "inside-words.json").read_text("utf8")):
        words.add(db, word, by=by, now=company.at(OPENED_DAYS))


def _seated() -> list[str]:
    return [row["key"] for row in _read("people") if row["seat"]]


def _plan_post(company: Company, row: dict[str, Any]) -> None:
    db = company.place.db

    def write(now: str) -> None:
        secret = "" if row["author"] else claims.fresh()
        # Nothing of `by` is stored with a claim; the rules only ask who may post here.
        by = company.person(row["author"] or "carla", now)
        typed = {name: row[name] for name in ("kind", "title", "body", "category", "tags")}
        typed["body"] = pictures.taken_in(db, typed["body"], now=now)
        company.posts[row["key"]] = posts.create(db, **typed, claim=secret, by=by, now=now)

    company.born[row["key"]] = row["days_ago"]
    company.add(row["days_ago"], write)
    for comment in row["comments"]:
        _plan_comment(company, row["key"], comment)
    for step in row["steps"]:
        _plan_step(company, row["key"], step)
    if "merge" in row:
        _plan_merge(company, row["key"], row["merge"])
    _plan_votes(company, row)


def _plan_votes(company: Company, row: dict[str, Any]) -> None:
    """Votes and follows between a post's birth and its end, most of them early, always the same way."""
    chance = random.Random(row["key"])  # noqa: S311 - for a believable past, not for a secret
    ends = [step["days_ago"] for step in row["steps"] if step["status"] in CLOSED]
    ends += [row["merge"]["days_ago"]] if "merge" in row else []
    born, end = row["days_ago"], max(ends, default=0.0)

    def moment() -> float:
        return float(born - 0.01 - (born - end - 0.02) * chance.random() ** 3)

    for key, value in [(key, 1) for key in row["promote"]] + [(key, -1) for key in row["demote"]]:
        company.add(moment(), _vote(company, row["key"], key, value))
    for key in row["follow"]:
        company.add(moment(), _follow(company, row["key"], key))


def _vote(company: Company, post: str, key: str, value: int) -> Callable[[str], None]:
    def act(now: str) -> None:
        votes.cast(company.place.db, company.posts[post], value, by=company.person(key, now), now=now)

    return act


def _follow(company: Company, post: str, key: str) -> Callable[[str], None]:
    return lambda now: follows.follow(company.place.db, company.posts[post], company.people[key], now=now)


def _plan_comment(company: Company, post: str, row: dict[str, Any]) -> None:
    made: list[int] = []

    def say(row: dict[str, Any], parent: list[int]) -> Callable[[str], None]:
        def act(now: str) -> None:
            number = comments.add(
                company.place.db,
                company.posts[post],
                pictures.taken_in(company.place.db, row["body"], now=now),
                reply_to=parent[0] if parent else None,
                by=company.person(row["by"], now),
                now=now,
            )
            made.append(number)

        return act

    company.add(row["days_ago"], say(row, []))
    for reply in row["replies"]:
        company.add(reply["days_ago"], say(reply, made))


def _plan_step(company: Company, post: str, step: dict[str, Any]) -> None:
    db = company.place.db

    def act(now: str) -> None:
        number, by, reason = company.posts[post], company.person(step["by"], now), step["reason"] or ""
        if step["answer"]:
            answers.answer(
                db, number, status=step["status"], text=step["answer"], reason=reason, by=by, now=now
            )
        else:
            posts.set_status(db, number, step["status"], reason=reason, by=by.id, now=now)

    company.add(step["days_ago"], act)


def _plan_theme(company: Company, row: dict[str, Any]) -> None:
    """A theme, and the posts that joined it, each at its own time."""
    db = company.place.db
    made: list[int] = []

    def make(now: str) -> None:
        words = {name: row[name] for name in ("title", "statement", "audience")}
        made.append(themes.make(db, **words, by=company.person(row["by"], now), now=now))

    def add(post: str, key: str) -> Callable[[str], None]:
        def act(now: str) -> None:
            themes.add(db, made[0], company.posts[post], by=company.person(key, now), now=now)

        return act

    company.add(row["days_ago"], make)
    for post in row["posts"]:
        company.add(post["days_ago"], add(post["key"], post["by"]))


def _plan_merge(company: Company, post: str, row: dict[str, Any]) -> None:
    """Merged by one seat, objected to by its author, decided by another seat."""
    db = company.place.db

    def merge(now: str) -> None:
        other = str(company.posts[row["into"]])
        council_merges.merge(db, company.posts[post], other, by=company.person(row["by"], now), now=now)

    def object_to(now: str) -> None:
        merged = posts.known(db, company.posts[post])
        author = people.load(db, merged["author_id"], now=now)
        merges.object_to(db, merged, row["objection"]["reason"], by=author, now=now)

    def keep(now: str) -> None:
        by = company.person(row["kept"]["by"], now)
        council_merges.keep(db, company.posts[post], row["kept"]["reason"], by=by, now=now)

    company.add(row["days_ago"], merge)
    company.add(row["objection"]["days_ago"], object_to)
    company.add(row["kept"]["days_ago"], keep)
