"""Lists: order, keyset pages that lose nobody, filters, and a constant number of queries."""

from typing import Any

import pytest

from ideaboard import clock
from ideaboard.board import lists, posts, votes
from ideaboard.db import Database, transact
from tests.conftest import NOW, Cast, Stage, post


class Counting:
    """Counts the queries that pass through to a real database."""

    def __init__(self, db: Database) -> None:
        self._db, self.count = db, 0

    def __getattr__(self, name: str) -> Any:
        if name in {"rows", "row", "run"}:
            self.count += 1
        return getattr(self._db, name)


def many(cast: Cast, count: int) -> list[int]:
    def write() -> list[int]:
        return [
            posts.create(
                cast.db,
                kind="idea",
                title=f"Idea {number}",
                body="b",
                category="open",
                tags=["t"] if number % 3 == 0 else [],
                by=cast.author,
                now=clock.shift(NOW, hours=-(number // 2)),
            )
            for number in range(count)
        ]

    return transact(cast.db, write)


def walk(cast: Cast, sort: str, **filters: str) -> list[int]:
    found, after = [], ""
    while True:
        page = lists.page(
            cast.db,
            lists.wanted({"sort": sort, "after": after, **filters}),
            person=cast.colleague,
            now=NOW,
            limit=7,
        )
        found += [row["id"] for row in page.posts]
        after = page.next
        if not after:
            return found


@pytest.mark.parametrize("sort", ["trending", "top", "new", "unanswered"])
def test_every_post_is_on_exactly_one_page(cast: Cast, sort: str) -> None:
    assert sorted(walk(cast, sort)) == []
    ids = many(cast, 30)
    assert sorted(walk(cast, sort)) == sorted(ids)


def test_top_is_by_votes_and_new_by_time_and_unanswered_by_waiting(cast: Cast) -> None:
    first, second, third = many(cast, 6)[::2]
    for person in (cast.colleague, cast.steward):
        transact(cast.db, lambda p=person: votes.cast(cast.db, second, 1, by=p, now=NOW))
    assert walk(cast, "top")[0] == second
    assert walk(cast, "new")[-1] in {third, third + 1}
    assert walk(cast, "unanswered")[0] in {third, third + 1}
    assert first in walk(cast, "new")[:2]


def test_trending_lets_a_young_post_pass_an_old_one_with_the_same_votes(cast: Cast) -> None:
    young, *_, old = many(cast, 20)
    for number in (young, old):
        transact(cast.db, lambda n=number: votes.cast(cast.db, n, 1, by=cast.colleague, now=NOW))
    order = walk(cast, "trending")
    assert order.index(young) < order.index(old)


def test_filters_narrow_and_archived_posts_show_only_when_asked_for(cast: Cast) -> None:
    ids = many(cast, 9)
    transact(cast.db, lambda: posts.set_status(cast.db, ids[0], "archived", reason="off topic", now=NOW))
    assert sorted(walk(cast, "new", tag="t")) == [ids[3], ids[6]]
    assert ids[0] not in walk(cast, "new")
    assert walk(cast, "new", status="archived") == [ids[0]]
    assert walk(cast, "new", category="quiet") == []
    assert walk(cast, "new", author=str(cast.colleague.id)) == []
    assert len(walk(cast, "top", period="week")) == 8


def test_an_employees_only_post_is_on_no_list_of_an_outsider(cast: Cast) -> None:
    number = post(cast, category="quiet")
    shown = lists.page(cast.db, lists.Wanted(), person=cast.brand_advocate, now=NOW)
    assert shown.posts == []
    for person in (cast.brand_advocate, cast.ambassador):
        assert lists.chosen(cast.db, [number], person) == []


@pytest.mark.parametrize("after", ["~", "x~1", "1~x", "9" * 40 + "~1", "1~" + "9" * 40, "'~1", "٣~٣"])
def test_a_cursor_of_nonsense_begins_anew(cast: Cast, after: str) -> None:
    many(cast, 3)
    page = lists.page(cast.db, lists.wanted({"sort": "top", "after": after}), person=cast.colleague, now=NOW)
    assert len(page.posts) == 3


def test_a_page_takes_the_same_number_of_queries_however_many_posts(cast: Cast) -> None:
    many(cast, 3)
    few = Counting(cast.db)
    lists.page(few, lists.Wanted(), person=cast.colleague, now=NOW)  # type: ignore[arg-type]
    many(cast, 40)
    full = Counting(cast.db)
    lists.page(full, lists.Wanted(), person=cast.colleague, now=NOW)  # type: ignore[arg-type]
    assert few.count == full.count == 3


def test_the_list_speaks_json_with_a_next_cursor(stage: Stage) -> None:
    many(stage.cast, 27)
    client = stage.visit(stage.cast.colleague)
    client.headers["accept"] = "application/json"
    first = client.get("/posts?sort=new").json()
    second = client.get("/posts", params={"sort": "new", "after": first["next"]}).json()
    assert (len(first["posts"]), len(second["posts"]), second["next"]) == (25, 2, None)
    assert set(first["posts"][0]) >= {
        "id",
        "title",
        "kind",
        "status",
        "category",
        "tags",
        "promotes",
        "demotes",
        "score",
        "my_vote",
        "comments",
        "author",
        "created_at",
        "url",
    }


def test_trending_and_top_read_their_order_from_an_index(cast: Cast) -> None:
    if cast.db.dialect != "sqlite":
        pytest.skip("the plan is asked of SQLite")
    for column in ("hot", "score", "created_at"):
        plan = cast.db.rows(
            f"""EXPLAIN QUERY PLAN SELECT id FROM posts WHERE listed = 1 AND audience IN ('inside', '')
                ORDER BY {column} DESC, id DESC LIMIT 25"""
        )
        said = " ".join(row["detail"] for row in plan)
        assert "USING INDEX posts_" in said
        assert "TEMP B-TREE" not in said
