"""What the worker does for this desk: carries releases and decisions outside, and brings responses in."""

from collections.abc import Mapping
from typing import Literal

from ideaboard.db import Row, transact
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.publishing import (
    bylines,
    consent,
    drafts,
    incoming,
    leaks,
    nominations,
    notes,
    record,
    releases,
    schedules,
    timed,
)
from ideaboard.spotlight import parts, responses, stories
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
        # What became of it stands among the notes alone: nothing was wrong.
        correction=row["correction"] if row["note_kind"] == notes.CORRECTION else "",
        notes=parts.notes(row["notes"]),
        published_at=row["published_at"],
        updated_at=row["released_at"],
    )


def take_down(place: Workplace, job: Job, now: str) -> None:
    """Take a story down up to the version that ended, and write that it is done: the author's proof."""
    slug, version = job.payload["slug"], job.payload["version"]
    transact(place.outside, lambda: stories.take_down(place.outside, slug, version=version, now=now))
    transact(place.db, lambda: _gone(place, slug, version, now))


def _gone(place: Workplace, slug: str, version: int, now: str) -> None:
    row = releases.of_version(place.db, slug, version)
    if row is None:
        return
    draft = drafts.known(place.db, row["draft_id"])
    if not record.has(place.db, draft["id"], "gone", str(version)):
        record.add(place.db, "gone", draft | {"hash": row["hash"]}, by=None, detail=str(version), now=now)


def decide_response(place: Workplace, job: Job, now: str) -> None:
    """Tell the outside what became of a response."""
    number: str = job.payload["response_id"]
    state: Literal["accepted", "refused"] = job.payload["state"]
    transact(place.outside, lambda: responses.decide(place.outside, number, state))


def post_withdrawn(place: Workplace, job: Job, now: str) -> None:
    """The author took the post back: its story comes down, its draft ends, their words go from both."""
    nominations.forget(place.db, job.payload["post_id"])
    number = drafts.of_post(place.db, job.payload["post_id"])
    if number is None or drafts.known(place.db, number)["ended_at"]:
        return
    releases.pull(place.db, drafts.known(place.db, number), now=now)
    draft = drafts.known(place.db, number)
    consent.end_all(place.db, draft, now=now)
    consent.forget_notes(place.db, draft)
    leaks.forget(place.db, draft)
    drafts.end(place.db, draft, now=now)
    schedules.end(place.db, number, schedules.DROPPED, now=now)
    record.add(place.db, "ended", drafts.known(place.db, number), by=None, now=now)


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


INSIDE: Mapping[str, Handler] = {
    "post_archived": post_archived,
    "post_withdrawn": post_withdrawn,
    **timed.INSIDE,
}
OUTWARD: Mapping[str, Handler] = {
    "release": release,
    "take_down": take_down,
    "decide_response": decide_response,
}
