"""The crawl reaches what there is: every page's route, every form that can come back, and no dead link."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.eyes import markup
from tests.eyes.crawl import Home, routes
from tests.eyes.findings import assert_none
from tests.eyes.looking import COLOURS, WORDS, eye
from tests.eyes.visitors import LANGUAGES, VISITORS

# What a page or a program fetches, and nobody opens.
NO_PAGES = {
    "/claims/{token}/pictures/{name}",
    "/company.css",
    "/departments/{key}/older/{before}/feed.{kind}",
    "/oembed",
    "/older/{before}/feed.{kind}",
    "/people/{key}/older/{before}/feed.{kind}",
    "/sitemap.xml",
    "/sitemaps/{name}.xml",
    "/stories/{slug}/card.png",
    "/stories/{slug}/older/{before}/feed.{kind}",
    "/topics/{key}/older/{before}/feed.{kind}",
    "/company/icons/{name}",
    "/company/logo",
    "/company/mark.svg",
    "/healthz",
    "/media/{name}",
    "/manifest.webmanifest",
    "/people/mention",
    "/people/{id:id}/picture",
    "/pictures/{name}",
    "/publishing/claims/{token}/media/{name}",
    "/publishing/consents/{id:id}/media/{name}",
    "/publishing/drafts/{id:id}/media/{name}",
    "/publishing/media/{name}",
    "/publishing/stories/{slug}/media/{name}",
    "/robots.txt",
}
BY_NAME = {visitor.name: visitor for visitor in VISITORS}


def test_every_page_is_opened_and_every_form_comes_back_to_somebody(home: Home) -> None:
    for outside in (False, True):
        visitors = [visitor for visitor in VISITORS if visitor.outside == outside]
        seen = [one for visitor in visitors for one in home.walk(visitor, LANGUAGES[0])]
        table = routes(visitors[0])
        opened = {one.route for one in seen if one.form is None and (one.status < 400 or one.status == 410)}
        assert {route.path for route in table if route.method == "GET"} - opened <= NO_PAGES
        assert opened & NO_PAGES == set()
        back = {one.route for one in seen if one.comes_back}
        assert {route.path for route in table if route.again} <= back


def test_every_form_that_should_come_back_does_and_no_link_is_dead(home: Home) -> None:
    for visitor in VISITORS:
        seen = home.walk(visitor, LANGUAGES[0])
        assert [one.name for one in seen if one.form is not None and not one.comes_back] == []
        assert [(one.linked, one.name) for one in seen if one.linked and one.status >= 400] == []


def test_the_markup_of_the_council_s_pages(home: Home, tmp_path: Path) -> None:
    pages = [("councillor", seen) for seen in home.pages(BY_NAME["councillor"], LANGUAGES[0])]
    assert_none(markup.check(pages, tmp_path))


def test_the_main_pages_as_the_author(browser: Browser, home: Home) -> None:
    """One look each; `make test-slow` looks at everything."""
    main = ("/posts", "/posts/new", "/posts/{id:id}", "/posts/{id:id}/history", "/people", "/people/{id:id}")
    main += ("/inbox", "/settings/profile", "/publishing/consents/{id:id}", "/council/seats")
    found = {one.route: one for one in reversed(home.pages(BY_NAME["author"], LANGUAGES[0]))}
    with eye(browser, home, BY_NAME["author"], LANGUAGES[0]) as looks:
        for route in main:
            looks.open(found[route])
            looks.look("axe", "light, 1280", WORDS)
            looks.look("axe", "light, 1280", COLOURS)
    assert_none(looks.findings)
