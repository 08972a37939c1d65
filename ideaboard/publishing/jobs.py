"""What the worker does for this desk: carries releases, decisions and replies outside (see fetching.py for
the other way)."""

from collections.abc import Mapping
from typing import Literal

from ideaboard.db import Database, Row, transact
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.publishing import (
    bylines,
    consent,
    consent_letters,
    drafts,
    files,
    leaks,
    nominations,
    notes,
    record,
    releases,
    replies,
    schedules,
    timed,
)
from ideaboard.spotlight import media, parts, responses, stories
from ideaboard.spotlight.stories import Story


def release(place: Workplace, job: Job, now: str) -> None:
    """Put a release outside, unless it was superseded or taken down before its turn came."""
    with place.db.reading():
        row = releases.by_id(place.db, job.payload["release_id"])
        if row is None or row["state"] != releases.LIVE:
            return
        carried = files.carried(place.db, row["media"])
    story = _story(row)
    transact(place.outside, lambda: _show(place.outside, story, carried, now))
    # A story that returns brings along what its author answered to readers.
    for number in replies.of_story(place.db, row["slug"]):
        _carry_reply(place, number)


def _show(outside: Database, story: Story, carried: list[Row], now: str) -> None:
    # Together: readers never find a story without its pictures, nor pictures of no story.
    if stories.put(outside, story):
        media.show(outside, story.slug, carried, now=now)


def _story(row: Row) -> Story:
    credits = parts.credits(row["credits"])
    return Story(
        slug=row["slug"],
        version=row["version"],
        title=row["title"],
        standfirst=row["standfirst"],
        body=row["body"],
        byline=row["byline_text"],
        named=int(row["byline"] != bylines.EMPLOYEE or any(one.name for one in credits)),
        topic=row["topic"],
        question=row["question"],
        # What became of it stands among the notes alone: nothing was wrong.
        correction=row["correction"] if row["note_kind"] == notes.CORRECTION else "",
        notes=parts.notes(row["notes"]),
        published_at=row["published_at"],
        updated_at=row["released_at"],
        credits=credits,
        media=parts.media(row["media"]),
    )


def take_down(place: Workplace, job: Job, now: str) -> None:
    """Take a story down up to the version that ended, and write that it is done: the author's proof."""
    slug, version = job.payload["slug"], job.payload["version"]
    transact(place.outside, lambda: _hide(place.outside, slug, version, now))
    transact(place.db, lambda: _gone(place, slug, version, now))


def _hide(outside: Database, slug: str, version: int, now: str) -> None:
    if stories.take_down(outside, slug, version=version, now=now):
        media.hide(outside, slug)
        responses.hush(outside, slug)


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


def consent_over(place: Workplace, job: Job, now: str) -> None:
    """The time that an author agreed to is up: what is live by that consent comes down, and they are told."""
    draft = drafts.known(place.db, job.payload["draft_id"])
    shown = releases.live(place.db, draft["id"])
    if shown is not None and consent.over(place.db, draft["id"], shown["draft_version"], now=now):
        record.add(place.db, "withdrawn", draft, by=None, now=now)
        releases.pull(place.db, draft, now=now)
        consent_letters.tell_end(place.db, draft, now)


INSIDE: Mapping[str, Handler] = {
    "post_archived": post_archived,
    "post_withdrawn": post_withdrawn,
    "consent_over": consent_over,
    **timed.INSIDE,
}
OUTWARD: Mapping[str, Handler] = {
    "release": release,
    "take_down": take_down,
    "decide_response": decide_response,
    replies.KIND: reply,
}
