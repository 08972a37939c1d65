"""The style page lives: whatever the pages are made of is on it, in its states, and only where it belongs."""

import re
from dataclasses import replace

import pytest

from ideaboard.app import board_app
from ideaboard.paths import TEMPLATES
from tests.conftest import Stage

PAGES = ("design.html", "_design_form.html", "design_outside.html")


@pytest.mark.parametrize(("file", "name"), [("_parts.html", "parts"), ("_forms.html", "forms")])
def test_every_macro_of_the_house_is_shown(file: str, name: str) -> None:
    macros = set(re.findall(r"{% macro ([a-z]\w*)\(", (TEMPLATES / file).read_text("utf8")))
    pages = [(TEMPLATES / "board" / page).read_text("utf8") for page in PAGES]
    shown = set(re.findall(rf"\b{name}\.(\w+)\(", "".join(pages)))
    assert macros - shown == set()


def test_every_macro_of_the_other_room_is_shown() -> None:
    macros = set(
        re.findall(r"{% macro ([a-z]\w*)\(", (TEMPLATES / "spotlight" / "_parts.html").read_text("utf8"))
    )
    page = (TEMPLATES / "board" / "design_outside.html").read_text("utf8")
    assert {name for name in macros if not re.search(rf"{{{{ {name}\(", page)} == set()


# Markup that no macro makes, and every page wears.
WORN = "toast waiting dialog menu-sheet tabs desk numbers timeline diff empty problems notice callout pager"
WORN += " back facts badge count preview writing answer prose card filters disabled readonly as-hovered"
WORN += " as-focused aria-busy"


def test_it_wears_what_pages_wear(stage: Stage) -> None:
    page = stage.visit(stage.cast.steward).get("/design").text
    assert [name for name in WORN.split() if not re.search(rf'[\s"<]{name}\b', page)] == []


def test_it_shows_states_one_seldom_meets(stage: Stage) -> None:
    page = stage.visit(stage.cast.steward).get("/design").text
    assert page.count("aria-invalid") >= 5
    assert "Anonymous" in page
    assert 'aria-pressed="true"' in page
    assert "your own vote does not count" in page
    assert " autofocus" not in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_it_is_for_stewards_and_in_the_demo_for_everybody_inside(stage: Stage) -> None:
    cast = stage.cast
    assert stage.visit(cast.author).get("/design").status_code == 403
    assert stage.visit(cast.steward).get("/design").status_code == 200
    assert stage.visit(cast.author).get("/design/outside").status_code == 403
    assert "Nell" in stage.visit(cast.steward).get("/design/outside").text
    assert "/design" in stage.visit(cast.steward).get("/admin").text
    stage.board.close()
    stage.board = board_app(replace(stage.settings, demo=True))
    assert stage.visit(cast.author).get("/design").status_code == 200
    assert stage.visit(cast.ambassador).get("/design").status_code == 403
