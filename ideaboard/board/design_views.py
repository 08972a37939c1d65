"""The living style page: every component in every state, made by the very macros the pages use."""

from ideaboard.board import samples
from ideaboard.board.statuses import KINDS, LABELS
from ideaboard.web.request import Page, Reply, Request


def show(req: Request) -> Reply:
    refused = samples.REFUSED
    values = {
        "statuses": LABELS,
        "kinds": KINDS,
        "people": samples.people(),
        "posts": samples.posts(req.me, req.now),
        "events": samples.timeline(req.me, req.now),
        "pieces": samples.DIFF,
        "seats": samples.MARKS,
        "refused": refused,
        "refused_problem": lambda name: refused.fields.get(name, ""),
        "no_problem": lambda name: "",
    }
    return Page("board/design.html", values)


def outside(req: Request) -> Reply:
    """The spotlight's components, in its own style sheet."""
    values = {"stories": samples.stories(req.now), "finds": samples.finds(req.now), "faces": samples.faces()}
    return Page("board/design_outside.html", values)
