"""What the worker brings in from outside: responses, what readers ask for, and how often stories are read.

Each in two steps, first inside and then outside. A crash between them repeats the first, which changes
nothing.
"""

from collections.abc import Iterable
from functools import partial

from ideaboard import clock
from ideaboard.db import transact
from ideaboard.errors import NotFound
from ideaboard.outbox import Workplace
from ideaboard.publishing import decisions, incoming, readings, subscribers
from ideaboard.publishing.subscribers import Change
from ideaboard.spotlight import links, readers, requests, responses
from ideaboard.spotlight.requests import Asked

BATCH = 500
# Totals may still rise for a while after midnight, and the worker may have been away.
COUNTED_DAYS = 30


def fetch(place: Workplace, now: str) -> int:
    """Bring in the responses and requests that wait outside; how many."""
    return _fetch_responses(place, now) + _fetch_requests(place, now)


def _fetch_responses(place: Workplace, now: str) -> int:
    with place.outside.reading():
        waiting = responses.unfetched(place.outside, BATCH)
    if not waiting:
        return 0
    here = transact(place.db, lambda: incoming.take(place.db, waiting, now=now))
    addressed = {response.id for response in waiting if response.email} & set(here)
    known = [
        Change("put", links.WITHDRAW, subscribers.key(place.signer, links.WITHDRAW, number))
        for number in sorted(addressed)
    ]

    def note() -> int:
        _change(place, known, now)
        return responses.mark_fetched(place.outside, here, now=now)

    return transact(place.outside, note)


def _fetch_requests(place: Workplace, now: str) -> int:
    with place.outside.reading():
        waiting = requests.waiting(place.outside, BATCH)
    for asked in waiting:
        changes = transact(place.db, partial(_fulfil, place, asked, now))

        def note(asked: Asked = asked, changes: list[Change] = changes) -> None:
            _change(place, changes, now)
            requests.forget(place.outside, [asked.id])

        transact(place.outside, note)
    return len(waiting)


def _fulfil(place: Workplace, asked: Asked, now: str) -> list[Change]:
    """Do what a reader asked for; what the outside must know of links because of it."""
    db, signer = place.db, place.signer
    if asked.kind == requests.SUBSCRIBE:
        return subscribers.ask(db, asked.value, signer=signer, now=now)
    if asked.kind == requests.LEAVE:
        return subscribers.remind(db, asked.value, signer=signer, now=now)
    try:
        number = str(signer.read(subscribers.KEYS[asked.kind], asked.value))
    except (KeyError, NotFound):
        return []
    if asked.kind == links.CONFIRM:
        return subscribers.confirm(db, number, signer=signer, now=now)
    if asked.kind == links.STOP:
        return subscribers.stop(db, number, signer=signer)
    decisions.withdraw(db, number, now=now)
    return [Change("end", links.WITHDRAW, asked.value)]


def _change(place: Workplace, changes: Iterable[Change], now: str) -> None:
    for change in changes:
        match change.act:
            case "put":
                links.put(place.outside, change.kind, change.key, now=now)
            case "end":
                links.end(place.outside, change.key, now=now)
            case "drop":
                links.drop(place.outside, change.key)


def fetch_readers(place: Workplace, now: str) -> None:
    """Bring in the totals of the last days; totals, not differences, so that twice is as good as once."""
    with place.outside.reading():
        found = readers.totals(place.outside, since=clock.shift(now, days=-COUNTED_DAYS)[:10])
    with place.db.reading():
        fresh = readings.changed(place.db, found)
    if fresh:
        transact(place.db, lambda: readings.keep(place.db, fresh))


def sweep(place: Workplace, now: str) -> None:
    """Erase what need not be kept: unconfirmed addresses, old ones, links that ended, totals outside."""
    transact(place.db, lambda: subscribers.forget_unconfirmed(place.db, now=now))
    transact(place.db, lambda: incoming.forget_addresses(place.db, now=now))
    transact(place.outside, lambda: links.sweep(place.outside, now=now))
    transact(place.outside, lambda: readers.sweep(place.outside, now=now))
