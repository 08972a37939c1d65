"""What the filters of a search may be, in the words people use, and what of it is their own."""

from collections.abc import Collection, Iterable, Mapping

from ideaboard.board import categories
from ideaboard.board.statuses import KINDS, LABELS
from ideaboard.db import Database
from ideaboard.language import _
from ideaboard.search.dates import plain
from ideaboard.search.queries import Vocabulary, understand
from ideaboard.search.words import analyzer
from ideaboard.who import Person

# `is:` as it is typed, and what it asks of the index or of the person's own posts.
_IS = {
    "answered": "answered",
    "unanswered": "unanswered",
    "published": "published",
    "mine": "mine",
    "me": "mine",
    "voted": "voted",
    "followed": "followed",
}
# The numbers of a person's own posts, newest first; who has more of them finds the newest. What they did on a
# merged post counts on its survivor.
_MOST_OWN = 20_000
_OWN = {
    "mine": """SELECT COALESCE(merged_into, id) AS id FROM posts WHERE author_id = :me
               ORDER BY created_at DESC, posts.id DESC LIMIT :most""",
    "voted": """SELECT COALESCE(posts.merged_into, posts.id) AS id
                FROM votes JOIN posts ON posts.id = votes.post_id
                WHERE votes.person_id = :me AND votes.value <> 0 ORDER BY votes.post_id DESC LIMIT :most""",
    "followed": """SELECT COALESCE(posts.merged_into, posts.id) AS id
                   FROM follows JOIN posts ON posts.id = follows.post_id
                   WHERE follows.person_id = :me ORDER BY follows.post_id DESC LIMIT :most""",
}


def of(db: Database, person: Person) -> Vocabulary:
    """Statuses, kinds and the categories this person sees, by code and by name, English or as they read."""
    names = {row["slug"]: row["name"] for row in categories.visible(db, person)}
    return {
        "status": _called(LABELS),
        "kind": _called(KINDS),
        "category": {plain(slug): slug for slug in names}
        | {plain(name): slug for slug, name in names.items()},
        "is": _IS,
    }


def _called(labels: Mapping[str, str]) -> dict[str, str]:
    spoken = {plain(_(label)): code for code, label in labels.items()}
    return (
        spoken
        | {plain(label): code for code, label in labels.items()}
        | {plain(code): code for code in labels}
    )


def own(
    db: Database, query: str, vocabulary: Vocabulary, person: Person, *, now: str
) -> dict[str, Collection[int]]:
    """The numbers behind `is:mine` and its like, for those that the query names."""
    asked = understand(query, analyzer("any"), vocabulary, now=now).facts
    names = {fact.value for fact in asked if fact.name == "is"} & _OWN.keys()
    return {name: list(_numbers(db, name, person)) for name in sorted(names)}


def _numbers(db: Database, name: str, person: Person) -> Iterable[int]:
    return (row["id"] for row in db.rows(_OWN[name], me=person.id, most=_MOST_OWN))
