"""Mails to readers whose words are made when they leave: the job holds numbers alone.

So an address that was erased, a response or a story that was taken back meanwhile is in none of them, and no
address of a reader stands in the outbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ideaboard import company, mail
from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.outbox import Job, Workplace
from ideaboard.publishing import bylines, incoming, letters, releases, replies, subscribers
from ideaboard.spotlight import links

Filled = Mapping[str, Any] | None


def deliver(place: Workplace, job: Job, now: str) -> None:
    """Send a mail; one of ours with what it says now, or not at all when nothing of it is left to say."""
    if "fill" in job.payload:
        made = FILL[job.payload["fill"]](place, job.payload)
        if made is None or made["to"].endswith(mail.NO_MAILBOX):
            return
        job = replace(job, payload={"language": place.settings.language, **made})
    mail.deliver(place.settings, job)


def _confirm(place: Workplace, payload: Mapping[str, Any]) -> Filled:
    row, name = _subscriber(place, payload)
    if row is None or row["confirmed_at"]:
        return None
    home = place.settings.spotlight_url
    key = subscribers.key(place.signer, links.CONFIRM, row["id"])
    body = [
        _(
            "Somebody, most likely you, asked for letters from the %(company)s Spotlight at this address.",
            company=name,
        ),
        _("Open this link and agree there, and they come on days when a new story appears:"),
        f"{home}/subscribe/confirm/{key}",
        _("Otherwise do nothing: your address is erased after three days."),
    ]
    return _note(place, row["email"], _("Letters from the %(company)s Spotlight?", company=name), body)


def _stop(place: Workplace, payload: Mapping[str, Any]) -> Filled:
    row, name = _subscriber(place, payload)
    if row is None or not row["confirmed_at"]:
        return None
    key = subscribers.key(place.signer, links.STOP, row["id"])
    body = [
        _(
            "This address gets letters from the %(company)s Spotlight, and somebody asked for an end to them "
            "or for more of them, most likely you.",
            company=name,
        ),
        _("This link ends them and erases your address:"),
        f"{place.settings.spotlight_url}/subscribe/stop/{key}",
        _("Otherwise do nothing, and they go on."),
    ]
    return _note(place, row["email"], _("Your letters from the %(company)s Spotlight", company=name), body)


def _subscriber(place: Workplace, payload: Mapping[str, Any]) -> tuple[Row | None, str]:
    with place.db.reading():
        row = subscribers.find(place.db, payload["subscriber"])
        return row, company.load(place.db, place.settings.company).name


def _received(place: Workplace, payload: Mapping[str, Any]) -> Filled:
    """How to take a response back. It repeats none of it: the address may be anybody's."""
    with place.db.reading():
        row = incoming.known(place.db, payload["response"])
        name = company.load(place.db, place.settings.company).name
    if not row["email"]:
        return None
    body = [
        _(
            "Somebody, most likely you, answered a story on the %(company)s Spotlight and gave this address:",
            company=name,
        ),
        _story(place, row),
        _("The council reads it before it is shown. If the author answers, you hear of it here."),
        _("This link takes it back, now or at any later time:"),
        _take_back(place, row),
    ]
    return _note(place, row["email"], _("Your response on the %(company)s Spotlight", company=name), body)


def _reply(place: Workplace, payload: Mapping[str, Any]) -> Filled:
    with place.db.reading():
        row, reply = incoming.known(place.db, payload["response"]), replies.of(place.db, payload["response"])
        story = releases.of_slug(place.db, row["slug"])
        name = company.load(place.db, place.settings.company).name
    out = reply is not None and reply["state"] == replies.OUT and reply["version"] == payload["version"]
    if not row["email"] or not out or reply is None:
        return None
    who = story["byline_text"]
    if story["state"] != releases.LIVE:
        # The author took the name back with the story.
        language = place.settings.language
        who = bylines.text(row, bylines.EMPLOYEE, company=name, written_in=language)
    body = [
        _("%(who)s answered what you wrote about this story:", who=who),
        _story(place, row),
        reply["body"],
        _("The author works at %(company)s.", company=name),
        _("This link takes your words back, and this answer with them:"),
        _take_back(place, row),
    ]
    return _note(
        place, row["email"], _("The author answered you on the %(company)s Spotlight", company=name), body
    )


def _story(place: Workplace, row: Row) -> str:
    return f"{place.settings.spotlight_url}/stories/{row['slug']}"


def _take_back(place: Workplace, row: Row) -> str:
    key = subscribers.key(place.signer, links.WITHDRAW, row["id"])
    return f"{place.settings.spotlight_url}/responses/withdraw/{key}"


def _note(place: Workplace, to: str, subject: str, paragraphs: list[str]) -> Filled:
    # Addresses of the spotlight become links here, as those of the board do in mails of the board.
    values = {"body": "\n\n".join(paragraphs), "base_url": place.settings.spotlight_url, "outside": True}
    return {"to": to, "subject": subject, "template": "note", "values": values}


FILL: Mapping[str, Callable[[Workplace, Mapping[str, Any]], Filled]] = {
    letters.LETTER: letters.fill,
    subscribers.CONFIRM_MAIL: _confirm,
    subscribers.STOP_MAIL: _stop,
    incoming.RECEIVED: _received,
    replies.MAIL: _reply,
}
