"""The sample company's readers: who gets letters, and how often each story was read; the same every time."""

import random
from collections.abc import Iterator

from ideaboard import clock
from ideaboard.db import transact
from ideaboard.outbox import Workplace
from ideaboard.publishing import fetching, readings, subscribers
from ideaboard.spotlight import links, requests

SUBSCRIBERS = 24
# Two of them have not agreed yet.
UNDECIDED = 2
OPENING = 90


def come(place: Workplace, *, now: str) -> None:
    """Let them ask for letters as people do, and agree; and let the stories have been read."""
    asked = [f"reader-{number}@mail.example" for number in range(1, SUBSCRIBERS + 1)]
    _ask(place, requests.SUBSCRIBE, asked, now)
    found = place.db.rows("SELECT id FROM subscribers ORDER BY email")
    keys = [subscribers.key(place.signer, links.CONFIRM, row["id"]) for row in found[UNDECIDED:]]
    _ask(place, links.CONFIRM, keys, now)
    totals = [total for row in _told(place) for total in _read(row["slug"], row["published_at"], now)]
    transact(place.db, lambda: readings.keep(place.db, totals))


def _ask(place: Workplace, kind: str, values: list[str], now: str) -> None:
    def write() -> None:
        for value in values:
            requests.ask(place.outside, kind, value, now=now)

    transact(place.outside, write)
    fetching.fetch(place, now)


def _told(place: Workplace) -> list[dict[str, str]]:
    return place.db.rows("SELECT slug, published_at FROM releases WHERE state = 'live' ORDER BY slug")


def _read(slug: str, since: str, now: str) -> Iterator[tuple[str, str, int]]:
    """Many readings at first, and fewer later; none today, which whoever tries the demo counts up."""
    chance = random.Random(slug)  # noqa: S311 - for a believable past, not for a secret
    for age in range(clock.age_days(since, now=now)):
        number = int(OPENING / (1 + age * 0.6) * chance.uniform(0.5, 1.5) + chance.choice((0, 0, 1, 3)))
        if number:
            yield slug, clock.shift(since, days=age)[:10], number
