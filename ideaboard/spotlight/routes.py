"""Every address of the public site, open to anyone."""

from ideaboard.spotlight import search_views, subscribe_views, views
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
    get("/search", search_views.search, who=anyone, waits=True),
    get("/feed.atom", views.atom, who=anyone),
    get("/feed.rss", views.rss, who=anyone),
    get("/feed.json", views.json_feed, who=anyone),
    get("/subscribe", subscribe_views.subscribe, who=anyone),
    post(
        "/subscribe",
        subscribe_views.ask,
        who=anyone,
        again=subscribe_views.subscribe,
        most_bytes=RESPONSE_BYTES,
    ),
    get("/subscribe/confirm/{token}", subscribe_views.confirm_page, who=anyone),
    post("/subscribe/confirm/{token}", subscribe_views.confirm, who=anyone, most_bytes=RESPONSE_BYTES),
    get("/subscribe/stop/{token}", subscribe_views.stop_page, who=anyone),
    # Mail programs post it with one click and without an Origin (RFC 8058): the link is the key.
    post(
        "/subscribe/stop/{token}",
        subscribe_views.stop,
        who=anyone,
        most_bytes=RESPONSE_BYTES,
        any_origin=True,
    ),
    get("/responses/withdraw/{token}", subscribe_views.withdraw_page, who=anyone),
    post("/responses/withdraw/{token}", subscribe_views.withdraw, who=anyone, most_bytes=RESPONSE_BYTES),
    get("/about", views.about, who=anyone),
    get("/company.css", views.company_css, who=anyone),
    get("/healthz", views.healthz, who=anyone),
    get("/robots.txt", views.robots, who=anyone),
]
