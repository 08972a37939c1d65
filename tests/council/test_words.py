"""The council's own sentences are said in each reader's language; what people wrote stays theirs."""

from ideaboard import pseudo
from ideaboard.council import answers
from tests.conftest import NOW, Stage, post, words
from tests.council.conftest import Visitor


def test_the_mail_of_an_answer_is_in_its_readers_language(stage: Stage) -> None:
    cast = stage.cast
    number = post(cast)
    with cast.db.writing():
        cast.db.run("UPDATE people SET language = 'en-XA' WHERE id = :id", id=cast.author.id)
        answers.answer(
            cast.db,
            number,
            status="partly_done",
            text="Half of it.",
            reason="Dear.",
            by=cast.councillor,
            now=NOW,
        )
    stage.work()
    (sent,) = stage.mails()
    assert sent["Subject"] == pseudo.longer("Answered: %(title)s") % {"title": "Returnable crates"}
    assert pseudo.longer("partly done") in words(sent)
    assert pseudo.longer("you wrote this post") in words(sent)
    assert "\nHalf of it.\n" in words(sent)


def test_the_desk_and_its_refusals_follow_the_browser(stage: Stage, visit: Visitor) -> None:
    number = post(stage.cast)
    browser = visit(stage.cast.councillor)
    browser.headers["accept-language"] = "en-XA"
    page = browser.get(f"/council/posts/{number}").text
    assert pseudo.longer("Needed for: %(statuses)s. It stands beside the status.").split("%")[0] in page
    assert "Returnable crates" in page
    refused = browser.post(f"/council/posts/{number}/answer", data={"status": "declined"})
    assert refused.status_code == 422
    assert pseudo.longer("Write the answer, in plain words.") in refused.text
    assert pseudo.longer("Customer advocate") in browser.get("/council/seats").text


def test_the_figures_have_the_fraction_of_their_language(stage: Stage, visit: Visitor) -> None:
    for created, title in (("2026-03-01T21:00:00Z", "Half a day"), ("2026-02-28T09:00:00Z", "Two days")):
        number = post(stage.cast, title=title)
        with stage.cast.db.writing():
            sql = "UPDATE posts SET created_at = :at WHERE id = :id"
            stage.cast.db.run(sql, at=created, id=number)
            answers.answer(
                stage.cast.db, number, status="started", text="So.", by=stage.cast.councillor, now=NOW
            )
    browser = visit(stage.cast.colleague)
    assert "<b>1.2 days</b> from post to answer" in browser.get("/council/health").text
    browser.headers["accept-language"] = "de"
    assert "<b>1,2 " in browser.get("/council/health").text
