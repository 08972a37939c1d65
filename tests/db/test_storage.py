"""The door to storage keeps its promises on both databases."""

import threading

import pytest

from ideaboard import clock, outbox
from ideaboard.db import Contention, Database, connect, each, transact
from ideaboard.db.migrate import migrate
from ideaboard.db.postgres import translated
from tests.conftest import NOW
from tests.running import until


def test_texts_come_back_as_they_went_in(db: Database) -> None:
    awkward = "100% :name '' \" \\ 🧃 ליאת %(x)s ::text"
    with db.writing():
        outbox.put(db, awkward, now=NOW, value=awkward)
    job = outbox.due(db, now=NOW)[0]
    assert (job.kind, job.payload["value"]) == (awkward, awkward)


def test_a_percent_and_a_cast_in_a_statement_survive_translation() -> None:
    assert (
        translated("SELECT 'a:b%' || :name, x::text, 5 % 2") == "SELECT 'a:b%%' || %(name)s, x::text, 5 %% 2"
    )


def test_an_error_undoes_the_whole_transaction(db: Database) -> None:
    def begins_and_fails() -> None:
        outbox.put(db, "x", now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transact(db, begins_and_fails)
    assert outbox.due(db, now=NOW) == []


def test_reading_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"), db.reading():
        outbox.put(db, "x", now=NOW)
    with db.writing():
        outbox.put(db, "x", now=NOW)


def test_reading_sees_one_state(db: Database, database_url: str) -> None:
    other = connect(database_url)
    with db.reading():
        assert outbox.load(db, now=NOW)["waiting"] == 0
        with other.writing():
            outbox.put(other, "x", now=NOW)
        assert outbox.load(db, now=NOW)["waiting"] == 0
    assert outbox.load(db, now=NOW)["waiting"] == 1
    other.close()


def test_contended_increments_are_all_there(db: Database, database_url: str) -> None:
    with db.writing():
        db.run("INSERT INTO import_keys (source, kind, key, id) VALUES ('t', 't', 't', 0)")

    def add() -> None:
        mine = connect(database_url)
        for _ in range(20):
            transact(mine, lambda: _increment(mine))
        mine.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.row("SELECT id FROM import_keys") == {"id": 80}


def _increment(db: Database) -> None:
    row = db.row("SELECT id FROM import_keys")
    assert row is not None
    db.run("UPDATE import_keys SET id = :id", id=row["id"] + 1)


def test_transact_gives_up_in_the_end(db: Database) -> None:
    tries = []

    def always() -> None:
        tries.append(1)
        raise Contention

    with pytest.raises(Contention):
        transact(db, always)
    assert len(tries) == 12


def test_an_exclusive_lock_is_held_by_one_and_freed_with_its_holder(database_url: str) -> None:
    first, second = connect(database_url), connect(database_url)
    migrate(first, "inside")
    assert first.exclusive("worker")
    assert not second.exclusive("worker")
    first.close()
    # The server frees the lock when it notices that the holder left.
    until(lambda: second.exclusive("worker"))
    second.close()


def test_bulk_rows_and_single_ones_get_different_ids(db: Database) -> None:
    person = {"email": "a@b.example", "name": "A", "name_key": "a", "created_at": NOW}
    with db.writing():
        assert (
            db.bulk(
                "people", [person | {"id": 7, "email": f"{n}@b.example"} | {"id": 7 + n} for n in range(3)]
            )
            == 3
        )
        row = db.row(
            """INSERT INTO people (email, name, name_key, created_at)
               VALUES ('z@b.example', 'Z', 'z', :now) RETURNING id""",
            now=NOW,
        )
    assert row == {"id": 10}


def test_an_in_list_binds_every_value_and_an_empty_one_matches_nothing(db: Database) -> None:
    marks, bound = each("id", [1, 2])
    assert (marks, bound) == (":id_0, :id_1", {"id_0": 1, "id_1": 2})
    marks, bound = each("id", [])
    assert db.rows(f"SELECT id FROM posts WHERE id IN ({marks})", **bound) == []


def test_a_failing_job_waits_longer_each_time_and_lands_in_the_visible_list(db: Database) -> None:
    with db.writing():
        outbox.put(db, "x", now=NOW)
    now, waits = NOW, []
    while jobs := outbox.due(db, now=now):
        with db.writing():
            outbox.failed(db, jobs[0], "no", now=now)
        row = db.row("SELECT run_at, state FROM outbox")
        assert row is not None
        waits.append((clock.moment(row["run_at"]) - clock.moment(now)).seconds)
        now = row["run_at"]
        if row["state"] == "failed":
            break
    assert waits[:-1] == list(outbox.PAUSES)
    assert [job["error"] for job in outbox.failures(db)] == ["no"]
    number = outbox.failures(db)[0]["id"]
    with db.writing():
        assert outbox.retry(db, number, now=NOW)
    assert outbox.failures(db) == []
