"""A Polis conversation comes in whole, and every tally equals the matrix less the authors' own votes."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ideaboard import imports
from ideaboard.board import posts, votes
from ideaboard.db import Database, transact
from ideaboard.imports import Report
from tests.conftest import NOW, data
from tests.imports.conftest import Bring, Folder, everything, quietly

STATEMENTS = ["timestamp", "comment-id", "author-id", "agrees", "moderated", "comment-body"]
BOWLING_GREEN = "polis/american-assembly.bowling-green"
LATER = "2026-12-01T00:00:00Z"


@pytest.fixture
def talk(folder: Folder) -> Folder:
    folder.give("summary", ["topic", "Parks, and more"], ["url", "https://pol.is/4abc"])
    folder.give(
        "comments",
        STATEMENTS,
        ["1518501496471", "0", "7", "1", "1", "More benches in the park. They need not be pretty."],
        ["1518501496472", "1", "8", "0", "-1", "Buy my book"],
        ["1518501496473", "2", "7", "0", "0", "x"],
    )
    return folder


def matrix(folder: Folder, *rows: list[str]) -> None:
    folder.give("participants-votes", ["participant", "group-id", "n-votes", "0", "1", "2"], *rows)


def statements(db: Database) -> dict[str, dict[str, object]]:
    rows = db.rows("SELECT key, id FROM import_keys WHERE kind = 'posts'")
    return {row["key"]: posts.known(db, row["id"]) for row in rows}


def test_statements_become_posts_of_their_authors(db: Database, talk: Folder, bring: Bring) -> None:
    matrix(talk, ["7", "0", "3", "1", "-1", ""], ["9", "", "2", "1", "0", "-1"])
    report = bring("polis")
    made = statements(db)
    assert (made["0"]["title"], made["0"]["status"]) == ("More benches in the park.", "new")
    assert made["0"]["body"] == "More benches in the park. They need not be pretty."
    assert (made["0"]["name"], made["0"]["category_name"]) == ("Participant 7", "Parks, and more")
    assert (made["1"]["status"], made["1"]["reason"]) == ("archived", "rejected by moderators")
    assert (made["1"]["listed"], made["2"]["status"], made["2"]["title"]) == (0, "new", "x")
    assert [made[key]["score"] for key in "012"] == [1, -1, -1]
    assert "left out, votes of authors on their own posts: 1" in report.lines()


def test_participants_have_no_mailbox_and_count_as_employees(
    db: Database, talk: Folder, bring: Bring
) -> None:
    bring("polis")
    found = db.rows(
        "SELECT email, name, role FROM people JOIN roles ON roles.person_id = people.id ORDER BY name"
    )
    assert [tuple(row.values()) for row in found] == [
        ("participant-7@4abc.polis.invalid", "Participant 7", "employee"),
        ("participant-8@4abc.polis.invalid", "Participant 8", "employee"),
    ]


def test_in_a_list_of_votes_the_last_in_time_counts(db: Database, talk: Folder, bring: Bring) -> None:
    talk.give(
        "votes",
        ["timestamp", "datetime", "comment-id", "voter-id", "vote"],
        ["1518501500900", "", "0", "9", "-1"],
        ["1518501500100", "", "0", "9", "1"],
        ["1518501500100", "", "0", "8", "1"],
        ["1518501500200", "", "0", "8", "0"],
        ["soon", "", "0", "9", "1"],
        ["1518501500200", "", "44", "8", "1"],
        ["1518501500200", "", "0", "ann", "1"],
        ["1518501500200", "", "0", "9", "maybe"],
    )
    report = bring("polis")
    assert statements(db)["0"]["score"] == -1
    assert sorted((r.line, r.reason) for r in report.rejects) == [
        (6, "timestamp is not a number of milliseconds since 1970"),
        (7, "the post is not here"),
        (8, "a participant must be a number"),
        (9, "value must be 1, -1 or 0"),
    ]


def test_two_conversations_do_not_mix(db: Database, talk: Folder, bring: Bring) -> None:
    bring("polis")
    talk.give("summary", ["topic", "Parks, and more"], ["url", "https://pol.is/5def"])
    assert bring("polis").counts["posts"]["added"] == 3
    assert len(db.rows("SELECT id FROM people")) == 4


def bring_real(db: Database, folder: Path, *, dry_run: bool = False) -> Report:
    return imports.run(db, "polis", folder, dry_run=dry_run, rejects=folder, progress=quietly, now=LATER)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf8", newline="") as handle:
        return list(csv.DictReader(handle))


def stored(db: Database) -> dict[str, tuple[int, int]]:
    """Promotes and demotes as pages show them, by the statement's number."""
    found = db.rows(
        """SELECT import_keys.key, posts.promotes, posts.demotes FROM posts
           JOIN import_keys ON import_keys.id = posts.id AND import_keys.kind = 'posts'"""
    )
    return {row["key"]: (row["promotes"], row["demotes"]) for row in found}


@pytest.mark.slow
def test_bowling_green_comes_in_whole_and_every_tally_equals_the_matrix(db: Database) -> None:
    folder = data(BOWLING_GREEN)
    said = table(folder / "comments.csv")
    authors = {row["comment-id"]: row["author-id"] for row in said}
    expected: dict[str, Counter[str]] = {number: Counter() for number in authors}
    own = 0
    for row in table(folder / "participants-votes.csv"):
        for number, author in authors.items():
            if author == row["participant"]:
                own += row[number] != ""
            else:
                expected[number][row[number]] += 1
    report = bring_real(db, folder)
    assert report.rejects == []
    assert (report.counts["posts"]["added"], report.counts["people"]["added"]) == (896, 2031)
    assert own == 895
    assert "left out, votes of authors on their own posts: 895" in report.lines()
    assert stored(db) == {number: (count["1"], count["-1"]) for number, count in expected.items()}
    writers = db.row("SELECT COUNT(DISTINCT author_id) AS number FROM posts")
    archived = db.row("SELECT COUNT(*) AS number FROM posts WHERE reason = 'rejected by moderators'")
    assert writers is not None
    assert archived is not None
    assert writers["number"] == 403
    assert archived["number"] == sum(row["moderated"] == "-1" for row in said)
    assert_unchanged_by_a_second_run(db, folder)


def assert_unchanged_by_a_second_run(db: Database, folder: Path) -> None:
    before = everything(db)
    again = bring_real(db, folder)
    assert [count["added"] + count["changed"] for count in again.counts.values()] == [0, 0, 0, 0]
    transact(db, lambda: votes.recount(db))
    assert everything(db) == before


def test_the_list_of_votes_of_bg2050_adds_up(db: Database) -> None:
    folder = data("polis/bg2050-volunteers")
    said = table(folder / "comments.csv")
    authors = {row["comment-id"]: row["author-id"] for row in said}
    last: dict[tuple[str, str], str] = {}
    for row in sorted(table(folder / "votes.csv"), key=lambda row: int(row["timestamp"])):
        last[row["comment-id"], row["voter-id"]] = row["vote"]
    expected = {
        number: tuple(
            sum(v == value for (n, voter), v in last.items() if n == number and voter != authors[n])
            for value in ("1", "-1")
        )
        for number in authors
    }
    assert bring_real(db, folder).rejects == []
    assert stored(db) == expected
    assert_unchanged_by_a_second_run(db, folder)


def test_the_dates_are_those_of_the_conversation(db: Database, talk: Folder, bring: Bring) -> None:
    bring("polis")
    assert statements(db)["0"]["created_at"] == "2018-02-13T05:58:16Z"
    joined = db.rows("SELECT DISTINCT created_at FROM people")
    assert [row["created_at"] for row in joined] == ["2018-02-13T05:58:16Z"]
    assert NOW > "2018"
