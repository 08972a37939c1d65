"""Everyone inside reads themes: the statement first, then the posts this reader sees, page by page."""

from ideaboard.board import lists, themes
from ideaboard.council import themes as council
from ideaboard.db import transact
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post


def theme(cast: Cast, *numbers: int, title: str = "Crates", audience: str = "inside") -> int:
    """A theme of these posts."""
    by = cast.councillor

    def make() -> int:
        made = council.make(
            cast.db, title=title, statement="They **vanish**.", audience=audience, by=by, now=NOW
        )
        for number in numbers:
            council.add(cast.db, made, number, by=by, now=NOW)
        return made

    return transact(cast.db, make)


def titles(cast: Cast, person: Person, *, closed: bool = False) -> list[str]:
    return [row["title"] for row in themes.page(cast.db, person, closed=closed, before=10**9).themes]


def test_each_reader_sees_and_counts_their_own_posts(cast: Cast) -> None:
    opened, quiet = post(cast), post(cast, category="quiet")
    mixed = theme(cast, opened, quiet, title="Mixed", audience="employees")
    plain = theme(cast, opened, title="Plain")
    assert titles(cast, cast.author) == ["Plain", "Mixed"]
    assert titles(cast, cast.brand_advocate) == ["Plain"]
    assert titles(cast, cast.ambassador) == []
    assert themes.find(cast.db, mixed, cast.author)["post_count"] == 2
    # Were a hidden post to stand in an open theme after all, it is neither listed nor counted.
    with cast.db.writing():
        cast.db.run(
            "INSERT INTO theme_posts (theme_id, post_id, by_id, at) VALUES (:theme, :post, :by, :now)",
            theme=plain,
            post=quiet,
            by=cast.councillor.id,
            now=NOW,
        )
    assert themes.find(cast.db, plain, cast.brand_advocate)["post_count"] == 1
    assert [row["id"] for row in themes.posts(cast.db, plain, cast.brand_advocate, now=NOW).posts] == [opened]


def test_themes_and_their_posts_come_page_by_page(cast: Cast) -> None:
    made = [theme(cast, title=f"Theme {number}") for number in range(5)]
    first = themes.page(cast.db, cast.author, before=10**9, limit=3)
    rest = themes.page(cast.db, cast.author, before=int(first.next), limit=3)
    assert [row["id"] for row in (*first.themes, *rest.themes)] == made[::-1]
    assert rest.next == ""
    numbers = [post(cast, title=f"Post {number}") for number in range(lists.PAGE + 3)]
    full = theme(cast, *numbers)
    seen: list[int] = []
    after = ""
    while True:
        listing = themes.posts(cast.db, full, cast.author, after=after, now=NOW)
        seen += [row["id"] for row in listing.posts]
        after = listing.next
        if not after:
            break
    assert sorted(seen) == numbers


def test_the_pages_say_it_and_lead_back(stage: Stage) -> None:
    number = post(stage.cast)
    made = theme(stage.cast, number)
    reader = stage.visit(stage.cast.colleague)
    assert f'href="/themes/{made}"' in reader.get("/themes").text
    page = reader.get(f"/themes/{made}").text
    assert page.index("<strong>vanish</strong>") < page.index("Returnable crates")
    assert 'href="/themes"' in page
    shown = reader.get(f"/posts/{number}").text
    assert "Part of the theme" in shown
    assert "Joined the theme “Crates”" in shown
    assert 'href="/themes"' in reader.get("/posts").text
    assert reader.get("/themes/424242").status_code == 404
    assert "No theme is closed" in reader.get("/themes?closed=1").text


def test_a_theme_is_no_filter_that_an_address_may_name(stage: Stage) -> None:
    number = post(stage.cast)
    hidden = theme(stage.cast, number, audience="employees")
    post(stage.cast, title="Another")
    reader = stage.visit(stage.cast.brand_advocate)
    reader.headers["accept"] = "application/json"
    everything = reader.get("/posts").json()
    assert reader.get(f"/posts?theme={hidden}").json() == everything


def test_themes_speak_json(stage: Stage) -> None:
    number = post(stage.cast)
    made = theme(stage.cast, number)
    reader = stage.visit(stage.cast.colleague)
    reader.headers["accept"] = "application/json"
    listed = reader.get("/themes").json()
    assert listed["next"] is None
    (one,) = listed["themes"]
    assert one["id"] == made
    assert one["post_count"] == 1
    assert one["by"]["name"] == "Cato Councillor"
    whole = reader.get(f"/themes/{made}").json()
    assert whole["html"] == "<p>They <strong>vanish</strong>.</p>\n"
    assert [each["id"] for each in whole["posts"]] == [number]
    assert reader.get(f"/posts/{number}").json()["themes"] == [
        {"id": made, "title": "Crates", "url": f"/themes/{made}"}
    ]


def test_an_ambassador_without_a_seat_has_no_themes(stage: Stage) -> None:
    made = theme(stage.cast)
    client = stage.visit(stage.cast.ambassador)
    for path in ("/themes", f"/themes/{made}", "/council/themes/new"):
        assert client.get(path).status_code == 403
