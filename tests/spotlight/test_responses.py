import pytest

from ideaboard.db import Database
from ideaboard.errors import Gone, NotFound, Refusal
from ideaboard.spotlight import responses, stories
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release

WORDS = "I lost a harmonica."


def _send(db: Database, name: str = "Hedda", email: str = "", body: str = WORDS) -> str:
    with db.writing():
        return responses.send(db, MARGIT.slug, name, email, body, now=NOW)


def _decide(db: Database, response: str, state: str) -> bool:
    with db.writing():
        return responses.decide(db, response, state)  # type: ignore[arg-type]


def test_a_response_is_held_until_it_is_accepted(outside: Database, release: Release) -> None:
    release()
    sent = _send(outside, email="hedda@example.com")
    assert responses.accepted(outside, MARGIT.slug) == []
    assert _decide(outside, sent, "accepted")
    assert [item.body for item in responses.accepted(outside, MARGIT.slug)] == [WORDS]


def test_accepting_twice_changes_nothing(outside: Database, release: Release) -> None:
    release()
    sent = _send(outside)
    _decide(outside, sent, "accepted")
    assert not _decide(outside, sent, "accepted")


@pytest.mark.parametrize("before", ["held", "accepted"])
def test_a_refused_response_is_blanked_for_good(outside: Database, release: Release, before: str) -> None:
    release()
    sent = _send(outside, email="hedda@example.com")
    if before == "accepted":
        _decide(outside, sent, "accepted")
    assert _decide(outside, sent, "refused")
    assert not _decide(outside, sent, "refused")
    assert not _decide(outside, sent, "accepted")
    kept = outside.row("SELECT name, email, body, state FROM responses WHERE id = :id", id=sent)
    assert kept == {"name": "", "email": "", "body": "", "state": "refused"}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "\u200b\u202e"}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"body": "\n \n"}, "body"),
        ({"body": "b" * 5001}, "body"),
        ({"body": "https://a.example " * 6}, "body"),
        ({"email": "not an address"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@b.example, c@d.example"}, "email"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    outside: Database, release: Release, form: dict[str, str], field: str
) -> None:
    release()
    with pytest.raises(Refusal) as refused:
        _send(outside, **form)
    assert set(refused.value.fields) == {field}
    assert outside.rows("SELECT id FROM responses") == []


def test_everything_wrong_is_said_at_once(outside: Database, release: Release) -> None:
    release()
    with pytest.raises(Refusal) as refused:
        _send(outside, name="", email="x", body="")
    assert set(refused.value.fields) == {"name", "email", "body"}


def test_the_longest_response_that_is_allowed_is_taken(outside: Database, release: Release) -> None:
    release()
    assert _send(outside, name="n" * 80, email="a@b.example", body="https://a.example " * 5 + "b" * 4910)


def test_the_same_words_sent_again_are_held_once(outside: Database, release: Release) -> None:
    release()
    assert _send(outside) == _send(outside)
    assert _send(outside) != _send(outside, body="Something else.")


def test_nobody_responds_to_a_story_that_is_gone_or_never_was(outside: Database, release: Release) -> None:
    with pytest.raises(NotFound):
        _send(outside)
    release()
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=1, now=NOW)
    with pytest.raises(Gone):
        _send(outside)


def test_responses_are_fetched_once_and_their_addresses_forgotten(
    outside: Database, release: Release
) -> None:
    release()
    first, second = _send(outside, email="hedda@example.com"), _send(outside, body="Another.")
    waiting = responses.unfetched(outside, 10)
    assert {item.id for item in waiting} == {first, second}
    assert {item.email for item in waiting} == {"hedda@example.com", ""}
    with outside.writing():
        assert responses.mark_fetched(outside, [first], now=NOW) == 1
        assert responses.mark_fetched(outside, [first], now=NOW) == 0
    assert [item.id for item in responses.unfetched(outside, 10)] == [second]
    assert outside.rows("SELECT id FROM responses WHERE email <> ''") == []
