"""Tells people of new posts that their saved searches find.

The worker notes each new post as an arrival. A search remembers up to which arrival it was looked at, so that
nothing is lost while search rests, and nothing is told twice: the line in the inbox and the memory are one
transaction. While the line is unread, more posts make it longer instead of adding another.
"""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ideaboard import clock, outbox
from ideaboard.board import finding, searches, shown, visibility
from ideaboard.db import Contention, Database, Row, each, transact
from ideaboard.errors import Refusal
from ideaboard.language import N_, Said
from ideaboard.outbox import Workplace
from ideaboard.people import notifications, people
from ideaboard.search.finder import Finder
from ideaboard.who import EMPLOYEES, INSIDE, Person

log = logging.getLogger("ideaboard.watching")

# Searches a round: what stops the worker waits for one round at most.
BATCH = 25
ARRIVAL_DAYS = 30
# Nobody waits for an answer here, as they do on a page.
_PATIENCE_SECONDS = 30.0


def arrived(db: Database, post_id: int, *, now: str) -> None:
    """Note a new post. Only the worker does, so that arrivals are numbered in the order they commit."""
    db.run(
        "INSERT INTO post_arrivals (post_id, made_at) VALUES (:post, :now) ON CONFLICT (post_id) DO NOTHING",
        post=post_id,
        now=now,
    )


def forget(db: Database, *, now: str) -> None:
    """Old arrivals are looked at no more. The last one stays: SQLite would give its number again."""
    db.run(
        """DELETE FROM post_arrivals
           WHERE made_at < :old AND id < (SELECT MAX(id) FROM post_arrivals)""",
        old=clock.shift(now, days=-ARRIVAL_DAYS),
    )


class Watch:
    """Looks at the searches that ask for it, with a search process of its own, started when one is due."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._finder: Finder | None = None
        self._indexed = self._after = 0

    def close(self) -> None:
        if self._finder is not None:
            self._finder.close()
            self._finder = None

    def round(self, place: Workplace, now: str) -> bool:
        """Look at a batch of searches; False when there is no more to do for now.

        One that cannot be looked at, as when search rests, ends the round; the next one begins behind it.
        """
        goal = self._ready(place.db)
        batch = _due(place.db, goal, self._after) or _due(place.db, goal, 0)
        quiet = []
        for search in batch:
            self._after = search["id"]
            try:
                if not self._look(place.db, search, goal, now):
                    quiet.append(search["id"])
            except (Refusal, Contention) as error:
                log.warning("saved search %s waits: %s", search["id"], error)
                _move_on(place.db, quiet, goal)
                return False
        _move_on(place.db, quiet, goal)
        if len(batch) < BATCH:
            self._after = 0
        return len(batch) == BATCH

    def _ready(self, db: Database) -> int:
        """The arrival up to which every post is in the index."""
        waiting = db.rows(
            "SELECT id, post_id FROM post_arrivals WHERE id > :indexed ORDER BY id", indexed=self._indexed
        )
        for row in waiting:
            if outbox.waits(db, "index", key=f"post:{row['post_id']}"):
                break
            self._indexed = row["id"]
        return self._indexed

    def _look(self, db: Database, search: Row, goal: int, now: str) -> bool:
        """Tell what is new; False when there is nothing, and the search may simply move on."""
        person = people.load(db, search["person_id"], now=now)
        if person is None or not _candidates(db, person, search["seen_to"], goal):
            return False
        begins, hits = self._found(db, person, search, goal, now)
        if not hits:
            return False
        transact(db, partial(_tell, db, search, begins, hits, goal, now))
        return True

    def _found(
        self, db: Database, person: Person, search: Row, goal: int, now: str
    ) -> tuple[int, frozenset[int]]:
        """The new posts it finds, with those of a line that is still unread; none when all were told."""
        with db.reading():
            begins = search["seen_to"]
            if notifications.waits(db, person.id, _event(search["id"], search["line_from"])):
                begins = search["line_from"]
            new = _candidates(db, person, begins, goal)
            asked = searches.unpacked(search["search"])
            since = clock.shift(min((row["created_at"] for row in new), default=now), seconds=-1)
            rows = finding.newest(
                db, self._there, asked.get("q", ""), filters=asked, person=person, since=since, now=now
            )
        hits = frozenset(row["id"] for row in rows)
        told = any(row["id"] in hits for row in new if row["arrival"] > search["seen_to"])
        return begins, hits if told else frozenset()

    @property
    def _there(self) -> Finder:
        if self._finder is None:
            self._finder = Finder(self._index, timeout=_PATIENCE_SECONDS)
        return self._finder


def _due(db: Database, goal: int, after: int) -> list[Row]:
    return db.rows(
        f"""SELECT saved_searches.id, person_id, saved_searches.name, search, seen_to, line_from
            FROM saved_searches JOIN people ON people.id = saved_searches.person_id AND people.active = 1
            WHERE notify = 'inbox' AND seen_to < :goal AND saved_searches.id > :after
            ORDER BY saved_searches.id LIMIT {BATCH}""",
        goal=goal,
        after=after,
    )


def _candidates(db: Database, person: Person, after: int, goal: int) -> list[Row]:
    """The new posts the person may be told of: visible to them now, not their own, not muted."""
    return db.rows(
        f"""SELECT post_arrivals.id AS arrival, posts.id, posts.title, posts.audience, posts.created_at,
                   posts.status, posts.reason
            FROM post_arrivals JOIN posts ON posts.id = post_arrivals.post_id
            WHERE post_arrivals.id > :after AND post_arrivals.id <= :goal AND posts.listed = 1
              AND {visibility.VISIBLE} AND COALESCE(posts.author_id, 0) <> :me AND NOT EXISTS (
                SELECT 1 FROM mutes WHERE mutes.person_id = :me AND mutes.post_id = posts.id)
            ORDER BY post_arrivals.id DESC""",
        after=after,
        goal=goal,
        me=person.id,
        **visibility.values(person),
    )


def _move_on(db: Database, ids: Sequence[int], goal: int) -> None:
    """These searches found nothing: one transaction for all of them."""
    marks, bound = each("id", ids)
    sql = f"UPDATE saved_searches SET seen_to = :goal WHERE id IN ({marks}) AND seen_to < :goal"
    if ids:
        transact(db, lambda: db.run(sql, goal=goal, **bound))


def _tell(db: Database, search: Row, begins: int, hits: frozenset[int], goal: int, now: str) -> None:
    """One line for all that is new, and the search moves on.

    Person, posts and search are looked at again: much may have changed while it was searched.
    """
    person = people.load(db, search["person_id"], now=now)
    same = db.row(
        "SELECT id, name FROM saved_searches WHERE id = :id AND notify = 'inbox' AND seen_to = :seen_to",
        id=search["id"],
        seen_to=search["seen_to"],
    )
    if person is None or same is None:
        return
    if begins < search["seen_to"] and not notifications.waits(db, person.id, _event(search["id"], begins)):
        # The line was read meanwhile: what is new stands on one of its own.
        begins = search["seen_to"]
    found = [row for row in _candidates(db, person, begins, goal) if row["id"] in hits]
    if found and found[0]["arrival"] > search["seen_to"]:
        notifications.take_back(db, person.id, _event(search["id"], begins))
        _say(db, person, search | {"name": same["name"]}, begins, found, len(hits) >= finding.PAGE, now)
    db.run(
        "UPDATE saved_searches SET seen_to = :goal, line_from = :begins WHERE id = :id",
        id=search["id"],
        goal=goal,
        begins=begins,
    )


def _say(
    db: Database, person: Person, search: Row, begins: int, found: list[Row], more: bool, now: str
) -> None:
    """The line. `more` says that search gave as many as it gives at once."""
    one = found[0] if len(found) == 1 else None
    if one:
        one["withdrawn"] = shown.is_withdrawn(one)
        message = N_("New for your search “%(search)s”: “%(title)s”")
        said = Said(message, {"search": search["name"], "title": shown.titled(one)})
    else:
        message = N_("%(count)s new posts for your search “%(search)s”")
        if more:
            message = N_("%(count)s or more new posts for your search “%(search)s”")
        said = Said(message, {"search": search["name"], "count": len(found)})
    # Of the fewest readers, so that whoever leaves their circle loses the line, count and all.
    narrow = any(row["audience"] == EMPLOYEES for row in found)
    asked = searches.unpacked(search["search"]) | {"sort": "newest"}
    notifications.tell(
        db,
        [person.id],
        event=_event(search["id"], begins),
        kind="search",
        text=said,
        url=f"/posts/{one['id']}" if one else searches.address(asked),
        audience=EMPLOYEES if narrow else INSIDE,
        post_id=one["id"] if one else None,
        about=one["title"] if one else "",
        why="search",
        now=now,
    )


def _event(search_id: int, begins: int) -> str:
    return f"search:{search_id}:{begins}"
