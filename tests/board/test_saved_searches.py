"""Saved searches: kept under a name; new posts are told once, of what one may see and has not written."""

import re
import threading
from typing import Any

import pytest

from ideaboard import clock, outbox
from ideaboard.board import documents, finding, posts, searches, watching
from ideaboard.db import connect, transact
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.people import digests, mutes, notifications, people
from ideaboard.search import generations
from ideaboard.who import Person
from ideaboard.worker import indexer
from tests.conftest import NOW, Cast, Stage, post, words

CRATES = {"q": "crates"}


def keep(cast: Cast, person: Person, search: dict[str, str] | None = None, **changes: str) -> int:
    """Save a search that tells the inbox, unless said otherwise."""
    asked = search or CRATES
    values: dict[str, Any] = {"name": "Mine", "notify": "inbox"} | changes
    transact(cast.db, lambda: searches.save(cast.db, asked, **values, by=person, now=NOW))
    row = searches.saved(cast.db, asked, person)
    assert row is not None
    return int(row["id"])


def told(stage: Stage, person: Person) -> list[str]:
    """The lines about searches in a person's inbox, the newest first."""
    found = notifications.inbox(stage.cast.db, stage.cast.again(person), before=2**62)
    return [row["text"] for row in found if row["kind"] == "search"]


def test_a_search_is_kept_with_its_words_and_filters_and_without_its_page() -> None:
    query = {"page": "2", "sort": "top", "status": "planned", "q": "  two   words ", "x": "y", "tag": ""}
    assert searches.asked(query) == {"q": "two words", "status": "planned", "sort": "top"}
    assert searches.packed(searches.asked(query)) == "q=two+words&status=planned&sort=top"
    assert searches.unpacked("sort=top&q=two+words&page=7&status=planned") == searches.asked(query)
    assert searches.asked({"sort": "top", "page": "2"}) == {}


@pytest.mark.parametrize(
    "typed",
    ["🥤" * 400, "\u202e\u0627\u0628", '"><script>alert(1)</script>', "a&b=c;d#e", "%00\x00\ud800", "100%"],
)
def test_whatever_was_typed_comes_back_from_its_address(typed: str) -> None:
    asked = searches.asked({"q": typed})
    assert searches.unpacked(searches.packed(asked)) == asked
    assert not searches.too_long_to_keep(asked)


def test_a_search_is_saved_run_renamed_and_deleted(stage: Stage) -> None:
    client = stage.visit(stage.cast.colleague)
    client.headers["accept"] = "text/html"
    assert "None yet" in client.get("/searches").text
    page = client.get("/search?q=crates&status=planned&page=2").text
    assert 'value="q=crates&amp;status=planned"' in page
    form = {"search": "q=crates&status=planned&page=2", "name": "Empties", "notify": "1"}
    answer = client.post("/searches", data=form)
    assert answer.headers["location"] == "/search?q=crates&status=planned"
    page = client.get(answer.headers["location"]).text
    assert "You saved it as “<bdi>Empties</bdi>”." in page
    assert "Save this search" not in page
    (kept,) = client.get("/searches", headers={"accept": "application/json"}).json()["searches"]
    assert {name: kept[name] for name in ("name", "url", "notify", "feeds")} == {
        "name": "Empties",
        "url": "/search?q=crates&status=planned",
        "notify": "inbox",
        "feeds": None,
    }
    page = client.get("/searches").text
    assert 'href="/search?q=crates&amp;status=planned"' in page
    assert "<bdi>Planned</bdi>" in page
    number = kept["id"]
    client.post(f"/searches/{number}", data={f"name-{number}": "Crates", f"notify-{number}": "none"})
    row = searches.saved(stage.cast.db, {"q": "crates", "status": "planned"}, stage.cast.colleague)
    assert row is not None
    assert (row["name"], row["notify"]) == ("Crates", "none")
    client.post(f"/searches/{number}/delete")
    assert "None yet" in client.get("/searches").text


def test_saving_the_same_search_again_gives_it_the_new_name(cast: Cast) -> None:
    assert keep(cast, cast.colleague, name="One") == keep(cast, cast.colleague, name="Two")
    assert [row["name"] for row in searches.of(cast.db, cast.colleague)] == ["Two"]


def test_a_search_without_a_name_is_called_by_its_words(cast: Cast) -> None:
    keep(cast, cast.colleague, name=" ")
    keep(cast, cast.colleague, {"category": "open", "tag": "glass"}, name="")
    assert [row["name"] for row in searches.of(cast.db, cast.colleague)] == ["open glass", "crates"]


def test_nobody_touches_the_searches_of_others(stage: Stage) -> None:
    number = keep(stage.cast, stage.cast.colleague)
    client = stage.visit(stage.cast.author)
    form = {f"name-{number}": "Theirs", f"notify-{number}": "none"}
    assert client.post(f"/searches/{number}", data=form).status_code == 404
    assert client.post(f"/searches/{number}/delete").status_code == 404
    assert "Mine" not in client.get("/searches").text
    assert [row["name"] for row in searches.of(stage.cast.db, stage.cast.colleague)] == ["Mine"]


def test_a_form_that_is_refused_comes_back_as_it_was(stage: Stage) -> None:
    number = keep(stage.cast, stage.cast.colleague, name="Kept")
    client = stage.visit(stage.cast.colleague)
    answer = client.post("/searches", data={"search": "q=lids", "name": "L" * 10_000})
    assert answer.status_code == 422
    assert 'value="q=lids"' in answer.text
    assert "At most 80 characters, please; this has 10,000." in answer.text
    form = {f"name-{number}": "x" * 81, f"notify-{number}": "inbox"}
    answer = client.post(f"/searches/{number}", data=form)
    assert answer.status_code == 422
    assert f'value="{"x" * 81}"' in answer.text
    assert re.search(rf'aria-describedby="f-name-{number}-problem"', answer.text)
    assert client.post(f"/searches/{number}", data=form | {f"notify-{number}": "?"}).status_code == 422


def test_a_search_for_nothing_or_for_too_much_is_not_kept(cast: Cast) -> None:
    for search in ({}, {"q": "w" * 401}):
        with pytest.raises(Refusal):
            keep(cast, cast.colleague, search) if search else searches.save(
                cast.db, {}, "x", by=cast.colleague, now=NOW
            )


def test_a_person_keeps_fifty_searches_at_most(cast: Cast) -> None:
    for number in range(searches.MOST):
        keep(cast, cast.colleague, {"q": f"word{number}"})
    with pytest.raises(Conflict, match="50 searches"):
        keep(cast, cast.colleague, {"q": "one more"})
    # One that is kept can still be renamed, and others have room of their own.
    keep(cast, cast.colleague, {"q": "word7"}, name="Seven")
    keep(cast, cast.author)


def test_the_inbox_is_told_of_a_new_post_once(stage: Stage) -> None:
    cast = stage.cast
    post(cast, title="Old crates")
    stage.work()
    keep(cast, cast.colleague, name="Empties")
    keep(cast, cast.steward, notify="none")
    keep(cast, cast.councillor, {"q": "lids"})
    number = post(cast)
    for _ in range(3):
        stage.work()
    assert told(stage, cast.colleague) == ["New for your search “Empties”: “Returnable crates”"]
    assert told(stage, cast.steward) == told(stage, cast.councillor) == []
    (line,) = notifications.inbox(cast.db, cast.colleague, before=2**62)
    assert (line["url"], line["about"], line["why"]) == (f"/posts/{number}", "Returnable crates", "search")
    assert cast.again(cast.colleague).unread == 1
    assert "because you saved this search" in stage.visit(cast.colleague).get("/inbox").text


def test_a_line_grows_while_it_is_unread_and_then_another_begins(stage: Stage) -> None:
    """However much is posted, a search has one unread line."""
    cast = stage.cast
    keep(cast, cast.colleague)
    for count in (1, 2, 3):
        post(cast, title=f"Crates {count}")
        stage.work()
        assert len(told(stage, cast.colleague)) == 1
        assert cast.again(cast.colleague).unread == 1
    assert told(stage, cast.colleague) == ["3 new posts for your search “Mine”"]
    (line,) = notifications.inbox(cast.db, cast.colleague, before=2**62)
    assert line["url"] == "/search?q=crates&sort=newest"
    transact(cast.db, lambda: notifications.read_all(cast.db, cast.colleague, now=NOW))
    post(cast, title="Crates 4")
    stage.work()
    assert told(stage, cast.colleague) == [
        "New for your search “Mine”: “Crates 4”",
        "3 new posts for your search “Mine”",
    ]
    assert cast.again(cast.colleague).unread == 1


def test_posts_of_one_check_are_one_line(stage: Stage) -> None:
    keep(stage.cast, stage.cast.colleague)
    for count in range(4):
        post(stage.cast, title=f"Crates {count}")
    stage.work()
    assert told(stage, stage.cast.colleague) == ["4 new posts for your search “Mine”"]


def test_a_line_of_very_many_posts_says_that_there_may_be_more(stage: Stage) -> None:
    keep(stage.cast, stage.cast.colleague)
    for count in range(finding.PAGE + 2):
        post(stage.cast, title=f"Crates {count}")
    stage.work()
    assert told(stage, stage.cast.colleague) == ["20 or more new posts for your search “Mine”"]


def test_filters_and_operators_narrow_what_is_told(stage: Stage) -> None:
    cast = stage.cast
    keep(cast, cast.colleague, {"category": "firm"}, name="Firm")
    keep(cast, cast.colleague, {"q": "author:ada kind:story crates"}, name="Stories")
    post(cast, title="Open crates")
    post(cast, title="Lids", category="firm")
    post(cast, title="Told crates", kind="story")
    stage.work()
    assert sorted(told(stage, cast.colleague)) == [
        "New for your search “Firm”: “Lids”",
        "New for your search “Stories”: “Told crates”",
    ]


def test_one_s_own_and_muted_posts_are_not_told(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    keep(cast, cast.author)
    keep(cast, cast.colleague)
    muted = post(cast, title="Muted crates")
    transact(db, lambda: mutes.mute(db, muted, cast.colleague.id, now=NOW))
    stage.work()
    assert told(stage, cast.author) == told(stage, cast.colleague) == []
    post(cast, title="Loud crates")
    stage.work()
    assert told(stage, cast.colleague) == ["New for your search “Mine”: “Loud crates”"]


def test_only_who_may_see_a_post_is_told(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    for person in (cast.brand_advocate, cast.colleague):
        keep(cast, person)
    post(cast, title="Quiet crates", category="quiet")
    stage.work()
    post(cast, title="Open crates")
    stage.work()
    assert told(stage, cast.brand_advocate) == ["New for your search “Mine”: “Open crates”"]
    assert told(stage, cast.colleague) == ["2 new posts for your search “Mine”"]
    # A count of quiet posts is no business of whoever stops being an employee.
    transact(db, lambda: people.take_role(db, cast.colleague.id, "employee"))
    transact(db, lambda: people.give_role(db, cast.colleague.id, "ambassador"))
    assert told(stage, cast.colleague) == []


def test_a_post_that_moves_out_of_sight_takes_its_line_along(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    keep(cast, cast.brand_advocate)
    number = post(cast)
    stage.work()
    assert len(told(stage, cast.brand_advocate)) == 1
    values = {"kind": "idea", "title": "Crates", "body": "b", "category": "quiet"}
    transact(db, lambda: posts.edit(db, posts.known(db, number), **values, by=cast.author, now=NOW))
    assert told(stage, cast.brand_advocate) == []


def test_who_was_let_out_is_told_nothing(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    keep(cast, cast.colleague)
    transact(db, lambda: people.activate(db, cast.colleague.id, False, now=NOW))
    post(cast)
    stage.work()
    found = db.row("SELECT COUNT(*) AS number FROM notifications WHERE kind = 'search'")
    assert found == {"number": 0}


def test_choosing_to_be_told_begins_with_the_next_post(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    number = keep(cast, cast.colleague, notify="none")
    post(cast, title="Early crates")
    stage.work()
    transact(db, lambda: searches.change(db, number, "Mine", notify="inbox", by=cast.colleague))
    stage.work()
    assert told(stage, cast.colleague) == []
    post(cast, title="Late crates")
    stage.work()
    assert told(stage, cast.colleague) == ["New for your search “Mine”: “Late crates”"]


def test_a_digest_tells_what_a_search_found(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    keep(cast, cast.colleague)
    post(cast)
    stage.work()
    transact(db, lambda: db.run("UPDATE notifications SET created_at = :old", old=NOW))
    later = clock.shift(NOW, days=14)
    digests.make_due(db, stage.settings, stage.place.signer, now=later)
    stage.work()
    mail = next(mail for mail in stage.mails() if mail["to"] == cast.colleague.email)
    assert "New for your search “Mine”: “Returnable crates”" in " ".join(words(mail).split())


def test_nothing_is_lost_while_search_rests(stage: Stage) -> None:
    cast, index = stage.cast, stage.settings.index
    keep(cast, cast.colleague)
    post(cast)
    stage.worker.round(stage.place, clock.shift(clock.now(), seconds=1))
    (index / "current").unlink()
    assert stage.worker.watch.round(stage.place, clock.now()) is False
    assert told(stage, cast.colleague) == []
    indexer(stage.settings, cast.db).rebuild(documents.everything(cast.db))
    stage.work()
    assert told(stage, cast.colleague) == ["New for your search “Mine”: “Returnable crates”"]


def test_a_post_waits_until_it_is_in_the_index(stage: Stage) -> None:
    cast, now = stage.cast, clock.shift(clock.now(), seconds=1)
    keep(cast, cast.colleague)
    number = post(cast)
    with generations.writing(stage.settings.index):
        # Somebody else writes the index: indexing is put back, all other work goes on.
        stage.worker.round(stage.place, now)
    assert outbox.waits(cast.db, "index", key=f"post:{number}")
    assert cast.db.row("SELECT post_id FROM post_arrivals") == {"post_id": number}
    stage.worker.watch.round(stage.place, now)
    assert told(stage, cast.colleague) == []
    stage.worker.round(stage.place, clock.shift(now, seconds=5))
    stage.worker.watch.round(stage.place, now)
    assert told(stage, cast.colleague) == ["New for your search “Mine”: “Returnable crates”"]


def test_a_search_that_was_looked_at_halfway_is_told_once(stage: Stage) -> None:
    """A worker that died between searching and telling leaves the search as it was; two tell once."""
    cast = stage.cast
    keep(cast, cast.colleague)
    post(cast)
    stage.worker.round(stage.place, clock.shift(clock.now(), seconds=1))
    start = threading.Barrier(3)

    def look() -> None:
        db = connect(stage.settings.database)
        place = type(stage.place)(db, stage.place.outside, stage.settings, stage.place.signer)
        watch = watching.Watch(stage.settings.index)
        start.wait()
        watch.round(place, clock.now())
        watch.close()
        db.close()

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    stage.work()
    assert told(stage, cast.colleague) == ["New for your search “Mine”: “Returnable crates”"]
    assert cast.again(cast.colleague).unread == 1


def test_many_searches_are_looked_at_a_batch_a_round(stage: Stage) -> None:
    cast = stage.cast
    keepers = [cast.colleague, cast.steward, *cast.council]
    for number in range(watching.BATCH * 2 // len(keepers) + 1):
        for person in keepers:
            keep(cast, person, {"q": f"crates -word{number}"})
    post(cast)
    stage.worker.round(stage.place, clock.shift(clock.now(), seconds=1))
    watch = stage.worker.watch

    def lines() -> int:
        row = cast.db.row("SELECT COUNT(*) AS number FROM notifications WHERE kind = 'search'")
        assert row is not None
        return int(row["number"])

    assert watch.round(stage.place, clock.now()) is True
    assert lines() == watching.BATCH
    while watch.round(stage.place, clock.now()):
        pass
    assert lines() == (watching.BATCH * 2 // len(keepers) + 1) * len(keepers)


def test_old_arrivals_are_forgotten_but_not_the_last_one(stage: Stage) -> None:
    """SQLite gives the number of a last row that was deleted once more, and a search would pass over it."""
    cast, db = stage.cast, stage.cast.db
    for _ in range(3):
        post(cast)
    stage.work()
    later = clock.shift(clock.now(), days=watching.ARRIVAL_DAYS + 1)
    last = db.row("SELECT MAX(id) AS id FROM post_arrivals")
    transact(db, lambda: watching.forget(db, now=later))
    assert db.rows("SELECT id FROM post_arrivals") == [last]


def test_a_search_of_somebody_else_is_no_search(cast: Cast) -> None:
    number = keep(cast, cast.colleague)
    with pytest.raises(NotFound):
        searches.find(cast.db, number, cast.author)
