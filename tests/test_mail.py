"""Mail leaves through a real SMTP server, once, with an identity that does not change."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ideaboard import mail, outbox
from ideaboard.db import Database, transact
from ideaboard.outbox import Workplace
from ideaboard.settings import Settings, load
from ideaboard.worker import Worker, open_place, perform
from tests.conftest import NOW, words
from tests.running import free_port, until


class Kept:
    """Takes every mail, or refuses each while `busy`."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.busy = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.busy:
            return "451 try later"
        self.mails.append(bytes(envelope.content or b""))
        return "250 OK"


@pytest.fixture
def post_office() -> Iterator[tuple[Kept, str]]:
    handler, port = Kept(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_a_mail_reaches_the_server_and_leaves_the_outbox(
    db: Database, settings: Settings, post_office: tuple[Kept, str]
) -> None:
    kept, url = post_office
    place = open_place(replace(settings, smtp_url=url))
    transact(db, lambda: mail.send(db, "ana@example.com", "Grüße\nX: y 🧃", "ליאת wrote", now=NOW))
    for job in outbox.due(place.db, now=NOW):
        perform(place, job, NOW)
    made = message_from_bytes(kept.mails[0])
    assert made["To"] == "ana@example.com"
    assert made["X"] is None
    assert outbox.due(place.db, now=NOW) == []
    place.db.close()
    place.outside.close()


def test_a_refused_mail_stays_and_goes_later_under_the_same_identity(
    db: Database, settings: Settings, post_office: tuple[Kept, str]
) -> None:
    kept, url = post_office
    place = open_place(replace(settings, smtp_url=url))
    transact(db, lambda: mail.send(db, "ana@example.com", "Hello", "text", now=NOW))
    job = outbox.due(db, now=NOW)[0]
    first = mail.message(place.settings, job)["Message-ID"]
    kept.busy = True
    perform(place, job, NOW)
    assert kept.mails == []
    assert outbox.due(db, now=NOW) == []
    kept.busy = False
    later = "2026-03-02T09:00:02Z"
    for again in outbox.due(db, now=later):
        perform(place, again, later)
    assert message_from_bytes(kept.mails[0])["Message-ID"] == first
    place.db.close()
    place.outside.close()


def test_the_doctor_tells_when_the_server_does_not_answer(settings: Settings) -> None:
    dead = replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    told = mail.check(dead)
    assert told is not None
    assert "does not answer" in told
    assert mail.check(settings) is None


def test_a_silent_mail_server_does_not_hold_up_other_work(db: Database, settings: Settings) -> None:
    """Mail has a thread of its own: everything else is done while it waits."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        slow = replace(settings, smtp_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        stop = threading.Event()
        transact(db, lambda: mail.send(db, "ana@example.com", "Hello", "text", now=NOW))
        thread = threading.Thread(target=Worker(slow, stop).run)
        thread.start()
        held, _ = silent.accept()
        transact(db, lambda: outbox.put(db, "index", key="post:1", now=NOW))
        until(lambda: outbox.due(db, now=NOW, but=[mail.KIND]) == [])
        assert len(outbox.due(db, now=NOW, only=mail.KIND)) == 1
        stop.set()
        held.close()
        thread.join()


def test_people_without_a_mailbox_get_no_mail(db: Database) -> None:
    transact(db, lambda: mail.send(db, "participant-1@x.polis.invalid", "Hello", "text", now=NOW))
    assert outbox.due(db, now=NOW) == []


def sent(place: Workplace, kept: Kept) -> list[EmailMessage]:
    """Everything that waits, sent; and what the server then holds."""
    for job in outbox.due(place.db, now=NOW):
        perform(place, job, NOW)
    return [message_from_bytes(raw, policy=default) for raw in kept.mails]


@pytest.fixture
def place(db: Database, settings: Settings, post_office: tuple[Kept, str]) -> Iterator[Workplace]:
    made = open_place(replace(settings, smtp_url=post_office[1], base_url="https://ideas.example.com"))
    yield made
    made.db.close()
    made.outside.close()


def test_every_mail_has_a_text_and_an_html_part_that_escapes(
    db: Database, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    body = "Hello <script>\n\nhttps://ideas.example.com/signin/abc\nhttps://evil.example.org/x\n"
    transact(db, lambda: mail.send(db, "ana@example.com", "Hi <b>", body, now=NOW))
    (made,) = sent(place, post_office[0])
    assert made.get_content_type() == "multipart/alternative"
    assert "https://ideas.example.com/signin/abc" in words(made)
    html = words(made, "html")
    assert "Hello &lt;script&gt;" in html
    assert '<a href="https://ideas.example.com/signin/abc">' in html
    assert 'href="https://evil' not in html
    assert "<img" not in html
    assert "light dark" in html


def test_what_can_be_stopped_says_so_in_its_headers_and_a_sign_in_link_does_not(
    db: Database, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    stop = "https://ideas.example.com/mail/unsubscribe/" + "x" * 90
    values = {"groups": [{"title": "T", "lines": [{"text": "<i>", "url": "/u", "why": ""}], "more": 1}]}
    transact(db, lambda: mail.write(db, "a@example.com", "D", "digest", values, unsubscribe=stop, now=NOW))
    transact(db, lambda: mail.send(db, "a@example.com", "Sign in", "link", now=NOW))
    digest, signin = sent(place, post_office[0])
    assert digest["list-unsubscribe"] == f"<{stop}>"
    assert f"\r\nList-Unsubscribe: <{stop}>\r\n".encode() in post_office[0].mails[0]
    assert digest["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert stop in words(digest)
    assert "&lt;i&gt;" in words(digest, "html")
    assert signin["list-unsubscribe"] is None
    assert signin["list-unsubscribe-post"] is None


def test_replies_go_to_a_mailbox_or_the_mail_says_that_nobody_reads_them(
    db: Database, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    transact(db, lambda: mail.send(db, "a@example.com", "One", "text", now=NOW))
    (deaf,) = sent(place, post_office[0])
    assert deaf["reply-to"] is None
    for kind in ("plain", "html"):
        assert "Nobody reads replies to this address." in words(deaf, kind)
    hearing = replace(place.settings, mail_reply_to="Ideas <ideas@example.com>")
    transact(db, lambda: mail.send(db, "a@example.com", "Two", "text", now=NOW))
    made = mail.message(hearing, outbox.due(db, now=NOW)[0])
    assert made["reply-to"] == "Ideas <ideas@example.com>"
    assert "reaches Ideas <ideas@example.com>" in words(made)
    assert "Nobody reads" not in words(made)


def test_a_reply_address_that_is_none_stops_the_start(tmp_path: Path) -> None:
    for wrong in ("nobody", "a@b\nBcc: c@d"):
        with pytest.raises(ValueError, match="IDEABOARD_MAIL_REPLY_TO"):
            load(home=tmp_path, environ={"IDEABOARD_MAIL_REPLY_TO": wrong})


def test_a_mail_that_waited_since_before_templates_still_leaves(
    db: Database, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    transact(db, lambda: outbox.put(db, mail.KIND, to="a@example.com", subject="S", body="old", now=NOW))
    (made,) = sent(place, post_office[0])
    assert words(made).startswith("old")


def test_a_kept_mail_is_not_replaced_by_a_later_one_of_the_same_number(
    db: Database, settings: Settings
) -> None:
    place = open_place(settings)
    for text in ("first", "second"):
        transact(db, lambda text=text: mail.send(db, "ana@example.com", "Hello", text, now=NOW))  # type: ignore[misc]
        for job in outbox.due(db, now=NOW):
            perform(place, job, NOW)
    assert len(list(settings.mail_folder.glob("*.eml"))) == 2
    place.db.close()
    place.outside.close()
