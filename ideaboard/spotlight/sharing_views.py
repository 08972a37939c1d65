"""How stories are found and shown elsewhere: sitemap, robots, a picture, oEmbed, the embedded page."""

from dataclasses import replace
from urllib.parse import unquote

from ideaboard.errors import NotFound, Refusal
from ideaboard.feeds import unchanged
from ideaboard.language import N_, _
from ideaboard.spotlight import cards, sharing, sitemaps, stories
from ideaboard.spotlight.feed_views import OPEN
from ideaboard.web.rendering import as_json
from ideaboard.web.request import Content, Page, Reply, Request, kept, whole

XML = "application/xml; charset=utf-8"
_FRESH = {"cache-control": "public, no-cache"}
# Any site may show this one page; it runs nothing and sends nothing anywhere.
EMBED_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)


class NotOffered(Refusal):
    status = 501
    heading = N_("Not offered")


def robots(req: Request) -> Reply:
    """Everything may be read but results of search, which never end."""
    lines = ("User-agent: *", "Disallow: /search?", "Disallow: /oembed?", "Allow: /", "")
    said = "\n".join((*lines, f"Sitemap: {req.house.settings.spotlight_url}/sitemap.xml", ""))
    return Content(said.encode(), "text/plain; charset=utf-8", _FRESH)


def sitemap(req: Request) -> Reply:
    """The list of sitemaps: one of the pages, one a month of stories."""
    months = sitemaps.months(req.db)
    values = {"months": months, "changed": stories.changed_at(req.db)}
    return Page("spotlight/sitemap.xml", values, headers=_FRESH | {"content-type": XML})


def sitemap_part(req: Request) -> Reply:
    name = req.params["name"]
    found = sitemaps.pages(req.db) if name == "pages" else sitemaps.of_month(req.db, name)
    return Page("spotlight/sitemap_part.xml", {"places": found}, headers=_FRESH | {"content-type": XML})


def card(req: Request) -> Reply:
    """The picture of a story that messengers show, drawn once a version."""
    story = stories.find(req.db, req.params["slug"])
    drawn = cards.of(story, req.company, cover=cards.cover(req.db, story))
    tag = cards.tag(drawn)
    headers = kept(req, str(story.version)) | OPEN | {"etag": tag}
    if unchanged(req.headers, tag):
        return Content(b"", "image/png", headers, status=304)
    return Content(cards.draw(drawn), "image/png", headers)


def embed(req: Request) -> Reply:
    """The story as a card in a frame of another site."""
    story = stories.find(req.db, req.params["slug"])
    return Page("spotlight/embed.html", {"story": story}, headers={"content-security-policy": EMBED_POLICY})


def oembed(req: Request) -> Reply:
    """What another site needs to embed the story of an address of ours. Raises NotFound for any other."""
    kind = req.query.get("format", "json")
    if kind not in ("json", "xml"):
        raise NotOffered(_("oEmbed is offered as JSON and as XML."))
    story = stories.find(req.db, _slug(req.query.get("url", ""), req.house.settings.spotlight_url))
    settings = replace(req.house.settings, company=req.company.name)
    most = whole(req.query.get("maxwidth", "")), whole(req.query.get("maxheight", ""))
    made = sharing.oembed(story, settings, company=req.company.name, most=most)
    if kind == "json":
        return Content(as_json(made), "application/json", _FRESH | OPEN)
    headers = _FRESH | OPEN | {"content-type": "text/xml; charset=utf-8"}
    return Page("spotlight/oembed.xml", {"made": made}, headers=headers)


def _slug(url: str, home: str) -> str:
    start = f"{home}/stories/"
    # People pass on addresses with what their messenger put behind them.
    bare = url.removeprefix("http://").removeprefix("https://").partition("?")[0].partition("#")[0]
    name = bare.removeprefix(start.partition("//")[2])
    if name == bare or not name or "/" in name:
        raise NotFound(_("There is no story of ours at this address."))
    return unquote(name)
