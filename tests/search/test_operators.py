"""What a person can type beside words, each operator on a real index."""

from collections.abc import Iterator

import pytest

from ideaboard.search.queries import Fact, understand
from ideaboard.search.words import analyzer
from tests.search.shelf import Shelf, document

NOW = "2026-03-18T15:00:00Z"
VOCABULARY = {
    "status": {"new": "new", "under review": "under_review", "in prufung": "under_review", "done": "done"},
    "kind": {"idea": "idea", "story": "story"},
    "category": {"open": "open", "night shift": "night-shift", "quiet": "quiet"},
    "is": {
        **{name: name for name in ("answered", "unanswered", "published", "mine", "voted", "followed")},
        "me": "mine",
    },
}
POSTS = [
    document(
        "post:1",
        "Crates for bottles",
        "Returnable crates, please. #Transport",
        author="Ada Author",
        category="open",
        created="2026-01-10T09:00:00Z",
    ),
    document(
        "post:2",
        "Bottles of glass",
        "No more plastic crates.",
        tags=("transport", "glass"),
        author="Ada Lovelace",
        category="night-shift",
        status="under_review",
        created="2026-02-20T09:00:00Z",
        flags=("answered",),
    ),
    document(
        "post:3",
        "A recycling story",
        "How recyclers recycle boxes.",
        kind="story",
        author="Cole League",
        category="open",
        status="done",
        created="2026-03-02T09:00:00Z",
        flags=("answered", "published"),
    ),
    document("post:4", "Recyclable cups", "For coffee. #C", category="quiet", created="2026-03-17T09:00:00Z"),
    document("person:1", "Ada Author", "Bottles and crates.", created="2026-01-01T09:00:00Z"),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = Shelf(tmp_path_factory.mktemp("operators")).put(POSTS)
    yield made
    made.finder.close()


def found(shelf: Shelf, text: str, **options: object) -> list[int]:
    """The numbers of the posts found, in ascending order."""
    asked = {"filters": {"what": "post"}, "vocabulary": VOCABULARY, "now": NOW} | options
    return sorted(int(key.partition(":")[2]) for key in shelf.keys(text, **asked))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("glass OR boxes", [2, 3]),
        ("glass OR boxes OR coffee", [2, 3, 4]),
        ("glass or boxes ", [2, 3]),
        ('"plastic crates" OR "returnable crates"', [1, 2]),
        ("title:bottles", [1, 2]),
        ("title:crates", [1]),
        ("title:crate", [1]),
        ('title:"bottles of glass"', [2]),
        ('title:"of bottles"', []),
        ("bottles title:crates", [1]),
        ("crates -title:crates", [2]),
        ("recycl*", [3, 4]),
        ("recyclab*", [4]),
        ("-recyclab* recycling", [3]),
        ("-recycl* bottles", [1, 2]),
        ("author:ada", [1, 2]),
        ('author:"Ada Author"', [1]),
        ("author:ADA -author:lovelace", [1]),
        ("author:nobody", []),
        ("tag:transport", [2]),
        ("tag:#Transport", [2]),
        ("#transport", [1, 2]),
        ("#TRANSPORT -plastic", [1]),
        ("bottles tag:glass", [2]),
        ("tag:glass tag:transport", [2]),
        ("category:open", [1, 3]),
        ('category:"Night shift"', [2]),
        ("category:night-shift", [2]),
        ("category:open category:quiet", [1, 3, 4]),
        ("status:done", [3]),
        ("status:under_review", [2]),
        ('status:"under review"', [2]),
        ("status:under-review", [2]),
        ('status:"In Prüfung"', [2]),
        ("status:done OR status:under_review", [2, 3]),
        ("status:done status:under_review", [2, 3]),
        ("bottles -status:new", [2]),
        ("kind:story", [3]),
        ("KIND:Story", [3]),
        ("kind:idea crates", [1, 2]),
        ("is:answered", [2, 3]),
        ("is:unanswered", [1, 4]),
        ("is:published", [3]),
        ("-is:published is:answered", [2]),
        ("before:2026-02", [1]),
        ("before:2026-02-20", [1]),
        ("after:2026-03-02", [3, 4]),
        ("after:2026-03", [3, 4]),
        ("after:2026", [1, 2, 3, 4]),
        ("before:2026", []),
        ('after:"last month"', [2, 3, 4]),
        ("after:last month", [2, 3, 4]),
        ("after:last-month before:this-month", [2]),
        ("after:yesterday", [4]),
        ("after:2 days ago", [4]),
        ("after:3 weeks ago bottles", []),
        ("after:last month bottles", [2]),
        ("after:2026-02 before:2026-03 crates", [2]),
        ("bottles AND glass", [1, 2]),
    ],
)
def test_each_operator_finds_what_it_says(shelf: Shelf, typed: str, numbers: list[int]) -> None:
    assert found(shelf, typed) == numbers


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("status:wonderful crates", "status wonderful crates"),
        ("kind: story", "kind story"),
        ("colour:red bottles", "colour red bottles"),
        ("before:never crates", "before never crates"),
        ("before:2026-02-31 crates", "before 2026-02-31 crates"),
        ("is:nothing bottles", "is nothing bottles"),
        ("https://crates.example/bottles", "https crates.example bottles"),
        ("OR crates", "crates"),
        ("crates OR", "crates"),
        ("crates OR OR bottles", "crates OR bottles"),
        ('title:"" crates', "title crates"),
        ("* crates", "crates"),
        ("(crates)", "crates"),
    ],
)
def test_what_has_no_meaning_is_searched_as_plain_words(shelf: Shelf, typed: str, plain: str) -> None:
    assert found(shelf, typed) == found(shelf, plain) != []


def test_what_is_mine_voted_or_followed_is_told_by_who_asks(shelf: Shelf) -> None:
    own = {"mine": [2, 4], "voted": [1, 2, 3], "followed": []}
    assert found(shelf, "is:mine", own=own) == [2, 4]
    assert found(shelf, "author:me", own=own) == [2, 4]
    assert found(shelf, "is:voted -is:mine", own=own) == [1, 3]
    assert found(shelf, "is:followed", own=own) == []
    assert found(shelf, "crates is:mine", own=own) == [2]
    assert found(shelf, "is:mine") == []


def test_what_is_mine_is_never_a_person_of_the_same_number(shelf: Shelf) -> None:
    assert shelf.keys("is:mine", own={"mine": [1]}, vocabulary=VOCABULARY) == ["post:1"]


def test_filters_alone_find_all_that_pass_them_the_newest_first(shelf: Shelf) -> None:
    assert shelf.keys("category:open", vocabulary=VOCABULARY) == ["post:3", "post:1"]
    assert shelf.keys("", filters={"what": "post", "category": "open"}) == ["post:3", "post:1"]


def test_only_what_is_unwanted_finds_nothing_and_with_a_filter_the_rest(shelf: Shelf) -> None:
    assert found(shelf, "-crates") == []
    assert found(shelf, "-crates kind:idea") == [4]


def test_a_filter_never_brings_in_what_lacks_the_words(shelf: Shelf) -> None:
    assert found(shelf, "xylophone status:done") == []
    assert found(shelf, '"no such phrase" status:done') == []


def test_the_words_of_an_operator_do_not_count_as_lacking(shelf: Shelf) -> None:
    words = shelf.find("crates", now=NOW).hits[0].score
    assert shelf.find("crates status:new", vocabulary=VOCABULARY, now=NOW).hits[0].score == pytest.approx(
        words
    )


def test_a_tag_in_a_text_is_no_tag_of_the_post(shelf: Shelf) -> None:
    facets = shelf.find("crates", counted=["tag"]).facets
    assert dict(facets["tag"]) == {"transport": 1, "glass": 1}


def test_names_of_filters_are_no_words_to_be_found_by_accident() -> None:
    query = understand("is:answered after:2026 x", analyzer("en"), VOCABULARY, now=NOW)
    assert [asked.word.text for asked in query.asked] == ["x"]
    assert query.facts == [Fact("is", "answered")]
