"""What the worker does for this desk: carries releases and decisions outside, and brings responses in."""

from collections.abc import Mapping
from typing import Literal

from ideaboard.db import Row, transact
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.publishing import bylines, consent, drafts, incoming, leaks, releases
from ideaboard.spotlight import responses, stories
from ideaboard.spotlight.stories import Story

BATCH = 500


def release(place: Workplace, job: Job, now: str) -> None:
    """Put a release outside, unless it was superseded or taken down before its turn came."""
    with place.db.reading():
        row = releases.by_id(place.db, job.payload["release_id"])
    if row is None or row["state"] != releases.LIVE:
        return
    story = _story(row)
    transact(place.outside, lambda: stories.put(place.outside, story))


def _story(row: Row) -> Story:
    return Story(
        slug=row["slug"],
        version=row["version"],
        title=row["title"],
        standfirst=row["standfirst"],
        body=row["body"],
        byline=row["byline_text"],
        named=int(row["byline"] != bylines.EMPLOYEE),
        topic=row["topic"],
        question=row["question"],
        correction=row["correction"],
        published_at=row["published_at"],
        updated_at=row["released_at"],
    )


def take_down(place: Workplace, job: Job, now: str) -> None:
    """Take a story down up to the version that ended."""
    slug, version = job.payload["slug"], job.payload["version"]
    transact(place.outside, lambda: stories.take_down(place.outside, slug, version=version, now=now))


def decide_response(place: Workplace, job: Job, now: str) -> None:
    """Tell the outside what became of a response."""
    number: str = job.payload["response_id"]
    state: Literal["accepted", "refused"] = job.payload["state"]
    transact(place.outside, lambda: responses.decide(place.outside, number, state))


def post_withdrawn(place: Workplace, job: Job, now: str) -> None:
    """The author took the post back: its story comes down, its draft ends, their words go from both."""
    number = drafts.of_post(place.db, job.payload["post_id"])
    if number is None:
        return
    releases.pull(place.db, drafts.known(place.db, number), now=now)
    draft = drafts.known(place.db, number)
    consent.end_all(place.db, draft, now=now)
    consent.forget_notes(place.db, draft)
    leaks.forget(place.db, draft)
    drafts.end(place.db, draft, now=now)


def post_archived(place: Workplace, job: Job, now: str) -> None:
    """The council took the post out of the lists: its story comes down, unless it is back by now."""
    number = drafts.of_post(place.db, job.payload["post_id"])
    if number is None:
        return
    draft = drafts.known(place.db, number)
    if draft["status"] == "archived":
        releases.shelve(place.db, draft, now=now)


def fetch(place: Workplace, now: str) -> int:
    """Bring the responses that wait outside in; how many. A crash between the two steps repeats the first,
    which changes nothing."""
    with place.outside.reading():
        waiting = responses.unfetched(place.outside, BATCH)
    if not waiting:
        return 0
    here = transact(place.db, lambda: incoming.take(place.db, waiting, now=now))
    return transact(place.outside, lambda: responses.mark_fetched(place.outside, here, now=now))


INSIDE: Mapping[str, Handler] = {"post_archived": post_archived, "post_withdrawn": post_withdrawn}
OUTWARD: Mapping[str, Handler] = {
    "release": release,
    "take_down": take_down,
    "decide_response": decide_response,
}
