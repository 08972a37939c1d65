"""Writes are taken from our own pages only: Fetch metadata decides, Origin where a browser sends none."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from ideaboard.errors import Forbidden
from ideaboard.language import N_, _

_REFUSED = N_(
    "This came from another site, or from a program that does not say where it comes from. "
    "Open the page here and send the form again."
)


def check(headers: Mapping[str, str], own_url: str, also: str = "") -> None:
    """Raise Forbidden unless the request says it comes from this very site, or from `also`, where files of
    ours are served."""
    if also and headers.get("origin") == also:
        return
    site = headers.get("sec-fetch-site")
    if site is not None:
        if site == "same-origin":
            return
        raise Forbidden(_(_REFUSED))
    origin = headers.get("origin", "")
    if not _is_ours(origin, _place(origin), headers.get("host", ""), own_url):
        raise Forbidden(_(_REFUSED))


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _is_ours(origin: str, netloc: str, host: str, own_url: str) -> bool:
    # The Host header is the browser's own word for where it sends this, so another site cannot choose it.
    return bool(netloc) and (origin == own_url or netloc == host)
