"""The sample company, replayed through the rules on both databases: every page has something to show."""

from ideaboard import clock, outbox
from ideaboard.board import posts, votes
from ideaboard.db import Database, transact
from ideaboard.demo.replay import replay
from ideaboard.people import interests, people
from ideaboard.settings import Settings
from ideaboard.worker import open_place

NOW = clock.now()


def number(db: Database, sql: str) -> int:
    row = db.row(f"SELECT COUNT(*) AS number FROM {sql}")
    assert row is not None
    return int(row["number"])


def test_the_company_stands_as_its_seeds_tell(settings: Settings) -> None:
    place = open_place(settings)
    replay(place, now=NOW)
    db, outside = place.db, place.outside
    assert number(db, "people") == 46
    assert number(db, "posts") == 61
    assert number(db, "seats") == 6
    assert number(db, "releases WHERE state = 'live'") == 15
    assert number(outside, "stories WHERE gone_at IS NULL") == 15
    assert number(outside, "stories WHERE gone_at IS NOT NULL") == 1
    assert number(outside, "shelves WHERE kind = 'topic'") == 5
    assert number(outside, "shelves WHERE kind = 'month'") >= 5
    assert number(db, "incoming WHERE state = 'held'") >= 2
    assert number(db, "posts WHERE author_id IS NULL") == 5
    assert number(db, "posts WHERE answered_at IS NOT NULL") >= 20
    assert number(db, "notifications WHERE read_at IS NULL") > 0
    assert number(db, "pictures JOIN picture_places ON picture_places.name = pictures.name") == 3
    assert number(db, "picture_places WHERE comment_id > 0") == 1
    assert number(db, "themes") == 3
    assert number(db, "theme_posts") == 12
    assert len(interests.of(db, range(1, 47))) >= 20
    assert people.newcomers(db, since=clock.shift(NOW, days=-30))
    assert outbox.load(db, now=clock.shift(NOW, days=1))["failed"] == 0
    assert number(outside, "media") == 9
    credits = outside.row("SELECT credits FROM stories WHERE credits LIKE '%Kwame%'")
    assert credits is not None
    assert "Nell" in credits["credits"]
    corrected = outside.row("SELECT correction, version FROM stories WHERE version = 2")
    assert corrected is not None
    assert corrected["correction"]
    stored = {row["id"]: row for row in db.rows("SELECT id, promotes, demotes, comments FROM posts")}
    transact(db, lambda: votes.recount(db))
    assert stored == {row["id"]: row for row in db.rows("SELECT id, promotes, demotes, comments FROM posts")}
    assert all(row["created_at"] <= NOW for row in db.rows("SELECT created_at FROM posts"))
    assert posts.known(db, 1)["title"]
    # One post was merged into another; its author objected, and another seat looked at that.
    assert (
        number(db, "merges WHERE ended_at IS NULL AND objected_at IS NOT NULL AND kept_at IS NOT NULL") == 1
    )
    assert votes.miscounted(db) == 0
    db.close()
    outside.close()
