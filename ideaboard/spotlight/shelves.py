"""Where stories are gathered: by topic, by person, by department, by month. One rule and one table for all.

A shelf is derived from the stories on it and kept with them, in the same transaction: it has its number and
its newest story ready, is gone with its last story, and bears the words of its newest one. Two topics of one
key are one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from ideaboard import text
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.spotlight import portraits

Kind = Literal["topic", "person", "department", "month"]
TOPIC: Final = "topic"
PERSON: Final = "person"
DEPARTMENT: Final = "department"
MONTH: Final = "month"
_ROOMS = {TOPIC: "topics", PERSON: "people", DEPARTMENT: "departments"}
_SIGNS = re.compile(r"[\W_]+")
KEY_LENGTH = 80
# Topics and departments in a line of links.
SHOWN = 12
_COLUMNS = "kind, key, label, detail, stories, newest_at, changed_at"


@dataclass(frozen=True, slots=True)
class Place:
    """One shelf that a story stands on, in the words of that story; `detail` is a person's role."""

    kind: Kind
    key: str
    label: str
    detail: str = ""

    @property
    def path(self) -> str:
        return path(self.kind, self.key)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All stories of one place: how many, when the newest appeared, when anything on it changed."""

    kind: Kind
    key: str
    label: str
    detail: str
    stories: int
    newest_at: str
    changed_at: str

    @property
    def path(self) -> str:
        return path(self.kind, self.key)

    @property
    def initials(self) -> str:
        return portraits.initials(self.label)

    @property
    def tint(self) -> int:
        return portraits.tint(self.label)


def key(words: str) -> str:
    """The address of a topic or department: `making-soda`. Other scripts keep their letters."""
    folded = text.fold(words)
    made = text.slug(words) if folded.isascii() else _SIGNS.sub("-", folded).strip("-")
    return made[:KEY_LENGTH].strip("-")


def quoted(name: str) -> str:
    return quote(name, safe="")


def path(kind: str, key: str) -> str:
    """Where the shelf is: `/topics/planet`, `/people/margit-1`, `/archive/2026/03`."""
    if kind == MONTH:
        return f"/archive/{key.replace('-', '/')}"
    return f"/{_ROOMS[kind]}/{quoted(key)}"


def keep(db: Database, slug: str, places: Iterable[Place], *, published_at: str, now: str) -> None:
    """Stand the story on these shelves and no others."""
    left = _places(db, slug)
    db.run("DELETE FROM shelved WHERE slug = :slug", slug=slug)
    wanted = {(place.kind, place.key): place for place in places if place.key}
    for place in wanted.values():
        db.run(
            """INSERT INTO shelved (kind, key, slug, label, detail, published_at)
               VALUES (:kind, :key, :slug, :label, :detail, :at)""",
            kind=place.kind,
            key=place.key,
            slug=slug,
            label=text.clean(place.label),
            detail=text.clean(place.detail),
            at=published_at,
        )
    for kind, name in sorted({*left, *wanted}):
        change = ((kind, name) in wanted) - ((kind, name) in left)
        _keep_shelf(db, kind, name, change, now=now)


def _places(db: Database, slug: str) -> list[tuple[str, str]]:
    rows = db.rows("SELECT kind, key FROM shelved WHERE slug = :slug", slug=slug)
    return [(row["kind"], row["key"]) for row in rows]


def _keep_shelf(db: Database, kind: str, key: str, change: int, *, now: str) -> None:
    """The shelf in the words of its newest story. It never becomes older: readers ask what changed since.

    By difference: a month may hold thousands, and counting them took twelve milliseconds a story.
    """
    found = db.run(
        """INSERT INTO shelves (kind, key, label, detail, stories, newest_at, changed_at)
           SELECT kind, key, label, detail, :change, published_at, :now
           FROM shelved WHERE kind = :kind AND key = :key
           ORDER BY published_at DESC, slug DESC LIMIT 1
           ON CONFLICT (kind, key) DO UPDATE SET
               label = excluded.label, detail = excluded.detail,
               stories = shelves.stories + excluded.stories, newest_at = excluded.newest_at,
               changed_at = CASE WHEN excluded.changed_at > shelves.changed_at
                                 THEN excluded.changed_at ELSE shelves.changed_at END""",
        kind=kind,
        key=key,
        change=change,
        now=now,
    )
    if not found:
        db.run("DELETE FROM shelves WHERE kind = :kind AND key = :key", kind=kind, key=key)


def find(db: Database, kind: Kind, key: str) -> Shelf:
    """Raises NotFound where no story stands."""
    sql = f"SELECT {_COLUMNS} FROM shelves WHERE kind = :kind AND key = :key"
    if row := db.row(sql, kind=kind, key=key):
        return Shelf(**row)
    raise NotFound(_("No stories are gathered at this address. Those that were may have been taken back."))


# Months follow each other by their names; all else by its newest story.
_LISTS = {
    "newest": f"""SELECT {_COLUMNS} FROM shelves WHERE kind = :kind
                  ORDER BY newest_at DESC, key DESC LIMIT :limit""",
    "older": f"""SELECT {_COLUMNS} FROM shelves WHERE kind = :kind AND (newest_at, key) < (:at, :key)
                 ORDER BY newest_at DESC, key DESC LIMIT :limit""",
}


def latest(db: Database, kind: Kind, *, after: str = "", limit: int) -> list[Shelf]:
    """Shelves of a kind, the one with the newest story first; with `after`, those that follow that one."""
    if not after:
        return [Shelf(**row) for row in db.rows(_LISTS["newest"], kind=kind, limit=limit)]
    place = find(db, kind, after)
    rows = db.rows(_LISTS["older"], kind=kind, at=place.newest_at, key=place.key, limit=limit)
    return [Shelf(**row) for row in rows]


_SLUGS = {
    "newest": """SELECT slug FROM shelved WHERE kind = :kind AND key = :key
                 ORDER BY published_at DESC, slug DESC LIMIT :limit""",
    "older": """SELECT slug FROM shelved
                WHERE kind = :kind AND key = :key AND (published_at, slug) < (:at, :slug)
                ORDER BY published_at DESC, slug DESC LIMIT :limit""",
}


def slugs(db: Database, shelf: Shelf, *, before: Row | None = None, limit: int) -> list[str]:
    """The stories on a shelf, newest first; `before` is a story's `slug` and `published_at`."""
    bound = {"kind": shelf.kind, "key": shelf.key, "limit": limit}
    if before is None:
        rows = db.rows(_SLUGS["newest"], **bound)
    else:
        rows = db.rows(_SLUGS["older"], at=before["published_at"], slug=before["slug"], **bound)
    return [row["slug"] for row in rows]


# One list a shelf, and all of them one query.
_ONE = """SELECT * FROM (SELECT key, slug, published_at FROM shelved WHERE kind = :kind AND key = :key_N
          ORDER BY published_at DESC, slug DESC LIMIT :limit) AS list_N"""


def heads(db: Database, shelves: list[Shelf], *, limit: int) -> dict[str, list[str]]:
    """The newest stories of each of these shelves of one kind, by key."""
    found: dict[str, list[str]] = {shelf.key: [] for shelf in shelves}
    if not shelves:
        return found
    sql = " UNION ALL ".join(_ONE.replace("_N", f"_{place}") for place in range(len(shelves)))
    keys = {f"key_{place}": shelf.key for place, shelf in enumerate(shelves)}
    for row in sorted(db.rows(sql, kind=shelves[0].kind, limit=limit, **keys), key=_newest, reverse=True):
        found[row["key"]].append(row["slug"])
    return found


def _newest(row: Row) -> tuple[str, str]:
    return row["published_at"], row["slug"]


_BESIDE = """SELECT * FROM (SELECT N AS nearness, slug, published_at FROM shelved
             WHERE kind = :kind_N AND key = :key_N AND slug <> :slug
             ORDER BY published_at DESC, slug DESC LIMIT :limit) AS list_N"""


def beside(db: Database, slug: str, places: Iterable[Place], *, limit: int) -> list[str]:
    """Other stories on the shelves of this one: those of the first place first, each once."""
    near = list(places)
    if not near:
        return []
    sql = " UNION ALL ".join(
        _BESIDE.replace("N AS", f"{n} AS").replace("_N", f"_{n}") for n in range(len(near))
    )
    bound: dict[str, str] = {f"kind_{n}": place.kind for n, place in enumerate(near)}
    bound |= {f"key_{n}": place.key for n, place in enumerate(near)}
    rows = sorted(db.rows(sql, slug=slug, limit=limit, **bound), key=_newest, reverse=True)
    ordered = sorted(rows, key=lambda row: row["nearness"])
    return list(dict.fromkeys(row["slug"] for row in ordered))[:limit]


def of_story(db: Database, slug: str) -> list[str]:
    """The addresses of the shelves a story stands on, but for its month, which no feed is of."""
    return sorted(path(kind, key) for kind, key in _places(db, slug) if kind != MONTH)
