from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.spotlight import responses, stories
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release

STORY = f"/stories/{MARGIT.slug}"
FORM = {"name": "Hedda Lindgren", "email": "hedda@example.com", "body": "The small tractor. Is it green?"}
EVERY_PAGE = ["/", STORY, f"{STORY}?sent=1", "/about", "/nowhere", "/feed.atom", "/feed.rss", "/feed.json"]
EVERY_PAGE += ["/search", "/search?topic=People", "/search?q=crates"]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>[x](javascript:alert(1))"


class Found(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def harmless(html: str) -> bool:
    """Nothing that runs: no script, no picture, no handler, no address that is code."""
    return not any(
        (tag in {"script", "img", "iframe", "svg", "style"} and attributes != {"type": "application/ld+json"})
        or any(name.startswith("on") for name in attributes)
        or any("javascript:" in (attributes.get(name) or "") for name in ("href", "src", "action"))
        for tag, attributes in Found(html).elements
    )


def _take_down(outside: Database) -> None:
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)


def test_the_front_page_leads_with_the_newest_story(client: TestClient, release: Release) -> None:
    release()
    release(slug="newer", title="The newer one", published_at="2026-02-02T09:00:00Z")
    page = client.get("/").text
    assert page.index("The newer one") < page.index(MARGIT.title)
    assert '<h2 class="lead-title"><a href="/stories/newer">' in page
    assert "Older stories" not in page


def test_an_empty_front_page_says_what_will_come(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "The first story is being written." in page.text


def test_older_stories_are_reached_page_by_page(client: TestClient, release: Release) -> None:
    for number in range(20):
        release(slug=f"s{number:02}", published_at=f"2026-02-{number + 1:02}T09:00:00Z")
    seen, address = [], "/"
    while address:
        page = client.get(address, headers={"accept": "application/json"}).json()
        seen += [item["slug"] for item in page["stories"]]
        assert f'href="{page["next"]}"' in client.get(address).text if page["next"] else True
        address = page["next"]
    assert seen == [f"s{number:02}" for number in reversed(range(20))]


def test_a_story_shows_the_person_the_words_and_who_employs_them(
    client: TestClient, release: Release
) -> None:
    release()
    page = client.get(STORY).text
    assert page.index("Margit Szabó") < page.index(f'<h1 class="story-title">{MARGIT.title}</h1>')
    for words in ("<em>empties</em>", "Margit Szabó works at Acme.", MARGIT.question, 'datetime="2026-02-01'):
        assert words in page
    assert len(Found(page).all("h1")) == 1


def test_a_correction_is_dated_and_says_what_changed(client: TestClient, release: Release) -> None:
    release(version=2, correction="Half a year, not a whole one.", updated_at="2026-02-20T09:00:00Z")
    page = client.get(STORY).text
    assert "Corrected on" in page
    assert "Half a year, not a whole one." in page
    assert "20 February 2026" in page


def test_a_story_taken_back_is_gone_with_a_kind_page(
    client: TestClient, outside: Database, release: Release
) -> None:
    release()
    _take_down(outside)
    page = client.get(STORY)
    assert page.status_code == 410
    assert "This story was taken back" in page.text
    assert "Margit" not in page.text
    assert MARGIT.title not in client.get("/").text
    assert client.post(f"{STORY}/responses", data=FORM).status_code == 410


def test_an_unknown_story_is_not_found(client: TestClient) -> None:
    assert client.get("/stories/never-was").status_code == 404
    assert client.post("/stories/never-was/responses", data=FORM).status_code == 404
    assert client.get("/?before=never-was").status_code == 404


def test_a_response_is_thanked_held_and_shown_once_accepted(
    client: TestClient, outside: Database, release: Release
) -> None:
    release()
    sent = client.post(f"{STORY}/responses", data=FORM)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{STORY}?sent=1#responses")
    thanks = client.get(sent.headers["location"]).text
    assert "held until the council has read it" in thanks
    assert FORM["body"] not in thanks
    with outside.writing():
        responses.decide(outside, responses.unfetched(outside, 1)[0].id, "accepted")
    page = client.get(STORY).text
    assert FORM["body"] in page
    assert FORM["name"] in page
    assert FORM["email"] not in page


def test_a_refused_response_comes_back_filled_in_with_the_reason_beside_the_field(
    client: TestClient, release: Release
) -> None:
    release()
    page = client.post(f"{STORY}/responses", data=FORM | {"email": "no address", "name": ""})
    assert page.status_code == 422
    assert FORM["body"] in page.text
    fields = {field.get("name"): field for field in Found(page.text).all("input")}
    assert fields["email"]["value"] == "no address"
    assert fields["email"]["aria-invalid"] == "true"
    assert (fields["email"]["aria-describedby"] or "").startswith("problem-email")
    assert 'id="problem-name"' in page.text
    assert 'id="problem-body"' not in page.text


def test_what_fills_in_the_hidden_field_is_thanked_and_forgotten(
    client: TestClient, outside: Database, release: Release
) -> None:
    release()
    sent = client.post(f"{STORY}/responses", data=FORM | {"website": "https://cheap.example"})
    assert sent.status_code == 303
    assert responses.unfetched(outside, 10) == []


def test_a_form_of_another_site_is_refused(client: TestClient, outside: Database, release: Release) -> None:
    release()
    for forged in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post(f"{STORY}/responses", data=FORM, headers=forged).status_code == 403
    assert responses.unfetched(outside, 10) == []


def test_the_eleventh_response_of_an_hour_is_asked_to_wait_and_keeps_its_words(
    client: TestClient, outside: Database, release: Release
) -> None:
    release()
    for number in range(10):
        assert client.post(f"{STORY}/responses", data=FORM | {"body": f"no. {number}"}).status_code == 303
    late = client.post(f"{STORY}/responses", data=FORM | {"body": "one too many"})
    assert late.status_code == 429
    assert "one too many" in late.text
    assert "Wait a few minutes" in late.text
    assert len(responses.unfetched(outside, 100)) == 10


def test_a_body_of_a_megabyte_is_refused(client: TestClient, release: Release) -> None:
    release()
    assert client.post(f"{STORY}/responses", data=FORM | {"body": "x" * 1_000_000}).status_code == 413


def test_nothing_a_story_or_a_response_holds_can_run(
    client: TestClient, outside: Database, release: Release
) -> None:
    fields = ("title", "standfirst", "body", "byline", "topic", "question", "correction")
    release(**dict.fromkeys(fields, HOSTILE))
    release(slug="other", **dict.fromkeys(fields, HOSTILE))
    with outside.writing():
        outside.run(
            """INSERT INTO responses (id, slug, name, body, sent_at, state)
               VALUES ('1', :slug, :words, :words, :now, 'accepted')""",
            slug=MARGIT.slug,
            words=HOSTILE,
            now=NOW,
        )
    for page in (client.get("/"), client.get(STORY)):
        assert harmless(page.text)
        assert "alert(1)" in page.text
    back = client.post(f"{STORY}/responses", data={"name": HOSTILE, "email": HOSTILE, "body": ""})
    assert back.status_code == 422
    assert harmless(back.text)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_no_page_sets_a_cookie_or_loads_from_elsewhere(
    client: TestClient, release: Release, address: str
) -> None:
    release()
    reply = client.get(address, headers={"cookie": "notice=from-the-board; session=x"})
    assert "set-cookie" not in reply.headers
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    page = Found(reply.text) if "html" in reply.headers["content-type"] else Found("")
    assert not page.all("style")
    assert not [element for element in page.elements if "style" in element[1]]
    sheets = [link["href"] or "" for link in page.all("link") if link["rel"] in {"stylesheet", "icon"}]
    assert all(sheet.startswith("/static/") for sheet in sheets)
    assert all(client.get(sheet).status_code == 200 for sheet in sheets)


def test_writing_sets_no_cookie_either(client: TestClient, release: Release) -> None:
    release()
    for form in (FORM, {}):
        assert "set-cookie" not in client.post(f"{STORY}/responses", data=form).headers


def test_a_story_with_many_responses_stays_light(
    client: TestClient, outside: Database, release: Release
) -> None:
    release(body="Words and more words. " * 400)
    with outside.writing():
        for number in range(55):
            body = f"Response {number}. " + "It was so. " * 20
            made = responses.send(outside, MARGIT.slug, "Hedda", "", body, now=NOW)
            responses.decide(outside, made, "accepted")
    page = client.get(STORY)
    assert len(page.content) < 60_000
    assert "These are the newest 50" in page.text


def test_pages_speak_json_when_asked(client: TestClient, outside: Database, release: Release) -> None:
    release()
    asked = {"accept": "application/json"}
    front = client.get("/", headers=asked).json()
    assert front["next"] is None
    assert front["stories"][0]["url"].endswith(STORY)
    story = client.get(STORY, headers=asked).json()
    assert story["body"] == MARGIT.body
    assert story["responses"] == []
    assert client.post(f"{STORY}/responses", data=FORM, headers=asked).json()["state"] == "held"
    refused = client.post(f"{STORY}/responses", data={}, headers=asked)
    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {"name", "body"}
    _take_down(outside)
    assert client.get(STORY, headers=asked).status_code == 410


def test_a_picture_of_the_board_is_neither_shown_nor_served(client: TestClient, release: Release) -> None:
    address = f"/pictures/{'0' * 32}-40x30.webp"
    release(body=f"Look: ![three crates]({address})")
    for page in EVERY_PAGE:
        shown = client.get(page).text
        assert address not in shown
    assert "Look: three crates" in client.get(STORY).text
    assert client.get(address).status_code == 404
