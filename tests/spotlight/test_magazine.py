"""The magazine: several authors, pictures and films, what became of it, and who employs whom, everywhere."""

from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.spotlight import bylines
from ideaboard.spotlight.bylines import Byline
from ideaboard.spotlight.parts import Credit
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_feeds import RICH
from tests.spotlight.test_pages import HOSTILE, STORY, Found, harmless


def test_a_story_shows_its_people_first_then_its_film_its_words_and_what_became_of_it(
    client: TestClient, release: Release
) -> None:
    release(**RICH)
    page = client.get(STORY).text
    order = [
        *(
            'href="/people/margit-1"',
            'href="/departments/returns"',
            f'<h1 class="story-title">{MARGIT.title}',
        ),
        *(
            '<video controls preload="metadata"',
            "Corrected on",
            '<div class="prose">',
            'src="/media/ab.webp"',
        ),
        *("What became of it", "Done", "The shelf stands.", MARGIT.question),
    ]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    found = Found(page)
    video, picture = found.all("video")[0], found.all("img")[0]
    assert (video["width"], video["height"], video["aria-label"]) == ("640", "360", "A belt")
    assert found.all("track")[0]["src"] == "/media/cd.vtt"
    assert (picture["width"], picture["height"], picture["alt"]) == ("1200", "800", "Crates")
    assert "By the &lt;ramp&gt;" in page


def test_every_correction_stands_with_its_day_the_latest_first(client: TestClient, release: Release) -> None:
    from ideaboard.spotlight.parts import Note

    notes = (
        Note("correction", "First.", "2026-02-02T09:00:00Z"),
        Note("correction", "Second.", "2026-02-09T09:00:00Z"),
    )
    release(version=3, correction="Second.", notes=notes)
    page = client.get(STORY).text
    assert page.index("Second.") < page.index("First.")
    assert page.count("Corrected on") == 2
    assert '<time datetime="2026-02-02T09:00:00Z">' in page


def test_who_employs_the_authors_stands_in_every_list_and_on_every_story(
    client: TestClient, release: Release
) -> None:
    release(**RICH)
    release(slug="unnamed", byline="An employee", named=0, published_at="2026-01-01T09:00:00Z")
    release(slug="byline", published_at="2025-12-01T09:00:00Z")
    people = ("All work at Acme", "Works at Acme", "Returns sorter at Acme")
    for path in ("/", "/topics/people", "/topics", f"/older/{MARGIT.slug}"):
        page = client.get(path).text
        for words in people[1 if path.startswith("/older") else 0 :]:
            assert words in page, (path, words)
    assert people[2] in client.get("/people").text
    for path in (STORY, "/stories/unnamed", "/stories/byline"):
        page = client.get(path).text
        assert "at Acme" in page.split("<h1")[0]
        assert "at Acme" in page.split("story-facts")[1].split("</p>")[0]
    assert "All work at Acme" in client.get(f"{STORY}/embed").text


def test_several_authors_are_told_in_one_sentence() -> None:
    ana, bo, nobody = bylines.of(Credit("Ana")), bylines.of(Credit("Bo")), bylines.of(Credit(""))
    said = {
        (ana, bo): "Ana and Bo work at Acme.",
        (ana, nobody): "Ana works at Acme. So does one author who chose not to be named.",
        (ana, bo, nobody, nobody): "Ana and Bo work at Acme. So do 2 authors who chose not to be named.",
        (nobody, nobody): "The authors work at Acme and chose not to be named.",
        (nobody,): "The author works at Acme and chose not to be named.",
        (Byline("Ines, Logistics"),): "Ines works at Acme.",
    }
    for authors, sentence in said.items():
        assert bylines.disclosure(authors, "Acme") == sentence


def test_the_front_page_goes_on_with_topics_people_and_departments(
    client: TestClient, release: Release
) -> None:
    for number in range(12):
        credit = Credit(f"Ana {number}", "Cook", "Canteen", f"ana-{number}")
        topic = "Planet" if number < 4 else "Shops"
        release(
            slug=f"s{number:02}",
            topic=topic,
            credits=(credit,),
            published_at=f"2026-02-{number + 1:02}T09:00:00Z",
        )
    page = Found(client.get("/").text)
    links = [link.get("href") for link in page.all("a")]
    assert links.count("/stories/s11") == 1
    # What stands above is not told again below.
    for number in range(12):
        assert links.count(f"/stories/s{number:02}") == (1 if number not in (0,) else 0), number
    assert {"/topics/planet", "/topics/shops", "/people/ana-11", "/departments/canteen", "/archive"} <= set(
        links
    )
    assert "/older/s05" in links


def test_a_related_story_shares_the_topic_then_the_department_then_the_person(
    client: TestClient, outside: Database, release: Release
) -> None:
    own = (Credit("Ana", "Cook", "Canteen", "ana-1"),)
    story = release(slug="own", topic="Planet", credits=own)
    release(
        slug="person",
        topic="A",
        credits=(Credit("Ana", "Cook", "Gate", "ana-1"),),
        published_at="2025-01-01T09:00:00Z",
    )
    release(
        slug="department",
        topic="B",
        credits=(Credit("", "", "Canteen"),),
        published_at="2025-01-02T09:00:00Z",
    )
    release(slug="topic", topic="planet", published_at="2025-01-03T09:00:00Z")
    release(slug="newest", topic="C", published_at="2026-03-01T09:00:00Z")
    from ideaboard.spotlight import lists

    found = [other.slug for other in lists.related(outside, story, limit=4)]
    assert found == ["topic", "department", "person", "newest"]


def test_nothing_that_a_credit_a_medium_or_a_note_holds_can_run(client: TestClient, release: Release) -> None:
    from ideaboard.spotlight.parts import Medium, Note

    release(
        title=HOSTILE,
        topic=HOSTILE,
        credits=(Credit(HOSTILE, HOSTILE, HOSTILE, "k"),),
        media=(Medium("picture", "a.webp", "image/webp", HOSTILE, HOSTILE, 4, 3, 9),),
        notes=(Note("update", HOSTILE, MARGIT.published_at, HOSTILE),),
    )
    paths = ["/", STORY, f"{STORY}/embed", "/topics", "/people", "/people/k", "/feeds", "/archive"]
    paths += [
        link["href"] for link in Found(client.get("/topics").text).all("a") if "/topics/" in str(link["href"])
    ]
    for path in paths:
        page = client.get(str(path)).text
        shown = Found(page)
        # Pictures of the story's own are all that is loaded.
        assert [image["src"] for image in shown.all("img")] in ([], ["/media/a.webp"])
        assert harmless(page.replace('<img src="/media/', '<figure data-src="/media/')), path
        assert "alert(1)" in page or path == "/archive"
