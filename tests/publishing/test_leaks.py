"""The leak check finds what must not leave by accident, however it is written, and leaves the rest alone."""

import unicodedata
from dataclasses import replace

import pytest
from confusable_homoglyphs import confusables

from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.people import people
from ideaboard.publishing import disguises, files, leaks, words
from ideaboard.publishing.files import Chosen
from ideaboard.publishing.names import Directory
from ideaboard.publishing.photos import Taken
from tests.conftest import NOW
from tests.publishing.conftest import TEXT, Desk, reworded

WORDS = ("Project Foxglove", "Line 9", "Brennick", "Marlow & Tate", "Café Noir")
NAME = "0123456789abcdef" * 2 + "-40x30.webp"
SHOWN = dict.fromkeys(leaks.PLACES, "")


def found(text: str, *, place: str = "body") -> list[tuple[str, str]]:
    checked = leaks.check(SHOWN | {place: text}, words=WORDS, base_url="https://ideas.acme.example")
    return [(finding.rule, finding.found) for finding in checked]


@pytest.mark.parametrize(
    ("text", "rule", "what"),
    [
        ("Write to ada.lovelace+x@mail.example.com today", "email", "ada.lovelace+x@mail.example.com"),
        ("ada＠example．com", "email", "ada@example.com"),
        ("ada (at) example.com", "email", "ada (at) example.com"),
        ("a\u200bda@exam\u00adple.com", "email", "ada@example.com"),
        ("[write](mailto:ada@example.com)", "email", "ada@example.com"),
        ("ada&#64;example.com", "email", "ada@example.com"),
        ("[w](mailto:ada%40example.com)", "email", "ada@example.com"),
        ("[w](mailto:ada&#64;example.com)", "email", "ada@example.com"),
        ("<mailto:ada%40example.com>", "email", "ada@example.com"),
        ("[w](http://x.org 'ada&#64;example.com')", "email", "ada@example.com"),
        ("[w](https://x.org/?to=ada%2540example.com)", "email", "ada@example.com"),
        ("[w][1]\n\n[1]: mailto:ada%40example.com 'x'", "email", "ada@example.com"),
        ("Call +49 30 1234567 now", "phone", "+49 30 1234567"),
        ("+44 20 7946 0958", "phone", "+44 20 7946 0958"),
        ("+1 (555) 123-4567", "phone", "+1 (555) 123-4567"),
        ("(555) 123-4567", "phone", "(555) 123-4567"),
        ("555-123-4567", "phone", "555-123-4567"),
        ("555.123.4567", "phone", "555.123.4567"),
        ("ring 555-1234", "phone", "555-1234"),
        ("0171/1234567", "phone", "0171/1234567"),
        ("0049 30 1234567", "phone", "0049 30 1234567"),
        ("06 12 34 56 78", "phone", "06 12 34 56 78"),
        ("06.12.34.56.78", "phone", "06.12.34.56.78"),
        ("tel: 5551234", "phone", "5551234"),
        ("ext. 4711", "phone", "4711"),
        ("+４９ ３０ １２３４５６７", "phone", "+49 30 1234567"),
        ("the box at 10.0.12.7 hums", "ip", "10.0.12.7"),
        ("fe80::1ff:fe23:4567:890a answers", "ip", "fe80::1ff:fe23:4567:890a"),
        ("2001:db8:0:0:0:0:0:1", "ip", "2001:db8::1"),
        ("see wiki.intranet", "host", "wiki.intranet"),
        ("http://build-7.eu.corp:8080/x", "host", "build-7.eu.corp"),
        ("printer.local", "host", "printer.local"),
        ("localhost", "host", "localhost"),
        ("https://ideas.acme.example/posts/3", "host", "ideas.acme.example"),
        ("[the post](/posts/3)", "link", "/posts/3"),
        (f"![x](/pictures/{NAME})", "link", f"/pictures/{NAME}"),
        (f"![x](&#47;pictures/{NAME})", "link", f"/pictures/{NAME}"),
        (f"![x][1]\n\n[1]: <&#47;pic&#116;ures/{NAME}>", "link", f"/pictures/{NAME}"),
        (f"as pictures/{NAME} shows", "link", f"pictures/{NAME}"),
        (f"`/pic\u200btures/{NAME}`", "link", f"/pictures/{NAME}"),
        ("[here](https://ideas.acme.example/x)", "link", "https://ideas.acme.example/x"),
        ("[there](other-page)", "link", "other-page"),
        ("[there][1]\n\n[1]: //cdn/x", "link", "//cdn/x"),
        ("about Project Foxglove.", "word", "Project Foxglove"),
        ("PROJECT FOXGLOVE", "word", "Project Foxglove"),
        ("project-foxglove", "word", "Project Foxglove"),
        ("#ProjectFoxglove", "word", "Project Foxglove"),
        ("project\nfoxglove", "word", "Project Foxglove"),
        ("Project *Fox*glove", "word", "Project Foxglove"),
        ("Project &#70;oxglove", "word", "Project Foxglove"),
        ("[w](http://x.org '&#66;rennick')", "word", "Brennick"),
        ("[w](http://brenn%69ck.com)", "word", "Brennick"),
        ("[w](http://x.org/?q=project+foxglove)", "word", "Project Foxglove"),
        ("[w](http://x.org/project%20fox%67love)", "word", "Project Foxglove"),
        ("[w](http://br&#1077;nnick.com)", "word", "Brennick"),
        ("[w](tel:+49%2030%201234567) [w](http://x.org/%2B49%2030%201234567)", "phone", "+49 30 1234567"),
        ("[w](http://%31%30.0.12.7/)", "ip", "10.0.12.7"),
        ("```&#98;rennick\nx\n```", "word", "Brennick"),
        ("Pro\u200bject Fox\u200dglove", "word", "Project Foxglove"),
        ("Pro\u2060ject\ufeff Foxgl\u00adove", "word", "Project Foxglove"),
        ("Рrоjесt Fохglоvе", "word", "Project Foxglove"),
        ("Ρrοject Fοxglονe", "word", "Project Foxglove"),
        ("Ｐｒｏｊｅｃｔ Ｆｏｘｇｌｏｖｅ", "word", "Project Foxglove"),
        ("Prójëct Fõxglövé", "word", "Project Foxglove"),
        ("Brënnick’s glass", "word", "Brennick"),
        ("on line 9 today", "word", "Line 9"),
        ("Marlow and Tate", "word", "Marlow & Tate"),
        ("Marlow & Tate", "word", "Marlow & Tate"),
        ("cafe noir", "word", "Café Noir"),
    ],
)
def test_a_leak_is_found(text: str, rule: str, what: str) -> None:
    assert (rule, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "On 2026-03-02 we filled 1,200 bottles.",
        "02.03.2026, 2/3/2026 and 3/2/26",
        "It cost € 1.200,50 or $1,234.89 or 12.50 EUR.",
        "From 1954 to 2026, 1998-2003, 1998–2003, 2024/2025.",
        "1 200 000 bottles, 1.200.000 caps, 1,200,000 crates",
        "In 250, 330 and 500 ml; 250 330 500",
        "At 10:30-12:45 on 2026-03-02 09:00",
        "Number 112, number 31, 92 decibels, 3.14159265",
        "Section 1.2.3 and version 10.4",
        "The locals met at the corporate plan, internally.",
        "std::vector and C++ at 12:30",
        "Read https://example.org/page and [this](https://example.org).",
        "We stood in line. 95 of us, on line 95.",
        "A project for the foxes in a glove",
        "Ratio 2:1, score 3:2, 24/7 open",
        "Brennickson wrote it",
        "He works 9 to 5 @ home",
        "[a](https://x.org/a%20project) [b](https://foxglove.org/100%25) [y](https://xn--mnchen-3ya.example)",
        "[project](https://x.org 'A project') [x](https://x.org 'foxglove')",
        "[x](http://xn--99999.example) and [y](https://example.org/a/2026/03/02)",
    ],
)
def test_what_is_no_leak_raises_no_alarm(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("place", leaks.PLACES)
def test_every_part_that_readers_see_is_checked(place: str) -> None:
    assert found("Project Foxglove", place=place) == [("word", "Project Foxglove")]


def keys(desk: Desk) -> list[str]:
    found = leaks.open_findings(desk.db, [desk.draft()], settings=desk.settings)
    return [finding.key for finding in found[desk.number]]


def test_a_finding_is_waved_through_by_name_with_a_reason(desk: Desk) -> None:
    desk.save(reworded("Crates", body="help@acme.example or 555-123-4567"))
    with pytest.raises(Refusal):
        desk.act(leaks.waive, "email:help@acme.example", " ", settings=desk.settings, by=desk.cast.council[2])
    desk.act(
        leaks.waive,
        "email:help@acme.example",
        "Our public address",
        settings=desk.settings,
        by=desk.cast.council[2],
    )
    assert keys(desk) == ["phone:555-123-4567"]
    given = leaks.waivers(desk.db, [desk.number])[desk.number]
    assert [(row["name"], row["reason"]) for row in given] == [("Cyd Councillor", "Our public address")]


def test_the_editor_of_the_text_waves_nothing_through(desk: Desk) -> None:
    desk.save(reworded("Crates", body="help@acme.example"))
    with pytest.raises(Forbidden):
        desk.act(leaks.waive, "email:help@acme.example", "Fine", settings=desk.settings)


def test_a_waiver_by_who_edits_afterwards_counts_no_longer(desk: Desk) -> None:
    desk.save(reworded("Crates", body="help@acme.example"))
    other = desk.cast.council[2]
    desk.act(leaks.waive, "email:help@acme.example", "Public", settings=desk.settings, by=other)
    assert keys(desk) == []
    desk.save(reworded("Crates!", body="help@acme.example"), by=other)
    assert keys(desk) == ["email:help@acme.example"]


def test_what_is_not_in_the_text_cannot_be_waved_through(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.act(leaks.waive, "email:x@y.example", "Fine", settings=desk.settings, by=desk.cast.council[2])


def test_a_word_listed_later_stops_a_draft_at_once(desk: Desk) -> None:
    assert keys(desk) == []
    db, by = desk.db, desk.editor
    transact(db, lambda: words.add(db, "Crates Come", by=by, now=NOW))
    assert keys(desk) == ["word:Crates Come"]
    with pytest.raises(Conflict):
        transact(db, lambda: words.add(db, "crates-come", by=by, now=NOW))
    transact(db, lambda: words.remove(db, "Crates Come", by=by))
    assert keys(desk) == []


def test_only_the_council_keeps_the_list(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        transact(desk.db, lambda: words.add(desk.db, "Secret", by=desk.cast.colleague, now=NOW))
    with pytest.raises(Refusal):
        transact(desk.db, lambda: words.add(desk.db, "?", by=desk.editor, now=NOW))


PEOPLE = Directory(
    [
        (1, "Ada Author"),
        (2, "Margit Szabó"),
        (3, "Rose Baker"),
        (4, "Jean-Luc van Houtem"),
        (5, "Grace Margit"),
        *((100 + place, f"First{letter} Smithson") for place, letter in enumerate("abcdef")),
    ]
)


def named(text: str, *agreeing: tuple[int, str]) -> list[str]:
    checked = leaks.check(
        SHOWN | {"body": text}, words=(), base_url="https://x.example", directory=PEOPLE, agreeing=agreeing
    )
    return [finding.found for finding in checked if finding.rule == "name"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("as Margit Szabó says", "Margit Szabó"),
        ("as SZABO, MARGIT says", "Margit Szabó"),
        ("margit szabo", "Margit Szabó"),
        ("Margit K. Szabó", "Margit Szabó"),
        ("Margit *Szabó*", "Margit Szabó"),
        ("Mаrgit Szаbó with letters of another script", "Margit Szabó"),
        ("Mar\u200bgit Sza\u00adbó", "Margit Szabó"),
        ("[her](https://x.org/margit.szabo)", "Margit Szabó"),
        ("@MargitSzabo", "Margit Szabó"),
        ("old Szabó knows", "Szabó"),
        ("Rose Baker bakes", "Rose Baker"),
        ("Jean-Luc van Houtem", "Jean-Luc van Houtem"),
        ("Firstc Smithson", "Firstc Smithson"),
    ],
)
def test_a_colleague_who_was_not_asked_is_found(text: str, who: str) -> None:
    assert who in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "Margit and Rose and Ada",
        "The Baker bakes; a rose. Baker Street.",
        "a szabó is a tailor in Hungarian",
        "the Smithson family",
        "We met Margit. Rose came later.",
        "Graceful margins",
    ],
)
def test_first_names_common_words_and_common_surnames_name_nobody(text: str) -> None:
    assert named(text) == []


def test_who_agrees_to_be_named_may_stand_in_the_text_and_nobody_else_of_their_name() -> None:
    assert named("Margit Szabó, that is Szabó", (2, "Margit Szabó")) == []
    assert named("Margit Szabó", (1, "Ada Author")) == ["Margit Szabó"]


def still_open(desk: Desk) -> list[str]:
    found = leaks.open_findings(desk.db, [desk.draft()], settings=desk.settings)
    return [finding.key for finding in found[desk.number]]


def test_an_author_who_chose_less_is_not_named_by_the_text(desk: Desk) -> None:
    body = "Ada Author, says the text. Cole League was there."
    desk.save(reworded("T", body=body, standfirst=""))
    assert still_open(desk) == ["name:Cole League"]
    desk.save(reworded("T", body=body, standfirst="", byline="first"))
    assert still_open(desk) == ["name:Ada Author", "name:Cole League"]


def test_a_renamed_colleague_is_known_by_the_new_name_at_once(desk: Desk) -> None:
    desk.save(reworded("T", body="Nele Newname came in."))
    assert still_open(desk) == []
    profile = {"name": "Nele Newname", "title": "", "department": "", "about": ""}
    transact(desk.db, lambda: people.edit(desk.db, desk.cast.colleague.id, **profile, now=NOW))
    assert still_open(desk) == ["name:Nele Newname"]


def test_pictures_and_subtitles_are_read_too(desk: Desk) -> None:
    def keep(content: bytes, kind: str, words: str = "") -> str:
        taken = Taken(content, kind, 4, 3)
        return transact(desk.db, lambda: files.keep(desk.db, taken, words=words, now=NOW))

    cues = keep(b"WEBVTT", "text/vtt", "Call +49 30 1234567")
    film = Chosen(1, keep(b"film", "video/mp4"), "Cole League waves", "Filmed on 10.0.12.7", cues)
    desk.save(replace(TEXT, media=(film,)))
    assert still_open(desk) == ["name:Cole League", "ip:10.0.12.7", "phone:+49 30 1234567"]
    findings = leaks.open_findings(desk.db, [desk.draft()], settings=desk.settings)[desk.number]
    assert [finding.where for finding in findings] == ["alt", "caption", "subtitles"]
    assert findings[2].sentence == "The file of subtitles holds a telephone number: +49 30 1234567"


LETTERS = str.maketrans("0123456789", "abcdefghij")


def test_with_twenty_thousand_colleagues_the_check_asks_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, asked = desk.db, []
    rows = [
        {
            "email": f"p{n}@example.com",
            "name": f"Fore Last{n:05}".translate(LETTERS),
            "name_key": "",
            "created_at": NOW,
        }
        for n in range(20_000)
    ]
    transact(db, lambda: db.bulk("people", rows))
    two = [rows[number]["name"] for number in (77, 19_999)]
    desk.save(reworded("T", body=f"So said {two[0]}. " + "And more of it was said. " * 700))
    assert still_open(desk) == [f"name:{two[0]}"]
    desk.save(reworded("T", body=f"So said {two[1]}. " + "And more of it was said. " * 700))
    draft, plain = desk.draft(), type(db).rows
    monkeypatch.setattr(type(db), "rows", lambda db, sql, **v: asked.append(sql) or plain(db, sql, **v))
    assert still_open(desk) == [f"name:{two[1]}"]
    assert draft["id"] == desk.number
    assert not any("SELECT id, name FROM people" in sql for sql in asked), "the list is kept"
    assert len(asked) <= 7


@pytest.mark.parametrize(
    "amount",
    [
        "€12,000",
        "12.000 €",
        "12 000,50 EUR",
        "CHF 12'345.–",
        "1,234,567.89 dollars",
        "12,34,567 rupees",
        "$1.5 million",
        "3m euros",
        "USD 25k",
        "half a million euros",
        "millions of dollars",
        "12 Mio. €",
        "fünf Millionen Euro",
        "10,000-euro",
        "twenty thousand pounds",
        "€１２,０００",
    ],
)
def test_a_large_amount_of_money_is_found_in_any_notation(amount: str) -> None:
    assert {rule for rule, _ in found(f"It cost {amount} in all.")} == {"money"}


@pytest.mark.parametrize(
    "text",
    ["$9,999", "9.999,99 EUR", "3 million bottles", "1,50 €", "€0.500", "12 pounds of sugar", "2026 dollars"],
)
def test_small_amounts_and_large_numbers_of_other_things_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "what"),
    [
        ("see http://wiki/Page now", "link", "http://wiki/Page"),
        ("on \\\\files\\plans\\2026", "link", "\\\\files\\plans\\2026"),
        ("file:///srv/plan.txt", "link", "file:///srv/plan.txt"),
        ("git.acme-tools.example", "host", "git.acme-tools.example"),
        ("ACME-TOOLS.example", "host", "acme-tools.example"),
        ("nas.home.arpa", "host", "nas.home.arpa"),
    ],
)
def test_addresses_that_work_only_inside_are_found(text: str, rule: str, what: str) -> None:
    hosts = frozenset({"acme-tools.example"})
    checked = leaks.check(SHOWN | {"title": text}, words=(), base_url="https://x.example", hosts=hosts)
    assert (rule, what) in [(finding.rule, finding.found) for finding in checked]


def test_every_sign_that_unicode_calls_like_a_latin_letter_is_undone() -> None:
    missed = []
    for sign, likes in confusables.confusables_data.items():
        meant = {like["c"].lower() for like in likes if like["c"].isascii() and like["c"].isalpha()}
        # Compatibility forms know some better: the long s, the capital I of other alphabets, digits.
        known = unicodedata.normalize("NFKC", sign) != sign or sign.isascii() or len(sign) > 1
        if meant and not known and disguises.bare(sign) not in meant | {"i"}:
            missed.append((sign, meant, disguises.bare(sign)))
    assert missed == []


@pytest.mark.parametrize(
    "text", ["ΜΑRLΟW & TΑTE", "Pr0ject F0xg1ove", "Βrеnnісk", "Rnarlow & Tate", "Ꮲroject Foxglove", "L1ne 9"]
)
def test_look_alikes_hide_no_word(text: str) -> None:
    assert [rule for rule, _ in found(text)] == ["word"]
