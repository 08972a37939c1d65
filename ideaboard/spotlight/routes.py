"""Every address of the public site, open to anyone.

No page is told by a query but search: what is a path can be kept as a file by any web server.
"""

from ideaboard.spotlight import (
    feed_views,
    media_views,
    search_views,
    section_views,
    sharing_views,
    subscribe_views,
    views,
)
from ideaboard.web.routes import Keep, get, post
from ideaboard.who import anyone

RESPONSE_BYTES = 64 * 1024
# The same bytes for every reader, until something changes.
SAME = Keep()

ROUTES = [
    get("/", views.front, who=anyone, keep=Keep(by=("before",))),
    get("/older/{before}", views.older, who=anyone, keep=SAME),
    get("/stories/{slug}", views.story, who=anyone, keep=Keep(live=("sent",), reads="slug")),
    post(
        "/stories/{slug}/responses",
        views.respond,
        who=anyone,
        again=views.story,
        most_bytes=RESPONSE_BYTES,
    ),
    # A film is megabytes, read whole: not on the loop that answers everybody.
    get("/media/{name}", media_views.show, who=anyone, waits=True),
    get("/topics", section_views.topics, who=anyone, keep=SAME),
    get("/topics/after/{after}", section_views.topics, who=anyone, keep=SAME),
    get("/topics/{key}", section_views.topic, who=anyone, keep=SAME),
    get("/topics/{key}/older/{before}", section_views.topic, who=anyone, keep=SAME),
    get("/people", section_views.people, who=anyone, keep=SAME),
    get("/people/after/{after}", section_views.people, who=anyone, keep=SAME),
    get("/people/{key}", section_views.person, who=anyone, keep=SAME),
    get("/people/{key}/older/{before}", section_views.person, who=anyone, keep=SAME),
    get("/departments/{key}", section_views.department, who=anyone, keep=SAME),
    get("/departments/{key}/older/{before}", section_views.department, who=anyone, keep=SAME),
    get("/archive", section_views.archive, who=anyone, keep=SAME),
    get("/archive/{year}/{month}", section_views.month, who=anyone, keep=SAME),
    get("/archive/{year}/{month}/older/{before}", section_views.month, who=anyone, keep=SAME),
    get("/search", search_views.search, who=anyone, waits=True),
    get("/feeds", feed_views.listed, who=anyone, keep=SAME),
    get("/feeds.opml", feed_views.opml, who=anyone, keep=SAME),
    get("/feed.{kind}", feed_views.front, who=anyone, keep=SAME),
    get("/older/{before}/feed.{kind}", feed_views.front, who=anyone, keep=SAME),
    get("/topics/{key}/feed.{kind}", feed_views.topic, who=anyone, keep=SAME),
    get("/topics/{key}/older/{before}/feed.{kind}", feed_views.topic, who=anyone, keep=SAME),
    get("/people/{key}/feed.{kind}", feed_views.person, who=anyone, keep=SAME),
    get("/people/{key}/older/{before}/feed.{kind}", feed_views.person, who=anyone, keep=SAME),
    get("/departments/{key}/feed.{kind}", feed_views.department, who=anyone, keep=SAME),
    get("/departments/{key}/older/{before}/feed.{kind}", feed_views.department, who=anyone, keep=SAME),
    get("/stories/{slug}/feed.{kind}", feed_views.talk, who=anyone, keep=SAME),
    get("/stories/{slug}/older/{before}/feed.{kind}", feed_views.talk, who=anyone, keep=SAME),
    get("/stories/{slug}/card.png", sharing_views.card, who=anyone, waits=True, keep=Keep(by=("v",))),
    get("/stories/{slug}/embed", sharing_views.embed, who=anyone, keep=SAME),
    get("/oembed", sharing_views.oembed, who=anyone),
    get("/sitemap.xml", sharing_views.sitemap, who=anyone, keep=SAME),
    get("/sitemaps/{name}.xml", sharing_views.sitemap_part, who=anyone, keep=SAME),
    get("/robots.txt", sharing_views.robots, who=anyone, keep=SAME),
    get("/about", views.about, who=anyone, keep=SAME),
    get("/company.css", views.company_css, who=anyone, keep=Keep(by=("v",))),
    get("/subscribe", subscribe_views.subscribe, who=anyone, keep=Keep(live=("sent",))),
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
    get("/healthz", views.healthz, who=anyone),
]
