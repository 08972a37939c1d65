"""The inbox as a person reads it: what happened, post by post, the newest first."""

from ideaboard.db import Database, Row, each
from ideaboard.people.notifications import COLUMNS, SEEN, in_words, seen_by
from ideaboard.who import Person


def by_post(db: Database, person: Person, *, before: int, limit: int = 20, each_most: int = 6) -> list[Row]:
    """The inbox by post: the group whose last event is the newest first, below the id `before`.

    Each has `id` (of that event), `post_id`, `about`, `events` (the newest, at most `each_most`), `earlier`
    (how many more) and `unread`. Two queries, however many groups.
    """
    found = db.rows(
        f"""SELECT {COLUMNS} FROM notifications
            WHERE {SEEN} AND id < :before AND NOT EXISTS (
              SELECT 1 FROM notifications AS later
              WHERE later.post_id = notifications.post_id AND later.id > notifications.id
                AND {SEEN.replace("notifications.", "later.")})
            ORDER BY id DESC LIMIT :limit""",
        before=before,
        limit=limit,
        **seen_by(person),
    )
    heads = in_words(found)
    posts = [row["post_id"] for row in heads if row["post_id"] is not None]
    events = _events(db, person, posts, each_most)
    return [_group(head, events.get(head["post_id"]) or [head]) for head in heads]


def _events(db: Database, person: Person, posts: list[int], most: int) -> dict[int, list[Row]]:
    """The newest events of each of these posts, each with the size of its group and the unread in it."""
    marks, bound = each("post", posts)
    found = db.rows(
        f"""SELECT * FROM (
              SELECT {COLUMNS},
                ROW_NUMBER() OVER (PARTITION BY post_id ORDER BY id DESC) AS place,
                COUNT(*) OVER (PARTITION BY post_id) AS together,
                SUM(CASE WHEN read_at IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY post_id) AS unread
              FROM notifications WHERE {SEEN} AND post_id IN ({marks})
            ) AS ranked WHERE place <= :most ORDER BY id DESC""",
        most=most,
        **seen_by(person),
        **bound,
    )
    kept: dict[int, list[Row]] = {}
    for row in in_words(found):
        kept.setdefault(row["post_id"], []).append(row)
    return kept


def _group(head: Row, events: list[Row]) -> Row:
    alone = head["post_id"] is None
    return {
        "id": head["id"],
        "post_id": head["post_id"],
        "about": head["about"],
        "events": events,
        "earlier": 0 if alone else events[0]["together"] - len(events),
        "unread": int(head["read_at"] is None) if alone else events[0]["unread"],
    }
