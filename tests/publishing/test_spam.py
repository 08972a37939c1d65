"""A machine sorts what looks like spam, and says why; readers of all kinds pass it."""

import pytest

from ideaboard.publishing import spam
from ideaboard.publishing.spam import Past


def judged(
    body: str, name: str = "Hedda", *, seconds: int | None = None, past: Past | None = None
) -> spam.Score:
    return spam.judge(name, body, seconds=seconds, past=past or Past())


@pytest.mark.parametrize(
    ("score", "reason"),
    [
        (judged("https://x.example"), "link_only"),
        (judged("Look here https://x.example and www.y.example, it is about soda crates"), "links"),
        (judged("<a href=https://x.example>soda</a> for all of you out there"), "markup"),
        (judged("[url=https://x.example]soda[/url] for all of you out there"), "markup"),
        (judged("READ THIS NOW AND SEND IT TO ALL YOUR FRIENDS"), "shouting"),
        (judged("The best ca\u200bsıno bonus for soda lovers"), "words"),
        (judged("Your рroducts are fine", "Anna"), "scripts"),
        (judged("Lovely story.", seconds=1), "hurried"),
        (judged("Lovely story.", past=Past(same_words=4)), "repeated"),
        (judged("Lovely story.", past=Past(stories=3)), "everywhere"),
    ],
)
def test_each_sign_is_noticed_and_said(score: spam.Score, reason: str) -> None:
    assert reason in [code for code, _found in score.reasons]
    assert score.points >= spam.WEIGHTS[reason]
    assert all(sentence and "%" not in sentence for sentence in spam.sentences(score.kept))


@pytest.mark.parametrize(
    "body",
    [
        "The small tractor. Is it green, with one wheel that does not match?",
        "Спасибо за историю, мой дед тоже собирал бутылки.",
        "Ich bin 71. Mein Enkel heißt Πέτρος, und er trinkt nur Zitrone.",
        "We did the same: https://school.example/crates tells how it went, with pictures of our children.",
        "OK.",
        "👏👏👏",
    ],
)
def test_what_people_write_is_not_suspected(body: str) -> None:
    assert not judged(body, seconds=40).suspect


def test_signs_add_up_to_a_hundred_at_most_and_cost_little() -> None:
    worst = judged("CASINO <b>BITCOIN</b> https://a.example " * 120, seconds=0, past=Past(9, 9))
    assert worst.points == 100
    assert worst.suspect
    judged("а" * 5000 + "a" * 5000, "<" * 5000)
