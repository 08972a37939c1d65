"""Tells the WebSub hub which feeds changed, so that readers who asked it hear of a story at once.

A hub that does not answer is a job tried again; a story told twice is fetched twice, and no more.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ideaboard import clock, outbox
from ideaboard.db import Database, transact
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.publishing import releases
from ideaboard.spotlight import stories

KIND = "websub"
FORMS = ("atom", "rss", "json")
# Until every process outside shows the change: a hub fetches at once.
GRACE_SECONDS = 2
SECONDS = 20


class HubRefused(Exception):
    """The hub answered, and not with yes."""


class _Straight(HTTPRedirectHandler):
    """A redirected POST would arrive as a GET, which tells a hub nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


def telling(handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """The same handlers; those that change a story outside have the hub told afterwards."""
    changing = {kind: partial(_done, handlers[kind]) for kind in ("release", "take_down")}
    return {**handlers, **changing}


def _done(handler: Handler, place: Workplace, job: Job, now: str) -> None:
    """Do the job, and tell of the feeds that the story stood in before or stands in now."""
    if not place.settings.websub_hub:
        handler(place, job, now)
        return
    before = _feeds(place, job)
    handler(place, job, now)
    places = list(dict.fromkeys([*before, *_feeds(place, job)]))
    transact(place.db, lambda: tell(place.db, places, now=now))


def _feeds(place: Workplace, job: Job) -> list[str]:
    slug = job.payload.get("slug", "")
    if not slug:
        with place.db.reading():
            row = releases.by_id(place.db, job.payload["release_id"])
        slug = row["slug"] if row else ""
    with place.outside.reading():
        return stories.feeds_of(place.outside, slug)


def tell(db: Database, places: Sequence[str], *, now: str) -> None:
    """Ask for the hub to be told that the feeds of these places changed."""
    outbox.put(db, KIND, now=now, after=clock.shift(now, seconds=GRACE_SECONDS), places=list(places))


def ping(place: Workplace, job: Job, now: str) -> None:
    """Tell the hub. Raises HubRefused or OSError, and then is tried again."""
    settings = place.settings
    if not settings.websub_hub:
        return
    feeds = [f"{settings.spotlight_url}{one}/feed.{form}" for one in job.payload["places"] for form in FORMS]
    body = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)])
    asked = Request(settings.websub_hub, body.encode(), {"user-agent": "Ideaboard"})  # noqa: S310 - settings
    with build_opener(_Straight).open(asked, timeout=SECONDS) as answer:
        if not 200 <= answer.status < 300:
            raise HubRefused(f"the hub answered {answer.status}")
