"""Saved searches: what a person looks for again and again, under a name of theirs, kept as an address.

A search is the query of the search page's address, as a plain link has it: its words and its filters.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from ideaboard import text
from ideaboard.board import finding
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, NotFound, Refusal, too_long
from ideaboard.language import N_, _
from ideaboard.who import Person

MOST = 50
NAME_MOST = 80
LONGEST = 400
# Where somebody hears of new posts that a search finds.
NOTIFY = {"none": N_("Nowhere"), "inbox": N_("In my inbox")}
_SORT = "sort"
NAMES = ("q", *finding.FILTERS, _SORT)
_COLUMNS = "id, person_id, name, search, notify, seen_to, line_from, created_at"


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """What an address searches for, in one order and without its page; {} when that is nothing."""
    cleaned = {name: text.clean(query.get(name, "")) for name in NAMES}
    kept = {name: value for name, value in cleaned.items() if value}
    return kept if kept.keys() - {_SORT} else {}


def packed(search: Mapping[str, str]) -> str:
    return urlencode(search)


def unpacked(search: str) -> dict[str, str]:
    """The search behind a text of `packed`, or behind whatever a form sent for one."""
    return asked(dict(parse_qsl(search[: 20 * LONGEST])))


def address(search: Mapping[str, str]) -> str:
    return f"/search?{packed(search)}"


def too_long_to_keep(search: Mapping[str, str]) -> bool:
    return sum(map(len, search.values())) > LONGEST


def words(search: Mapping[str, str]) -> str:
    """A search in a few words, for a name: what was typed, else what it is narrowed to."""
    narrowed = " ".join(value for name, value in search.items() if name != _SORT)
    return text.shorten(search.get("q") or narrowed, NAME_MOST)


def save(
    db: Database, search: Mapping[str, str], name: str, *, notify: str = "none", by: Person, now: str
) -> bool:
    """Keep a search under a name, or give the one that is kept another; whether it is new.

    Raises Refusal for no search or too long a one, and Conflict when the person keeps MOST already.
    """
    if not search:
        raise Refusal.of({"search": _("Search for something first, then save it.")})
    if too_long_to_keep(search):
        raise Refusal.of({"search": _("This search is too long to be kept. Use fewer words.")})
    kept = saved(db, search, by)
    if kept:
        change(db, kept["id"], name, notify=notify, by=by)
        return False
    count = db.row("SELECT COUNT(*) AS number FROM saved_searches WHERE person_id = :id", id=by.id)
    if count and count["number"] >= MOST:
        raise Conflict(_("You keep %(most)s searches already. Delete one to make room.", most=MOST))
    db.run(
        """INSERT INTO saved_searches
             (person_id, name, search, notify, seen_to, line_from, created_at)
           VALUES (:person, :name, :search, :notify, :seen_to, :seen_to, :now)""",
        person=by.id,
        name=_named(name, search, "name"),
        search=packed(search),
        notify=_known(notify, "notify"),
        seen_to=_last_arrival(db),
        now=now,
    )
    return True


def _named(name: str, search: Mapping[str, str], field: str) -> str:
    kept = text.clean(name) or words(search)
    if len(kept) > NAME_MOST:
        raise Refusal.of({field: too_long(NAME_MOST, kept)})
    return kept


def _known(notify: str, field: str) -> str:
    if notify not in NOTIFY:
        raise Refusal.of({field: _("Choose where you hear of new posts.")})
    return notify


def change(db: Database, search_id: int, name: str, *, notify: str, mark: str = "", by: Person) -> None:
    """Another name, and where new posts are told: those from now on, when they were not told before.

    `mark` is what the names of the form's fields end with. Raises NotFound for a search of somebody else.
    """
    row = find(db, search_id, by)
    begins = notify != "none" and row["notify"] == "none"
    values = {"seen_to": _last_arrival(db) if begins else row["seen_to"]}
    values |= {"line_from": values["seen_to"] if begins else row["line_from"]}
    db.run(
        """UPDATE saved_searches SET name = :name, notify = :notify, seen_to = :seen_to,
             line_from = :line_from WHERE id = :id""",
        id=search_id,
        name=_named(name, unpacked(row["search"]), f"name{mark}"),
        notify=_known(notify, f"notify{mark}"),
        **values,
    )


def delete(db: Database, search_id: int, *, by: Person) -> None:
    """Keep the search no longer. Raises NotFound for one of somebody else."""
    find(db, search_id, by)
    db.run("DELETE FROM saved_searches WHERE id = :id", id=search_id)


def find(db: Database, search_id: int, person: Person) -> Row:
    found = db.row(
        f"SELECT {_COLUMNS} FROM saved_searches WHERE id = :id AND person_id = :person",
        id=search_id,
        person=person.id,
    )
    if found is None:
        raise NotFound(_("You keep no such search."))
    return found


def saved(db: Database, search: Mapping[str, str], person: Person) -> Row | None:
    """The row of this search where the person keeps it."""
    return db.row(
        f"SELECT {_COLUMNS} FROM saved_searches WHERE person_id = :person AND search = :search",
        person=person.id,
        search=packed(search),
    )


def of(db: Database, person: Person) -> list[Row]:
    """The person's searches, the latest first, each with what it is `asked` for."""
    found = db.rows(
        f"SELECT {_COLUMNS} FROM saved_searches WHERE person_id = :person ORDER BY id DESC LIMIT {MOST}",
        person=person.id,
    )
    return [row | {"asked": unpacked(row["search"])} for row in found]


def _last_arrival(db: Database) -> int:
    row = db.row("SELECT COALESCE(MAX(id), 0) AS last FROM post_arrivals")
    return int(row["last"]) if row else 0
