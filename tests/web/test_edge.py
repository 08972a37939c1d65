"""The edge: where writes may come from, how much is taken, what headers say, and what a fault looks like."""

import gzip

import pytest
from starlette.testclient import TestClient

from ideaboard.errors import Forbidden
from ideaboard.web import origin
from tests.conftest import Stage, post

OURS = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://127.0.0.1:8001", "host": "127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8000.evil.example", "host": "127.0.0.1:8000"},
    ],
)
def test_a_write_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Forbidden):
        origin.check(headers, OURS)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"origin": OURS},
        {"origin": "http://board.internal", "host": "board.internal"},
    ],
)
def test_a_write_from_our_own_page_is_taken(headers: dict[str, str]) -> None:
    origin.check(headers, OURS)


def test_a_forged_vote_changes_nothing(stage: Stage) -> None:
    number = post(stage.cast)
    client = stage.visit(stage.cast.colleague)
    del client.headers["sec-fetch-site"]
    answer = client.post(
        f"/posts/{number}/vote", data={"value": "1"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    row = stage.cast.db.row("SELECT promotes FROM posts WHERE id = :id", id=number)
    assert row == {"promotes": 0}


def test_a_body_over_the_limit_is_refused_with_a_sentence(stage: Stage) -> None:
    answer = stage.visit(stage.cast.author).post("/posts", data={"body": "x" * 600_000})
    assert answer.status_code == 413
    assert "512 KB" in answer.text


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b"{}"),
        ("text/plain", b"kind=idea"),
        ("multipart/form-data; boundary=x", b"--y\r\nbroken"),
        ("multipart/form-data", b"--y\r\nbroken"),
    ],
)
def test_another_or_a_broken_body_is_a_sentence_not_a_fault(stage: Stage, kind: str, content: bytes) -> None:
    answer = stage.visit(stage.cast.author).post("/posts", content=content, headers={"content-type": kind})
    assert answer.status_code in {403, 422}


def test_nul_in_a_form_does_no_harm_and_invalid_utf8_is_a_sentence(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    start = b"kind=idea&category=open&title=nul%00+and+others&body=b%00"
    sent = client.post("/posts", content=start, headers=kind)
    assert sent.status_code == 303
    assert client.get(sent.headers["location"]).status_code == 200
    for damaged in (b"%ff%fe", b"%ed%a0%80", b"\xff"):
        refused = client.post("/posts", content=start + damaged, headers=kind)
        assert refused.status_code == 422
        assert "not in UTF-8" in refused.text
    assert client.get("/posts?tag=%00&category=%ff&after=%00~1&sort=%00").status_code == 200


def test_every_response_carries_the_strict_policy(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    for path in (
        "/posts",
        "/nowhere",
        "/healthz",
        client.get("/posts").text.split('href="/static/')[1].split('"')[0],
    ):
        answer = client.get(path if path.startswith("/") else f"/static/{path}")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_persons_page_is_never_kept_by_a_shared_cache(stage: Stage) -> None:
    answer = stage.visit(stage.cast.author).get("/posts")
    assert answer.headers["cache-control"] == "private, no-cache"


def test_static_files_are_named_by_content_and_kept_for_a_year(stage: Stage) -> None:
    page = stage.visit(stage.cast.author).get("/posts").text
    address = "/static/" + page.split('href="/static/board.')[1].split('"')[0]
    address = address.replace("/static/", "/static/board.")
    answer = stage.visit().get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert stage.visit().get("/static/board.000000000000.css").status_code == 404
    assert stage.visit().get("/static/../app.py").status_code == 404


def test_a_fault_of_ours_says_so_tells_nothing_and_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with stage.cast.db.writing():
        stage.cast.db.run("DROP TABLE timeline")
    number = post_without_timeline(stage)
    answer = stage.visit(stage.cast.author).get(f"/posts/{number}")
    assert answer.status_code == 500
    assert "our fault" in answer.text
    assert "timeline" not in answer.text.lower()
    assert "failed" in caplog.text


def post_without_timeline(stage: Stage) -> int:
    with stage.cast.db.writing():
        row = stage.cast.db.row(
            """INSERT INTO posts (kind, title, body, category_id, audience, created_at)
               VALUES ('idea', 'T', 'b', 1, 'inside', '2026-03-01T09:00:00Z') RETURNING id"""
        )
    assert row is not None
    return int(row["id"])


def test_a_stranger_is_led_to_sign_in_and_back(stage: Stage) -> None:
    answer = stage.visit().get("/posts?sort=new&tag=a%20b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/signin?next=%2Fposts%3Fsort%3Dnew%26tag%3Da%2Bb"
    asked = stage.visit().get("/posts", headers={"accept": "application/json"})
    assert asked.status_code == 401
    assert asked.json()["error"] == "Sign in to see this page."


def test_what_was_written_before_the_session_ended_can_be_copied(stage: Stage) -> None:
    answer = stage.visit().post("/posts", data={"body": "an hour of thought about crates"})
    assert answer.status_code == 401
    assert "an hour of thought about crates" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/posts/" + "9" * 5000,
        "/posts/٣",
        "/posts?sort=top&after=--5~3",
        "/posts?author=" + "9" * 5000,
        "/people?after=x~" + "9" * 5000,
        "/inbox?before=" + "9" * 5000,
        "/search?q=x&page=" + "9" * 5000,
        "/publishing/drafts/new?post=" + "9" * 5000,
    ],
)
def test_a_number_no_database_holds_is_no_fault(stage: Stage, path: str) -> None:
    assert stage.visit(stage.cast.councillor).get(path).status_code in {200, 404}


def test_an_unknown_address_is_not_found_for_any_method(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    for method in ("GET", "POST", "DELETE", "PUT"):
        answer = client.request(method, "/nowhere", headers={"accept": "application/json"})
        assert (answer.status_code, list(answer.json())) == (404, ["error", "fields"])
    assert client.head("/posts").status_code == 200


def test_reading_never_waits_for_somebody_who_writes(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    if stage.cast.db.dialect != "sqlite":
        pytest.skip("SQLite has one write lock")
    with stage.cast.db.writing():
        stage.cast.db.run("UPDATE sessions SET seen_at = '2026-01-01T00:00:00Z' WHERE 1 = 0")
        assert client.get("/posts").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_page_is_read_again_when_the_server_dropped_the_connection(stage: Stage) -> None:
    if stage.cast.db.dialect != "postgresql":
        pytest.skip("SQLite has no server")
    client = stage.visit(stage.cast.author)
    assert client.get("/posts").status_code == 200
    stage.cast.db.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    assert client.get("/posts").status_code == 200


def test_health_answers_without_signing_in(stage: Stage) -> None:
    answer = stage.visit().get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_the_demos_side_door_is_not_there_otherwise(stage: Stage) -> None:
    assert stage.visit().get("/demo").status_code == 404
    assert stage.visit().post("/demo", data={"person": "1"}).status_code in {404, 405}


def test_a_notice_is_shown_once(stage: Stage) -> None:
    number = post(stage.cast)
    client = stage.visit(stage.cast.colleague)
    client.post(f"/posts/{number}/follow", data={"follow": "1"})
    assert "You will hear what becomes of it." in client.get(f"/posts/{number}").text
    assert "You will hear what becomes of it." not in client.get(f"/posts/{number}").text


def test_pages_travel_packed(stage: Stage) -> None:
    client: TestClient = stage.visit(stage.cast.author)
    answer = client.get("/posts", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content, 5)) < 20_000


def test_what_waited_never_goes_out_as_who_signed_in_meanwhile(stage: Stage) -> None:
    number = post(stage.cast)
    client = stage.visit(stage.cast.colleague)
    vote = {"value": "1", "as": str(stage.cast.steward.id)}
    answer = client.post(f"/posts/{number}/vote", data=vote)
    assert answer.status_code == 403
    assert "Somebody else is signed in here now" in answer.text
    own = vote | {"as": str(stage.cast.colleague.id)}
    assert client.post(f"/posts/{number}/vote", data=own).status_code == 303


def test_the_way_back_after_signing_in_never_carries_a_claim(stage: Stage) -> None:
    client = stage.visit()
    places = {"/posts/1": "%2Fposts%2F1", "/claims/abc/edit": "%2F", "/publishing/claims/a": "%2F"}
    for place, back in places.items():
        answer = client.post("/signout", headers={"referer": str(client.base_url.join(place))})
        assert answer.status_code == 401
        assert f'href="/signin?next={back}"' in answer.text
    assert client.post("/claims/none/edit", data={}).headers["referrer-policy"] == "no-referrer"
