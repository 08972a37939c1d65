"""The leak check finds what must not leave by accident, however it is written, and leaves the rest alone."""

import pytest

from ideaboard.db import transact
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.publishing import leaks, words
from tests.conftest import NOW
from tests.publishing.conftest import Desk, reworded

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
