"""A search's feeds, served to whoever holds the link; nobody signs in, and no visit begins."""

from ideaboard import feeds as floor
from ideaboard import language
from ideaboard.board import feeds, finding
from ideaboard.feeds import Feed
from ideaboard.web.rendering import as_json
from ideaboard.web.request import Content, Page, Reply, Request

# A reader with fifty searches asks for all of them at once, and again every few minutes.
RATES = ("120/minute", "1200/hour")
_HEADERS = {
    "cache-control": "private, no-cache",
    "vary": "accept-encoding",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
}


def atom(req: Request) -> Reply:
    return _show(req, "atom")


def json_feed(req: Request) -> Reply:
    return _show(req, "json")


def _show(req: Request, kind: str) -> Reply:
    """The feed, or 304 when the reader has it already."""
    made = _found(req, kind)
    tag, modified = feeds.etag(kind, made), floor.http_date(made.updated)
    headers = _HEADERS | {"etag": tag, "last-modified": modified}
    if floor.unchanged(req.headers, tag, modified):
        return Content(b"", floor.TYPES[kind], headers, status=304)
    if kind == "json":
        return Content(as_json(floor.as_json(made)), floor.TYPES[kind], headers)
    return Page("feed.atom", {"feed": made}, headers=headers | {"content-type": floor.TYPES[kind]})


def _found(req: Request, kind: str) -> Feed:
    house = req.house
    person, search, key = feeds.opened(req.db, req.params["token"], signer=house.signer, now=req.now)
    for rate in RATES:
        house.limits.spend("feed", str(person.id), rate)
    # In their language, and not in that of the reader's program.
    language.speak(person.language or house.settings.language)
    rows = finding.newest(
        req.db, house.finder, search.get("q", ""), filters=search, person=person, now=req.now
    )
    home = house.settings.base_url
    link = f"{home}/feeds/{req.params['token']}.{kind}"
    return feeds.feed(req.db, rows, search, person, link=link, made_at=key["made_at"], home=home)
