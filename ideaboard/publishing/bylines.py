"""How the author is named outside: in full, by first name, or not at all.

A byline is part of the story: its words are the house's, whatever language its editor reads, and stay as the
author agreed to them.
"""

from ideaboard import language
from ideaboard.db import Row
from ideaboard.errors import Refusal
from ideaboard.language import N_, _
from ideaboard.spotlight.parts import Credit

FULL = "full"
FIRST = "first"
EMPLOYEE = "employee"

LABELS = {
    FULL: N_("Full name and title"),
    FIRST: N_("First name and department"),
    EMPLOYEE: N_("Not named: “An employee”"),
}
# How an author asks to be named, in a note to the council.
WISHES = {
    FULL: N_("Name me this way: full name and title."),
    FIRST: N_("Name me this way: first name and department."),
    EMPLOYEE: N_("Name me this way: not named: “an employee”."),
}


def allowed(post: Row) -> tuple[str, ...]:
    """The kinds of byline a post may have; an anonymous one can never be named."""
    return (FULL, FIRST, EMPLOYEE) if post["author_id"] is not None else (EMPLOYEE,)


def text(post: Row, kind: str, *, company: str, written_in: str = language.SOURCE) -> str:
    """The byline as readers will see it, in the house's language. Raises Refusal for a kind this post may not
    have.

    `post` carries the author's `name`, `person_title` and `department`, as `posts.find` gives them.
    """
    if kind not in allowed(post):
        raise Refusal.of({"byline": _("Choose how the author is named.")})
    if kind == EMPLOYEE:
        with language.use(written_in):
            return _("An employee of %(company)s", company=company)
    if kind == FIRST:
        return _joined(post["name"].split()[0], post["department"])
    return _joined(post["name"], post["person_title"])


def credit(post: Row, kind: str) -> Credit:
    """The same apart, for readers' lists: no more of the author than their byline says."""
    if kind == EMPLOYEE:
        return Credit("")
    if kind == FIRST:
        return Credit(post["name"].split()[0], department=post["department"])
    return Credit(post["name"], role=post["person_title"])


def _joined(name: str, more: str) -> str:
    return f"{name}, {more}" if more else str(name)


def choices(post: Row, *, company: str, written_in: str = language.SOURCE) -> list[tuple[str, str, str]]:
    """(kind, label, the byline itself) of each kind this post may have."""
    return [
        (kind, _(LABELS[kind]), text(post, kind, company=company, written_in=written_in))
        for kind in allowed(post)
    ]
