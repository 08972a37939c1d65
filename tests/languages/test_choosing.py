"""Which language is spoken to whom: a person's choice, else their browser's, else the house's."""

import html
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jinja2 import Environment
from starlette.testclient import TestClient

from ideaboard import language, mail, outbox, pseudo, wording
from ideaboard.app import board_app, spotlight
from ideaboard.board import timeline
from ideaboard.db import transact
from ideaboard.language import N_, Said, _
from ideaboard.people import digests, notifications, people
from ideaboard.settings import Settings, load
from ideaboard.signing import Signer
from ideaboard.web import rendering
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post, words

LONGER, MIRRORED = {"accept-language": "en-XA"}, {"accept-language": "ar-XB"}
SENTENCE = N_("%(name)s wrote about “%(title)s”:")


def longer(text: str) -> str:
    """A message as a page in the longer language shows it."""
    return html.escape(pseudo.longer(text))


def prefer(cast: Cast, person: Person, code: str) -> None:
    """Trial languages cannot be chosen on the page."""
    sql = "UPDATE people SET language = :code WHERE id = :id"
    transact(cast.db, lambda: cast.db.run(sql, code=code, id=person.id))


@pytest.mark.parametrize(
    ("header", "spoken"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("de-CH-1996", "de"),
        ("DE", "de"),
        ("en-xa", "en-XA"),
        ("ar-XB,en;q=0.5", "ar-XB"),
        ("de,en;q=0.9", "de"),
        ("en;q=0.5,de;q=0.8", "de"),
        ("en ; q=0.5 , de ; q=0.8", "de"),
        ("en;Q=0.5,de;q=0.501", "de"),
        ("fr,nl;q=0.9,de;q=0.3", "de"),
        ("fr-FR, *;q=0.5", "en"),
        ("de;q=0", "en"),
        ("de;q=0,de-AT;q=0.000", "en"),
        ("de;q=nan,de;q=inf,de;q=-1,de;q=1e9", "en"),
        ("de;q=", "en"),
        ("", "en"),
        ("*", "en"),
        (";;;,,=,q=1,;q=1,-,--", "en"),
        ("de" * 100_000, "en"),
        ("xx," * 100_000 + "de", "en"),
        ("../../de", "en"),
        ("dé, de\x00", "en"),
    ],
)
def test_a_browser_gets_the_best_of_our_languages(header: str, spoken: str) -> None:
    assert language.wanted(header, "en") == spoken


def test_what_no_browser_asks_for_is_said_in_the_language_of_the_house() -> None:
    assert language.wanted("fr", "de") == "de"
    assert language.wanted("en-GB,fr", "de") == "en"


@pytest.mark.parametrize("code", ["de", "en"])
def test_the_house_has_a_language(code: str, tmp_path: object) -> None:
    assert load(home=tmp_path, environ={"IDEABOARD_LANGUAGE": code}).language == code  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["xx", "DE", "en-XA", "../de"])
def test_a_house_cannot_speak_what_nobody_can_choose(code: str, tmp_path: object) -> None:
    with pytest.raises(ValueError, match="IDEABOARD_LANGUAGE"):
        load(home=tmp_path, environ={"IDEABOARD_LANGUAGE": code})  # type: ignore[arg-type]


@pytest.fixture
def german_house(stage: Stage) -> Iterator[TestClient]:
    """A stranger at the same board, whose house speaks German."""
    board = board_app(replace(stage.settings, language="de"))
    yield TestClient(board.app, base_url=stage.settings.base_url, follow_redirects=False)
    board.close()


def test_strangers_are_spoken_to_in_the_language_of_the_house(german_house: TestClient) -> None:
    assert 'lang="de" dir="ltr"' in german_house.get("/signin").text
    assert 'lang="en" dir="ltr"' in german_house.get("/signin", headers={"accept-language": "en"}).text


def test_a_page_says_its_language_and_direction_and_varies_by_them(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    for headers, said in ((LONGER, 'lang="en-XA" dir="ltr"'), (MIRRORED, 'lang="ar-XB" dir="rtl"')):
        page = client.get("/inbox", headers=headers)
        assert f"<html {said}>" in page.text
        assert "accept-language" in page.headers["vary"]
    assert '<html lang="en" dir="ltr">' in client.get("/inbox").text


def test_a_choice_wins_over_the_browser_until_it_is_taken_back(stage: Stage) -> None:
    client, kept = stage.visit(stage.cast.author), {"name": "Ada Author"}
    assert client.post("/settings/profile", data=kept | {"language": "de"}).status_code == 303
    assert '<html lang="de"' in client.get("/inbox", headers=LONGER).text
    assert '<option value="de" selected>Deutsch</option>' in client.get("/settings/profile").text
    # A form without the field changes nothing.
    client.post("/settings/profile", data=kept)
    assert '<html lang="de"' in client.get("/inbox", headers=LONGER).text
    client.post("/settings/profile", data=kept | {"language": ""})
    assert '<html lang="en-XA"' in client.get("/inbox", headers=LONGER).text


@pytest.mark.parametrize("code", ["xx", "en-XA", "DE", "<b>"])
def test_only_a_language_of_the_list_can_be_chosen(stage: Stage, code: str) -> None:
    client = stage.visit(stage.cast.author)
    refused = client.post("/settings/profile", data={"name": "Ada", "language": code}, headers=LONGER)
    assert refused.status_code == 422
    assert longer("Choose one of the languages of the list.") in refused.text
    assert stage.cast.again(stage.cast.author).language == ""
    assert stage.cast.again(stage.cast.author).name == "Ada Author"


def test_the_notice_after_a_choice_is_in_the_new_language(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    prefer(stage.cast, stage.cast.author, "en-XA")
    there = client.post("/settings/profile", data={"name": "Ada", "language": ""}, headers=MIRRORED)
    assert pseudo.mirrored("Saved.") in client.get(there.headers["location"], headers=MIRRORED).text


def test_refusals_are_in_the_language_of_who_is_refused(stage: Stage) -> None:
    client = stage.visit()
    bad = longer("Write an e-mail address like ana@example.com.")
    assert bad in client.post("/signin", data={"email": "nobody"}, headers=LONGER).text
    gone = client.get("/nowhere", headers=LONGER | {"accept": "application/json"})
    assert gone.json()["error"] == pseudo.longer("There is nothing at this address.")
    heading = client.get("/nowhere", headers=LONGER).text
    assert longer("Not found") in heading
    closed = client.post(
        "/signin", data={"email": "a@b.c"}, headers=LONGER | {"sec-fetch-site": "cross-site"}
    )
    assert longer("Not yours to do") in closed.text


def test_a_json_refusal_names_its_fields_in_the_language_too(stage: Stage) -> None:
    wanted = LONGER | {"accept": "application/json"}
    answer = stage.visit().post("/signin", data={"email": "x"}, headers=wanted).json()
    assert answer["fields"] == {"email": pseudo.longer("Write an e-mail address like ana@example.com.")}


def test_one_language_does_not_leak_into_the_next_request(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    client.get("/inbox", headers=MIRRORED)
    assert language.current() == "en"
    assert '<html lang="en"' in client.get("/inbox").text


def test_dates_and_numbers_are_those_of_the_locale() -> None:
    hours_ago = "2026-03-02T06:59:00Z"
    with language.use("de"):
        assert language.number(1234) == "1.234"
        assert language.number(-5) == "\u22125"
        assert ">2. März 2026<" in rendering.day(NOW)
        assert "2. März 2026" in rendering.exact(NOW)
        assert ">vor 2 Stunden<" in rendering.ago(hours_ago, NOW)
        assert language.either(["PNG", "WebP"]) == "PNG oder WebP"
    with language.use("en"):
        assert language.number(1234) == "1,234"
        assert ">2 March 2026<" in rendering.day(NOW)
        assert rendering.exact(NOW) == "2 March 2026, 09:00 UTC"
        assert ">2 hours ago<" in rendering.ago(hours_ago, NOW)
    with language.use("xx"):
        assert language.current() == "en"


def test_numbers_of_a_sentence_are_grouped_and_names_are_left_alone() -> None:
    with language.use("en-XA"):
        said = language.gettext(
            "At most %(most)s characters, please; this has %(count)s.", most=2000, count=1
        )
        assert "2,000" in said
        assert "Ada %(x)s <b>" in language.gettext(SENTENCE, name="Ada %(x)s <b>", title="Save")


def test_an_inbox_line_is_kept_for_readers_of_every_language(stage: Stage) -> None:
    cast = stage.cast
    said = Said(SENTENCE, {"name": "Cancel", "title": "Save"})
    readers = [cast.author.id, cast.colleague.id]
    values = {"event": "e", "kind": "comment", "url": "/posts/1", "audience": "inside", "why": "follows"}
    transact(cast.db, lambda: notifications.tell(cast.db, readers, text=said, now=NOW, **values))  # type: ignore[arg-type]
    english = stage.visit(cast.author).get("/inbox").text
    assert "Cancel wrote about “Save”:" in english
    assert "because you follow this post" in english
    other = stage.visit(cast.colleague).get("/inbox", headers=LONGER).text
    assert longer(SENTENCE) % {"name": "Cancel", "title": "Save"} in other
    face = stage.visit(cast.author).get("/inbox", headers=LONGER | {"accept": "application/json"}).json()
    assert face["notifications"][0]["text"] == pseudo.longer(SENTENCE) % {"name": "Cancel", "title": "Save"}


def test_a_timeline_is_kept_for_readers_of_every_language(stage: Stage) -> None:
    number = post(stage.cast)
    status = N_("Now %(status)s"), {"status": Said("Planned"), "count": 1200}
    db = stage.cast.db
    transact(db, lambda: timeline.add(db, number, "status", Said(*status), now=NOW))
    client = stage.visit(stage.cast.author)
    assert "Now Planned" in client.get(f"/posts/{number}").text
    shown = client.get(f"/posts/{number}", headers=LONGER).text
    assert longer("Now %(status)s") % {"status": pseudo.longer("Planned")} in shown


def test_a_vote_is_told_to_the_script_in_the_language_of_the_voter(stage: Stage) -> None:
    number, client = post(stage.cast), stage.visit(stage.cast.colleague)
    client.headers.update(LONGER | {"accept": "application/json"})
    told = client.post(f"/posts/{number}/vote", data={"value": "1"}).json()
    assert told["score"] == 1
    assert told["said"] == pseudo.longer("Promoted. The score is %(score)s.") % {"score": "1"}
    assert pseudo.longer("%(num)s promotes") % {"num": "1"} in told["tally"]


def test_lines_from_before_there_were_languages_are_read_as_they_are() -> None:
    assert language.heard("Ada wrote 100% about “%(title)s”", "") == "Ada wrote 100% about “%(title)s”"


def test_a_digest_is_in_the_language_of_who_gets_it(cast: Cast, settings: Settings) -> None:
    said = Said(SENTENCE, {"name": "Cancel", "title": "Save"})
    values = {"event": "e", "kind": "comment", "url": "/posts/1", "audience": "inside", "about": "Crates"}
    readers, then = [cast.author.id, cast.colleague.id], "2026-03-01T12:00:00Z"
    transact(
        cast.db, lambda: notifications.tell(cast.db, readers, text=said, why="follows", now=then, **values)
    )  # type: ignore[arg-type]
    prefer(cast, cast.author, "en-XA")
    digests.make_due(cast.db, replace(settings, language="de"), Signer("tests"), now="2026-03-02T07:00:00Z")
    jobs = {job.payload["to"]: job for job in outbox.due(cast.db, now="2027-01-01T00:00:00Z", only="mail")}
    assert jobs[cast.colleague.email].payload["language"] == "de"
    made = mail.message(settings, jobs[cast.author.email])
    assert made["Subject"] == pseudo.longer("On the board: one thing you have not read")
    text = words(made)
    line = pseudo.longer(SENTENCE) % {"name": "Cancel", "title": "Save"}
    why = pseudo.longer("you follow this post")
    assert pseudo.longer("%(event)s (because %(why)s)") % {"event": line, "why": why} in text
    assert pseudo.longer("Nobody reads replies to this address.") in text
    assert "\nCrates\n" in text
    assert '<html lang="en-XA" dir="ltr">' in words(made, "html")


def test_a_signin_mail_speaks_as_the_page_that_asked(stage: Stage) -> None:
    prefer(stage.cast, stage.cast.author, "ar-XB")
    stage.visit().post("/signin", data={"email": stage.cast.author.email}, headers=LONGER)
    stage.work()
    (sent,) = stage.mails()
    assert sent["Subject"] == pseudo.longer("Sign in to %(company)s's Ideaboard") % {"company": "Acme"}


def test_an_invitation_speaks_as_the_house(stage: Stage) -> None:
    client = stage.visit(stage.cast.steward)
    client.post("/admin/invitations", data={"email": "new@x.example", "role": "employee"}, headers=LONGER)
    stage.work()
    (sent,) = stage.mails()
    assert sent["Subject"] == "Stella Steward invites you to Acme's Ideaboard"
    assert "Nobody reads replies" in words(sent)


def test_what_people_write_is_never_translated(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast, title="Save", body="Cancel")
    profile = {"name": "Inbox", "title": "Steward", "department": "New", "about": "Yes"}
    transact(cast.db, lambda: people.edit(cast.db, cast.author.id, **profile, now=NOW))
    page = stage.visit(cast.colleague).get(f"/posts/{number}", headers=LONGER).text
    assert "<bdi>Save</bdi>" in page
    assert "<p>Cancel</p>" in page
    assert "<bdi>Inbox</bdi>" in page
    assert longer("Inbox") in page
    person = stage.visit(cast.colleague).get(f"/people/{cast.author.id}", headers=LONGER).text
    assert '<p class="lede">Steward, New</p>' in person


@pytest.mark.parametrize("code", ["en", "de", "en-XA", "ar-XB"])
def test_what_is_given_to_a_message_is_escaped(code: str) -> None:
    environment = Environment(autoescape=True)
    wording.install(environment)
    nasty = "<script>%(x)s &"
    shown = html.escape(nasty)
    with language.use(code):
        for source in (
            "{{ _('By %(name)s', name=nasty) }}",
            "{{ counted('%(name)s, %(num)s', '%(name)s, %(num)s', 2, name=nasty) }}",
            "{% trans nasty %}By <b>{{ nasty }}</b>{% endtrans %}",
            "{% trans n=2, nasty=nasty %}1 {{ nasty }}{% pluralize %}{{ n }} {{ nasty }}{% endtrans %}",
        ):
            made = environment.from_string(source).render(nasty=nasty)
            assert shown in made, source
            assert "<script" not in made, source
        # A message that a variable holds is escaped as well.
        assert "<script" not in environment.from_string("{{ _(nasty) }}").render(nasty=nasty)


def test_a_safe_value_stays_markup_and_a_mail_in_plain_text_escapes_nothing() -> None:
    page, letter = Environment(autoescape=True), Environment(autoescape=False)
    for environment in (page, letter):
        wording.install(environment)
    source = "{{ _('By %(name)s', name=name) }}"
    assert page.from_string(source).render(name=rendering.day(NOW)).startswith("By <time ")
    assert letter.from_string(source).render(name="A & B") == "By A & B"


def test_no_value_of_a_message_clashes_with_how_it_is_called() -> None:
    names = dict.fromkeys(("text", "one", "many", "count", "context", "message"), "x")
    assert _("%(text)s", **names) == "x"
    assert language.ngettext("%(count)s", "%(count)s", 2, **names) == "x"
    assert str(Said("%(text)s%(message)s", names)) == "xx"
    environment = Environment(autoescape=True)
    wording.install(environment)
    assert environment.from_string("{{ _('%(text)s', text='x') }}").render() == "x"
    source = "{{ counted('%(count)s', '%(count)s', 2, count='x', many='y') }}"
    assert environment.from_string(source).render() == "x"


@pytest.mark.parametrize("code", ["en", "de", "en-XA", "ar-XB"])
def test_the_app_of_a_phone_is_named_in_the_language_of_the_page(stage: Stage, code: str) -> None:
    page = stage.visit().get("/signin", headers={"accept-language": code}).text
    address = html.unescape(page.split('rel="manifest" href="')[1].split('"')[0])
    # Fetched without cookies, and kept for good under its address: that must name the language.
    answer = stage.visit().get(address, headers={"accept-language": "fr"})
    assert answer.json()["lang"] == code
    assert "immutable" in answer.headers["cache-control"]
    assert stage.visit().get("/manifest.webmanifest?lang=xx").json()["lang"] == "en"


def test_the_spotlight_speaks_the_language_of_the_house(stage: Stage) -> None:
    for code in ("en", "de"):
        app = spotlight(replace(stage.settings, language=code))
        with TestClient(app, base_url=stage.settings.spotlight_url) as client:
            assert f'<html lang="{code}"' in client.get("/", headers=LONGER).text
