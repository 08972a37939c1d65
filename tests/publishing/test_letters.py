"""Letters to subscribers, by a real mail server: asked for, agreed to, one a day, stopped."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from ideaboard import clock, mail, outbox
from ideaboard.db import transact
from ideaboard.outbox import Workplace
from ideaboard.publishing import fetching, letters, mails, releases, rules, subscribers
from ideaboard.spotlight import links, requests, responses
from tests.conftest import NOW, post, words
from tests.publishing.conftest import Desk, begin, reworded
from tests.test_mail import Kept, post_office

__all__ = ["post_office"]

READER = "hedda@mail.example"
# The letters of a day leave from 16:00 on.
EVENING = "2026-03-02T17:00:00Z"


@pytest.fixture
def place(desk: Desk, post_office: tuple[Kept, str]) -> Workplace:
    """The worker's hands, with a mail server and an address as in real life."""
    desk.settings = replace(
        desk.settings, smtp_url=post_office[1], spotlight_url="https://people.example.com"
    )
    return desk.place


def asks(place: Workplace, kind: str, value: str, *, now: str = NOW) -> None:
    """A reader's request, and the worker that fetches it, twice as after a crash of the worker."""
    for _ in range(2):
        transact(place.outside, lambda: requests.ask(place.outside, kind, value, now=now))
        fetching.fetch(place, now)


def sent(place: Workplace, office: tuple[Kept, str], *, now: str = EVENING) -> list[EmailMessage]:
    """What reaches the server of the mail to readers that waits."""
    before = len(office[0].mails)
    for job in outbox.due(place.db, now=now, only=mail.KIND, limit=1000):
        if "fill" in job.payload:
            mails.deliver(place, job, now)
        transact(place.db, lambda job=job: outbox.done(place.db, [job.id]))  # type: ignore[misc]
    return [message_from_bytes(raw, policy=default) for raw in office[0].mails[before:]]  # type: ignore[misc]


def subscribe(place: Workplace, office: tuple[Kept, str], email: str = READER, *, now: str = NOW) -> str:
    """Ask, agree by the mailed link, and return the subscriber's number."""
    asks(place, requests.SUBSCRIBE, email, now=now)
    (asked,) = sent(place, office, now=now)
    asks(place, links.CONFIRM, key_in(asked, "/subscribe/confirm/"), now=now)
    row = place.db.row("SELECT id FROM subscribers WHERE email = :email", email=email)
    assert row is not None
    return str(row["id"])


def key_in(mail: EmailMessage, path: str) -> str:
    return words(mail).partition(path)[2].split()[0]


def release(desk: Desk, at: str) -> str:
    desk.ready()
    desk.release(now=at)
    desk.work(at)
    return str(desk.draft()["slug"])


def test_nobody_gets_letters_without_agreeing(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    asks(place, requests.SUBSCRIBE, READER)
    (asked,) = sent(place, post_office)
    assert asked["to"] == READER
    assert asked["list-unsubscribe"] is None
    assert subscribers.count(place.db) == 0
    release(desk, NOW)
    assert letters.make_due(place.db, place.settings, now=EVENING) == 0
    key = key_in(asked, "/subscribe/confirm/")
    assert not links.is_ended(place.outside, links.CONFIRM, key)
    asks(place, links.CONFIRM, key + "x")
    assert subscribers.count(place.db) == 0
    asks(place, links.CONFIRM, key)
    assert subscribers.count(place.db) == 1
    assert links.is_ended(place.outside, links.CONFIRM, key)
    assert place.outside.rows("SELECT id FROM requests") == [], "no address stays outside"


def test_who_does_not_agree_in_three_days_is_forgotten(
    place: Workplace, post_office: tuple[Kept, str]
) -> None:
    asks(place, requests.SUBSCRIBE, READER)
    (asked,) = sent(place, post_office)
    fetching.sweep(place, clock.shift(NOW, days=2.9))
    assert len(place.db.rows("SELECT id FROM subscribers")) == 1
    fetching.sweep(place, clock.shift(NOW, days=3.1))
    assert place.db.rows("SELECT id FROM subscribers") == []
    assert place.outside.rows("SELECT digest FROM links") == []
    asks(place, links.CONFIRM, key_in(asked, "/subscribe/confirm/"))
    assert subscribers.count(place.db) == 0


def test_asking_again_fills_no_mailbox_and_tells_only_its_owner(
    place: Workplace, post_office: tuple[Kept, str]
) -> None:
    asks(place, requests.LEAVE, READER)
    assert sent(place, post_office) == []
    asks(place, requests.SUBSCRIBE, READER)
    for hours in range(0, 60, 2):
        asks(place, requests.SUBSCRIBE, READER.upper(), now=clock.shift(NOW, hours=hours))
    pending = sent(place, post_office, now=clock.shift(NOW, days=3))
    assert len(pending) == subscribers.ASK_TIMES
    asks(place, links.CONFIRM, key_in(pending[0], "/subscribe/confirm/"), now=clock.shift(NOW, hours=60))
    for hours in range(60, 120, 2):
        asks(place, requests.SUBSCRIBE, READER, now=clock.shift(NOW, hours=hours))
        asks(place, requests.LEAVE, READER, now=clock.shift(NOW, hours=hours))
    known = sent(place, post_office, now=clock.shift(NOW, days=6))
    assert 2 <= len(known) <= 3, "one a day"
    assert "/subscribe/stop/" in words(known[0])


def test_a_letter_brings_the_day_s_stories_once_with_who_employs_the_author(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    subscribe(place, post_office, now=clock.shift(NOW, hours=-1))
    slug = release(desk, NOW)
    early = (NOW, "2026-03-02T15:59:59Z")
    assert [letters.make_due(place.db, place.settings, now=at) for at in early] == [0, 0]
    made = [letters.make_due(place.db, place.settings, now=EVENING) for _ in range(3)]
    assert made == [1, 0, 0]
    (job,) = [
        job for job in outbox.due(place.db, now=EVENING, limit=1000) if job.payload.get("fill") == "letter"
    ]
    assert READER not in str(job.payload)
    (letter,) = sent(place, post_office)
    assert letter["subject"] == "Acme Spotlight: The crates come home"
    stop = letter["list-unsubscribe"].strip("<>")
    assert stop.startswith("https://people.example.com/subscribe/stop/")
    assert letter["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        text = words(letter, kind)
        assert "Ada Author works at Acme." in text
        assert f"https://people.example.com/stories/{slug}" in text
        assert stop in text
        assert place.settings.base_url not in text, "nothing of the board"
    assert "<strong>back</strong>" in words(letter, "html")
    next_day = clock.shift(EVENING, days=1)
    assert letters.make_due(place.db, place.settings, now=next_day) == 0
    desk.save(reworded("The crates come home, all", correction="A word"))
    release(desk, clock.shift(EVENING, hours=1))
    assert letters.make_due(place.db, place.settings, now=next_day) == 0, "a correction is no new story"


def test_the_hour_and_the_day_of_letters_are_the_companys(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    form = {"yes": "4", "outsiders": "1", "days": "7", "zone": "Asia/Tokyo"}
    transact(desk.db, lambda: rules.keep(desk.db, form, by=desk.cast.steward, now=NOW))
    subscribe(place, post_office, now=clock.shift(NOW, hours=-1))
    release(desk, NOW)  # 18:00 in Tokyo, past the hour of letters there.
    assert letters.make_due(place.db, place.settings, now=clock.shift(NOW, minutes=9)) == 0, "still settling"
    assert letters.make_due(place.db, place.settings, now=clock.shift(NOW, minutes=11)) == 1
    other = begin(desk.cast, desk.outside, desk.settings, post(desk.cast, title="Other"), reworded("Bottles"))
    release(other, "2026-03-02T14:00:00Z")
    assert letters.make_due(place.db, place.settings, now="2026-03-02T14:59:59Z") == 0, "the same day there"
    assert letters.make_due(place.db, place.settings, now="2026-03-02T15:00:00Z") == 0, "midnight there"
    assert letters.make_due(place.db, place.settings, now="2026-03-03T07:00:00Z") == 1


def test_what_is_taken_down_before_the_letter_leaves_is_not_in_it(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    subscribe(place, post_office, now=clock.shift(NOW, hours=-1))
    other = begin(desk.cast, desk.outside, desk.settings, post(desk.cast, title="Other"), reworded("Bottles"))
    release(desk, NOW)
    release(other, clock.shift(NOW, minutes=1))
    assert letters.make_due(place.db, place.settings, now=EVENING) == 1
    # Decided, and not yet carried outside: the letter knows all the same.
    desk.act(releases.withdraw, by=desk.cast.author, now=EVENING)
    (letter,) = sent(place, post_office)
    assert "Bottles" in words(letter)
    assert "The crates come home" not in words(letter)
    other.act(releases.withdraw, by=desk.cast.author, now=EVENING)
    transact(place.db, lambda: place.db.run("UPDATE subscribers SET told_until = '', lettered_on = ''"))
    assert letters.make_due(place.db, place.settings, now=EVENING) == 0


def test_stories_of_an_hour_wait_for_each_other_and_a_late_one_for_the_next_day(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    subscribe(place, post_office, now=clock.shift(NOW, hours=-1))
    release(desk, EVENING)
    assert letters.make_due(place.db, place.settings, now=clock.shift(EVENING, minutes=9)) == 0
    assert letters.make_due(place.db, place.settings, now=clock.shift(EVENING, minutes=11)) == 1
    sent(place, post_office, now=clock.shift(EVENING, minutes=11))
    other = begin(desk.cast, desk.outside, desk.settings, post(desk.cast, title="Other"), reworded("Bottles"))
    release(other, clock.shift(EVENING, hours=1))
    assert letters.make_due(place.db, place.settings, now=clock.shift(EVENING, hours=3)) == 0
    tomorrow = clock.shift(EVENING, days=1)
    assert letters.make_due(place.db, place.settings, now=tomorrow) == 1
    (letter,) = sent(place, post_office, now=tomorrow)
    assert "Bottles" in letter["subject"]


def test_one_click_ends_the_letters_and_erases_the_address(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    number = subscribe(place, post_office, now=clock.shift(NOW, hours=-1))
    release(desk, NOW)
    letters.make_due(place.db, place.settings, now=EVENING)
    stop = subscribers.key(place.signer, links.STOP, number)
    asks(place, links.STOP, stop, now=EVENING)
    assert place.db.rows("SELECT id FROM subscribers") == []
    assert sent(place, post_office) == [], "a letter that waited does not leave"
    assert links.is_ended(place.outside, links.STOP, stop)
    fetching.sweep(place, clock.shift(EVENING, days=91))
    assert place.outside.rows("SELECT digest FROM links") == []
    # The old link to agree is none any more.
    confirm = subscribers.key(place.signer, links.CONFIRM, number)
    asks(place, links.CONFIRM, confirm, now=EVENING)
    assert subscribers.count(place.db) == 0


def test_who_leaves_an_address_gets_a_link_that_repeats_nothing_of_what_they_wrote(
    desk: Desk, place: Workplace, post_office: tuple[Kept, str]
) -> None:
    slug = release(desk, NOW)
    for number in range(8):
        transact(
            place.outside,
            lambda number=number: responses.send(  # type: ignore[misc]
                place.outside, slug, "Hedda", READER, f"Green one, number {number} of my letters", now=NOW
            ),
        )
    fetching.fetch(place, NOW)
    got = sent(place, post_office)
    assert 1 <= len(got) <= 5, "anybody can give any address: a few a day"
    assert "/responses/withdraw/" in words(got[0])
    assert not any("Hedda" in words(one) or "Green" in words(one) for one in got)
