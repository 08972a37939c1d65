"""The crawl would see it: each fault, planted in one page, is found by the rule that is there for it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.eyes import markup
from tests.eyes.crawl import Home, Seen
from tests.eyes.findings import report
from tests.eyes.looking import WORDS, eye
from tests.eyes.visitors import LANGUAGES, VISITORS

GOOD = "<h1>Good</h1><p>Words.</p>"
PAGE = """<!doctype html><html lang="en"><meta name="color-scheme" content="light dark">
<title>A page</title><style>{style}</style><main>{body}</main></html>"""
FAULTS = {
    "color-contrast": ("p { color: #999; background: #fff }", GOOD),
    "target-size": (
        "button { font-size: 8px; padding: 0; border: 1px solid }",
        "<h1>A</h1>" + 2 * "<button>a</button><br>",
    ),
    "heading-order": ("", "<h1>A</h1><h3>B</h3>"),
    "label": ("", "<h1>A</h1><input>"),
    "region": ("", "</main><p>Outside of everything.</p>"),
    "sideways": ("p { width: 400px }", GOOD),
    "focus not visible": ("a { outline: none }", "<h1>A</h1><a href='/'>On</a>"),
    "contrast in forced colours": ("p { forced-color-adjust: none; color: #777; background: #888 }", GOOD),
    "no edge in forced colours": ("button { border: 0 }", "<h1>A</h1><button>Go</button>"),
    "moves in spite of reduced motion": ("p { transition: color 1s }", GOOD),
}


@pytest.mark.parametrize("rule", [*FAULTS, ""])
def test_a_planted_fault_is_found_and_a_good_page_is_let_be(browser: Browser, home: Home, rule: str) -> None:
    style, body = FAULTS.get(rule, ("", GOOD))
    with eye(browser, home, VISITORS[0], LANGUAGES[0]) as looks:
        looks.page.set_content(PAGE.format(style=style, body=body))
        looks.arm()
        looks.look("axe", "1280", WORDS)
        looks.widths()
        looks.colours()
    found = {finding.rule for finding in looks.findings}
    assert rule in found if rule else not found, report(looks.findings)


def test_an_error_in_a_script_and_a_file_that_is_missing_are_heard(browser: Browser, home: Home) -> None:
    with eye(browser, home, VISITORS[0], LANGUAGES[0]) as looks:
        looks.open(Seen("/signin", "/signin", 200, ""))
        assert looks.findings == []
        looks.page.evaluate("fetch('/static/nothing.js').then(answer => answer.text())")
        with looks.page.expect_event("pageerror"):
            looks.page.evaluate("setTimeout(() => { throw new Error('Oh'); })")
    assert {"request failed", "error in a script"} <= {finding.rule for finding in looks.findings}


def test_broken_markup_is_found(tmp_path: Path) -> None:
    page = Seen("/a", "/a", 200, PAGE.format(style="", body="<h1>A</h1><p><div>no</div></p>"))
    assert "“p” element" in report(markup.check([("stranger", page)], tmp_path))
