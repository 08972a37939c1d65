"""Every public page with the day it changed last, for search engines; the stories month by month."""

from dataclasses import dataclass

from ideaboard.db import Database
from ideaboard.spotlight import shelves, stories
from ideaboard.spotlight.shelves import DEPARTMENT, MONTH, PERSON, TOPIC, Shelf

# What one sitemap may hold (sitemaps.org).
MOST = 50_000
_ROOMS = ("/", "/topics", "/people", "/archive")
_STILL = ("/about", "/feeds", "/search")


@dataclass(frozen=True, slots=True)
class Place:
    """`changed` is "" for a page that changes with a new release of the product only."""

    path: str
    changed: str


def months(db: Database) -> list[Shelf]:
    return shelves.latest(db, MONTH, limit=MOST)


def pages(db: Database) -> list[Place]:
    changed = stories.changed_at(db)
    found = [Place(path, changed) for path in _ROOMS] + [Place(path, "") for path in _STILL]
    each = MOST // 5
    for kind in (TOPIC, PERSON, DEPARTMENT, MONTH):
        found += [Place(shelf.path, shelf.changed_at) for shelf in shelves.latest(db, kind, limit=each)]
    return found


def of_month(db: Database, month: str) -> list[Place]:
    """The stories of a month. Raises NotFound for one without any."""
    shelves.find(db, MONTH, month)
    rows = db.rows(
        """SELECT stories.slug, stories.updated_at FROM shelved JOIN stories ON stories.slug = shelved.slug
           WHERE shelved.kind = 'month' AND shelved.key = :month
           ORDER BY shelved.published_at DESC, shelved.slug DESC LIMIT :limit""",
        month=month,
        limit=MOST,
    )
    return [Place(f"/stories/{shelves.quoted(row['slug'])}", row["updated_at"]) for row in rows]
