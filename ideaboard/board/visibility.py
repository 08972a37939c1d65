"""The one rule of who sees a post: its audience is one of the person's.

Pages, lists, search, feeds, JSON, mail and counts all ask here; nobody writes the condition again.
"""

from typing import Any

from ideaboard.who import Person

# A condition on `posts`, with the values of `values()` bound.
VISIBLE = "posts.audience IN (:audience_1, :audience_2)"


def values(person: Person | None) -> dict[str, Any]:
    """The bindings of VISIBLE; a stranger's match no post at all."""
    audiences = (person.audiences if person else ()) + ("", "")
    return {"audience_1": audiences[0], "audience_2": audiences[1]}


def sees(person: Person | None, audience: str) -> bool:
    return person is not None and audience in person.audiences
