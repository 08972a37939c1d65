"""Letters by mail, from outside: requests are written down, and every answer is the same."""

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.signing import Signer
from ideaboard.spotlight import filling, links, requests
from ideaboard.spotlight.site import PublicApp
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release

KEY = "a-key-of-ours"
PATHS = {
    links.CONFIRM: f"/subscribe/confirm/{KEY}",
    links.STOP: f"/subscribe/stop/{KEY}",
    links.WITHDRAW: f"/responses/withdraw/{KEY}",
}


@pytest.fixture
def mailed(outside: Database) -> None:
    with outside.writing():
        for kind in PATHS:
            links.put(outside, kind, f"{KEY}{kind}", now=NOW)


def waiting(outside: Database) -> list[tuple[str, str]]:
    with outside.reading():
        return [(asked.kind, asked.value) for asked in requests.waiting(outside)]


def test_every_address_gets_the_same_answer(client: TestClient, outside: Database) -> None:
    form = {"email": "Hedda@Mail.Example", "act": "subscribe"}
    answers = [client.post("/subscribe", data=form) for _ in range(5)]
    answers.append(client.post("/subscribe", data={"email": "other@mail.example"}))
    answers.append(client.post("/subscribe", data={"email": "", "website": "https://spam.example"}))
    assert {(one.status_code, one.headers["location"]) for one in answers} == {
        (303, "/subscribe?sent=subscribe#subscribe")
    }
    asked = {("subscribe", "Hedda@mail.example"), ("subscribe", "other@mail.example")}
    assert (set(waiting(outside)), len(waiting(outside))) == (asked, 2)
    assert "Look into your mail." in client.get("/subscribe?sent=subscribe").text
    client.post("/subscribe", data={"email": "third@mail.example", "act": "leave"})
    assert ("leave", "third@mail.example") in waiting(outside)


def test_an_address_that_is_none_comes_back_in_its_field(client: TestClient, outside: Database) -> None:
    for wrong in ("", "hedda", "a@b", "x" * 10_000 + "@mail.example", "<script>@x.example", "👏@x.example"):
        answer = client.post("/subscribe", data={"email": wrong})
        assert answer.status_code == 422
        assert "This is not an address we could write to." in answer.text
        assert "<script>" not in answer.text
    assert waiting(outside) == []


def test_one_client_asks_ten_times_an_hour_at_most(client: TestClient) -> None:
    status = [client.post("/subscribe", data={"email": f"a{n}@x.example"}).status_code for n in range(12)]
    assert status == [303] * 10 + [429] * 2


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.usefixtures("mailed")
def test_opening_a_link_does_nothing_and_its_button_does(
    client: TestClient, outside: Database, kind: str
) -> None:
    path = PATHS[kind] + kind
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "strict-origin"
    assert "noindex" in page.text
    assert waiting(outside) == []
    form = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        assert client.post(path, data=form).status_code == 200
    assert waiting(outside) == [(kind, KEY + kind)]
    with outside.writing():
        requests.forget(outside, [row["id"] for row in outside.rows("SELECT id FROM requests")])
        links.end(outside, KEY + kind, now=NOW)
    assert "<form method" not in client.get(path).text.partition("<main")[2], "it did its work"
    client.post(path, data=form)
    assert waiting(outside) == []
    for other in set(PATHS) - {kind}:
        assert client.get(PATHS[other] + kind).status_code == 404, "a link opens its own door only"


@pytest.mark.usefixtures("mailed")
def test_a_mail_program_stops_letters_with_one_click_and_no_other_form_does(
    client: TestClient, outside: Database
) -> None:
    path = PATHS[links.STOP] + links.STOP
    client.headers.pop("origin")
    elsewhere = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    for form in ({}, {"List-Unsubscribe": "yes"}, {"other": "One-Click"}):
        assert client.post(path, data=form, headers=elsewhere).status_code == 403
    assert waiting(outside) == []
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}, headers=elsewhere).status_code == 200
    assert waiting(outside) == [(links.STOP, KEY + links.STOP)]
    # Every other button is for our own pages.
    confirm = PATHS[links.CONFIRM] + links.CONFIRM
    assert client.post(confirm, data={}, headers=elsewhere).status_code == 403


def test_a_form_tells_how_long_it_was_open_where_it_can(
    client: TestClient, outside: Database, release: Release, made: PublicApp
) -> None:
    release()
    story = f"/stories/{MARGIT.slug}"
    assert 'name="opened"' not in client.get(story).text, "a page that may be kept is the same for everyone"
    assert 'name="opened"' in client.post(f"{story}/responses", data={}).text
    signer = Signer("tests only")
    words = {"name": "Hedda", "body": "The first."}
    old = signer.sign(filling.PURPOSE, "2026-01-01T00:00:00Z")
    for number, opened in enumerate(("", "forged", old, signer.sign("other", NOW))):
        form = words | {"body": f"Words {number}", "opened": opened}
        assert client.post(f"{story}/responses", data=form).status_code == 303
    known = [row["seconds"] for row in outside.rows("SELECT seconds FROM responses ORDER BY seconds")]
    assert known.count(None) == 3
    assert max(second for second in known if second is not None) > 1000
