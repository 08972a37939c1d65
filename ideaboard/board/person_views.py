"""A person's page: what people/ knows of them, and what they did on the board.

The board composes it because it may know people, and people/ may not know the board.
"""

from dataclasses import replace

from ideaboard.board import deeds
from ideaboard.people import views
from ideaboard.web.request import Page, Reply, Request


def show(req: Request) -> Reply:
    page = views.show(req)
    if not isinstance(page, Page) or not req.me.is_inside:
        return page
    number = req.number("id")
    values = {
        "numbers": deeds.numbers(req.db, number, req.me),
        "helped": deeds.helped(req.db, number, req.me),
    }
    return replace(page, values={**page.values, **values})
