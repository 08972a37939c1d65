"""Every address of the public site, open to anyone."""

from ideaboard.spotlight import media_views, search_views, views
from ideaboard.web.routes import get, post
from ideaboard.who import anyone

RESPONSE_BYTES = 64 * 1024

ROUTES = [
    get("/", views.front, who=anyone),
    get("/stories/{slug}", views.story, who=anyone),
    post(
        "/stories/{slug}/responses",
        views.respond,
        who=anyone,
        again=views.story,
        most_bytes=RESPONSE_BYTES,
    ),
    get("/media/{name}", media_views.show, who=anyone),
    get("/search", search_views.search, who=anyone, waits=True),
    get("/feed.atom", views.atom, who=anyone),
    get("/feed.rss", views.rss, who=anyone),
    get("/feed.json", views.json_feed, who=anyone),
    get("/about", views.about, who=anyone),
    get("/company.css", views.company_css, who=anyone),
    get("/healthz", views.healthz, who=anyone),
    get("/robots.txt", views.robots, who=anyone),
]
