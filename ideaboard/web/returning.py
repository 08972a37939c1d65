"""Where somebody stood who must sign in first, so that they come back to it."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from ideaboard.web.request import Request, View
from ideaboard.web.routes import Route

_PLACE = re.compile(r"{(\w+)(:\w+)?}")


def signin(address: str, pages: Mapping[View, str], route: Route, request: Request) -> str:
    """The sign-in page that leads back: to the page asked for, or to that of the form which was sent."""
    wanted = request.address if request.method == "GET" else _form(pages, route, request)
    return f"{address}?next={quote(wanted, safe='')}"


def _form(pages: Mapping[View, str], route: Route, request: Request) -> str:
    """The page a form was sent from; a refused one stands where only forms go, and no page is."""
    sent_from = urlsplit(request.headers.get("referer", ""))
    ours = sent_from.netloc == request.headers.get("host") and sent_from.path != request.path
    # The link of a claim, beside the address that signs in, would name an author who wants no name.
    if ours and "/claims/" not in sent_from.path:
        return sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")
    path = pages.get(route.again, "/") if route.again else "/"
    return _PLACE.sub(lambda place: quote(str(request.params[place[1]]), safe=""), path)
