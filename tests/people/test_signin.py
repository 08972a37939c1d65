"""Sign-in by a mailed link: single use, 15 minutes, any device, and silence about who is known."""

import re

import pytest

from ideaboard import clock
from ideaboard.db import transact
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.people import invitations, people, sessions, signin
from ideaboard.signing import Signer
from tests.conftest import NOW, Stage, words


def mailed_link(stage: Stage) -> str:
    stage.work()
    found = re.search(r"/signin/\S+", words(stage.mails()[-1]))
    assert found
    return found[0]


def test_a_mailed_link_lets_a_person_in_on_another_device(stage: Stage) -> None:
    stage.visit().post("/signin", data={"email": " Ada.Author@Example.com "})
    link = mailed_link(stage)
    phone = stage.visit()
    assert "Sign in here" in phone.get(link).text
    entered = phone.post(link)
    assert entered.status_code == 303
    assert phone.get("/posts").status_code == 200


def test_opening_a_link_does_not_use_it_up_and_the_button_does(stage: Stage) -> None:
    stage.visit().post("/signin", data={"email": "ada.author@example.com"})
    link = mailed_link(stage)
    for _ in range(3):
        assert stage.visit().get(link).status_code == 200
    assert stage.visit().post(link).status_code == 303
    again = stage.visit().post(link)
    assert again.status_code == 409
    assert "has been used" in again.text


def test_the_answer_is_the_same_for_a_stranger_and_no_mail_leaves(stage: Stage) -> None:
    known = stage.visit().post("/signin", data={"email": "ada.author@example.com"})
    stage.work()
    before = len(stage.mails())
    unknown = stage.visit().post("/signin", data={"email": "who@elsewhere.example"})
    stage.work()
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert len(stage.mails()) == before == 1


def test_too_many_asks_for_one_address_look_the_same_but_mail_nothing(stage: Stage) -> None:
    answers = {stage.visit().post("/signin", data={"email": "ada.author@example.com"}).text for _ in range(9)}
    stage.work()
    assert len(answers) == 1
    assert len(stage.mails()) == 6


def test_a_link_ends_after_fifteen_minutes(stage: Stage) -> None:
    db, signer = stage.cast.db, Signer(stage.settings.secret)
    url = transact(
        db,
        lambda: signin.link(db, "ada.author@example.com", settings=stage.settings, signer=signer, now=NOW),
    )
    token = url.rpartition("/")[2]
    late = clock.shift(NOW, minutes=15, seconds=1)
    with pytest.raises(Conflict), db.writing():
        signin.use(db, token, settings=stage.settings, signer=signer, now=late)
    with db.writing():
        in_time = clock.shift(NOW, minutes=14)
        assert signin.use(db, token, settings=stage.settings, signer=signer, now=in_time)[0]


def test_a_forged_link_is_not_found(stage: Stage) -> None:
    assert stage.visit().post("/signin/forged").status_code == 404
    foreign, own = Signer("another secret").sign("signin", "x"), Signer(stage.settings.secret)
    with pytest.raises(NotFound):
        signin.use(stage.cast.db, foreign, settings=stage.settings, signer=own, now=NOW)


def test_an_address_of_the_companys_domain_joins_on_first_entry(stage: Stage) -> None:
    stage.visit().post("/signin", data={"email": "new.colleague@example.com"})
    client = stage.visit()
    client.post(mailed_link(stage))
    row = people.by_email(stage.cast.db, "new.colleague@example.com")
    assert row is not None
    assert row["name"] == "New Colleague"
    assert client.get("/posts").status_code == 200


def test_an_invited_outsider_gets_the_role_they_were_invited_as(stage: Stage) -> None:
    db, cast = stage.cast.db, stage.cast
    transact(
        db,
        lambda: invitations.invite(
            db, "fan@shop.example", "ambassador", by=cast.steward, settings=stage.settings, now=clock.now()
        ),
    )
    stage.visit().post("/signin", data={"email": "fan@shop.example"})
    stage.visit().post(mailed_link(stage))
    row = people.by_email(db, "fan@shop.example")
    assert row is not None
    assert people.roles_of(db, row["id"]) == ["ambassador"]


def test_a_deactivated_person_is_out_at_once_and_gets_no_mail(stage: Stage) -> None:
    client = stage.visit(stage.cast.colleague)
    assert client.get("/posts").status_code == 200
    db = stage.cast.db
    transact(db, lambda: people.activate(db, stage.cast.colleague.id, False, now=clock.now()))
    assert client.get("/posts").headers["location"].startswith("/signin")
    stage.visit().post("/signin", data={"email": stage.cast.colleague.email})
    stage.work()
    assert stage.mails() == []


def test_signing_out_revokes_the_session_itself(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    kept = client.cookies["session"]
    assert client.post("/signout").status_code == 303
    thief = stage.visit()
    thief.cookies.set("session", kept)
    assert thief.get("/posts").status_code == 303


def test_a_session_can_be_ended_from_another_device_and_only_by_its_owner(stage: Stage) -> None:
    laptop, phone = stage.visit(stage.cast.author), stage.visit(stage.cast.author)
    other = stage.visit(stage.cast.colleague)
    listed = sessions.open_ones(stage.cast.db, stage.cast.author.id, now=clock.now())
    assert len(listed) == 2
    assert other.post("/settings/sessions", data={"session": listed[0]["id"]}).status_code == 404
    assert phone.post("/settings/sessions", data={"session": "others"}).status_code == 303
    assert laptop.get("/posts").status_code == 303
    assert phone.get("/posts").status_code == 200


@pytest.mark.parametrize("bad", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_a_link_never_leads_to_another_site(bad: str) -> None:
    assert signin.local(bad) == ""


def test_nonsense_for_an_address_comes_back_with_a_sentence(stage: Stage) -> None:
    answer = stage.visit().post("/signin", data={"email": "not an <address>"})
    assert answer.status_code == 422
    assert "Write an e-mail address" in answer.text
    assert "not an &lt;address&gt;" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "zed(2)@example.com",
        "a:zed@example.com",
        "=?utf-8?q?attacker=40evil.com=2c?=@example.com",
        '"zed"@example.com',
        "zed@example.com,evil@evil.example",
        ".zed@example.com",
        "zed@" + "x" * 400,
        "z" * 65 + "@example.com",
    ],
)
def test_one_mailbox_has_one_address(address: str) -> None:
    with pytest.raises(Refusal):
        people.address(address)


def test_the_page_says_who_will_be_signed_in(stage: Stage) -> None:
    stage.visit().post("/signin", data={"email": "ada.author@example.com"})
    link = mailed_link(stage)
    page = stage.visit(stage.cast.colleague).get(link).text
    assert "ada.author@example.com" in page
    assert "You are signed in as Cole League now" in page
