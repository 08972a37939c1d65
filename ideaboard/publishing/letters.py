"""Letters to subscribers: at most one a day, with every story that appeared since the last one.

A letter is asked for with a span of time, not with texts: what it says is read when it leaves, from what is
outside at that moment. So a story that was taken down meanwhile is in no letter, and a correction is.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from ideaboard import clock, company, feeds, mail, outbox, text
from ideaboard.db import Database, Row, transact
from ideaboard.language import ngettext
from ideaboard.outbox import Workplace
from ideaboard.publishing import rules, subscribers, zones
from ideaboard.settings import Settings
from ideaboard.spotlight import links, stories
from ideaboard.spotlight.stories import Story

LETTER = "letter"
# So long after the last release the day's stories are taken to be all there.
SETTLE_MINUTES = 10
BATCH = 500
# More stories than these come with their first words only: mail programs cut long mails.
WHOLE = 3
EXCERPT = 600


def make_due(db: Database, settings: Settings, *, now: str) -> int:
    """Ask for up to BATCH letters that are due, each in one transaction with the note of it; how many.

    The hour and the day are those on the company's clocks.
    """
    newest = _newest(db, now)
    if not newest or newest > clock.shift(now, minutes=-SETTLE_MINUTES):
        return 0
    here = zones.local(now, rules.load(db).zone)
    if here.hour < settings.letter_hour:
        return 0
    today = here.date().isoformat()
    due = db.rows(
        """SELECT id FROM subscribers WHERE confirmed_at IS NOT NULL
             AND told_until < :newest AND lettered_on < :today ORDER BY told_until, id LIMIT :limit""",
        newest=newest,
        today=today,
        limit=BATCH,
    )
    for row in due:
        transact(db, partial(_ask, db, row["id"], newest, today, now))
    return len(due)


def _newest(db: Database, now: str) -> str:
    row = db.row(
        "SELECT MAX(published_at) AS newest FROM releases WHERE state = 'live' AND published_at <= :now",
        now=now,
    )
    return row["newest"] or "" if row else ""


def _ask(db: Database, number: str, newest: str, today: str, now: str) -> None:
    row = subscribers.find(db, number)
    if row is None or not row["told_until"] < newest or not row["lettered_on"] < today:
        return
    db.run(
        "UPDATE subscribers SET told_until = :newest, lettered_on = :today WHERE id = :id",
        id=number,
        newest=newest,
        today=today,
    )
    outbox.put(db, mail.KIND, fill=LETTER, subscriber=number, since=row["told_until"], until=newest, now=now)


def fill(place: Workplace, payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The letter as it leaves now; None when its reader stopped letters, or nothing in it is outside now."""
    with place.db.reading():
        row = subscribers.find(place.db, payload["subscriber"])
        told = _live(place.db, payload["since"], payload["until"]) if row else []
        name = company.load(place.db, place.settings.company).name
    if row is None or not told:
        return None
    with place.outside.reading():
        found = stories.chosen(place.outside, told)
    if len(found) < len(told):
        raise RuntimeError("a story of this letter is not outside yet")
    stop = subscribers.key(place.signer, links.STOP, row["id"])
    return _letter(row, found, name, stop, place.settings)


def _live(db: Database, after: str, until: str) -> list[str]:
    """The stories that are outside and appeared in that span, the newest first."""
    found = db.rows(
        """SELECT slug FROM releases WHERE state = 'live' AND published_at > :after AND published_at <= :until
           ORDER BY published_at DESC, slug""",
        after=after,
        until=until,
    )
    return [row["slug"] for row in found]


def _letter(row: Row, found: list[Story], name: str, stop: str, settings: Settings) -> Mapping[str, Any]:
    subject = ngettext(
        "%(company)s Spotlight: %(title)s",
        "%(company)s Spotlight: %(title)s, and more",
        len(found),
        company=name,
        title=found[0].title,
    )
    told = [_told(story, name, settings, whole=len(found) <= WHOLE) for story in found]
    home = settings.spotlight_url
    values: dict[str, Any] = {"stories": told, "company": name, "home": home, "outside": True}
    return {
        "to": row["email"],
        "subject": " ".join(subject.split()),
        "template": "stories",
        "values": values,
        "unsubscribe": f"{home}/subscribe/stop/{stop}",
    }


def _told(story: Story, name: str, settings: Settings, *, whole: bool) -> Mapping[str, Any]:
    url = settings.spotlight_url + story.path
    start = text.shorten(text.plain(story.body), EXCERPT)
    return {
        "url": url,
        "title": story.title,
        "standfirst": story.standfirst,
        "byline": story.signed,
        "disclosure": story.disclosure(name),
        "question": story.question,
        "whole": whole,
        "text": story.body if whole else start,
        "html": feeds.absolute(text.html(story.body, top=3), url) if whole else "",
    }
