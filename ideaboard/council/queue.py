"""What waits for an answer: the oldest first, because staff capacity is the limit, not ideas."""

from ideaboard import clock
from ideaboard.board import lists
from ideaboard.db import Database
from ideaboard.who import Person

# A condition on `posts`, met by the partial index posts_unanswered.
WAITING = "posts.answered_at IS NULL AND posts.listed = 1"


def page(
    db: Database, person: Person, *, category: str = "", after: str = "", limit: int = lists.PAGE, now: str
) -> lists.Listing:
    """Unanswered posts the person may see, the oldest first, each with its `age` in days.

    `category` is a slug; an `after` that is none of ours begins at the start.
    """
    filters = {"category": category} if category else {}
    listing = lists.page(db, lists.Wanted("unanswered", filters, after), person=person, now=now, limit=limit)
    for row in listing.posts:
        row["age"] = clock.age_days(row["created_at"], now=now)
    return listing
