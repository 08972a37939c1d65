"""A digest by mail: what a person has not read, by post; once a period, and only when there is something.

A digest holds what was told before its period ended (7:00 UTC, for weekly ones on Monday). It is made in one
transaction with the note that it was made: a worker that runs twice, or was down for weeks, sends one.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from ideaboard import clock, language, mail
from ideaboard.db import Database, Row, transact
from ideaboard.language import N_, _, ngettext
from ideaboard.people import mail_choices, notifications, people
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.who import Person

HOUR = 7
BATCH = 200
GROUPS_MOST = 20
LINES_MOST = 5
ALONE = N_("Besides")
# Translators: each ends "You get this mail because ...".
WHY = {
    "daily": N_("you chose a daily digest, or left it as it came"),
    "weekly": N_("you chose a weekly digest, or left it as it came"),
}


def period_end(digest: str, now: str) -> str:
    """When the last whole period of this kind ended."""
    moment = clock.moment(now)
    end = moment.replace(hour=HOUR, minute=0, second=0)
    if end > moment:
        end -= timedelta(days=1)
    return clock.stamp(end - timedelta(days=end.weekday() if digest == "weekly" else 0))


def make_due(db: Database, settings: Settings, signer: Signer, *, now: str) -> int:
    """Make up to BATCH digests that are due, each in its own transaction; how many people were looked at."""
    due = _due(db, now)
    for person_id in due:
        transact(db, partial(make, db, person_id, settings=settings, signer=signer, now=now))
    return len(due)


def _due(db: Database, now: str) -> list[int]:
    found = db.rows(
        """SELECT DISTINCT notifications.person_id FROM notifications
           JOIN people ON people.id = notifications.person_id AND people.active = 1
           LEFT JOIN mail_choices ON mail_choices.person_id = notifications.person_id
           WHERE notifications.read_at IS NULL AND notifications.mailed_at IS NULL
             AND ((COALESCE(mail_choices.digest, 'weekly') = 'weekly' AND notifications.created_at < :week
                   AND COALESCE(mail_choices.digested_for, '') < :week)
               OR (mail_choices.digest = 'daily' AND notifications.created_at < :day
                   AND mail_choices.digested_for < :day))
           ORDER BY notifications.person_id LIMIT :limit""",
        week=period_end("weekly", now),
        day=period_end("daily", now),
        limit=BATCH,
    )
    return [row["person_id"] for row in found]


def make(db: Database, person_id: int, *, settings: Settings, signer: Signer, now: str) -> bool:
    """Write the person's digest of the last period, if one is wanted, not yet made, and holds anything."""
    choices = mail_choices.of(db, person_id)
    end = period_end(choices["digest"], now)
    person = people.load(db, person_id, now=now)
    if person is None or choices["digest"] == "off" or choices["digested_for"] >= end:
        return False
    mail_choices.digested(db, person_id, end)
    with language.use(person.language or settings.language):
        found = notifications.untold(db, person, before=end)
        if not found:
            return False
        notifications.told(db, person, before=end, now=now)
        _write(db, person, found, choices["digest"], settings, signer, now)
    return True


def _write(
    db: Database, to: Person, found: list[Row], digest: str, settings: Settings, signer: Signer, now: str
) -> None:
    subject = ngettext(
        "On the board: one thing you have not read",
        "On the board: %(num)s things you have not read",
        len(found),
    )
    values = {"groups": list(_groups(found, settings.base_url)), "why": _(WHY[digest])}
    stop = mail_choices.stop_address(settings, signer, to.id, "digest")
    mail.write(db, to.email, subject, "digest", values, unsubscribe=stop, now=now)


def _groups(found: list[Row], base_url: str) -> Iterable[Mapping[str, Any]]:
    """By post, in the order of the newest event, with what is beyond a mail's length as a number."""
    kept: dict[int | None, list[Row]] = {}
    for row in found:
        kept.setdefault(row["post_id"], []).append(row)
    for rows in list(kept.values())[:GROUPS_MOST]:
        lines = [
            {
                "text": row["text"],
                "url": base_url + row["url"],
                "why": _(notifications.WHY.get(row["why"], "")),
            }
            for row in rows[:LINES_MOST]
        ]
        yield {"title": rows[0]["about"] or _(ALONE), "lines": lines, "more": len(rows) - len(lines)}
