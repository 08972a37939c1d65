"""How the author is named outside: in full, by first name, or not at all."""

from ideaboard.db import Row
from ideaboard.errors import Refusal

FULL = "full"
FIRST = "first"
EMPLOYEE = "employee"

LABELS = {
    FULL: "Full name and title",
    FIRST: "First name and department",
    EMPLOYEE: "Not named: “An employee”",
}


def allowed(post: Row) -> tuple[str, ...]:
    """The kinds of byline a post may have; an anonymous one can never be named."""
    return (FULL, FIRST, EMPLOYEE) if post["author_id"] is not None else (EMPLOYEE,)


def text(post: Row, kind: str, *, company: str) -> str:
    """The byline as readers will see it. Raises Refusal for a kind this post may not have.

    `post` carries the author's `name`, `person_title` and `department`, as `posts.find` gives them.
    """
    if kind not in allowed(post):
        raise Refusal.of({"byline": "Choose how the author is named."})
    if kind == EMPLOYEE:
        return f"An employee of {company}"
    if kind == FIRST:
        return _joined(post["name"].split()[0], post["department"])
    return _joined(post["name"], post["person_title"])


def _joined(name: str, more: str) -> str:
    return f"{name}, {more}" if more else str(name)


def choices(post: Row, *, company: str) -> list[tuple[str, str, str]]:
    """(kind, label, the byline itself) of each kind this post may have."""
    return [(kind, LABELS[kind], text(post, kind, company=company)) for kind in allowed(post)]
