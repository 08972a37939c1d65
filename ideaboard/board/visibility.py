"""The one rule of who sees a post or a theme: its audience is one of the person's.

Pages, lists, search, feeds, JSON, mail and counts all ask here; nobody writes the condition again.
"""

from typing import Any

from ideaboard.who import INSIDE, Person

_RULE = "{}.audience IN (:audience_1, :audience_2)"
# Conditions on `posts` and on `themes`, with the values of `values()` bound.
VISIBLE = _RULE.format("posts")
THEMES = _RULE.format("themes")


def values(person: Person | None) -> dict[str, Any]:
    """The bindings of VISIBLE and THEMES; a stranger's match nothing at all."""
    audiences = (person.audiences if person else ()) + ("", "")
    return {"audience_1": audiences[0], "audience_2": audiences[1]}


def sees(person: Person | None, audience: str) -> bool:
    return person is not None and audience in person.audiences


def covers(audience: str, other: str) -> bool:
    """Whether everybody who belongs to the `other` audience belongs to this one too."""
    return audience in (INSIDE, other)
