"""Four CSV files of which any may be absent: good rows go in, bad ones are listed, twice adds nothing."""

import csv
from pathlib import Path

import pytest

from ideaboard import outbox
from ideaboard.board import comments, posts, timeline, votes
from ideaboard.db import Database, transact
from ideaboard.errors import Refusal
from ideaboard.people import people
from tests.conftest import NOW, Cast
from tests.imports.conftest import Bring, Folder, everything

PEOPLE = ["email", "name", "title", "department", "about", "role", "joined_at"]
POSTS = ["id", "kind", "title", "body", "category", "tags", "author_email", "status", "reason", "created_at"]
COMMENTS = ["id", "post_id", "reply_to", "author_email", "body", "created_at"]
VOTES = ["post_id", "email", "value", "at"]
THEN = "2025-05-01T10:00:00+02:00"


def person(
    email: str, name: str = "Somebody", *, role: str = "", joined: str = THEN, **more: str
) -> list[str]:
    return [
        email,
        name,
        more.get("title", ""),
        more.get("department", ""),
        more.get("about", ""),
        role,
        joined,
    ]


def a_post(key: str, **more: str) -> list[str]:
    start = {"kind": "idea", "title": f"Post {key}", "body": "Text.", "category": "Open", "tags": ""}
    start |= {"author_email": "ann@old.example", "status": "", "reason": "", "created_at": THEN}
    return [key, *(start | more).values()]


def a_comment(key: str, post: str = "1", **more: str) -> list[str]:
    start = {"reply_to": "", "author_email": "bob@old.example", "body": "Yes!", "created_at": THEN}
    return [key, post, *(start | more).values()]


@pytest.fixture
def old_board(folder: Folder) -> Folder:
    """Two people, two posts, a thread and three votes, one of them an author's own."""
    folder.give("people", PEOPLE, person("ann@old.example", "Ann"), person("Bob@old.example", "Bob"))
    folder.give(
        "posts",
        POSTS,
        a_post("1", tags="crates, glass", category="Open"),
        a_post("2", kind="story", author_email="bob@old.example", category="Old times"),
        a_post("3", status="declined", reason="Too dear."),
    )
    folder.give(
        "comments",
        COMMENTS,
        a_comment("c3", reply_to="c2", author_email="bob@old.example", body="A reply to a reply."),
        a_comment("c2", reply_to="c1", author_email="ann@old.example", body="A reply."),
        a_comment("c1", body="First."),
    )
    folder.give(
        "votes",
        VOTES,
        ["1", "bob@old.example", "1", THEN],
        ["1", "ann@old.example", "1", THEN],
        ["2", "ann@old.example", "-1", ""],
        ["3", "bob@old.example", "0", ""],
    )
    return folder


def imported(db: Database) -> dict[str, dict[str, object]]:
    rows = db.rows("SELECT key, id FROM import_keys WHERE kind = 'posts'")
    return {row["key"]: posts.known(db, row["id"]) for row in rows}


def test_a_board_comes_over_whole(cast: Cast, old_board: Folder, bring: Bring) -> None:
    report = bring()
    assert report.rejects == []
    assert {kind: count["added"] for kind, count in report.counts.items()} == {
        "people": 2,
        "posts": 3,
        "comments": 3,
        "votes": 2,
    }
    found = imported(cast.db)
    first = found["1"]
    assert (first["title"], first["name"], first["slug"]) == ("Post 1", "Ann", "open")
    assert first["created_at"] == "2025-05-01T08:00:00Z"
    assert (first["promotes"], first["comments"], first["follows"]) == (1, 3, 2)
    assert (found["2"]["score"], found["2"]["kind"], found["2"]["audience"]) == (-1, "story", "inside")
    assert (found["3"]["status"], found["3"]["reason"]) == ("declined", "Too dear.")


def test_a_post_gets_what_a_post_made_here_gets(cast: Cast, old_board: Folder, bring: Bring) -> None:
    bring()
    number = int(imported(cast.db)["1"]["id"])  # type: ignore[call-overload]
    assert [(v["version"], v["title"]) for v in posts.versions(cast.db, number)] == [(1, "Post 1")]
    assert [event["kind"] for event in timeline.of(cast.db, number)] == ["posted"]
    assert posts.find(cast.db, number, cast.colleague)["tags"] == ["crates", "glass"]
    due = outbox.due(cast.db, now=NOW, limit=1000)
    wanted = {job.payload["key"] for job in due if job.kind == "index"}
    everybody = {f"person:{row['id']}" for row in cast.db.rows("SELECT id FROM people")}
    assert wanted == {f"post:{row['id']}" for row in imported(cast.db).values()} | everybody


def test_a_status_is_told_on_the_timeline_and_a_decided_post_does_not_wait(
    cast: Cast, old_board: Folder, bring: Bring
) -> None:
    bring()
    declined = imported(cast.db)["3"]
    assert declined["answered_at"] == NOW
    said = [event["text"] for event in timeline.of(cast.db, int(declined["id"]))]  # type: ignore[call-overload]
    assert said == ["Posted", "Declined: Too dear."]


def test_replies_join_their_thread_in_whatever_order_they_stand(
    cast: Cast, old_board: Folder, bring: Bring
) -> None:
    bring()
    number = int(imported(cast.db)["1"]["id"])  # type: ignore[call-overload]
    threads = comments.of(cast.db, number)
    assert [row["body"] for row in threads] == ["First."]
    assert sorted(row["body"] for row in threads[0]["replies"]) == ["A reply to a reply.", "A reply."]


def test_counters_and_ranks_are_right_afterwards(cast: Cast, old_board: Folder, bring: Bring) -> None:
    bring()
    stored = imported(cast.db)
    transact(cast.db, lambda: votes.recount(cast.db))
    assert imported(cast.db) == stored


def test_own_votes_are_left_out_and_said_so(cast: Cast, old_board: Folder, bring: Bring) -> None:
    report = bring()
    assert "left out, votes of authors on their own posts: 1" in report.lines()
    assert "left out, votes of 0, or passes, which are no vote: 1" in report.lines()


def test_a_second_run_adds_nothing(cast: Cast, old_board: Folder, bring: Bring) -> None:
    bring()
    before = everything(cast.db)
    report = bring()
    assert everything(cast.db) == before
    assert [line for line in report.lines() if "left out" not in line] == [
        "people: 0 added, 2 already there",
        "posts: 0 added, 3 already there",
        "comments: 0 added, 3 already there",
        "votes: 0 added, 2 already there",
    ]


def test_a_vote_taken_back_here_does_not_return_with_a_second_run(
    cast: Cast, old_board: Folder, bring: Bring
) -> None:
    bring()
    number = int(imported(cast.db)["1"]["id"])  # type: ignore[call-overload]
    known = people.by_email(cast.db, "bob@old.example")
    assert known is not None
    bob = people.load(cast.db, known["id"], now=NOW)
    assert bob is not None
    transact(cast.db, lambda: votes.cast(cast.db, number, 0, by=bob, now=NOW))
    bring()
    assert posts.known(cast.db, number)["promotes"] == 0


def test_a_changed_row_is_left_alone_and_said_so(cast: Cast, old_board: Folder, bring: Bring) -> None:
    bring()
    old_board.give("people", PEOPLE, person("ann@old.example", "Anna"))
    old_board.give("posts", POSTS, a_post("1", title="Another title"))
    old_board.give("comments", COMMENTS, a_comment("c1", body="Other words."))
    old_board.give("votes", VOTES, ["1", "bob@old.example", "-1", THEN])
    before = everything(cast.db)
    report = bring()
    after = everything(cast.db)
    # That the ballot looks different now is remembered; nothing else changes.
    assert after | {"import_keys": []} == before | {"import_keys": []}
    for kind in ("people", "posts", "comments", "votes"):
        assert f"{kind}: 0 added, 0 already there, 1 different here and left alone" in (report.lines())


def test_new_rows_of_a_grown_file_are_added(cast: Cast, old_board: Folder, bring: Bring) -> None:
    bring()
    old_board.give("people", PEOPLE, person("cy@old.example", "Cy"))
    old_board.give("posts", POSTS, a_post("4", author_email="cy@old.example"))
    old_board.give("comments", COMMENTS, a_comment("c4", reply_to="c3", author_email="cy@old.example"))
    old_board.give("votes", VOTES, ["1", "bob@old.example", "1", THEN], ["1", "cy@old.example", "1", THEN])
    report = bring()
    assert [count["added"] for count in report.counts.values()] == [1, 1, 1, 1]
    first = imported(cast.db)["1"]
    assert (first["promotes"], first["comments"], first["follows"]) == (2, 4, 3)
    stored = imported(cast.db)
    transact(cast.db, lambda: votes.recount(cast.db))
    assert imported(cast.db) == stored


def test_the_last_of_several_votes_counts(cast: Cast, folder: Folder, bring: Bring) -> None:
    folder.give("posts", POSTS, a_post("1", author_email=cast.author.email))
    mine = [["1", cast.colleague.email, value, THEN] for value in ("1", "0", "-1")]
    folder.give("votes", VOTES, *mine)
    report = bring()
    assert imported(cast.db)["1"]["score"] == -1
    assert report.counts["votes"]["added"] == 1


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    cast: Cast, old_board: Folder, bring: Bring, tmp_path: Path
) -> None:
    old_board.give("votes", VOTES, ["1", "bob@old.example", "1", ""], ["9", "bob@old.example", "1", ""])
    before = everything(cast.db)
    said = bring(dry_run=True)
    assert everything(cast.db) == before
    assert not (tmp_path / "home").exists()
    done = bring()
    assert said.counts == done.counts
    assert said.lines()[0] == "This was a dry run: nothing was written."
    assert "posts: 3 would be added, 0 already there" in said.lines()


class _Crash(Exception):
    """The power went out."""


@pytest.mark.parametrize("calls", range(1, 9))
def test_after_a_crash_a_second_run_completes_exactly(
    cast: Cast, old_board: Folder, bring: Bring, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    for step in ("people", "posts", "comments"):
        monkeypatch.setattr(f"ideaboard.imports.{step}.chunked", lambda items: [[item] for item in items])
    monkeypatch.setattr("ideaboard.imports.votes.CHUNK", 1)
    seen = []

    def progress(kind: str, done: int, total: int) -> None:
        seen.append((kind, done, total))
        if len(seen) == calls:
            raise _Crash

    with pytest.raises(_Crash):
        bring(progress=progress)
    bring()
    counts = {
        table: len(cast.db.rows(f"SELECT * FROM {table}"))
        for table in ("posts", "post_versions", "comments", "votes", "timeline")
    }
    assert counts == {"posts": 3, "post_versions": 3, "comments": 3, "votes": 2, "timeline": 4}
    stored = imported(cast.db)
    transact(cast.db, lambda: votes.recount(cast.db))
    assert imported(cast.db) == stored
    assert bring().counts["votes"]["added"] == 0


def test_progress_ends_at_the_whole(cast: Cast, old_board: Folder, bring: Bring) -> None:
    seen: list[tuple[str, int, int]] = []
    bring(progress=lambda *step: seen.append(step))
    assert seen == [("people", 2, 2), ("posts", 3, 3), ("comments", 3, 3), ("votes", 2, 2)]


def test_an_anonymous_post_comes_only_where_the_category_allows_it(
    cast: Cast, folder: Folder, bring: Bring
) -> None:
    folder.give(
        "posts",
        POSTS,
        a_post("1", author_email=" ", category="open"),
        a_post("2", author_email="", category="Firm"),
    )
    report = bring()
    made = imported(cast.db)
    assert list(made) == ["1"]
    assert (made["1"]["author_id"], made["1"]["claim_hash"], made["1"]["follows"]) == (None, None, 0)
    assert "1 post has no author; nobody holds a claim link to edit or withdraw them." in report.lines()
    assert report.rejects[0].reason == "posts in this category carry a name, and this one has none"


# Each with the beginning of its reason; the loader sees them after the good rows of the old board.
BAD = [
    ("people", person("nobody", "Nobody"), "email is not an e-mail address"),
    ("people", person("x@y.example", " "), "name is empty"),
    ("people", person("x@y.example", "a" * 81), "name has more than 80 characters"),
    ("people", person("x@y.example", about="a" * 2001), "about has more than 2,000 characters"),
    ("people", person("x@y.example", role="king"), "role must be one of employee,"),
    ("people", person("x@y.example", joined="1 May"), "joined_at is not a time like"),
    ("people", person("x@y.example", joined="2025-05-01T10:00:00"), "joined_at has no zone"),
    ("people", person("x@y.example", joined="2099-05-01T10:00:00Z"), "joined_at lies before 1970 or in"),
    ("people", person("x@y.example", joined="0001-01-01T00:00:00+14:00"), "joined_at "),
    ("people", person("bob@old.example"), "the address stands in an earlier line too"),
    ("people", ["x@y.example"], "the row has not as many fields as the header"),
    ("posts", a_post(""), "id must be 1 to 200 characters"),
    ("posts", a_post("5", title=""), "title is empty"),
    ("posts", a_post("5", title="a" * 141), "title has more than 140 characters"),
    ("posts", a_post("5", body="\x00 "), "body is empty"),
    ("posts", a_post("5", body="a" * 20_001), "body has more than 20,000 characters"),
    ("posts", a_post("5", kind="wish"), "kind must be one of idea, feedback, story"),
    ("posts", a_post("5", tags="a,b,c,d,e,f"), "more than 5 tags"),
    ("posts", a_post("5", status="gone"), "status must be one of new,"),
    ("posts", a_post("5", status="declined"), "the statuses archived, declined,"),
    ("posts", a_post("5", reason="a" * 501), "reason has more than 500 characters"),
    ("posts", a_post("5", category=""), "category must be 1 to 60 characters"),
    ("posts", a_post("5", created_at="yesterday"), "created_at is not a time like"),
    ("posts", a_post("5", author_email="ann"), "author_email is not an e-mail address"),
    ("posts", a_post("5", author_email="zoe@old.example"), "the author is not here"),
    ("posts", a_post("5", author_email="amba.sador@example.com"), "the author may not see this category"),
    ("posts", a_post("1"), "the id stands in an earlier line too"),
    ("comments", a_comment("c5", post="77"), "the post is not here"),
    ("comments", a_comment("c5", author_email="zoe@old.example"), "the author is not here"),
    ("comments", a_comment("c5", author_email=""), "author_email is not an e-mail address"),
    (
        "comments",
        a_comment("c5", author_email="amba.sador@example.com"),
        "the author may not see the post",
    ),
    ("comments", a_comment("c5", body=""), "body is empty"),
    ("comments", a_comment("c5", body="a" * 5_001), "body has more than 5,000 characters"),
    ("comments", a_comment("c5", reply_to="c77"), "the comment it answers is not here"),
    ("comments", a_comment("c5", reply_to="c5"), "the comment it answers is not here"),
    ("comments", a_comment("c5", post="2", reply_to="c1"), "the comment it answers belongs to another"),
    ("comments", a_comment("c1"), "the id stands in an earlier line too"),
    ("votes", ["77", "bob@old.example", "1", ""], "the post is not here"),
    ("votes", ["1", "zoe@old.example", "1", ""], "the person is not here"),
    ("votes", ["1", "amba.sador@example.com", "1", ""], "the person may not see the post"),
    ("votes", ["1", "bob@old.example", "2", ""], "value must be 1, -1 or 0"),
    ("votes", ["1", "bob@old.example", "1", "now"], "at is not a time like"),
]


@pytest.mark.parametrize("kind", ["people", "posts", "comments", "votes"])
def test_each_bad_row_is_named_with_file_line_and_reason_and_the_good_ones_go_in(
    cast: Cast, old_board: Folder, bring: Bring, kind: str, tmp_path: Path
) -> None:
    file = old_board.path / f"{kind}.csv"
    line = len(file.read_text(encoding="utf8").splitlines())
    expected = {}
    with file.open("a", encoding="utf8", newline="") as handle:
        for number, (_, row, reason) in enumerate((bad for bad in BAD if bad[0] == kind), start=1):
            own = [f"{cell}{number}" if cell in {"5", "c5"} else cell for cell in row]
            csv.writer(handle).writerow(own)
            expected[line + number] = reason
    report = bring()
    found = {row.line: row for row in report.rejects}
    assert {row.file for row in report.rejects} == {file.name}
    assert sorted(found) == sorted(expected)
    assert all(found[at].reason.startswith(reason) for at, reason in expected.items())
    assert [count["added"] for count in report.counts.values()] == [2, 3, 3, 2]
    assert report.rejects_file == tmp_path / "home" / "rejects-20260302T090000Z.csv"
    with report.rejects_file.open(encoding="utf8", newline="") as handle:
        kept = list(csv.reader(handle))[1:]
    assert [row[:3] for row in kept] == [[r.file, str(r.line), r.reason] for r in report.rejects]
    said = "\n".join(report.lines())
    assert all(f"rejected: {row.reason}" in said and f"  line {row.line}" in said for row in found.values())


def test_a_circle_of_replies_is_rejected(cast: Cast, old_board: Folder, bring: Bring) -> None:
    circle = [a_comment("x", reply_to="y"), a_comment("y", reply_to="z"), a_comment("z", reply_to="y")]
    old_board.give("comments", COMMENTS, *circle)
    report = bring()
    assert [r.line for r in report.rejects] == [2, 3, 4]
    assert report.counts["comments"]["added"] == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("email,name\nJosé@x.example,José\n".encode("latin-1"), "the file is not UTF-8 text"),
        ("email,name\na@x.example,A\n".encode("utf-16"), "the file is not UTF-8 text"),
        (b"", "the file lacks the column email and name"),
        (b"mail,name\na@x.example,A\n", "the file lacks the column email"),
        (b'email,name\na@x.example,"A\nb@x.example,B\n', "the row is not CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_so(
    cast: Cast, folder: Folder, bring: Bring, content: bytes, reason: str
) -> None:
    folder.raw("people", content)
    report = bring()
    assert [r.reason.startswith(reason) for r in report.rejects] == [True]
    assert report.counts["people"]["added"] == 0


def test_a_byte_order_mark_blank_lines_and_unknown_columns_do_no_harm(
    cast: Cast, folder: Folder, bring: Bring
) -> None:
    folder.raw("people", b"\xef\xbb\xbfName,EMAIL,shoe size\r\n\r\nAnn,ann@old.example,38\r\n,,\r\n")
    report = bring()
    assert report.counts["people"]["added"] == 1
    assert "people.csv: the column 'shoe size' is not known and was not read." in report.lines()


def test_a_field_of_ten_megabytes_and_a_nul_spoil_only_their_rows(
    cast: Cast, folder: Folder, bring: Bring
) -> None:
    huge = a_post("1", body="a" * 10_000_000, author_email=cast.author.email)
    nul = a_post("2", body="a\x00b", title="N\x00UL", author_email=cast.author.email)
    folder.give("posts", POSTS, huge, nul)
    report = bring()
    assert [r.line for r in report.rejects] == [2]
    assert (imported(cast.db)["2"]["title"], imported(cast.db)["2"]["body"]) == ("NUL", "ab")


def test_a_category_without_latin_letters_is_opened_once(cast: Cast, folder: Folder, bring: Bring) -> None:
    folder.give(
        "posts",
        POSTS,
        a_post("1", category="提案", author_email=cast.author.email),
        a_post("2", category="提案", author_email=cast.author.email),
        a_post("3", category="物語", author_email=cast.author.email),
    )
    bring()
    named = {key: row["category_name"] for key, row in imported(cast.db).items()}
    assert named == {"1": "提案", "2": "提案", "3": "物語"}


def test_a_brand_advocate_brings_nothing_to_employees_only(cast: Cast, folder: Folder, bring: Bring) -> None:
    folder.give("posts", POSTS, a_post("1", category="quiet", author_email=cast.author.email))
    folder.give("votes", VOTES, ["1", cast.brand_advocate.email, "1", ""])
    report = bring()
    assert [r.reason for r in report.rejects] == ["the person may not see the post"]


def test_a_folder_with_nothing_to_import_is_refused(cast: Cast, bring: Bring) -> None:
    with pytest.raises(Refusal, match="nothing to import"):
        bring()
    with pytest.raises(Refusal, match="no comments"):
        bring("polis")
    with pytest.raises(Refusal, match="Choose one of"):
        bring("fax")
