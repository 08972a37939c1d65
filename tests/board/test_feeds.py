"""A search's feeds: whole posts for who holds the link, seen with its person's eyes, and closed with it."""

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import feedparser
import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT4

from ideaboard import clock
from ideaboard.board import categories, comments, feeds, pictures, posts, searches
from ideaboard.council import answers
from ideaboard.db import transact
from ideaboard.people import feed_keys, people, seats
from ideaboard.search import generations
from ideaboard.who import COUNCIL, Person
from tests.conftest import NOW, Stage, data, post
from tests.spotlight.test_pages import HOSTILE, Found, harmless

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ["atom", "json"]
# What is about the form of a feed, and about no rule with SQL in it.
once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def links(stage: Stage, person: Person, **search: str) -> dict[str, str]:
    """The paths of the feeds of a search, by kind, for a person who asked for links."""
    db = stage.cast.db
    transact(db, lambda: feed_keys.make(db, person.id, now=NOW))
    key = feed_keys.of(db, person.id)
    assert key is not None
    packed = searches.packed(searches.asked(search or {"q": "crates"}))
    found = feeds.links(stage.settings, stage.place.signer, person, key["secret"], packed)
    return {kind: address.removeprefix(stage.settings.base_url) for kind, address in found.items()}


def read(stage: Stage, address: str, **headers: str) -> Any:
    """What a feed reader gets, which has no session."""
    return stage.visit().get(address, headers=headers)


def titles(stage: Stage, address: str) -> list[str]:
    answer = read(stage, address)
    assert answer.status_code == 200, answer.text
    if address.endswith(".json"):
        return [item["title"] for item in answer.json()["items"]]
    return [entry.title for entry in feedparser.parse(answer.content).entries]


def rename(stage: Stage, name: str) -> None:
    values = {"name": name, "title": "", "department": "", "about": ""}
    people.edit(stage.cast.db, stage.cast.author.id, **values, now=NOW)


@pytest.fixture
def found(stage: Stage) -> int:
    """One post that a search for crates finds, in the index."""
    number = post(stage.cast, tags="glass")
    stage.work()
    return number


def test_a_feed_reader_without_a_session_gets_the_whole_post(stage: Stage, found: int) -> None:
    address = links(stage, stage.cast.colleague)["atom"]
    answer = read(stage, address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not feed.bozo
    assert feed.feed.title == "crates"
    assert feed.feed.links[0].href == stage.settings.base_url + address
    entry = feed.entries[0]
    assert entry.title == "Returnable crates"
    assert entry.id == entry.link == f"{stage.settings.base_url}/posts/{found}"
    assert entry.author == "Ada Author"
    assert [tag.term for tag in entry.tags] == ["Open", "glass"]
    assert "<strong>every</strong>" in entry.content[0].value
    assert entry.published_parsed[:5] == entry.updated_parsed[:5] == (2026, 3, 2, 9, 0)


@once
def test_the_atom_feed_has_what_rfc_4287_asks_for(stage: Stage, found: int) -> None:
    transact(stage.cast.db, lambda: rename(stage, "Ada <&> Ö"))
    address = links(stage, stage.cast.colleague)["atom"]
    root = ET.fromstring(read(stage, address).content)
    stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for place in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = place.findall(ATOM + name)
            assert (only.text or "").strip()
        assert stamp.fullmatch(place.findtext(f"{ATOM}updated", ""))
        assert re.match(r"(urn:uuid:|https?://)", place.findtext(f"{ATOM}id", ""))
        alternates = [link for link in place.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
    (own,) = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == stage.settings.base_url + address
    (entry,) = root.findall(f"{ATOM}entry")
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == ["Ada <&> Ö"]
    assert stamp.fullmatch(entry.findtext(f"{ATOM}published", ""))
    (content,) = entry.findall(f"{ATOM}content")
    assert content.get("type") == "html"


@pytest.fixture
def version_1_1() -> jsonschema.Draft4Validator:
    """The published schema of JSON Feed 1.1 (`feed.json`), which builds on that of 1.0 (`feed-1.json`)."""
    folder = data("feeds")
    newer, older = (json.loads((folder / name).read_bytes()) for name in ("feed.json", "feed-1.json"))
    known = Registry().with_resource("https://json.schemastore.org/feed-1", DRAFT4.create_resource(older))
    return jsonschema.Draft4Validator(newer, registry=known)


@once
def test_the_json_feed_follows_its_schema(
    stage: Stage, found: int, version_1_1: jsonschema.Draft4Validator
) -> None:
    for search in ({"q": "crates"}, {"q": "nothing-of-the-kind"}):
        answer = read(stage, links(stage, stage.cast.colleague, **search)["json"])
        version_1_1.validate(answer.json())
        assert answer.headers["content-type"].startswith("application/feed+json")
        assert answer.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert answer.json()["items"] == []


@once
def test_an_empty_feed_is_a_feed_that_stays_the_same(stage: Stage, found: int) -> None:
    address = links(stage, stage.cast.colleague, q="nothing-of-the-kind")["atom"]
    first, again = read(stage, address), read(stage, address)
    assert not feedparser.parse(first.content).bozo
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"]


def test_the_council_s_answer_is_told_and_makes_the_entry_newer(stage: Stage, found: int) -> None:
    address = links(stage, stage.cast.colleague)["atom"]
    later = clock.shift(NOW, days=1)
    by = stage.cast.councillor
    values = {"status": "declined", "text": "We **tried**.", "reason": "It <costs>."}
    transact(stage.cast.db, lambda: answers.answer(stage.cast.db, found, **values, by=by, now=later))
    stage.work()
    entry = feedparser.parse(read(stage, address).content).entries[0]
    assert entry.updated_parsed[:3] == (2026, 3, 3)
    for words in ("Declined", "It &lt;costs&gt;.", "<strong>tried</strong>"):
        assert words in entry.content[0].value


@once
def test_every_link_is_whole_and_pictures_are_words(stage: Stage) -> None:
    db = stage.cast.db
    name = transact(db, lambda: pictures.keep(db, b"RIFF picture", 40, 30, now=clock.now()))
    picture = pictures.mark(name, "a crate")
    post(stage.cast, body=f"[a](/posts/2) [b](#x) [c](https://e.example/?a=1&b=2) {picture}")
    stage.work()
    html = read(stage, links(stage, stage.cast.colleague)["json"]).json()["items"][0]["content_html"]
    home = stage.settings.base_url
    hrefs = [link["href"] for link in Found(html).all("a")]
    assert hrefs[0] == f"{home}/posts/2"
    assert hrefs[1].startswith(f"{home}/posts/")
    assert hrefs[1].endswith("#x")
    assert hrefs[2] == "https://e.example/?a=1&b=2"
    assert "a crate" in html
    assert "<img" not in html
    assert "/pictures/" not in html


@once
def test_nothing_in_a_feed_can_run_or_break_it(stage: Stage) -> None:
    post(stage.cast, title=f"crates {HOSTILE}"[:140], body=f"{HOSTILE} &#12; ]]> \u202ereversed 🥤")
    stage.work()
    found = links(stage, stage.cast.colleague)
    as_json = read(stage, found["json"]).json()["items"][0]["content_html"]
    as_atom = ET.fromstring(read(stage, found["atom"]).content).findtext(f"{ATOM}entry/{ATOM}content", "")
    assert as_json == as_atom
    assert "alert(1)" in as_json
    assert harmless(as_json)


def test_an_anonymous_author_stays_without_a_name(stage: Stage) -> None:
    form = {"kind": "idea", "title": "Crates at night", "body": "b", "category": "open", "anonymous": "1"}
    stage.visit(stage.cast.author).post("/posts", data=form)
    stage.work()
    answer = read(stage, links(stage, stage.cast.colleague)["json"])
    assert answer.json()["items"][0]["authors"] == [{"name": "Anonymous"}]
    assert "Ada" not in answer.text


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_moved_out_of_sight_leaves_the_feed_at_once(stage: Stage, found: int, kind: str) -> None:
    """At once: the index is not even told yet."""
    db, author = stage.cast.db, stage.cast.author
    outside, inside = (links(stage, who)[kind] for who in (stage.cast.brand_advocate, stage.cast.colleague))
    before = read(stage, outside)
    assert titles(stage, outside) == titles(stage, inside) == ["Returnable crates"]
    values = {"kind": "idea", "title": "Returnable crates", "body": "b", "category": "quiet"}
    transact(db, lambda: posts.edit(db, posts.known(db, found), **values, by=author, now=clock.now()))
    after = read(stage, outside, **{"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "Returnable" not in after.text
    assert titles(stage, inside) == ["Returnable crates"]


def test_a_category_that_closes_to_outsiders_leaves_their_feeds(stage: Stage, found: int) -> None:
    db, address = stage.cast.db, links(stage, stage.cast.brand_advocate)["atom"]
    assert titles(stage, address) == ["Returnable crates"]
    row = categories.known(db, "open")
    values = {"about": "", "audience": "employees", "anonymous": True, "publishing": False}
    transact(db, lambda: categories.edit(db, row["id"], "Open", **values, now=clock.now()))
    assert titles(stage, address) == []


def test_what_its_author_takes_back_is_gone_at_once(stage: Stage, found: int) -> None:
    db, address = stage.cast.db, links(stage, stage.cast.colleague)["atom"]
    transact(db, lambda: posts.withdraw(db, posts.known(db, found), now=clock.now()))
    assert titles(stage, address) == []


@once
@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_that_has_the_feed_gets_304_until_it_changes(stage: Stage, found: int, kind: str) -> None:
    db, address = stage.cast.db, links(stage, stage.cast.colleague)[kind]
    first = read(stage, address)
    assert first.headers["last-modified"] == "Mon, 02 Mar 2026 09:00:00 GMT"
    for asked in (
        {"if-none-match": f'"other", {first.headers["etag"]}'},
        {"if-modified-since": first.headers["last-modified"]},
        # The ETag decides where there is one (RFC 9110, 13.1.3).
        {"if-none-match": first.headers["etag"], "if-modified-since": "Mon, 01 Jan 1990 00:00:00 GMT"},
    ):
        again = read(stage, address, **asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    other = {"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]}
    assert read(stage, address, **other).status_code == 200
    transact(db, lambda: rename(stage, "Ada Renamed"))
    changed = read(stage, address, **{"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "Ada Renamed" in changed.text


@once
def test_a_feed_is_private_in_its_headers(stage: Stage, found: int) -> None:
    for address in links(stage, stage.cast.colleague).values():
        answer = read(stage, address)
        assert "private" in answer.headers["cache-control"]
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers


def test_the_newest_post_comes_first(stage: Stage) -> None:
    db, by = stage.cast.db, stage.cast.author
    for days, title in ((1, "Middle crates"), (2, "New crates crates crates"), (0, "Old crates")):
        values = {"kind": "idea", "title": title, "body": "b", "category": "open"}
        when = clock.shift(NOW, days=days)
        transact(db, lambda: posts.create(db, **values, by=by, now=when))  # noqa: B023 - run at once
    stage.work()
    found = titles(stage, links(stage, stage.cast.colleague)["atom"])
    assert found == ["New crates crates crates", "Middle crates", "Old crates"]


def test_the_filters_of_a_search_hold_in_its_feed(stage: Stage, found: int) -> None:
    post(stage.cast, title="Firm crates", category="firm", kind="story")
    stage.work()
    colleague = stage.cast.colleague
    assert titles(stage, links(stage, colleague, q="crates", category="firm")["atom"]) == ["Firm crates"]
    assert titles(stage, links(stage, colleague, q="crates", tag="glass")["atom"]) == ["Returnable crates"]
    assert titles(stage, links(stage, colleague, q="crates", kind="feedback")["atom"]) == []


@once
def test_a_page_of_a_search_has_the_feed_of_the_search(stage: Stage, found: int) -> None:
    expected = links(stage, stage.cast.colleague)
    client = stage.visit(stage.cast.colleague)
    client.post("/searches/links")
    page = client.get("/search?q=crates&page=3").text
    found = re.findall(r'href="([^"]+/feeds/[^"]+\.(atom|json))"', page)
    home = stage.settings.base_url
    assert {kind: address.removeprefix(home) for address, kind in found} == expected


@once
def test_a_feed_speaks_the_language_of_its_person(stage: Stage, found: int) -> None:
    db, cast = stage.cast.db, stage.cast
    transact(db, lambda: db.run("UPDATE people SET language = 'de' WHERE id = :id", id=cast.colleague.id))
    address = links(stage, cast.colleague)["json"]
    assert read(stage, address, **{"accept-language": "en"}).json()["language"] == "de"
    address = links(stage, cast.author)["json"]
    assert read(stage, address, **{"accept-language": "de"}).json()["language"] == "en"


@once
def test_a_feed_bears_the_name_its_search_was_saved_under(stage: Stage, found: int) -> None:
    address = links(stage, stage.cast.colleague)["json"]
    before = read(stage, address).json()
    client = stage.visit(stage.cast.colleague)
    client.post("/searches", data={"search": "q=crates", "name": "Empties"})
    after = read(stage, address).json()
    assert (before["title"], after["title"]) == ("crates", "Empties")


def closed(stage: Stage, address: str) -> None:
    """The link opens nothing, in the same plain words as one that never was."""
    for one in (address, address.replace(".atom", ".json")):
        answer = read(stage, one)
        assert answer.status_code == 404
        assert "This feed link does not work, or no longer." in answer.text
        assert "Returnable" not in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"


@once
def test_a_forged_or_foreign_token_opens_nothing(stage: Stage, found: int) -> None:
    address = links(stage, stage.cast.colleague)["atom"]
    token = address.removeprefix("/feeds/").removesuffix(".atom")
    for wrong in ("x", token[:-1], token + "A", token.swapcase(), "🥤", "." * 50, f"{token}.{token}"):
        closed(stage, f"/feeds/{wrong}.atom")
    # The same value, signed for another purpose.
    signer, value = stage.place.signer, stage.place.signer.read("feed", token)
    closed(stage, f"/feeds/{signer.sign('claim', value)}.atom")
    assert titles(stage, address) == ["Returnable crates"]


def test_new_links_end_the_old_ones(stage: Stage, found: int) -> None:
    colleague = stage.cast.colleague
    old, other = links(stage, colleague), links(stage, stage.cast.author)
    ids = re.findall("<id>.*?</id>", read(stage, old["atom"]).text)
    client = stage.visit(colleague)
    # A stale page that asks for first links ends none.
    client.post("/searches/links")
    assert titles(stage, old["atom"]) == ["Returnable crates"]
    client.post("/searches/links", data={"new": "1"})
    closed(stage, old["atom"])
    new = links(stage, colleague)
    assert titles(stage, new["atom"]) == titles(stage, other["atom"]) == ["Returnable crates"]
    # A reader that follows the new link knows the feed and its entries again.
    assert re.findall("<id>.*?</id>", read(stage, new["atom"]).text) == ids


def test_who_is_let_out_takes_the_links_along_for_good(stage: Stage, found: int) -> None:
    db, colleague = stage.cast.db, stage.cast.colleague
    address = links(stage, colleague)["atom"]
    transact(db, lambda: people.activate(db, colleague.id, False, now=clock.now()))
    closed(stage, address)
    transact(db, lambda: people.activate(db, colleague.id, True, now=clock.now()))
    closed(stage, address)


def test_an_ambassador_without_a_seat_has_no_feed(stage: Stage, found: int) -> None:
    db, advocate = stage.cast.db, stage.cast.brand_advocate
    address = links(stage, advocate)["atom"]
    assert titles(stage, address) == ["Returnable crates"]
    seat = next(row for row in seats.held(db, COUNCIL, now=NOW) if row["person_id"] == advocate.id)
    transact(db, lambda: seats.vacate(db, seat["id"], now="2026-02-01T00:00:00Z"))
    closed(stage, address)
    transact(db, lambda: feed_keys.make(db, stage.cast.ambassador.id, now=NOW))
    key = feed_keys.of(db, stage.cast.ambassador.id)
    assert key is not None
    token = stage.place.signer.sign("feed", [stage.cast.ambassador.id, key["secret"], "q=crates"])
    closed(stage, f"/feeds/{token}.atom")


@once
def test_nobody_has_links_before_they_ask_for_them(stage: Stage, found: int) -> None:
    client = stage.visit(stage.cast.colleague)
    page = client.get("/search?q=crates&status=new").text
    assert "/feeds/" not in page
    assert "/feeds/" not in client.get("/searches").text
    answer = client.post("/searches/links", data={"next": "/search?q=crates&status=new"})
    assert answer.headers["location"] == "/search?q=crates&status=new"
    assert page.count("Get feed links") == 1
    assert len(re.findall(r'/feeds/[^"]+\.(?:atom|json)"', client.get("/search?q=crates").text)) == 2


@once
def test_search_that_is_being_rebuilt_is_no_empty_feed(stage: Stage, found: int) -> None:
    address = links(stage, stage.cast.colleague)["atom"]
    (stage.settings.index / "current").unlink()
    answer = read(stage, address)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "<feed" not in answer.text
    assert generations.rebuild_wanted(stage.settings.index)


@once
def test_who_asks_too_often_is_asked_to_wait(stage: Stage, found: int) -> None:
    address, other = links(stage, stage.cast.colleague)["atom"], links(stage, stage.cast.author)["atom"]
    client = stage.visit()
    answers = [client.get(address).status_code for _ in range(125)]
    assert set(answers) == {200, 429}
    assert client.get(address).headers["retry-after"]
    assert titles(stage, other) == ["Returnable crates"]


def test_a_feed_begins_no_visit(stage: Stage, found: int) -> None:
    db, colleague = stage.cast.db, stage.cast.colleague
    found_links = links(stage, colleague)
    db_row = "SELECT visit_began, visited_at FROM people WHERE id = :id"
    transact(db, lambda: db.run("UPDATE people SET visit_began = '', visited_at = ''"))
    client = stage.visit(colleague)
    for address in found_links.values():
        # Even opened by hand, in the browser where they are signed in.
        client.get(address, headers={"sec-fetch-dest": "document", "accept": "text/html"})
        read(stage, address)
    assert db.row(db_row, id=colleague.id) == {"visit_began": "", "visited_at": ""}


def test_a_post_found_by_its_comment_is_in_the_feed(stage: Stage, found: int) -> None:
    db = stage.cast.db
    transact(db, lambda: comments.add(db, found, "Wombats!", by=stage.cast.author, now=NOW))
    stage.work()
    assert titles(stage, links(stage, stage.cast.colleague, q="wombats")["atom"]) == ["Returnable crates"]
