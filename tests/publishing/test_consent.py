"""Consent is the author's alone: bound to one text, free to refuse unseen, and theirs to take back."""

import re

import pytest

from ideaboard import clock
from ideaboard.board import claims, posts, timeline
from ideaboard.db import Database, Row, transact
from ideaboard.db.migrate import migrate
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.people import notifications, people
from ideaboard.publishing import bylines, consent, drafts, gate, record, releases, rules
from ideaboard.signing import Signer
from tests.conftest import NOW, Cast, Stage
from tests.publishing.conftest import Desk, Visitor, begin, reworded

LATER = clock.shift(NOW, days=consent.WAIT_DAYS)


def asked(desk: Desk) -> str:
    desk.act(consent.ask, settings=desk.settings)
    return str(desk.draft()["hash"])


def inbox(desk: Desk, person: object) -> list[str]:
    return [row["text"] for row in notifications.inbox(desk.db, person, before=10**9)]  # type: ignore[arg-type]


def mails(desk: Desk) -> list[str]:
    rows = desk.db.rows("SELECT payload FROM outbox WHERE kind = 'mail' ORDER BY id")
    return [row["payload"] for row in rows]


def seen_by_desk(desk: Desk, now: str = NOW) -> Row:
    return gate.standing(desk.db, desk.draft(), settings=desk.settings, now=now).consent


def test_the_author_is_asked_in_their_inbox_and_by_mail(desk: Desk) -> None:
    asked(desk)
    assert any("consent" in text for text in inbox(desk, desk.cast.author))
    (mail,) = mails(desk)
    assert desk.cast.author.email in mail
    assert f"/publishing/consents/{desk.number}" in mail


def test_consent_needs_a_request(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.act(consent.give, desk.draft()["hash"], by=desk.cast.author)


def test_nobody_but_the_author_can_answer(desk: Desk) -> None:
    seen = asked(desk)
    for person in (*desk.cast.council, desk.cast.colleague, desk.cast.steward):
        for verb in (consent.give, consent.decline):
            with pytest.raises(NotFound):
                desk.act(verb, seen, by=person)
        with pytest.raises(NotFound):
            desk.act(consent.ask_change, seen, "Please", by=person)
        with pytest.raises(NotFound):
            desk.act(releases.withdraw, by=person)
    assert not consent.given(desk.db, desk.draft())


def test_consent_is_to_the_text_that_was_read(desk: Desk) -> None:
    seen = asked(desk)
    desk.save(reworded("Other words"))
    with pytest.raises(Conflict):
        desk.act(consent.give, seen, by=desk.cast.author)
    desk.act(consent.ask, settings=desk.settings)
    with pytest.raises(Conflict):
        desk.act(consent.give, seen, by=desk.cast.author)


def test_giving_twice_is_giving_once(desk: Desk) -> None:
    seen = asked(desk)
    desk.act(consent.give, seen, by=desk.cast.author)
    desk.act(consent.give, seen, by=desk.cast.author)
    assert consent.given(desk.db, desk.draft())


def test_a_note_goes_back_to_the_desk(desk: Desk) -> None:
    seen = asked(desk)
    with pytest.raises(Refusal):
        desk.act(consent.ask_change, seen, "  ", by=desk.cast.author)
    desk.act(consent.ask_change, seen, "Not the bit on Bea", byline="first", by=desk.cast.author)
    state = seen_by_desk(desk)
    assert state["state"] == "changes"
    assert state["note"] == "Name me this way: first name and department. Not the bit on Bea"
    assert any("asks for a change" in text for text in inbox(desk, desk.editor))


def everything_the_desk_can_read(desk: Desk, visit: Visitor) -> str:
    """All pages of all seats, the timeline, all inboxes, all mails and jobs."""
    read = []
    for person in desk.cast.council:
        for path in (
            "",
            f"/drafts/{desk.number}",
            f"/drafts/{desk.number}/versions/1",
            "/responses",
            "/stories",
        ):
            reply = visit(person).get(f"/publishing{path}")
            assert reply.status_code == 200
            read.append(reply.text)
        read += inbox(desk, person)
    read += [row["text"] for row in timeline.of(desk.db, desk.draft()["post_id"])]
    read += mails(desk)
    jobs = desk.db.rows("SELECT kind, payload, run_at FROM outbox WHERE kind <> 'mail' ORDER BY id")
    return "\n".join([*read, *map(str, jobs)])


@pytest.mark.parametrize("when", [NOW, LATER])
def test_a_no_leaves_no_trace_that_the_desk_can_read(
    desk: Desk, visit: Visitor, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    seen = asked(desk)
    monkeypatch.setattr(clock, "now", lambda: when)
    silent = everything_the_desk_can_read(desk, visit)
    desk.act(consent.decline, seen, by=desk.cast.author, now=when)
    assert everything_the_desk_can_read(desk, visit) == silent
    assert "Not available" in silent or when == NOW
    assert "declined" not in re.sub(r"i-declined", "", silent)


def test_after_a_week_the_desk_may_ask_again_and_learns_nothing(desk: Desk) -> None:
    seen = asked(desk)
    with pytest.raises(Conflict) as silence:
        desk.act(consent.ask, settings=desk.settings)
    desk.act(consent.decline, seen, by=desk.cast.author)
    with pytest.raises(Conflict) as refusal:
        desk.act(consent.ask, settings=desk.settings)
    assert refusal.value.sentence == silence.value.sentence
    assert seen_by_desk(desk, LATER)["state"] == "unavailable"
    desk.act(consent.ask, settings=desk.settings, now=LATER)
    assert seen_by_desk(desk, LATER)["state"] == "asked"
    assert len(mails(desk)) == 1, "an author who said no is not pressed again"


def test_silence_is_asked_again_by_mail(desk: Desk) -> None:
    asked(desk)
    desk.act(consent.ask, settings=desk.settings, now=LATER)
    assert len(mails(desk)) == 2


def test_who_said_no_may_change_their_mind(desk: Desk) -> None:
    seen = asked(desk)
    desk.act(consent.decline, seen, by=desk.cast.author)
    desk.act(consent.give, seen, by=desk.cast.author)
    assert seen_by_desk(desk)["state"] == "given"


def test_an_unpublished_yes_can_be_taken_back(desk: Desk) -> None:
    desk.ready()
    desk.act(releases.withdraw, by=desk.cast.author)
    with pytest.raises(Conflict, match="Consent"):
        desk.release()


def test_only_the_author_finds_the_page(desk: Desk, visit: Visitor) -> None:
    path = f"/publishing/consents/{desk.number}"
    assert visit(desk.cast.author).get(path).status_code == 404, "nobody has asked yet"
    asked(desk)
    page = visit(desk.cast.author).get(path)
    assert page.status_code == 200
    for part in (
        "The crates come home",
        "Ada Author",
        "<ins>",
        desk.settings.spotlight_url,
        "Your answer",
    ):
        assert part in page.text
    for person in (*desk.cast.council, desk.cast.colleague, desk.cast.steward):
        assert visit(person).get(path).status_code == 404
        reply = visit(person).post(path, data={"answer": "give", "hash": desk.draft()["hash"]})
        assert reply.status_code == 404


def test_the_author_answers_on_their_page(desk: Desk, visit: Visitor) -> None:
    seen = asked(desk)
    path = f"/publishing/consents/{desk.number}"
    browser = visit(desk.cast.author)
    assert browser.post(path, data={"answer": "decline", "hash": seen}).status_code == 303
    assert "You said no" in browser.get(path).text
    assert "You said no" in browser.get("/publishing/consents").text
    assert browser.post(path, data={"answer": "give", "hash": seen}).status_code == 303
    assert "You agreed" in browser.get(path).text
    assert browser.post(path, data={"answer": "withdraw"}).status_code == 303
    assert "You took your yes back" in browser.get(path).text
    assert browser.post(path, data={"answer": "give", "hash": seen}).status_code == 409
    assert browser.post(path, data={"answer": "what"}).status_code == 422


def test_who_is_no_longer_inside_still_takes_a_yes_back(cast: Cast, desk: Desk, visit: Visitor) -> None:
    seen = asked(desk)
    desk.act(consent.give, seen, by=cast.author)
    desk.quorum()
    desk.release()
    transact(cast.db, lambda: people.take_role(cast.db, cast.author.id, "employee"))
    assert not cast.again(cast.author).is_inside
    author, path = visit(cast.author), f"/publishing/consents/{desk.number}"
    assert path in author.get("/publishing/consents").text
    page = author.get(path)
    assert page.status_code == 200
    assert author.post(path, data={"answer": "withdraw"}).status_code == 303
    assert releases.live(desk.db, desk.number) is None
    for text in (page.text, author.get("/publishing/consents").text):
        assert not set(re.findall(r'href="(/[\w/]*)', text)) & {"/posts", "/posts/new", "/inbox", "/council"}
    other = visit(cast.ambassador)
    assert other.get(path).status_code == other.post(path, data={"answer": "withdraw"}).status_code == 404
    empty = other.get("/publishing/consents")
    assert empty.status_code == 200
    assert 'href="/posts' not in empty.text
    assert visit(None).get("/publishing/consents").status_code in (303, 401)


def test_a_page_that_is_open_while_the_text_changes_agrees_to_nothing(desk: Desk, visit: Visitor) -> None:
    seen = asked(desk)
    desk.save(reworded("Other words"))
    path = f"/publishing/consents/{desk.number}"
    reply = visit(desk.cast.author).post(path, data={"answer": "give", "hash": seen})
    assert reply.status_code == 409
    assert "changed" in reply.text
    assert "Other words" not in reply.text, "the new text is not the author's to see before they are asked"


@pytest.fixture
def anonymous(cast: Cast, desk: Desk) -> tuple[Desk, str]:
    """A draft of an anonymous post, with its author's claim."""
    secret = claims.fresh()
    number = transact(
        cast.db,
        lambda: posts.create(
            cast.db,
            kind="story",
            title="A secret",
            body="Told quietly.",
            category="open",
            claim=secret,
            by=cast.author,
            now=NOW,
        ),
    )
    own = begin(cast, desk.outside, desk.settings, number, reworded("A quiet story", byline="employee"))
    return own, claims.token(Signer(own.settings.secret), number, secret)


def test_an_anonymous_author_can_never_be_named(anonymous: tuple[Desk, str]) -> None:
    desk, _ = anonymous
    assert desk.draft()["byline_text"] == "An employee of Acme"
    for kind in (bylines.FULL, bylines.FIRST):
        with pytest.raises(Refusal):
            desk.save(reworded("A quiet story", byline=kind))


def test_an_anonymous_author_consents_and_withdraws_by_the_claim_link(
    anonymous: tuple[Desk, str], visit: Visitor
) -> None:
    desk, token = anonymous
    path = f"/publishing/claims/{token}"
    stranger = visit(None)
    assert "A quiet story" not in stranger.get(path).text, "nobody has asked yet"
    asked(desk)
    assert mails(desk) == []
    page = stranger.get(path)
    assert page.status_code == 200
    assert "A quiet story" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert stranger.post(path, data={"answer": "give", "hash": desk.draft()["hash"]}).status_code == 303
    desk.quorum()
    made = desk.release()
    desk.work()
    assert stranger.post(path, data={"answer": "withdraw"}).status_code == 303
    desk.work()
    assert releases.live(desk.db, desk.number) is None
    row = desk.outside.row("SELECT gone_at, body FROM stories WHERE slug = :slug", slug=made["slug"])
    assert row == {"gone_at": NOW, "body": ""}


def test_a_claim_opens_only_its_own_post(anonymous: tuple[Desk, str], desk: Desk, visit: Visitor) -> None:
    own, token = anonymous
    asked(own)
    asked(desk)
    forged = Signer("another house").sign(claims.PURPOSE, [own.draft()["post_id"], "x"])
    assert visit(None).get(f"/publishing/claims/{forged}").status_code == 404
    claimed = claims.open_claim(desk.db, Signer(own.settings.secret), token)
    with pytest.raises(NotFound):
        desk.act(consent.give, desk.draft()["hash"], by=claimed)
    with pytest.raises(NotFound):
        own.act(consent.give, own.draft()["hash"], by=own.cast.author)


@pytest.mark.parametrize(
    ("kind", "named"),
    [("full", "Ada Author, Line lead"), ("first", "Ada, Production"), ("employee", "An employee of Acme")],
)
def test_the_byline_stands_as_the_author_agreed(desk: Desk, kind: str, named: str) -> None:
    author = desk.cast.author.id
    sql = "UPDATE people SET title = 'Line lead', department = 'Production' WHERE id = :id"
    transact(desk.db, lambda: desk.db.run(sql, id=author))
    desk.save(reworded("Crates", byline=kind))
    assert desk.draft()["byline_text"] == named
    desk.ready()
    sql = "UPDATE people SET title = 'Boss', department = 'Elsewhere' WHERE id = :id"
    transact(desk.db, lambda: desk.db.run(sql, id=author))
    assert desk.release()["byline_text"] == named
    assert drafts.version(desk.db, desk.number, 2)["byline_text"] == named


def test_a_yes_until_a_day_takes_the_story_down_when_it_is_over(desk: Desk) -> None:
    for wrong in ("soon", "2026-03-02", "2020-01-01", "2060-01-01"):
        with pytest.raises(Refusal):
            desk.act(consent.ask, settings=desk.settings, proposed=wrong)
    desk.act(consent.ask, settings=desk.settings, proposed="2026-12-31")
    assert consent.of(desk.db, desk.draft(), desk.cast.author)["proposed"] == "2026-12-31"  # type: ignore[index]
    desk.act(consent.give, desk.draft()["hash"], until="2026-04-01", by=desk.cast.author)
    assert seen_by_desk(desk)["until"] == "2026-04-01"
    desk.quorum()
    desk.release()
    desk.work("2026-04-01T23:59:59Z")
    assert releases.live(desk.db, desk.number)
    desk.work("2026-04-02T00:00:00Z")
    assert releases.live(desk.db, desk.number) is None
    desk.work("2026-04-02T00:00:01Z")
    row = desk.outside.row("SELECT gone_at FROM stories")
    assert row == {"gone_at": "2026-04-02T00:00:01Z"}
    told = record.for_council(desk.db, desk.draft()["post_id"])
    assert [one["step"] for one in told][-2:] == ["withdrawn", "gone"]
    for person in (desk.cast.author, *desk.cast.council):
        assert any("is over" in text for text in inbox(desk, person))


def test_the_last_day_is_the_companys_and_a_zone_set_later_moves_no_promise(
    desk: Desk, visit: Visitor
) -> None:
    set_zone(desk, "Pacific/Auckland")
    desk.act(consent.ask, settings=desk.settings)
    yesterday_there = "2026-03-02"  # NOW is 22:00 of it in Auckland.
    with pytest.raises(Refusal):
        desk.act(consent.give, desk.draft()["hash"], until=yesterday_there, by=desk.cast.author)
    page = visit(desk.cast.author).get(f"/publishing/consents/{desk.number}").text
    assert "by the clocks of Pacific/Auckland" in page
    desk.act(consent.give, desk.draft()["hash"], until="2026-04-01", by=desk.cast.author)
    set_zone(desk, "America/Los_Angeles")
    desk.quorum()
    desk.release()
    desk.work("2026-04-01T10:59:59Z")
    assert releases.live(desk.db, desk.number)
    desk.work("2026-04-01T11:00:00Z")
    assert releases.live(desk.db, desk.number) is None


def test_a_yes_from_before_days_were_the_companys_ends_as_it_would_have(empty_db: Database) -> None:
    db = empty_db
    migrate(db, "inside", upto="0019_readers")
    who = {"email": "a@example.com", "name": "A", "name_key": "a", "created_at": NOW}
    post = {"title": "T", "body": "b", "kind": "idea", "category_id": 1, "audience": "inside"}
    asked = {"version": 1, "hash": "h", "state": "given", "asked_by": 7, "asked_at": NOW, "author_id": 7}
    with db.writing():
        db.bulk("people", [who | {"id": 7}])
        db.bulk("categories", [{"id": 1, "slug": "open", "name": "Open"}])
        db.bulk("posts", [post | {"id": 1, "author_id": 7, "created_at": NOW}])
        db.bulk("drafts", [{"id": 1, "post_id": 1, "created_at": NOW, "updated_at": NOW}])
        db.bulk("consents", [asked | {"draft_id": 1, "until": "2026-03-31"}])
    migrate(db, "inside")
    assert not consent.over(db, 1, 1, now="2026-03-31T23:59:59Z")
    assert consent.over(db, 1, 1, now="2026-04-01T00:00:00Z")


def set_zone(desk: Desk, name: str) -> None:
    form = {"yes": "4", "outsiders": "1", "days": "7", "zone": name}
    transact(desk.db, lambda: rules.keep(desk.db, form, by=desk.cast.steward, now=NOW))


def test_a_yes_whose_time_is_over_is_no_yes_at_the_gate(desk: Desk) -> None:
    desk.act(consent.ask, settings=desk.settings)
    desk.act(consent.give, desk.draft()["hash"], until="2026-03-05", by=desk.cast.author)
    desk.quorum()
    with pytest.raises(Conflict, match="Consent"):
        desk.release(now=LATER)
    assert seen_by_desk(desk, LATER)["state"] == "unavailable"
    desk.act(consent.ask, settings=desk.settings, now=LATER)
    desk.act(consent.give, desk.draft()["hash"], by=desk.cast.author, now=LATER)
    desk.release(now=LATER)
    desk.work(clock.shift(LATER, days=400))
    assert releases.live(desk.db, desk.number), "the earlier end is forgotten"


def test_the_mail_that_asked_takes_the_yes_back_without_signing_in(desk: Desk, visit: Visitor) -> None:
    desk.ready()
    desk.release()
    found = re.search(r"/publishing/withdraw/[\w.-]+", mails(desk)[0])
    assert found
    transact(desk.db, lambda: people.activate(desk.db, desk.cast.author.id, False, now=NOW))
    stranger = visit(None)
    page = stranger.get(found[0])
    assert page.text.count('<form method="post" action="/publishing') == 1
    assert page.headers["referrer-policy"] == "no-referrer"
    assert releases.live(desk.db, desk.number), "looking takes nothing back"
    assert stranger.post(found[0]).status_code == 303
    assert releases.live(desk.db, desk.number) is None
    assert "nothing to take back" in stranger.get(found[0]).text
    assert stranger.get("/publishing/withdraw/forged").status_code == 404
    claim = Signer(desk.settings.secret).sign(claims.PURPOSE, [desk.number, 1])
    assert stranger.get(f"/publishing/withdraw/{claim}").status_code == 404


def test_the_consent_page_says_where_and_for_how_long(anonymous: tuple[Desk, str], visit: Visitor) -> None:
    desk, token = anonymous
    desk.act(consent.ask, settings=desk.settings, proposed="2026-12-31")
    path, stranger = f"/publishing/claims/{token}", visit(None)
    page = stranger.get(path).text
    for part in ("in its feeds", "letters", "search engines", "copies", "31 December 2026"):
        assert part in page
    assert "my stories together" not in page, "who is not named has no page"
    data = {"answer": "give", "hash": desk.draft()["hash"], "until": "yesterday", "together": "1"}
    refused = stranger.post(path, data=data)
    assert refused.status_code == 422
    assert "Write a day like" in refused.text
    assert stranger.post(path, data=data | {"until": "2026-06-30"}).status_code == 303
    assert "30 June 2026" in stranger.get(path).text
    desk.quorum()
    made = desk.release()
    assert '"key": ""' in made["credits"]
    assert stranger.post(path, data={"answer": "withdraw"}).status_code == 303
    assert releases.live(desk.db, desk.number) is None


def test_a_claim_holder_is_told_kindly_that_nobody_asked_yet(stage: Stage) -> None:
    form = {"kind": "idea", "title": "T", "body": "b", "category": "open", "anonymous": "1"}
    token = stage.visit(stage.cast.author).post("/posts", data=form).cookies["claim"]
    page = stage.visit().get(f"/publishing/claims/{token}")
    assert page.status_code == 200
    assert "Nobody has asked yet" in page.text
    assert stage.visit().post(f"/publishing/claims/{token}", data={"answer": "give"}).status_code == 404
