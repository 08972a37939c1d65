"""What the worker does for this desk: carries releases, decisions and replies outside (see fetching.py for
the other way)."""

from collections.abc import Mapping
from typing import Literal

from ideaboard.db import Row, transact
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.publishing import bylines, consent, drafts, leaks, releases, replies
from ideaboard.spotlight import responses, stories
from ideaboard.spotlight.stories import Story


def release(place: Workplace, job: Job, now: str) -> None:
    """Put a release outside, unless it was superseded or taken down before its turn came."""
    with place.db.reading():
        row = releases.by_id(place.db, job.payload["release_id"])
    if row is None or row["state"] != releases.LIVE:
        return
    story = _story(row)
    transact(place.outside, lambda: stories.put(place.outside, story))
    # A story that returns brings along what its author answered to readers.
    for number in replies.of_story(place.db, row["slug"]):
        _carry_reply(place, number)


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
    if transact(place.outside, lambda: stories.take_down(place.outside, slug, version=version, now=now)):
        transact(place.outside, lambda: responses.hush(place.outside, slug))


def decide_response(place: Workplace, job: Job, now: str) -> None:
    """Tell the outside what became of a response."""
    number: str = job.payload["response_id"]
    state: Literal["accepted", "refused"] = job.payload["state"]
    transact(place.outside, lambda: responses.decide(place.outside, number, state))


def reply(place: Workplace, job: Job, now: str) -> None:
    """Show what the author answered to a response as it stands now, or nothing any more."""
    _carry_reply(place, job.payload["response_id"])


def _carry_reply(place: Workplace, number: str) -> None:
    with place.db.reading():
        words, at = replies.shown(place.db, number)
    transact(place.outside, lambda: responses.reply(place.outside, number, words, at=at))


def post_withdrawn(place: Workplace, job: Job, now: str) -> None:
    """The author took the post back: its story comes down, its draft ends, their words go from both, and what
    they answered to readers."""
    replies.end_of_post(place.db, job.payload["post_id"], now=now)
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


INSIDE: Mapping[str, Handler] = {"post_archived": post_archived, "post_withdrawn": post_withdrawn}
OUTWARD: Mapping[str, Handler] = {
    "release": release,
    "take_down": take_down,
    "decide_response": decide_response,
    replies.KIND: reply,
}
