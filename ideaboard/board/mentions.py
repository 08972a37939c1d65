"""Mentions: `@[Name](/people/ID)`, a link that Markdown shows and that a new name does not break.

`@Name` as somebody types it becomes that when exactly one colleague has the name.
"""

import re
from collections.abc import Mapping

from ideaboard import language, mail, text
from ideaboard.board import shown
from ideaboard.db import Database, Row
from ideaboard.language import N_, Said, _
from ideaboard.outbox import Workplace
from ideaboard.people import mail_choices, notifications, people
from ideaboard.who import Person

MOST = 20
_MARK = re.compile(r"@\[((?:\\.|[^\]\\\n]){1,200})\]\(/people/(\d{1,18})\)")
# Up to four words behind an @ that begins a word; not inside code.
_TYPED = re.compile(r"(?<![\w@/.\\])@(?=\w)([\w'’.-]+(?: [\w'’.-]+){0,3})")
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
_SPECIAL = re.compile(r"([\\\[\]*_`<>~])")


def mark(person_id: int, name: str) -> str:
    """The Markdown that mentions this person."""
    return f"@[{_SPECIAL.sub(_escaped, name)}](/people/{person_id})"


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[1]


def settle(db: Database, body: str, *, now: str) -> str:
    """The text with every mention in the kept form, under the name the person has now."""
    if "@" not in body:
        return body
    parts = _CODE.split(body)
    # What stands between two codes has an even place.
    parts[::2] = _settled(db, parts[::2], now)
    return "".join(parts)


def _settled(db: Database, parts: list[str], now: str) -> list[str]:
    typed = {key for part in parts for found in _TYPED.finditer(part) for key in _heads(found[1])}
    numbers = {int(found[2]) for part in parts for found in _MARK.finditer(part)}
    by_name = people.called(db, sorted(typed)[:400], now=now) if typed else {}
    by_id = people.names(db, sorted(numbers)[:100]) if numbers else {}

    def of_mark(found: re.Match[str]) -> str:
        number = int(found[2])
        return mark(number, by_id[number]) if number in by_id else found[0]

    def of_typed(found: re.Match[str]) -> str:
        for key, words in sorted(_heads(found[1]).items(), key=lambda item: -len(item[1])):
            if key in by_name:
                return mark(*by_name[key]) + found[1][len(words) :]
        return found[0]

    return [_TYPED.sub(of_typed, _MARK.sub(of_mark, part)) for part in parts]


def _heads(words: str) -> dict[str, str]:
    """The folded beginnings of these words, with and without a point at their end."""
    parts = words.split(" ")
    heads = [" ".join(parts[: count + 1]) for count in range(len(parts))]
    return {text.fold(head): head for long in heads for head in (long, long.rstrip(".-'’")) if head}


def of(body: str) -> list[int]:
    """Whom a text mentions, at most twenty, in order."""
    shown = "".join(_CODE.split(body)[::2])
    return list(dict.fromkeys(int(found[2]) for found in _MARK.finditer(shown)))[:MOST]


def tell(
    place: Workplace,
    post: Row,
    body: str,
    *,
    event: str,
    url: str,
    by: Row | None,
    readers: Mapping[int, Person],
    now: str,
) -> None:
    """Inbox line and mail, once an event, for those of `readers` whom the text mentions.

    `by` has the writer's id and name, and is None for a post without a name.
    """
    told = {number: readers[number] for number in of(body) if number in readers}
    if by:
        told.pop(by["id"], None)
    message = N_("%(name)s mentioned you in “%(title)s”") if by else N_("You are mentioned in “%(title)s”")
    said = Said(message, {"name": by["name"] if by else "", "title": shown.titled(post)})
    new = notifications.tell(
        place.db,
        told,
        event=event,
        kind="mention",
        text=said,
        url=url,
        audience=post["audience"],
        post_id=post["id"],
        about=post["title"],
        why="mentioned",
        now=now,
    )
    to_mail = mail_choices.wanting(place.db, new, "replies")
    for number in sorted(to_mail):
        _write(place, told[number], said, body, place.settings.base_url + url, now)
    notifications.mailed(place.db, to_mail, event=event, now=now)


def _write(place: Workplace, to: Person, said: Said, body: str, address: str, now: str) -> None:
    stop = mail_choices.stop_address(place.settings, place.signer, to.id, "replies")
    with language.use(to.language or place.settings.language):
        letter = [_("%(sentence)s:", sentence=said), text.shorten(text.plain(body), 600)]
        letter.append(_("Read and answer: %(address)s", address=address))
        values = {"body": "\n\n".join(letter) + "\n", "why": _(notifications.WHY["mentioned"])}
        mail.write(place.db, to.email, str(said), "note", values, unsubscribe=stop, now=now)
