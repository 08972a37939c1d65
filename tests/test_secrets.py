"""A planted secret: every route is crawled as everybody, and nobody sees what is not theirs to see."""

import json
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote, quote_plus

import pytest
from starlette.testclient import TestClient

from ideaboard import app, clock
from ideaboard.board import comments, feeds, merges, pictures, posts, searches, votes
from ideaboard.council import answers, themes
from ideaboard.db import transact
from ideaboard.language import Said
from ideaboard.people import feed_keys, notifications, people
from ideaboard.spotlight import stories
from ideaboard.spotlight.site import public_app
from ideaboard.spotlight.stories import Story
from ideaboard.who import Person
from tests.conftest import NOW, Stage, post, words

SECRET = "zanzibar"
TYPO = "zanzibra"


@pytest.fixture
def planted(stage: Stage) -> int:
    """A secret in every field of an employees-only post, its comments, its answer, and of a theme that holds
    an open post too; then all work done."""
    cast, db = stage.cast, stage.cast.db
    shown = transact(db, lambda: [pictures.keep(db, b"RIFF picture", 40, 30, now=clock.now()) for _ in "ab"])
    first, second = (pictures.mark(name, f"{SECRET} words") for name in shown)
    body = f"{SECRET} body {first}"
    number = post(cast, title=f"{SECRET} title", body=body, category="quiet", tags=f"{SECRET}tag")
    opened = post(cast, title="An open one", body="nothing to hide")

    def live() -> None:
        comments.add(db, number, f"{SECRET} comment {second}", by=cast.colleague, now=NOW)
        votes.cast(db, number, 1, by=cast.colleague, now=NOW)
        answers.answer(db, number, status="planned", text=f"{SECRET} answer", by=cast.councillor, now=NOW)
        words = {"title": f"{SECRET} theme", "statement": f"{SECRET} statement", "audience": "employees"}
        hidden = themes.make(db, **words, by=cast.councillor, now=NOW)
        for one in (number, opened):
            themes.add(db, hidden, one, by=cast.councillor, now=NOW)
        # Somebody who lost the right to see had an interest in it before.
        for outsider in (cast.brand_advocate, cast.ambassador):
            db.run(
                "INSERT INTO follows (post_id, person_id, at) VALUES (:post, :person, :now)",
                post=number,
                person=outsider.id,
                now=NOW,
            )
            notifications.tell(
                db,
                [outsider.id],
                event="old",
                kind="comment",
                text=Said(f"{SECRET} once said"),
                url=f"/posts/{number}",
                audience="employees",
                post_id=number,
                now=NOW,
            )

    transact(db, live)
    twin = post(cast, title=f"{SECRET} twin", body=f"{SECRET} said again", category="quiet")
    transact(db, lambda: merge_and_object(stage, twin, number))
    stage.work()
    return number


def merge_and_object(stage: Stage, twin: int, number: int) -> None:
    """A twin of the secret leads to it, and its author objects to that in secret words."""
    cast, db = stage.cast, stage.cast.db
    comments.add(db, twin, f"{SECRET} comment on the twin", by=cast.colleague, now=NOW)
    into = posts.known(db, number)
    merges.merge(db, posts.known(db, twin), into, by=cast.councillor, now=NOW)
    merges.object_to(db, posts.known(db, twin), f"{SECRET} objection", by=cast.author, now=clock.now())


def addresses(stage: Stage, number: int) -> Iterator[str]:
    """Every GET route with this post's numbers, its lists with every filter, and searches for the secret."""
    comment = stage.cast.db.row("SELECT id FROM comments WHERE post_id = :id", id=number)
    theme = stage.cast.db.row("SELECT id FROM themes")
    assert comment is not None
    assert theme is not None
    for route in app.routes(stage.settings):
        if route.method != "GET":
            continue
        path = route.path
        own = comment["id"] if path.startswith("/comments") else number
        own = theme["id"] if "/themes/" in path else own
        if path.startswith(("/people", "/admin")):
            own = stage.cast.author.id
        path = re.sub(r"\{(id|version):id\}", str(own), path)
        yield re.sub(r"\{\w+\}", "quiet", path)
    for query in (SECRET, TYPO, f'"{SECRET} title"', "title", f"{SECRET}tag", "body -nothing"):
        yield f"/search?q={query}"
    for sort in ("trending", "top", "new", "unanswered", "followed", "mine"):
        yield f"/posts?sort={sort}"
    yield f"/posts?category=quiet&author={stage.cast.author.id}"
    yield f"/posts?tag={SECRET}tag&status=planned&kind=idea"
    yield f"/posts/similar?title={SECRET}+title+body"
    yield f"/publishing/drafts/new?post={number}"
    yield f"/publishing/candidates?q={SECRET}"
    yield "/publishing/candidates?q=title&reason=nominated"
    for own in stage.cast.db.rows("SELECT id FROM posts ORDER BY id"):
        yield f"/posts/{own['id']}"
        yield f"/council/posts/{own['id']}"
        yield f"/council/themes/new?post={own['id']}"
    yield f"/posts?theme={theme['id']}"
    yield "/search?q=statement"
    yield f"/people?q={SECRET}"
    yield f"/posts?author={stage.cast.author.id}"
    yield from merged(stage, number)
    yield from hidden_pictures(stage)


def merged(stage: Stage, number: int) -> Iterator[str]:
    """Every way to a merged post and through it: its own, its survivor's, and those that ask for another."""
    twin = stage.cast.db.row("SELECT id FROM posts WHERE merged_into = :id", id=number)
    assert twin is not None
    own = stage.cast.db.row("SELECT MAX(id) AS id FROM posts WHERE audience = 'inside'")
    assert own is not None
    yield from (
        f"/posts/{twin['id']}",
        f"/posts/{twin['id']}?original=1",
        f"/posts/{number}?from={twin['id']}",
    )
    yield from (f"/council/posts/{twin['id']}", f"/posts?status=duplicate&author={stage.cast.author.id}")
    for other in (number, twin["id"]):
        yield f"/council/posts/{own['id']}/merge?other={other}"
        yield f"/posts/{own['id']}/same?other={other}"
        yield f"/posts/{own['id']}?from={other}"


def hidden_pictures(stage: Stage) -> list[str]:
    found = stage.cast.db.rows("SELECT name FROM picture_places ORDER BY comment_id")
    return [f"/pictures/{row['name']}" for row in found]


def seen(client: TestClient, address: str, kind: str) -> str:
    answer = client.get(address, headers={"accept": kind})
    assert answer.status_code < 500 or answer.status_code == 503, f"{address}: {answer.status_code}"
    # What the visitor typed comes back in the page; what they did not type must not.
    text = answer.text + str(answer.headers)
    for word in re.findall(r"(?:q|tag|title)=([^&]+)", address):
        plain = word.replace("+", " ")
        nested = quote(quote_plus(plain), safe="")
        for echo in (nested, plain, plain.replace('"', "&#34;"), quote_plus(plain), quote(plain), word):
            text = text.replace(echo, "")
    return text.lower()


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_no_route_shows_the_secret_to_those_outside_its_audience(
    stage: Stage, planted: int, kind: str
) -> None:
    cast = stage.cast
    visitors: list[Person | None] = [None, cast.ambassador, cast.brand_advocate]
    for person in visitors:
        client = stage.visit(person)
        for address in addresses(stage, planted):
            shown = seen(client, address, kind)
            place = shown.find(SECRET)
            assert place < 0, f"{address} as {person}: {shown[max(0, place - 200) : place + 60]}"


def test_a_hidden_picture_looks_like_one_that_is_not_there(stage: Stage, planted: int) -> None:
    cast, absent = stage.cast, f"/pictures/{'0' * 32}-40x30.webp"
    addresses = hidden_pictures(stage)
    assert len(addresses) == 2
    claimed = [address.replace("/pictures", "/claims/none/pictures") for address in addresses]
    for person in (None, cast.ambassador, cast.brand_advocate):
        client = stage.visit(person)
        nothing = client.get(absent)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == nothing.status_code != 200
            assert b"RIFF" not in answer.content
        assert {client.get(address).status_code for address in claimed} == {404}
    for address in addresses:
        assert stage.visit(cast.colleague).get(address).content == b"RIFF picture"


def test_the_crawl_would_find_it(stage: Stage, planted: int) -> None:
    """The same crawl as an employee does see it: in lists, on the post, in search and in the inbox."""
    client = stage.visit(stage.cast.author)
    found = [a for a in addresses(stage, planted) if SECRET in seen(client, a, "text/html")]
    assert f"/posts/{planted}" in found
    assert "/posts?sort=new" in found
    assert "/search?q=title" in found
    assert "/inbox" in found
    assert "/themes" in found
    assert "/search?q=statement" in found


def test_totals_counts_and_suggestions_tell_nothing(stage: Stage, planted: int) -> None:
    client = stage.visit(stage.cast.brand_advocate)
    client.headers["accept"] = "application/json"
    nothing = {"total": 0, "results": [], "did_you_mean": None, "people": [], "themes": []}
    for query in (SECRET, TYPO, SECRET[:5], "statement"):
        found = client.get(f"/search?q={query}").json()
        assert {name: found[name] for name in nothing} == nothing
        assert not any(found["facets"].values())
    assert client.get("/themes").json() == {"themes": [], "next": None}
    assert client.get(f"/search?q={TYPO}").json()["did_you_mean"] is None
    assert client.get(f"/posts/similar?title={SECRET}+title+body").json() == {"results": []}
    health = client.get("/council/health", headers={"accept": "text/html"}).text
    before = re.sub(r"<[^>]+>|\s+", " ", health)
    _archive(stage, planted)
    after = re.sub(r"<[^>]+>|\s+", " ", client.get("/council/health", headers={"accept": "text/html"}).text)
    assert before == after
    inbox = client.get("/inbox").json()
    assert inbox["notifications"] == []


def test_no_feed_line_or_saved_search_tells_the_secret(stage: Stage) -> None:
    """Planted while somebody outside the audience searches for exactly it, by inbox, Atom and JSON."""
    cast, db = stage.cast, stage.cast.db
    asked = [{"q": SECRET}, {"q": "title"}, {"q": f"{SECRET} title"}, {"tag": f"{SECRET}tag", "q": "body"}]
    asked += [{"q": TYPO}, {"category": "quiet", "q": "title"}, {"category": "quiet"}]
    outsiders = (cast.brand_advocate, cast.ambassador)
    for person in (*outsiders, cast.colleague):
        for search in asked:
            keep = partial(searches.save, db, search, "Mine", notify="inbox", by=person, now=NOW)
            transact(db, keep)
        transact(db, lambda person=person: feed_keys.make(db, person.id, now=NOW))  # type: ignore[misc]
    post(cast, title=f"{SECRET} title", body=f"{SECRET} body", category="quiet", tags=f"{SECRET}tag")
    stage.work()
    reader = stage.visit()
    for person in outsiders:
        assert notifications.inbox(db, cast.again(person), before=2**62) == []
        assert cast.again(person).unread == 0
        for address in feed_addresses(stage, person, asked):
            answer = reader.get(address)
            assert answer.status_code == (200 if person.seat else 404)
            assert "<entry>" not in answer.text
            assert '"id"' not in answer.text
            assert f"{SECRET} " not in answer.text
    # The same searches find it for who may see it.
    assert SECRET in "".join(reader.get(a).text for a in feed_addresses(stage, cast.colleague, asked[1:2]))
    assert len(notifications.inbox(db, cast.colleague, before=2**62)) >= 4


def feed_addresses(stage: Stage, person: Person, asked: list[dict[str, str]]) -> list[str]:
    key = feed_keys.of(stage.cast.db, person.id)
    assert key is not None
    packed = [searches.packed(search) for search in asked]
    signer = stage.place.signer
    found = [feeds.links(stage.settings, signer, person, key["secret"], search) for search in packed]
    return [address for links in found for address in links.values()]


def _archive(stage: Stage, number: int) -> None:
    db = stage.cast.db
    transact(db, lambda: posts.set_status(db, number, "archived", reason="r", now=clock.now()))


def test_the_spotlight_s_index_holds_nothing_of_the_inside(stage: Stage, planted: int) -> None:
    """Whatever stands on the board, every byte of the public index comes from a released story."""
    story = Story("crates", 1, "Rhubarb crates", "", "They come back.", "Ada", "", "", "", NOW, NOW)
    transact(stage.place.outside, lambda: stories.put(stage.place.outside, story))
    public = public_app(stage.settings)
    public.keeper.round(stage.place.outside)
    client = TestClient(public.app, base_url=stage.settings.spotlight_url)
    client.headers["accept"] = "application/json"
    nothing = {"total": 0, "results": [], "did_you_mean": None, "next": None}
    for query in (SECRET, TYPO, SECRET[:4], f'"{SECRET} title"', "Author", "crates -rhubarb"):
        assert client.get("/search", params={"q": query}).json() == nothing, query
    assert client.get("/search?q=rhubarb").json()["total"] == 1
    public.close()
    files = [path for path in stage.settings.spotlight_index.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    assert b"rhubarb" in held
    inside = b"".join(path.read_bytes() for path in stage.settings.index.rglob("*") if path.is_file())
    assert SECRET.encode() in inside
    emails = [row["email"].encode() for row in stage.cast.db.rows("SELECT email FROM people")]
    assert [
        word for word in (SECRET.encode(), b"employees", b"nothing to hide", *emails) if word in held
    ] == []


def test_what_a_deactivated_person_told_of_themselves_is_found_no_more(stage: Stage) -> None:
    db, number = stage.cast.db, stage.cast.author.id
    profile = {"name": f"Ada {SECRET}", "title": f"{SECRET} title", "department": SECRET, "about": SECRET}
    transact(db, lambda: people.edit(db, number, **profile, now=NOW))
    stage.work()
    client = stage.visit(stage.cast.colleague)
    client.headers["accept"] = "application/json"
    assert len(client.get(f"/search?q={SECRET}").json()["people"]) == 1
    transact(db, lambda: people.activate(db, number, False, now=NOW))
    stage.work()
    for query in (SECRET, TYPO, SECRET[:5], "Ada"):
        found = client.get(f"/search?q={query}").json()
        assert (found["people"], found["did_you_mean"]) == ([], None)
        assert SECRET not in seen(client, f"/people?q={query}", "text/html")


def test_no_mail_tells_the_secret_to_those_outside_its_audience(stage: Stage, planted: int) -> None:
    cast = stage.cast
    outsiders = {cast.brand_advocate.email, cast.ambassador.email}
    told = {mail["to"] for mail in stage.mails() if SECRET in words(mail)}
    assert told
    assert told & outsiders == set()


def test_writes_to_what_is_hidden_look_like_writes_to_nothing(stage: Stage, planted: int) -> None:
    client = stage.visit(stage.cast.brand_advocate)
    for path, form in (("vote", {"value": "1"}), ("follow", {"follow": "1"}), ("comments", {"body": "x"})):
        hidden = client.post(f"/posts/{planted}/{path}", data=form)
        absent = client.post(f"/posts/424242/{path}", data=form)
        assert hidden.status_code == absent.status_code == 404
        assert SECRET not in hidden.text
    hidden, absent = (client.post(f"/council/themes/{n}", data={"title": "T"}) for n in (1, 424242))
    assert hidden.status_code == absent.status_code == 404
    reply = client.post("/posts", data={"kind": "idea", "title": "T", "body": "b", "category": "quiet"})
    assert reply.status_code == 422


def test_every_write_needs_somebody_signed_in(stage: Stage, planted: int) -> None:
    stranger = stage.visit()
    open_to_all = {"/signin", "/signin/{token}", "/mail/unsubscribe/{token}", "/publishing/withdraw/{token}"}
    for route in app.routes(stage.settings):
        if route.method == "POST" and route.path not in open_to_all and "/claims/" not in route.path:
            path = re.sub(r"\{\w+(:id)?\}", "1", route.path)
            assert stranger.post(path).status_code == 401, route.path


def test_a_broken_form_shows_nobody_a_page_that_is_not_theirs(stage: Stage, planted: int) -> None:
    """A body of a wrong type is refused before anybody is asked for: the form must not come back to all."""
    cast = stage.cast
    for person in (None, cast.ambassador, cast.author):
        client = stage.visit(person)
        for route in app.routes(stage.settings):
            if route.method == "POST" and not route.who(person):
                path = re.sub(r"\{\w+(:id)?\}", str(planted), route.path)
                answer = client.post(path, content=b"x", headers={"content-type": "text/plain"})
                assert answer.status_code in {401, 403, 422}, route.path
                assert SECRET not in answer.text.lower(), route.path
                assert cast.colleague.email not in answer.text, route.path
                assert "<form method" not in answer.text.replace('action="/signout"', "signout").replace(
                    '<form method="post" signout', ""
                ), route.path


def test_ambassadors_have_no_board_council_or_desk(stage: Stage, planted: int) -> None:
    client = stage.visit(stage.cast.ambassador)
    for route in app.routes(stage.settings):
        path = re.sub(r"\{\w+(:id)?\}", str(planted), route.path)
        if path.startswith(
            ("/posts", "/pictures", "/search", "/council", "/categories", "/themes", "/comments", "/admin")
        ):
            answer = client.get(path) if route.method == "GET" else client.post(path)
            assert answer.status_code == 403, route.path
    home = client.get("/", follow_redirects=True)
    assert "brand ambassador" in home.text


def test_the_json_of_a_post_names_no_author_of_an_anonymous_one(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    form = {"kind": "idea", "title": "T", "body": "b", "category": "open", "anonymous": "1"}
    path = client.post("/posts", data=form).headers["location"].partition("?")[0]
    stage.work()
    shown = client.get(path, headers={"accept": "application/json"}).json()
    assert shown["author"] is None
    assert "Ada" not in json.dumps(shown)


def test_merging_an_open_post_with_a_hidden_one_looks_like_merging_it_with_nothing(
    stage: Stage, planted: int
) -> None:
    """Not by an answer, and not by a merge that would carry words to others."""
    cast = stage.cast
    own = post(cast, title="An open one")
    client = stage.visit(cast.brand_advocate)
    path, echo = f"/council/posts/{own}/merge", 'value="%s"'
    hidden, absent = (client.post(path, data={"other": str(other)}) for other in (planted, 424242))
    assert (hidden.status_code, SECRET in hidden.text.lower()) == (absent.status_code, False)
    assert hidden.text.replace(echo % planted, "") == absent.text.replace(echo % 424242, "")
    for path in (f"/council/posts/{planted}/merge", f"/council/posts/{planted}/unmerge"):
        assert client.post(path, data={"other": str(own)}).status_code == 404
    # Who sees both is told why not, and nothing leaks to those who see one.
    seeing = stage.visit(cast.councillor)
    for number, other in ((own, planted), (planted, own)):
        answer = seeing.post(f"/council/posts/{number}/merge", data={"other": str(other)})
        assert answer.status_code == 409
    assert SECRET not in seen(client, f"/posts/{own}", "text/html")
