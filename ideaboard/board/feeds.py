"""Any search as a feed behind a private link, which is the key: a feed reader signs in nowhere.

The link names its person, carries their secret and the search, and is signed. What it shows is what that
person may see at the moment it is fetched.
"""

from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from ideaboard import feeds, text
from ideaboard.board import answers, searches
from ideaboard.board.statuses import LABELS
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.feeds import Author, Entry, Feed, lawful
from ideaboard.language import N_, _
from ideaboard.people import feed_keys, people
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.who import Person

PURPOSE = "feed"
KINDS = ("atom", "json")
ABOUT = N_("New posts of this search, as %(name)s may see them. The link is private.")


def links(settings: Settings, signer: Signer, person: Person, secret: str, search: str) -> dict[str, str]:
    """The addresses of a search's feeds, by kind."""
    token = signer.sign(PURPOSE, [person.id, secret, search])
    return {kind: f"{settings.base_url}/feeds/{token}.{kind}" for kind in KINDS}


def opened(db: Database, token: str, *, signer: Signer, now: str) -> tuple[Person, dict[str, str], Row]:
    """Whose feed a link opens, of which search, and the person's key.

    Raises NotFound for a link that is not ours, that was replaced, or whose person has left the board: all
    in the same words, since it is nobody's business which.
    """
    try:
        number, secret, search = signer.read(PURPOSE, token)
    except NotFound:
        raise _closed() from None
    key, person = feed_keys.of(db, number), people.load(db, number, now=now)
    if key is None or key["secret"] != secret or person is None or not person.is_inside:
        raise _closed()
    return person, searches.unpacked(search), key


def _closed() -> NotFound:
    return NotFound(
        _("This feed link does not work, or no longer. Get a new one from your saved searches on the board.")
    )


def feed(
    db: Database,
    rows: list[Row],
    search: Mapping[str, str],
    person: Person,
    *,
    link: str,
    made_at: str,
    home: str,
) -> Feed:
    """The posts that were found, as the person's feed of this search; an empty one dates from its link."""
    kept = searches.saved(db, search, person)
    # What its author takes back is gone at once, though the index hears of it a moment later.
    entries = _entries(db, [row for row in rows if not row["withdrawn"]], home)
    return Feed(
        id=uuid5(NAMESPACE_URL, f"{home}/feeds/{person.id}?{searches.packed(search)}").urn,
        title=lawful(kept["name"] if kept else searches.words(search)),
        about=lawful(_(ABOUT, name=person.name)),
        page=home + searches.address(search),
        link=link,
        updated=max((entry.updated for entry in entries), default=made_at),
        entries=entries,
    )


def _entries(db: Database, rows: list[Row], home: str) -> list[Entry]:
    answered = answers.latest(db, [row["id"] for row in rows])
    return [_entry(row, answered.get(row["id"]), home) for row in rows]


def _entry(row: Row, answer: Row | None, home: str) -> Entry:
    place = f"{home}/posts/{row['id']}"
    # Pictures are for who is signed in: a feed has their words.
    parts = [text.html(row["body"]), *_answer(answer)]
    stamps = (row["created_at"], row["edited_at"], answer["at"] if answer else None)
    return Entry(
        id=place,
        title=lawful(row["title"]),
        html=lawful(feeds.absolute("\n".join(parts), place)),
        authors=(Author(lawful(row["author"]["name"] if row["author"] else _("Anonymous"))),),
        terms=tuple(lawful(term) for term in (row["category"]["name"], *row["tags"])),
        published=row["created_at"],
        updated=max(stamp for stamp in stamps if stamp),
    )


def _answer(answer: Row | None) -> list[str]:
    if answer is None:
        return []
    label = LABELS[answer["status"]]
    said = _("The council’s answer: %(status)s", status=_(label))
    head = Markup("<hr><p><strong>{}</strong></p>").format(said)
    reason = Markup("<p>{}</p>").format(answer["reason"]) if answer["reason"] else ""
    return [str(head), str(reason), text.html(answer["text"])]


def etag(kind: str, feed: Feed) -> str:
    return feeds.etag(kind, feed, Path(__file__))
