"""A desk's visible route table: method, path, view, and who may use it; `who` has no default."""

from dataclasses import dataclass

from ideaboard.web.request import View
from ideaboard.who import Who

FORM_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Route:
    """`again` shows the form once more when its act is refused; `waits` keeps the view off the event loop.

    `any_origin` takes a write from other sites and programs too: its address alone must be the key.
    """

    method: str
    path: str
    view: View
    who: Who
    again: View | None = None
    waits: bool = False
    most_bytes: int = FORM_BYTES
    any_origin: bool = False


def get(path: str, view: View, *, who: Who, waits: bool = False) -> Route:
    return Route("GET", path, view, who, waits=waits)


def post(
    path: str,
    view: View,
    *,
    who: Who,
    again: View | None = None,
    most_bytes: int = FORM_BYTES,
    any_origin: bool = False,
) -> Route:
    return Route("POST", path, view, who, again, waits=True, most_bytes=most_bytes, any_origin=any_origin)
