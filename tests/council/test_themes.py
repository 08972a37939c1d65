"""The council groups posts under a theme with a statement; an open theme holds nothing hidden."""

import pytest

from ideaboard.board import categories, posts, theme_posts, timeline
from ideaboard.board import merges as links
from ideaboard.board import themes as shown
from ideaboard.council import merges, themes
from ideaboard.db import transact
from ideaboard.errors import Forbidden, NotFound, Refusal
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post
from tests.council.conftest import Visitor

LATER = "2026-03-03T09:00:00Z"


def make(cast: Cast, *, audience: str = "inside", by: Person | None = None, **changes: object) -> int:
    values = {"title": "Crates that come home", "statement": "Crates **vanish**, and nobody counts them."}
    person = by or cast.councillor
    made = values | changes
    return transact(cast.db, lambda: themes.make(cast.db, **made, audience=audience, by=person, now=NOW))  # type: ignore[arg-type]


def add(cast: Cast, theme: int, number: int, *, by: Person | None = None) -> None:
    person = by or cast.councillor
    transact(cast.db, lambda: themes.add(cast.db, theme, number, by=person, now=NOW))


def within(cast: Cast, theme: int, person: Person) -> list[int]:
    return [row["id"] for row in shown.posts(cast.db, theme, person, now=NOW).posts]


def told(cast: Cast, number: int) -> list[str]:
    return [row["text"] for row in timeline.of(cast.db, number) if row["kind"] == "theme"]


def move(cast: Cast, number: int, category: str) -> None:
    def act() -> None:
        row = posts.find(cast.db, number, cast.author)
        words = {"kind": "idea", "title": row["title"], "body": row["body"], "category": category}
        posts.edit(cast.db, row, **words, by=cast.author, now=LATER)

    transact(cast.db, act)


def test_only_a_seat_may_group(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    for act in (
        lambda: make(cast, by=cast.colleague),
        lambda: add(cast, theme, number, by=cast.colleague),
        lambda: themes.reword(cast.db, theme, title="T", statement="s", by=cast.colleague, now=NOW),
        lambda: themes.take_out(cast.db, theme, number, by=cast.colleague, now=NOW),
        lambda: themes.close(cast.db, theme, True, by=cast.colleague, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_theme_needs_a_title_a_statement_and_readers(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        make(cast, title=" ", statement="", audience="nobody")
    assert set(refused.value.fields) == {"title", "statement", "audience"}
    with pytest.raises(Refusal) as refused:
        make(cast, title="x" * 141, statement="x" * 5_001)
    assert set(refused.value.fields) == {"title", "statement"}
    with pytest.raises(Refusal):
        make(cast, audience="employees", by=cast.brand_advocate)
    assert cast.db.rows("SELECT id FROM themes") == []


def test_a_post_joins_once_and_its_timeline_says_so(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    add(cast, theme, number)
    add(cast, theme, number)
    assert within(cast, theme, cast.author) == [number]
    assert told(cast, number) == ["Joined the theme “Crates that come home”"]
    transact(cast.db, lambda: themes.take_out(cast.db, theme, number, by=cast.councillor, now=LATER))
    transact(cast.db, lambda: themes.take_out(cast.db, theme, number, by=cast.councillor, now=LATER))
    assert within(cast, theme, cast.author) == []
    assert told(cast, number)[1:] == ["Left the theme “Crates that come home”"]


def test_a_theme_may_begin_with_a_post(cast: Cast) -> None:
    number, quiet = post(cast), post(cast, category="quiet")
    assert within(cast, make(cast, post_id=number), cast.author) == [number]
    with pytest.raises(Refusal) as refused:
        make(cast, post_id=quiet)
    assert set(refused.value.fields) == {"audience"}
    assert within(cast, make(cast, post_id=quiet, audience="employees"), cast.author) == [quiet]
    with pytest.raises(NotFound):
        make(cast, post_id=quiet, by=cast.brand_advocate)


def test_a_theme_for_everyone_inside_takes_in_no_post_for_employees_only(cast: Cast) -> None:
    theme, quiet = make(cast), post(cast, category="quiet")
    with pytest.raises(Refusal) as refused:
        add(cast, theme, quiet)
    assert "for employees only" in refused.value.fields["theme"]
    assert within(cast, theme, cast.author) == []
    assert told(cast, quiet) == []


def test_a_theme_for_employees_takes_in_both_and_an_open_post_does_not_tell_of_it(cast: Cast) -> None:
    theme, number, quiet = make(cast, audience="employees"), post(cast), post(cast, category="quiet")
    for one in (number, quiet):
        add(cast, theme, one)
    assert set(within(cast, theme, cast.author)) == {number, quiet}
    assert told(cast, number) == []
    assert len(told(cast, quiet)) == 1
    assert shown.of(cast.db, number, cast.brand_advocate) == []
    assert [row["id"] for row in shown.of(cast.db, number, cast.author)] == [theme]
    with pytest.raises(NotFound):
        shown.find(cast.db, theme, cast.brand_advocate)
    # Its posts are not told to who guesses its number either.
    assert within(cast, theme, cast.brand_advocate) == []


def test_a_post_that_becomes_hidden_leaves_the_theme(cast: Cast) -> None:
    theme, number, other = make(cast), post(cast), post(cast)
    for one in (number, other):
        add(cast, theme, one)
    move(cast, number, "quiet")
    for person in (cast.author, cast.brand_advocate):
        assert within(cast, theme, person) == [other]
        assert shown.find(cast.db, theme, person)["post_count"] == 1
    assert told(cast, number)[-1] == "Left the theme “Crates that come home”"


def test_a_category_that_becomes_hidden_takes_its_posts_out_of_open_themes(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    add(cast, theme, number)
    row = categories.find(cast.db, "open", cast.steward)

    def hide() -> None:
        words = {"about": "", "audience": "employees", "anonymous": True, "publishing": True}
        categories.edit(cast.db, row["id"], "Open", **words, now=LATER)

    transact(cast.db, hide)
    assert shown.find(cast.db, theme, cast.author)["post_count"] == 0


def test_a_post_that_opens_forgets_the_hidden_themes_on_its_timeline(cast: Cast) -> None:
    hidden, number = make(cast, audience="employees"), post(cast, category="quiet")
    add(cast, hidden, number)
    move(cast, number, "open")
    assert told(cast, number) == []
    assert within(cast, hidden, cast.author) == [number]


def test_an_unlisted_post_is_counted_nowhere_and_what_is_archived_joins_no_theme(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    add(cast, theme, number)
    transact(cast.db, lambda: posts.set_status(cast.db, number, "archived", reason="r", now=NOW))
    assert shown.find(cast.db, theme, cast.author)["post_count"] == 0
    assert within(cast, theme, cast.author) == []
    with pytest.raises(Refusal) as refused:
        add(cast, make(cast), number)
    assert "archived" in refused.value.fields["theme"]
    transact(cast.db, lambda: posts.set_status(cast.db, number, "planned", now=NOW))
    assert within(cast, theme, cast.author) == [number]


def test_a_duplicate_stays_in_the_theme_with_its_status(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    add(cast, theme, number)
    transact(cast.db, lambda: posts.set_status(cast.db, number, "duplicate", reason="of another", now=NOW))
    (row,) = shown.posts(cast.db, theme, cast.author, now=NOW).posts
    assert row["status"] == "duplicate"


def test_a_merged_post_is_counted_no_more_and_joins_no_theme_until_it_stands_on_its_own(cast: Cast) -> None:
    theme, number, other = make(cast), post(cast), post(cast, title="The other")
    add(cast, theme, number)
    by, into = cast.councillor, str(other)
    transact(cast.db, lambda: merges.merge(cast.db, number, into, by=by, now=LATER))
    assert within(cast, theme, cast.author) == []
    with pytest.raises(Refusal) as refused:
        add(cast, make(cast), number)
    assert "the other one" in refused.value.fields["theme"]
    transact(cast.db, lambda: links.undo(cast.db, number, by=by, now=LATER))
    assert within(cast, theme, cast.author) == [number]


def test_a_post_that_is_taken_back_leaves_no_theme_behind(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    add(cast, theme, number)
    transact(cast.db, lambda: posts.withdraw(cast.db, posts.known(cast.db, number), now=LATER))
    assert told(cast, number) == []
    assert shown.of(cast.db, number, cast.author) == []


def test_a_closed_theme_takes_in_nothing_until_it_is_open_again(cast: Cast) -> None:
    theme, number = make(cast), post(cast)
    transact(cast.db, lambda: themes.close(cast.db, theme, True, by=cast.councillor, now=LATER))
    assert shown.find(cast.db, theme, cast.author)["closed_at"] == LATER
    assert shown.choices(cast.db, cast.councillor) == []
    with pytest.raises(Refusal) as refused:
        add(cast, theme, number)
    assert "closed" in refused.value.fields["theme"]
    transact(cast.db, lambda: themes.close(cast.db, theme, False, by=cast.councillor, now=LATER))
    add(cast, theme, number)
    assert within(cast, theme, cast.author) == [number]


def test_reworded_it_says_when_and_the_same_words_change_nothing(cast: Cast) -> None:
    theme = make(cast)
    words = {"title": "Crates that come home", "statement": "Crates **vanish**, and nobody counts them."}
    transact(cast.db, lambda: themes.reword(cast.db, theme, **words, by=cast.councillor, now=LATER))
    assert shown.find(cast.db, theme, cast.author)["edited_at"] is None
    words["statement"] = "Count them."
    transact(cast.db, lambda: themes.reword(cast.db, theme, **words, by=cast.councillor, now=LATER))
    found = shown.find(cast.db, theme, cast.author)
    assert (found["statement"], found["edited_at"]) == ("Count them.", LATER)


def test_a_theme_one_may_not_see_is_refused_like_one_that_is_not_there(cast: Cast) -> None:
    hidden, number = make(cast, audience="employees"), post(cast)
    said = []
    for theme in (hidden, 424_242):
        with pytest.raises(Refusal) as refused:
            add(cast, theme, number, by=cast.brand_advocate)
        said.append((refused.value.status, refused.value.fields))
    assert said[0] == said[1]
    assert theme_posts.fits({"audience": "employees"}, "inside")


def test_the_desk_makes_a_theme_and_refuses_beside_the_field(stage: Stage, visit: Visitor) -> None:
    cast, browser = stage.cast, visit(stage.cast.councillor)
    number, quiet = post(cast), post(cast, category="quiet")
    form = browser.get(f"/council/themes/new?post={number}").text
    assert "Returnable crates" in form
    refused = browser.post("/council/themes", data={"title": "Mine", "statement": "", "post": str(number)})
    assert refused.status_code == 422
    assert 'value="Mine"' in refused.text
    assert "Write what these posts say together." in refused.text
    words = {"title": "Crates", "statement": "Say *it*.", "audience": "inside", "post": str(number)}
    made = browser.post("/council/themes", data=words)
    assert made.headers["location"].startswith("/themes/1")
    assert "Crates" in browser.get(f"/council/posts/{number}").text
    refused = browser.post(f"/council/posts/{quiet}/themes", data={"theme": "1"})
    assert refused.status_code == 422
    assert "choose a theme that is for employees only" in refused.text
    assert browser.post(f"/council/posts/{number}/themes", data={"theme": "x"}).status_code == 422
    left = browser.post("/council/themes/1/leave", data={"post": str(number), "back": "1"})
    assert left.headers["location"].startswith(f"/council/posts/{number}")
    assert within(cast, 1, cast.author) == []
    assert browser.post("/council/themes/1", data={"title": "", "statement": "s"}).status_code == 422
    assert browser.post("/council/themes/1/close", data={"closed": "1"}).status_code == 303
    assert "Open the theme again" in browser.get("/council/themes/1").text


def test_a_brand_advocate_is_offered_no_theme_for_employees(stage: Stage, visit: Visitor) -> None:
    cast = stage.cast
    hidden, number = make(cast, audience="employees", title="Hush"), post(cast)
    browser = visit(cast.brand_advocate)
    assert "Employees only" not in browser.get("/council/themes/new").text
    assert "Hush" not in browser.get(f"/council/posts/{number}").text
    for page in (f"/council/themes/{hidden}", f"/themes/{hidden}"):
        assert browser.get(page).status_code == 404
    for act in ("", "/close", "/leave"):
        form = {"title": "T", "statement": "s", "post": str(number), "closed": "1"}
        assert browser.post(f"/council/themes/{hidden}{act}", data=form).status_code == 404


NONSENSE = ["x" * 10_000, "🧃" * 50, "‮מלח ים", "<script>alert(1)</script>"]


@pytest.mark.parametrize("typed", NONSENSE, ids=["long", "emoji", "right to left", "script"])
def test_whatever_is_typed_is_refused_or_shown_as_text(stage: Stage, visit: Visitor, typed: str) -> None:
    browser = visit(stage.cast.councillor)
    words = {"title": typed, "statement": typed, "audience": typed}
    assert browser.post("/council/themes", data=words).status_code == 422
    made = browser.post("/council/themes", data=words | {"audience": "inside"})
    assert made.status_code == (422 if len(typed) > 140 else 303)
    for page in ("/themes", "/themes/1", "/council/themes/1", made.headers.get("location", "/themes")):
        assert "<script>alert" not in browser.get(page).text
    for field in ("theme", "post", "closed"):
        assert browser.post("/council/themes/1/leave", data={field: typed}).status_code == 404
