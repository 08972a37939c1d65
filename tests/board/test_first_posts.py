"""Help with a first post: three questions become title and text, nothing is lost, and it is easily left."""

import re

import pytest

from ideaboard.board import first_posts
from tests.conftest import Stage, post

ANSWERS = {"problem": "Crates vanish.\nEvery week.", "who": "The drivers", "better": "A deposit on *crates*."}
BODY = (
    "**The problem:** Crates vanish.\nEvery week.\n\n**Who has it:** The drivers\n\n"
    "**What would be better:** A deposit on *crates*."
)


def opened(page: str) -> bool:
    found = re.search(r'<details class="questions"( open)?>', page)
    assert found
    return bool(found[1])


def test_it_is_open_until_somebody_has_posted_and_one_click_away_later(stage: Stage) -> None:
    author = stage.visit(stage.cast.author)
    assert opened(author.get("/posts/new").text)
    post(stage.cast)
    page = author.get("/posts/new").text
    assert not opened(page)
    assert "What is the problem?" in page
    assert opened(stage.visit(stage.cast.colleague).get("/posts/new").text)


def test_the_answers_come_back_as_title_and_text_and_nothing_is_posted(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    typed = {"kind": "idea", "category": "firm", "tags": "crates", "title": "", "body": "Before.", **ANSWERS}
    page = client.post("/posts", data=typed)
    assert page.status_code == 200
    assert f"Before.\n\n{BODY}</textarea>" in page.text
    assert 'value="A deposit on crates"' in page.text
    assert 'value="crates"' in page.text
    assert re.search(r'value="firm" checked', page.text)
    assert not opened(page.text)
    assert "Read them once, then post." in page.text
    assert stage.cast.db.rows("SELECT id FROM posts") == []
    looked = client.post("/posts/preview", data=typed)
    assert "<strong>Who has it:</strong>" in looked.text
    sent = client.post("/posts", data=typed | {"title": "Deposit", "body": BODY} | dict.fromkeys(ANSWERS, ""))
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("kind", "answers", "title"),
    [
        ("idea", ANSWERS, "A deposit on crates"),
        ("feedback", ANSWERS, "Crates vanish"),
        ("story", {"who": "Margit"}, "Margit"),
        ("", {"better": "x" * 200}, "x" * 89 + "…"),
        ("idea", {"title": "Mine", "better": "Yours"}, "Mine"),
    ],
)
def test_an_idea_is_named_by_what_would_be_better_and_a_title_stays(
    kind: str, answers: dict[str, str], title: str
) -> None:
    assert first_posts.put_together({"kind": kind, **answers})["title"] == title
