"""Every address of the public site, open to anyone."""

from ideaboard.spotlight import media_views, search_views, views
from ideaboard.web.routes import Keep, get, post
from ideaboard.who import anyone

RESPONSE_BYTES = 64 * 1024
# The same bytes for every reader, until something changes.
SAME = Keep()

ROUTES = [
    get("/", views.front, who=anyone, keep=Keep(by=("before",))),
    get("/stories/{slug}", views.story, who=anyone, keep=Keep(live=("sent",), reads="slug")),
    post(
        "/stories/{slug}/responses",
        views.respond,
        who=anyone,
        again=views.story,
        most_bytes=RESPONSE_BYTES,
    ),
    get("/media/{name}", media_views.show, who=anyone),
    get("/search", search_views.search, who=anyone, waits=True),
    get("/feed.atom", views.atom, who=anyone, keep=SAME),
    get("/feed.rss", views.rss, who=anyone, keep=SAME),
    get("/feed.json", views.json_feed, who=anyone, keep=SAME),
    get("/about", views.about, who=anyone, keep=SAME),
    get("/company.css", views.company_css, who=anyone, keep=Keep(by=("v",))),
    get("/healthz", views.healthz, who=anyone),
    get("/robots.txt", views.robots, who=anyone, keep=SAME),
]
