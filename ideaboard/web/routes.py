"""A desk's visible route table: method, path, view, and who may use it; `who` has no default."""

from collections.abc import Callable
from dataclasses import dataclass

from ideaboard.web.request import Request, View
from ideaboard.who import Who

FORM_BYTES = 512 * 1024
# Takes in what a form brings beside its words; a sentence says that this was all, and shows the form again.
Intake = Callable[[Request], str]


@dataclass(frozen=True, slots=True)
class Keep:
    """That a page may be kept as bytes (web/kept.py), and what it differs by.

    `by` names the query parameters that make another page; with one of `live` it is made for one reader and
    not kept; all others change nothing. `reads` names the part of the path that says which story is read.
    """

    by: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    reads: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """`again` shows the form once more when its act is refused; `waits` keeps the view off the event loop.

    `intake` runs first, outside the view's transaction, so that what it keeps outlasts a refusal.
    `most_bytes` counts for a form with files; one without takes FORM_BYTES. `any_origin` takes a write from
    other sites and programs too: its address alone must be the key.
    """

    method: str
    path: str
    view: View
    who: Who
    again: View | None = None
    waits: bool = False
    most_bytes: int = FORM_BYTES
    any_origin: bool = False
    intake: Intake | None = None
    keep: Keep | None = None


def get(path: str, view: View, *, who: Who, waits: bool = False, keep: Keep | None = None) -> Route:
    return Route("GET", path, view, who, waits=waits, keep=keep)


def post(
    path: str,
    view: View,
    *,
    who: Who,
    again: View | None = None,
    most_bytes: int = FORM_BYTES,
    any_origin: bool = False,
    intake: Intake | None = None,
) -> Route:
    return Route("POST", path, view, who, again, True, most_bytes, any_origin, intake)
