"""Readers: an answer, the author's reply, and taking it back by a mailed link; letters, asked for and ended.

One product and one real mail server for both journeys.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.request import Request, urlopen

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect

from ideaboard import clock
from ideaboard.board import posts
from ideaboard.db import connect, transact
from ideaboard.people import people
from ideaboard.publishing import ballots, consent, drafts, releases
from ideaboard.publishing.drafts import Wording
from ideaboard.who import Person
from tests.conftest import words
from tests.journeys.conftest import Visit
from tests.running import Running, free_port, settle, until
from tests.test_mail import Kept

# Not a program by its name, so that it counts as a reader.
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
READER = "hedda@mail.example"


@pytest.fixture(scope="module")
def office() -> Iterator[Kept]:
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    kept.port = controller.port  # type: ignore[attr-defined]
    yield kept
    controller.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, office: Kept) -> Iterator[Running]:
    smtp = f"smtp://127.0.0.1:{office.port}"  # type: ignore[attr-defined]
    extra = {"IDEABOARD_SMTP_URL": smtp, "IDEABOARD_LETTER_HOUR": "0"}
    made = Running(tmp_path_factory.mktemp("readers") / "home", extra=extra)
    settle(made)
    release(made, "Crates that come home", hours_ago=2)
    made.start("all")
    yield made
    made.stop()


def release(running: Running, title: str, *, hours_ago: float) -> str:
    """A story of Ada's, told so long ago; its address."""
    db, settings = connect(running.settings.database), running.settings
    now = clock.now()

    def person(key: str) -> Person:
        row = people.by_email(db, f"{key}@example.com")
        found = people.load(db, row["id"], now=clock.now()) if row else None
        assert found is not None
        return found

    def tell() -> str:
        author, editor = person("ada"), person("cato")
        idea = {"kind": "idea", "title": title, "body": "Crates.", "category": "open"}
        post = posts.create(db, **idea, by=author, now=now)
        text = Wording(title=title, body="I lend crates, and I want to see them **again**.")
        number = drafts.create(db, post, text, company="Acme", by=editor, now=now)
        draft = drafts.known(db, number)
        consent.ask(db, draft, settings=settings, by=editor, now=now)
        consent.give(db, draft, draft["hash"], by=author, now=now)
        for key in ("cleo", "cyd", "caro", "bran"):
            ballots.cast(db, draft, draft["hash"], "yes", by=person(key), now=now)
        made = releases.release(db, drafts.known(db, number), settings=settings, by=editor, now=now)
        # The seats were filled just now: the past is given to the story alone.
        past = {"id": made["id"], "at": clock.shift(now, hours=-hours_ago)}
        db.run("UPDATE releases SET published_at = :at WHERE id = :id", **past)
        return str(made["slug"])

    slug = transact(db, tell)
    db.close()
    return f"/stories/{slug}"


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A customer's browser, without scripts: the spotlight has none."""
    context = browser.new_context(java_script_enabled=False, user_agent=FIREFOX)
    yield context.new_page()
    context.close()


def mail_with(office: Kept, to: str, text: str) -> EmailMessage:
    """The first mail to an address that says this, once it is there."""

    def found() -> list[EmailMessage]:
        mails = [message_from_bytes(raw, policy=default) for raw in office.mails]
        return [one for one in mails if one["to"] == to and text in words(one)]  # type: ignore[misc,arg-type]

    until(found)
    return found()[0]


def link_in(mail: EmailMessage, path: str) -> str:
    found = re.search(rf"\S+{re.escape(path)}\S*", words(mail))
    assert found is not None, words(mail)
    return found[0]


def test_a_response_is_answered_by_its_author_and_taken_back_by_its_writer(
    running: Running, office: Kept, visit: Visit, reader: Page
) -> None:
    inside, outside = running.settings.base_url, running.settings.spotlight_url
    story = f"{outside}/stories/crates-that-come-home"
    until(lambda: reader.goto(story) and reader.get_by_label("Your response").count())
    reader.get_by_label("Your response").fill("Is the tractor green?")
    reader.get_by_label("Your name").fill("Hedda")
    reader.get_by_label("E-mail").fill(READER)
    reader.get_by_role("button", name="Send to Ada Person").click()
    expect(reader.get_by_text("held until the council has read it")).to_be_visible()
    link = link_in(mail_with(office, READER, "/responses/withdraw/"), "/responses/withdraw/")

    council = visit("cato")
    council.goto(f"{inside}/publishing/responses")
    until(lambda: council.reload() and council.get_by_text("Is the tractor green?").count())
    expect(council.get_by_text(READER)).to_have_count(0)
    council.get_by_role("button", name="Accept", exact=True).click()
    expect(council.get_by_text("readers and the author will see it")).to_be_visible()

    author = visit("ada")
    author.goto(f"{inside}/publishing/stories/crates-that-come-home")
    author.get_by_role("link", name="Answer Hedda").click()
    author.get_by_label("Your answer").fill("It is green, and one wheel is red.")
    author.get_by_role("button", name="Give it to the council").click()
    expect(author.get_by_text("waits for a member of the council").first).to_be_visible()

    council.goto(f"{inside}/publishing/replies")
    expect(council.get_by_text("one wheel is red")).to_be_visible()
    council.get_by_role("button", name="Let it out").click()
    expect(council.get_by_text("out in a moment")).to_be_visible()

    until(lambda: reader.goto(story) and reader.locator(".reply", has_text="one wheel is red").count())
    expect(reader.locator(".reply")).to_contain_text("Ada Person")
    assert "one wheel is red" in words(mail_with(office, READER, "answered what you wrote"))

    reader.goto(link)
    expect(reader.get_by_role("heading", level=1, name="Take your response back?")).to_be_visible()
    reader.goto(story)
    expect(reader.get_by_text("Is the tractor green?")).to_be_visible()
    reader.goto(link)
    reader.get_by_role("button", name="Take it back").click()
    expect(reader.get_by_role("heading", level=1, name="Taken back")).to_be_visible()
    until(lambda: reader.goto(story) and not reader.get_by_text("tractor").count())
    expect(reader.get_by_text("one wheel is red")).to_have_count(0)
    council.goto(f"{inside}/publishing/responses?state=withdrawn")
    expect(council.get_by_text("The customer took this back.")).to_be_visible()
    expect(council.get_by_text("Hedda")).to_have_count(0)


def test_letters_are_asked_for_agreed_to_read_and_ended(
    running: Running, office: Kept, visit: Visit, reader: Page
) -> None:
    inside, outside = running.settings.base_url, running.settings.spotlight_url
    to = "nils@mail.example"
    reader.goto(outside)
    reader.get_by_role("link", name="Subscribe", exact=True).click()
    reader.get_by_role("button", name="Get the letters").click()
    expect(reader.get_by_text("This is not an address we could write to.").first).to_be_visible()
    reader.get_by_label("Your e-mail address").fill(to)
    reader.get_by_role("button", name="Get the letters").click()
    expect(reader.get_by_text("Look into your mail.")).to_be_visible()
    reader.goto(link_in(mail_with(office, to, "/subscribe/confirm/"), "/subscribe/confirm/"))
    reader.get_by_role("button", name="Yes, send me letters").click()
    expect(reader.get_by_role("heading", level=1, name="You get the letters")).to_be_visible()

    # A story of a quarter of an hour ago, and somebody who agreed before that.
    db = connect(running.settings.database)
    until(lambda: db.row("SELECT id FROM subscribers WHERE confirmed_at IS NOT NULL"))
    past = clock.shift(clock.now(), hours=-1)
    transact(db, lambda: db.run("UPDATE subscribers SET told_until = :past", past=past))
    path = release(running, "Bottles that sing", hours_ago=0.25)
    letter = mail_with(office, to, "Bottles that sing")
    assert letter["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert "Ada Person works at Acme." in words(letter)
    assert "Crates that come home" not in words(letter)
    reader.goto(link_in(letter, path))
    expect(reader.get_by_role("heading", level=1, name="Bottles that sing")).to_be_visible()

    stop = letter["list-unsubscribe"].strip("<>")
    # As a mail program does it: one POST, from nowhere.
    with urlopen(Request(stop, data=b"List-Unsubscribe=One-Click", method="POST")) as answer:
        assert answer.status == 200
    until(lambda: db.rows("SELECT id FROM subscribers") == [])
    db.close()
    until(
        lambda: reader.goto(stop) and reader.get_by_role("heading", level=1, name="No more letters").count()
    )
    expect(reader.get_by_role("button", name="Stop the letters")).to_have_count(0)

    author = visit("ada")
    author.goto(f"{inside}/publishing/stories/bottles-that-sing")
    until(lambda: author.reload() and author.locator(".bars rect").count())
    expect(author.locator(".numbers")).to_contain_text("1 in all")
