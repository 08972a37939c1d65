"""Rows of posts as pages show them: with category, author, tags and the reader's own vote."""

from collections.abc import Sequence

from ideaboard import text
from ideaboard.board.groups import SAME
from ideaboard.board.statuses import CLOSED
from ideaboard.db import Database, Row, each
from ideaboard.language import N_, Said, _
from ideaboard.people.notifications import WITHDRAWN
from ideaboard.who import Person

# The text that stands in the database where an author took a post back; WITHDRAWN is title and reason.
TAKEN_BACK = N_("The author took this post back.")


def is_withdrawn(post: Row) -> bool:
    """Whether its author took the post back. A council's reason alone cannot make it look so."""
    return bool(post["status"] == "archived" and post["title"] == post["reason"] == WITHDRAWN)


def titled(post: Row) -> str | Said:
    """The title of a post of `posts.known` as a value of a sentence that is kept."""
    return Said(WITHDRAWN) if post["withdrawn"] else str(post["title"])


def in_words(row: Row) -> None:
    """Give a row of a post `withdrawn`; what then stands for the author's words becomes the reader's."""
    row["withdrawn"] = row["withdrawn"] if "withdrawn" in row else is_withdrawn(row)
    if row["withdrawn"]:
        row["title"] = row["reason"] = _(WITHDRAWN)
        row["body"] = _(TAKEN_BACK)
    elif row["status"] == "duplicate" and row["reason"] == SAME:
        row["reason"] = _(SAME)


def dress(db: Database, rows: Sequence[Row], person: Person) -> None:
    """Give each row category, author, tags, own vote and what is new: three queries, however many rows."""
    tags = tags_of(db, [row["id"] for row in rows])
    cast, merged = own_votes(db, [row["id"] for row in rows], person.id)
    fresh = new_comments(db, [row["id"] for row in rows], person)
    for row in rows:
        in_words(row)
        named = {"name": row["category_name"], "slug": row["slug"], "audience": row["audience"]}
        row["category"] = named
        row["author"] = author(row)
        row["tags"] = tags.get(row["id"], [])
        row["wrote_merged"] = row["id"] in merged
        own = row["author_id"] == person.id or row["wrote_merged"]
        row["my_vote"] = 0 if own else cast.get(row["id"], 0)
        row["can_vote"] = not own and row["status"] not in CLOSED
        row["is_new"] = _is_new(row, person)
        row["new_comments"] = fresh.get(row["id"], 0)
        row["answered"] = row["answered_at"] is not None
        row["excerpt"] = text.shorten(text.plain(row["body"][:1500]), 220)


def author(row: Row) -> Row | None:
    if row["author_id"] is None:
        return None
    return {
        "id": row["author_id"],
        "name": row["name"],
        "title": row["person_title"],
        "department": row["department"],
        "picture": row["picture"],
    }


def tags_of(db: Database, ids: Sequence[int]) -> dict[int, list[str]]:
    marks, bound = each("id", ids)
    kept: dict[int, list[str]] = {}
    for row in db.rows(
        f"SELECT post_id, tag FROM post_tags WHERE post_id IN ({marks}) ORDER BY post_id, tag", **bound
    ):
        kept.setdefault(row["post_id"], []).append(row["tag"])
    return kept


def own_votes(db: Database, post_ids: Sequence[int], person_id: int) -> tuple[dict[int, int], set[int]]:
    """The person's own votes among these posts as they count (groups.py), and those of the posts into which
    one that they wrote was merged."""
    # Two queries beat one LEFT JOIN: SQLite scanned all votes for it (0.6 ms against 0.1).
    marks, bound = each("id", post_ids)
    found = db.rows(
        f"""SELECT post_id AS shown, post_id, value, at, 0 AS wrote FROM votes
            WHERE person_id = :person_id AND post_id IN ({marks})
            UNION ALL
            SELECT posts.merged_into, posts.id, votes.value, votes.at,
                   CASE WHEN posts.author_id = :person_id THEN 1 ELSE 0 END
            FROM posts LEFT JOIN votes ON votes.post_id = posts.id AND votes.person_id = :person_id
            WHERE posts.merged_into IN ({marks})""",
        person_id=person_id,
        **bound,
    )
    cast: dict[int, int] = {}
    # The one that counts comes last: as `groups` orders them, the other way round.
    for row in sorted((row for row in found if row["value"] is not None), key=_weight):
        cast[row["shown"]] = row["value"]
    return cast, {row["shown"] for row in found if row["wrote"]}


def _weight(row: Row) -> tuple[bool, str, int, int]:
    return row["shown"] == row["post_id"], row["at"], -abs(row["value"]), row["post_id"]


def _is_new(row: Row, person: Person) -> bool:
    """Posted by somebody else since the person's last visit; on a first visit nothing is new."""
    return "" < person.new_since < str(row["created_at"]) and row["author_id"] != person.id


def new_comments(db: Database, post_ids: Sequence[int], person: Person) -> dict[int, int]:
    """How many comments of others each of these posts got since the person's last visit."""
    if not person.new_since:
        return {}
    marks, bound = each("id", post_ids)
    found = db.rows(
        f"""SELECT post_id, COUNT(*) AS number FROM comments
            WHERE post_id IN ({marks}) AND created_at > :since AND removed_at IS NULL
              AND COALESCE(author_id, 0) <> :person_id GROUP BY post_id""",
        since=person.new_since,
        person_id=person.id,
        **bound,
    )
    return {row["post_id"]: row["number"] for row in found}
