"""Several authors of one story: each asked apart, each free to refuse unseen, each able to take it down."""

from dataclasses import replace

import pytest

from ideaboard import clock
from ideaboard.board import comments
from ideaboard.db import Database, transact
from ideaboard.db.migrate import migrate
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.people import people
from ideaboard.publishing import authors, ballots, consent, drafts, gate, releases
from ideaboard.publishing.authors import CoAuthor
from ideaboard.spotlight import parts, stories
from ideaboard.spotlight.parts import Credit
from ideaboard.who import Person
from tests.conftest import NOW, Cast, post
from tests.publishing.conftest import TEXT, Desk, Visitor, begin
from tests.publishing.test_consent import LATER, everything_the_desk_can_read, inbox, mails


def said(cast: Cast, post_id: int, by: Person) -> None:
    transact(cast.db, lambda: comments.add(cast.db, post_id, "And wash them first.", by=by, now=NOW))


@pytest.fixture
def two(cast: Cast, desk: Desk) -> Desk:
    """A draft of the author's post that credits the colleague by first name too."""
    sql = "UPDATE people SET title = 'Driver', department = 'Logistics' WHERE id = :id"
    transact(cast.db, lambda: cast.db.run(sql, id=cast.colleague.id))
    said(cast, desk.draft()["post_id"], cast.colleague)
    desk.save(replace(TEXT, co_authors=(CoAuthor(cast.colleague.id, "first"),)))
    return desk


def agreed(desk: Desk, *people: Person, **named: object) -> None:
    for person in people:
        desk.act(consent.give, desk.draft()["hash"], by=person, **named)


def test_each_is_named_as_their_own_byline_says(two: Desk) -> None:
    draft = two.draft()
    assert draft["byline_text"] == "Ada Author; Cole, Logistics"
    assert parts.credits(draft["credits"]) == (Credit("Ada Author"), Credit("Cole", department="Logistics"))
    assert "League" not in draft["credits"]


def test_who_is_not_named_stands_last_and_unnamed(cast: Cast, desk: Desk) -> None:
    said(cast, desk.draft()["post_id"], cast.colleague)
    desk.save(replace(TEXT, byline="employee", co_authors=(CoAuthor(cast.colleague.id, "full"),)))
    assert desk.draft()["byline_text"] == "Cole League; An employee of Acme"
    assert [one.name for one in parts.credits(desk.draft()["credits"])] == ["", "Cole League"]


def test_only_who_commented_can_be_credited(cast: Cast, desk: Desk) -> None:
    said(cast, desk.draft()["post_id"], cast.brand_advocate)
    strangers = (cast.steward.id, cast.author.id, cast.brand_advocate.id, 424242)
    for who, kind in (*((number, "full") for number in strangers), (cast.steward.id, "loud")):
        with pytest.raises(Refusal) as refused:
            desk.save(replace(TEXT, co_authors=(CoAuthor(who, kind),)))
        assert "authors" in refused.value.fields


def test_crediting_somebody_is_a_new_version_for_everybody(cast: Cast, desk: Desk) -> None:
    desk.ready()
    before = desk.draft()["hash"]
    said(cast, desk.draft()["post_id"], cast.colleague)
    desk.save(replace(TEXT, co_authors=(CoAuthor(cast.colleague.id, "employee"),)))
    assert desk.draft()["hash"] != before
    assert not consent.given(desk.db, desk.draft())


def test_everyone_is_asked_and_everyone_must_agree_to_the_same_text(two: Desk) -> None:
    cast = two.cast
    two.act(consent.ask, settings=two.settings)
    assert all(any("consent" in text for text in inbox(two, who)) for who in (cast.author, cast.colleague))
    assert len(mails(two)) == 2
    two.quorum()
    agreed(two, cast.author)
    with pytest.raises(Conflict, match="Cole League has not agreed"):
        two.release()
    agreed(two, cast.colleague)
    two.release()
    two.work()
    story = stories.find(two.outside, two.draft()["slug"])
    assert [one.name for one in story.credits] == ["Ada Author", "Cole"]
    assert story.named == 1


@pytest.mark.parametrize("when", [NOW, LATER])
@pytest.mark.parametrize("other_says", ["yes", "nothing"])
def test_a_no_of_one_of_two_leaves_no_trace(
    two: Desk, visit: Visitor, monkeypatch: pytest.MonkeyPatch, when: str, other_says: str
) -> None:
    two.act(consent.ask, settings=two.settings)
    if other_says == "yes":
        agreed(two, two.cast.author)
    monkeypatch.setattr(clock, "now", lambda: when)
    silent = everything_the_desk_can_read(two, visit)
    two.act(consent.decline, two.draft()["hash"], by=two.cast.colleague, now=when)
    assert everything_the_desk_can_read(two, visit) == silent
    assert ("Not available" in silent) == (when == LATER)
    asking = {"settings": two.settings, "now": LATER}
    two.act(consent.ask, **asking)
    assert len(mails(two)) == (2 if other_says == "yes" else 3), "who said no is not pressed again"


def test_any_of_them_takes_the_story_down(two: Desk) -> None:
    two.act(consent.ask, settings=two.settings)
    agreed(two, two.cast.author, two.cast.colleague)
    two.quorum()
    two.release()
    two.act(releases.withdraw, by=two.cast.colleague)
    assert releases.live(two.db, two.number) is None
    assert not consent.given(two.db, two.draft())
    with pytest.raises(Conflict, match="Consent"):
        two.release()


def test_who_is_credited_no_more_still_takes_down_what_credits_them(two: Desk) -> None:
    two.act(consent.ask, settings=two.settings)
    agreed(two, two.cast.author, two.cast.colleague)
    two.quorum()
    two.release()
    two.save(replace(TEXT, correction="Cole wrote none of it."))
    assert authors.people(two.draft()) == [two.cast.author.id]
    two.act(releases.withdraw, by=two.cast.colleague)
    assert releases.live(two.db, two.number) is None
    with pytest.raises(NotFound):
        two.act(releases.withdraw, by=two.cast.steward)


def test_a_credited_member_neither_edits_nor_votes(cast: Cast, desk: Desk) -> None:
    member = cast.council[2]
    said(cast, desk.draft()["post_id"], member)
    desk.save(replace(TEXT, co_authors=(CoAuthor(member.id, "full"),)))
    for verb in (lambda: desk.vote(member), lambda: desk.save(by=member)):
        with pytest.raises(Forbidden):
            verb()
    tally = gate.standing(desk.db, desk.draft(), settings=desk.settings, now=NOW).tally
    assert tally.count("recused") == 1
    assert desk.act(ballots.cast, desk.draft()["hash"], "yes", by=cast.council[3]) is None


def test_a_co_author_who_left_holds_the_story_back(two: Desk) -> None:
    two.act(consent.ask, settings=two.settings)
    agreed(two, two.cast.author, two.cast.colleague)
    two.quorum()
    transact(two.db, lambda: people.activate(two.db, two.cast.colleague.id, False, now=NOW))
    with pytest.raises(Conflict, match="Cole League is not an employee any more"):
        two.release()


def test_a_page_of_their_own_is_for_those_alone_who_asked_for_it(two: Desk) -> None:
    two.act(consent.ask, settings=two.settings)
    agreed(two, two.cast.author)
    agreed(two, two.cast.colleague, together=True)
    two.quorum()
    two.release()
    ada, cole = parts.credits(releases.of_slug(two.db, two.draft()["slug"])["credits"])
    assert ada.key == ""
    assert cole.key.startswith("cole-")
    assert len(cole.key) == len("cole-") + 6
    assert releases.of_slug(two.db, two.draft()["slug"])["hash"] == two.draft()["hash"]


def test_the_address_of_a_page_stays_and_ties_no_two_names_together(cast: Cast, desk: Desk) -> None:
    keys = []
    for number, byline in enumerate(("full", "full", "first")):
        other = begin(cast, desk.outside, desk.settings, post(cast, title=f"Story {number}"))
        other.save(replace(TEXT, byline=byline))
        other.act(consent.ask, settings=desk.settings)
        agreed(other, cast.author, together=True)
        other.quorum()
        keys.append(parts.credits(other.release()["credits"])[0].key)
    assert keys[0] == keys[1] != keys[2]
    assert keys[2].startswith("ada-")
    assert "author" not in keys[2]


def test_the_pages_of_both_authors_and_of_the_editor(two: Desk, visit: Visitor) -> None:
    path, cast = f"/publishing/drafts/{two.number}", two.cast
    edit = visit(cast.council[2]).get(f"{path}/edit").text
    assert f'name="author-{cast.colleague.id}"' in edit
    assert "<ins>" in edit, "the diff stands beside the form"
    two.act(consent.ask, settings=two.settings)
    for person, named in ((cast.author, "Ada Author"), (cast.colleague, "Cole, Logistics")):
        page = visit(person).get(f"/publishing/consents/{two.number}").text
        assert f"<bdi>{named}</bdi>" in page
        assert "Readers may find my stories together" in page
        assert f"/publishing/consents/{two.number}" in visit(person).get("/publishing/consents").text
    assert "your comment became part" in page
    assert visit(cast.steward).get(f"/publishing/consents/{two.number}").status_code == 404
    data = {"answer": "change", "hash": two.draft()["hash"], "note": "", "byline": "full"}
    assert visit(cast.colleague).post(f"/publishing/consents/{two.number}", data=data).status_code == 303
    shown = visit(cast.council[2]).get(path).text
    assert "Cole League: Name me this way: full name and title." in shown


def test_the_form_credits_and_a_form_of_two_editors_loses_nobody(two: Desk, visit: Visitor) -> None:
    form = {"title": "Mine", "body": "Words", "byline": "full", "version": "1", "topic": ""}
    form |= {"standfirst": "", "question": "", f"author-{two.cast.colleague.id}": "employee"}
    late = visit(two.cast.council[2]).post(f"/publishing/drafts/{two.number}/edit", data=form)
    assert late.status_code == 409
    assert 'value="employee" selected' in late.text
    form["version"] = str(two.draft()["version"])
    assert (
        visit(two.cast.council[2]).post(f"/publishing/drafts/{two.number}/edit", data=form).status_code == 303
    )
    assert authors.unpack(two.draft()["co_authors"]) == (CoAuthor(two.cast.colleague.id, "employee"),)
    assert drafts.version(two.db, two.number, two.draft()["version"])["byline_text"] == (
        "Ada Author; An employee of Acme"
    )


def test_answers_from_before_there_were_several_authors_stay_theirs(empty_db: Database) -> None:
    db = empty_db
    migrate(db, "inside", upto="0016_magazine")
    named = {
        "title": "T",
        "body": "b",
        "kind": "idea",
        "category_id": 1,
        "audience": "inside",
        "created_at": NOW,
    }
    with db.writing():
        db.bulk(
            "people", [{"id": 7, "email": "a@example.com", "name": "A", "name_key": "a", "created_at": NOW}]
        )
        db.bulk("categories", [{"id": 1, "slug": "open", "name": "Open"}])
        db.bulk("posts", [named | {"id": 1, "author_id": 7}, named | {"id": 2, "author_id": None}])
        drafts = [{"id": n, "post_id": n, "created_at": NOW, "updated_at": NOW} for n in (1, 2)]
        db.bulk("drafts", drafts)
        asked = {"version": 1, "hash": "h", "state": "given", "asked_by": 7, "asked_at": NOW, "note": "n"}
        db.bulk("consents", [asked | {"draft_id": n} for n in (1, 2)])
    migrate(db, "inside")
    kept = db.rows("SELECT draft_id, author_id, state, note, until FROM consents ORDER BY draft_id")
    assert [(row["draft_id"], row["author_id"]) for row in kept] == [(1, 7), (2, authors.NAMELESS)]
    assert {(row["state"], row["note"], row["until"]) for row in kept} == {("given", "n", "")}
