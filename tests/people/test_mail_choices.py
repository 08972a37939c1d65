"""What comes by mail is each person's choice, and one click takes it back without signing in."""

import pytest

from ideaboard.board import comments, follows
from ideaboard.council import answers
from ideaboard.db import transact
from ideaboard.people import mail_choices
from tests.conftest import NOW, Cast, Stage, post, words


def token(stage: Stage, cast: Cast, kind: str) -> str:
    address = mail_choices.stop_address(stage.settings, stage.place.signer, cast.author.id, kind)
    return address.removeprefix(stage.settings.base_url)


def happen(stage: Stage) -> None:
    """A comment on the author's post, and an answer to it, and all work done."""
    cast, db = stage.cast, stage.cast.db
    number = post(cast)

    def live() -> None:
        comments.add(db, number, "Hm.", by=cast.colleague, now=NOW)
        answers.answer(db, number, status="planned", text="Yes.", by=cast.councillor, now=NOW)

    transact(db, live)
    stage.work()


def to_author(stage: Stage) -> list[str]:
    return sorted(str(m["subject"]) for m in stage.mails() if m["to"] == stage.cast.author.email)


BOTH = ["Answered: Returnable crates", "Cole League answered: Returnable crates"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [(("replies", "decisions"), BOTH), (("replies",), BOTH[1:]), (("decisions",), BOTH[:1]), ((), [])],
)
def test_direct_mail_comes_as_it_was_chosen(stage: Stage, on: tuple[str, ...], expected: list[str]) -> None:
    client = stage.visit(stage.cast.author)
    chosen = dict.fromkeys(on, "1") | {"digest": "daily"}
    assert client.post("/settings/mail", data=chosen).status_code == 303
    happen(stage)
    assert to_author(stage) == expected
    page = client.get("/settings/mail").text
    assert page.count(" checked") == len(on) + 1
    assert len(client.get("/inbox", headers={"accept": "application/json"}).json()["notifications"]) == 2


def test_an_unknown_digest_is_refused_beside_its_field(stage: Stage) -> None:
    answer = stage.visit(stage.cast.author).post("/settings/mail", data={"digest": "hourly"})
    assert answer.status_code == 422
    assert "Choose how often the digest comes." in answer.text


def test_a_mail_program_unsubscribes_with_one_post_from_anywhere(stage: Stage) -> None:
    """No session, no Origin, no Sec-Fetch-Site; or those of the mail's own site."""
    program = stage.visit()
    del program.headers["sec-fetch-site"]
    for headers in ({}, {"origin": "https://mail.example.org", "sec-fetch-site": "cross-site"}):
        answer = program.post(
            token(stage, stage.cast, "replies"), data={"List-Unsubscribe": "One-Click"}, headers=headers
        )
        assert answer.status_code == 200
        assert "No more of these mails" in answer.text
    happen(stage)
    assert to_author(stage) == BOTH[:1]


def test_opening_the_address_changes_nothing_and_shows_one_button(stage: Stage) -> None:
    stranger = stage.visit()
    page = stranger.get(token(stage, stage.cast, "digest"))
    assert page.status_code == 200
    assert page.text.partition("</main>")[0].count("<button") == 1
    assert page.headers["referrer-policy"] == "no-referrer"
    assert mail_choices.of(stage.cast.db, stage.cast.author.id)["digest"] == "weekly"
    stranger.post(token(stage, stage.cast, "digest"))
    kept = mail_choices.of(stage.cast.db, stage.cast.author.id)
    assert (kept["digest"], kept["replies"], kept["decisions"]) == ("off", 1, 1)


def test_a_forged_address_and_one_of_another_purpose_are_not_found(stage: Stage) -> None:
    signer = stage.place.signer
    for text in (
        "x",
        signer.sign("session", [1, "digest"]),
        signer.sign(mail_choices.PURPOSE, [1, "consent"]),
    ):
        assert stage.visit().post(f"/mail/unsubscribe/{text}").status_code == 404
    gone = signer.sign(mail_choices.PURPOSE, [424242, "digest"])
    assert stage.visit().post(f"/mail/unsubscribe/{gone}").status_code == 404


def test_other_writes_still_need_our_origin(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    del client.headers["sec-fetch-site"]
    assert client.post("/settings/mail", data={"digest": "off"}).status_code == 403


def test_muted_posts_are_listed_and_taken_back_in_the_settings(stage: Stage) -> None:
    cast = stage.cast
    number, quiet = post(cast, title="Crates & lids"), post(cast, title="Hidden", category="quiet")
    client = stage.visit(cast.brand_advocate)
    client.post(f"/posts/{number}/mute", data={"mute": "1"})
    with cast.db.writing():
        cast.db.run(
            "INSERT INTO mutes (person_id, post_id, at) VALUES (:person, :post, :now)",
            person=cast.brand_advocate.id,
            post=quiet,
            now=NOW,
        )
    page = client.get("/settings/mail").text
    assert "Crates &amp; lids" in page
    assert "Hidden" not in page
    back = client.post(f"/posts/{number}/mute", data={"mute": "0", "next": "/settings/mail"})
    assert back.headers["location"] == "/settings/mail"
    assert "Crates &amp; lids" not in client.get("/settings/mail").text


def test_a_direct_mail_says_why_in_text_and_html_and_escapes_what_people_wrote(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    number = post(cast, title="<b>Crates</b> & lids")
    transact(db, lambda: follows.follow(db, number, cast.steward.id, now=NOW))
    transact(
        db,
        lambda: comments.add(db, number, "1 < 2 <img src=x onerror=alert(1)>", by=cast.colleague, now=NOW),
    )
    stage.work()
    (mail,) = stage.mails()
    assert "“<b>Crates</b> & lids”" in words(mail)
    assert "You get this mail because you wrote this post." in words(mail)
    html = words(mail, "html")
    assert "&lt;b&gt;Crates&lt;/b&gt; &amp; lids" in html
    assert "<img" not in html
    assert "<b>Crates" not in html
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert "/mail/unsubscribe/" in mail["list-unsubscribe"]


def test_a_mention_comes_by_mail_that_can_be_stopped_and_stays_in_the_inbox(stage: Stage) -> None:
    cast, db = stage.cast, stage.cast.db
    number = post(cast)
    for stopped in (False, True):
        if stopped:
            transact(db, lambda: mail_choices.stop(db, cast.steward.id, "replies", now=NOW))
        transact(db, lambda: comments.add(db, number, "@Stella Steward, see", by=cast.colleague, now=NOW))
        stage.work()
    (mail,) = [m for m in stage.mails() if m["to"] == cast.steward.email]
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert cast.again(cast.steward).unread == 2
