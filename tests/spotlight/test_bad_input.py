"""What no reader means to send is refused with a sentence, and nothing of it is kept."""

import json
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.spotlight import code, responses
from tests.conftest import data
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import FORM

STORY = f"/stories/{MARGIT.slug}"
FORM_TYPE = "application/x-www-form-urlencoded"
PART = '--b\r\ncontent-disposition: form-data; name="{}"\r\n\r\n{}\r\n'


def form(**changes: str) -> bytes:
    return urlencode(FORM | changes).encode()


def parts(**changes: str) -> bytes:
    return (
        "".join(PART.format(name, words) for name, words in (FORM | changes).items()).encode() + b"--b--\r\n"
    )


CODE = "program code"
LETTERS = "not in UTF-8"
PARTS = "multipart/form-data; boundary=b"
ENTITY = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
REFUSED = {
    "a script": (FORM_TYPE, form(body="<script>alert(1)</script>"), 422, CODE),
    "a script as a name": (FORM_TYPE, form(name="<svg/onload=alert(1)>"), 422, CODE),
    "a megabyte": (FORM_TYPE, form(body="x" * 1_000_000), 413, "64 KB"),
    "a megabyte in parts": (PARTS, parts(body="x" * 1_000_000), 413, "64 KB"),
    "ten thousand links": (FORM_TYPE, form(body="http://a.example " * 10_000), 413, "64 KB"),
    "ten thousand short links": (FORM_TYPE, form(body="www.a " * 10_000), 422, "this has 59,999"),
    "six links": (FORM_TYPE, form(body="http://a.example " * 6), 422, "5 links"),
    "bytes that are no letters": (FORM_TYPE, form() + b"%ff%fe", 422, LETTERS),
    "such bytes in parts": (PARTS, parts(body="QQ").replace(b"QQ", b"\xff"), 422, LETTERS),
    "another encoding": (f"{FORM_TYPE}; charset=latin-1", "body=Grüße".encode("latin-1"), 422, LETTERS),
    "JSON": ("application/json", json.dumps(FORM).encode(), 422, "Send a form"),
    "plain text": ("text/plain", form(), 422, "Send a form"),
    "no type": ("", form(), 422, "Send a form"),
    "XML": ("application/xml", ENTITY, 422, "Send a form"),
    "parts without a boundary": ("multipart/form-data", parts(), 422, "damaged"),
    "parts with another boundary": ("multipart/form-data; boundary=c", parts(), 422, "damaged"),
    "too many fields": (FORM_TYPE, form() + b"&x=1" * 5000, 422, "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_clear_sentence(
    client: TestClient, outside: Database, release: Release, what: str
) -> None:
    release()
    kind, content, status, sentence = REFUSED[what]
    headers = {"content-type": kind} if kind else {}
    reply = client.post(f"{STORY}/responses", content=content, headers=headers)
    assert reply.status_code == status, reply.text
    assert sentence in reply.text
    told = client.post(
        f"{STORY}/responses", content=content, headers=headers | {"accept": "application/json"}
    )
    assert told.status_code == status
    assert sentence in told.json()["error"] + " ".join(told.json()["fields"].values())
    assert outside.rows("SELECT id FROM responses") == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"origin": ""},
    ],
)
def test_a_forged_origin_is_told_where_to_write(
    client: TestClient, outside: Database, release: Release, headers: dict[str, str]
) -> None:
    release()
    reply = client.post(f"{STORY}/responses", data=FORM, headers=headers)
    assert reply.status_code == 403
    assert "This came from another site" in reply.text
    assert outside.rows("SELECT id FROM responses") == []


def test_a_form_that_is_replayed_is_held_once_and_then_refused(
    client: TestClient, outside: Database, release: Release
) -> None:
    release()
    for _ in range(3):
        assert client.post(f"{STORY}/responses", data=FORM).status_code == 303
    held = responses.unfetched(outside)
    assert len(held) == 1
    with outside.writing():
        responses.decide(outside, held[0].id, "accepted")
    again = client.post(f"{STORY}/responses", data=FORM)
    assert again.status_code == 409
    assert "These very words are here already" in again.text
    assert FORM["body"] in again.text
    assert len(outside.rows("SELECT id FROM responses")) == 1


def test_what_people_write_is_not_taken_for_code() -> None:
    for words in (
        "I <3 it",
        "1 < 2 and 3 > 2",
        "on = off",
        "the script: act one",
        "<b>bold</b>",
        "a < b on c = d",
    ):
        assert not code.held_in(words), words


def test_most_of_what_tries_to_run_is_seen_as_code() -> None:
    lines = json.loads((data("payloads") / "xss.json").read_text("utf8"))
    assert sum(map(code.held_in, lines)) > 0.9 * len(lines)
