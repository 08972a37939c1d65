"""Every address of the public site, open to anyone.

No page is told by a query but search: what is a path can be kept as a file by any web server.
"""

from ideaboard.spotlight import feed_views, search_views, section_views, sharing_views, views
from ideaboard.web.routes import get, post
from ideaboard.who import anyone

RESPONSE_BYTES = 64 * 1024

ROUTES = [
    get("/", views.front, who=anyone),
    get("/older/{before}", views.older, who=anyone),
    get("/stories/{slug}", views.story, who=anyone),
    post(
        "/stories/{slug}/responses",
        views.respond,
        who=anyone,
        again=views.story,
        most_bytes=RESPONSE_BYTES,
    ),
    get("/topics", section_views.topics, who=anyone),
    get("/topics/after/{after}", section_views.topics, who=anyone),
    get("/topics/{key}", section_views.topic, who=anyone),
    get("/topics/{key}/older/{before}", section_views.topic, who=anyone),
    get("/people", section_views.people, who=anyone),
    get("/people/after/{after}", section_views.people, who=anyone),
    get("/people/{key}", section_views.person, who=anyone),
    get("/people/{key}/older/{before}", section_views.person, who=anyone),
    get("/departments/{key}", section_views.department, who=anyone),
    get("/departments/{key}/older/{before}", section_views.department, who=anyone),
    get("/archive", section_views.archive, who=anyone),
    get("/archive/{year}/{month}", section_views.month, who=anyone),
    get("/archive/{year}/{month}/older/{before}", section_views.month, who=anyone),
    get("/search", search_views.search, who=anyone, waits=True),
    get("/feeds", feed_views.listed, who=anyone),
    get("/feeds.opml", feed_views.opml, who=anyone),
    get("/feed.{kind}", feed_views.front, who=anyone),
    get("/older/{before}/feed.{kind}", feed_views.front, who=anyone),
    get("/topics/{key}/feed.{kind}", feed_views.topic, who=anyone),
    get("/topics/{key}/older/{before}/feed.{kind}", feed_views.topic, who=anyone),
    get("/people/{key}/feed.{kind}", feed_views.person, who=anyone),
    get("/people/{key}/older/{before}/feed.{kind}", feed_views.person, who=anyone),
    get("/departments/{key}/feed.{kind}", feed_views.department, who=anyone),
    get("/departments/{key}/older/{before}/feed.{kind}", feed_views.department, who=anyone),
    get("/stories/{slug}/feed.{kind}", feed_views.talk, who=anyone),
    get("/stories/{slug}/older/{before}/feed.{kind}", feed_views.talk, who=anyone),
    get("/stories/{slug}/card.png", sharing_views.card, who=anyone, waits=True),
    get("/stories/{slug}/embed", sharing_views.embed, who=anyone),
    get("/oembed", sharing_views.oembed, who=anyone),
    get("/sitemap.xml", sharing_views.sitemap, who=anyone),
    get("/sitemaps/{name}.xml", sharing_views.sitemap_part, who=anyone),
    get("/robots.txt", sharing_views.robots, who=anyone),
    get("/about", views.about, who=anyone),
    get("/company.css", views.company_css, who=anyone),
    get("/healthz", views.healthz, who=anyone),
]
