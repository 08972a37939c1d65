"""Photos and films of a draft: never lost by a form, seen by who sees the draft, outside with the story."""

import re
from dataclasses import replace

import pytest

from ideaboard.board import pictures, posts
from ideaboard.db import transact
from ideaboard.errors import Refusal
from ideaboard.publishing import consent, drafts, files, releases
from ideaboard.publishing.files import Chosen
from ideaboard.publishing.photos import Taken
from ideaboard.spotlight import parts, stories
from tests.conftest import NOW, Cast, post
from tests.publishing import filmstrip
from tests.publishing.conftest import TEXT, Desk, Visitor, begin

FORM = {"title": "Outward", "standfirst": "", "body": "Words", "byline": "full", "topic": "", "question": ""}
ALT = "A crate of empty bottles"


def fields(page: str) -> dict[str, str]:
    """What the form of a page would send of its files."""
    found = re.findall(r'<input type="(?:hidden|text)"[^>]*name="(medium-[^"]+)"[^>]*value="([^"]*)"', page)
    more = re.findall(r'<input type="text" id="[^"]+" name="(medium-[^"]+)"[^>]*value="([^"]*)"', page)
    return dict(found + more)


def kept(desk: Desk, content: bytes = b"RIFF picture", kind: str = "image/webp") -> str:
    taken = Taken(content, kind, 40, 30, ("place",) if kind == "image/webp" else ())
    return transact(desk.db, lambda: files.keep(desk.db, taken, now=NOW))


def shown(desk: Desk, *names: str) -> None:
    media = tuple(Chosen(place, name, ALT) for place, name in enumerate(names, 1))
    desk.save(replace(TEXT, media=media, correction="Another picture"))


def outside(desk: Desk) -> list[str]:
    return [row["name"] for row in desk.outside.rows("SELECT name FROM media ORDER BY name")]


def test_an_editor_adds_a_photo_and_the_page_says_what_was_taken_out(desk: Desk, visit: Visitor) -> None:
    path, editor = f"/publishing/drafts/{desk.number}", visit(desk.editor)
    upload = {"medium_file": ("crate.jpg", filmstrip.photo())}
    data = FORM | {"version": "1", "add_medium": "1", "new-alt": ALT, "body": "Typed meanwhile"}
    form = editor.post(f"{path}/edit", data=data, files=upload)
    assert form.status_code == 200
    assert "Typed meanwhile" in form.text
    assert "It held a place and a camera’s name" in form.text
    assert desk.draft()["media"] == "", "nothing is saved yet"
    added = fields(form.text)
    assert added["medium-1-alt"] == ALT
    assert editor.get(f"{path}/media/{added['medium-1-name']}").headers["content-type"] == "image/webp"
    saved = editor.post(f"{path}/edit", data=FORM | {"version": "1"} | added)
    assert saved.status_code == 303
    (medium,) = parts.media(desk.draft()["media"])
    assert (medium.kind, medium.alt, medium.width, medium.height) == ("picture", ALT, 40, 30)
    page = editor.get(path).text
    assert "The photo held a place and a camera’s name: taken out." in page
    assert f'src="{path}/media/{medium.name}" alt="{ALT}"' in page
    assert medium.name in editor.get(f"{path}/versions/2").text


@pytest.mark.parametrize(
    ("change", "status"), [({"title": ""}, 422), ({"version": "0"}, 409), ({"byline": "loud"}, 422)]
)
def test_a_form_that_is_refused_keeps_the_photo(
    desk: Desk, visit: Visitor, change: dict[str, str], status: int
) -> None:
    upload = {"medium_file": ("crate.jpg", filmstrip.photo())}
    data = FORM | {"version": "1", "new-alt": ALT} | change
    answer = visit(desk.editor).post(f"/publishing/drafts/{desk.number}/edit", data=data, files=upload)
    assert answer.status_code == status
    added = fields(answer.text)
    assert added["medium-1-alt"] == ALT
    assert added["medium-1-name"].endswith(".webp")


def test_a_new_draft_may_begin_with_a_photo_of_the_post(cast: Cast, desk: Desk, visit: Visitor) -> None:
    name = transact(cast.db, lambda: pictures.keep(cast.db, filmstrip.photo(), 40, 30, now=NOW))
    number = post(cast, title="With a picture", body=f"See {pictures.mark(name, 'Six *full* crates')}")
    other = transact(cast.db, lambda: pictures.keep(cast.db, filmstrip.photo(side=50), 50, 37, now=NOW))
    editor = visit(desk.editor)
    assert f'value="{name}"' in editor.get(f"/publishing/drafts/new?post={number}").text
    data = FORM | {"post": str(number), "post_picture": name}
    assert editor.post("/publishing/drafts", data=data | {"post_picture": other}).status_code == 404
    form = editor.post("/publishing/drafts", data=data | {"add_medium": "1"})
    added = fields(form.text)
    assert added["medium-1-alt"] == "Six *full* crates"
    assert editor.get(f"/publishing/media/{added['medium-1-name']}").status_code == 200
    made = editor.post("/publishing/drafts", data=FORM | {"post": str(number)} | added).headers["location"]
    draft = drafts.known(cast.db, int(made.rsplit("/", 1)[1]))
    assert [one.alt for one in parts.media(draft["media"])] == ["Six *full* crates"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", filmstrip.photo(), "is called .png and holds JPEG"),
        ("a.svg", b"<svg onload='x()'/>", "Choose a picture (PNG"),
        ("a.gif", b"GIF89a" + bytes(20) + b"<script>alert(1)</script>", "something else at once"),
        ("a.mp4", filmstrip.mp4(tracks=filmstrip.track(b"camm")), "track of notes"),
        ("a.mov", filmstrip.mp4(brand=b"qt  "), "Choose a picture (PNG"),
        ("a.jpg", filmstrip.photo() + bytes(10 * 1024 * 1024), "At most 10 MB"),
    ],
)
def test_what_may_not_go_out_is_refused_beside_its_field(
    desk: Desk, visit: Visitor, name: str, content: bytes, said: str
) -> None:
    path = f"/publishing/drafts/{desk.number}/edit"
    data = FORM | {"version": "1", "new-alt": ALT, "body": "Kept words"}
    answer = visit(desk.editor).post(path, data=data, files={"medium_file": (name, content)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words" in answer.text
    nameless = visit(desk.editor).post(
        path, data=data | {"new-alt": ""}, files={"medium_file": ("a.jpg", b"x")}
    )
    assert "Say what is to be seen" in nameless.text


def test_words_are_required_and_only_files_at_hand_can_be_shown(desk: Desk) -> None:
    name = kept(desk)
    for wrong in (Chosen(3, name, ""), Chosen(3, name, "x" * 301), Chosen(3, f"{'0' * 32}.webp", ALT)):
        with pytest.raises(Refusal) as refused:
            desk.save(replace(TEXT, media=(wrong,)))
        assert set(refused.value.fields) & {"medium-3-alt", "media"}
    with pytest.raises(Refusal, match="attention"):
        shown(desk, *(kept(desk, bytes([number])) for number in range(7)))


def test_a_film_has_subtitles_and_another_medium_may_lead(desk: Desk, visit: Visitor) -> None:
    path, editor = f"/publishing/drafts/{desk.number}/edit", visit(desk.editor)
    photo = kept(desk)
    upload = {
        "medium_file": ("crate.mp4", filmstrip.mp4(filmstrip.PLACE)),
        "new-vtt": ("en.vtt", filmstrip.VTT),
    }
    data = FORM | {"version": "1", "medium-1-name": photo, "medium-1-alt": ALT, "new-alt": "Crates move"}
    assert editor.post(path, data=data | {"first": "2"}, files=upload).status_code == 303
    film, picture = parts.media(desk.draft()["media"])
    assert (film.kind, film.type, film.width, film.height) == ("film", "video/mp4", 320, 180)
    assert picture.kind == "picture"
    page = editor.get(path.removesuffix("/edit")).text
    assert "The film held a place and a camera’s name: taken out." in page
    assert f'media/{film.captions}" srclang="en"' in page
    part = editor.get(f"{path.removesuffix('/edit')}/media/{film.name}", headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    out = FORM | {"version": str(desk.draft()["version"])} | fields(editor.get(path).text)
    assert editor.post(path, data=out | {"medium-2-out": "1"}).status_code == 303
    assert [one.kind for one in parts.media(desk.draft()["media"])] == ["film"]


def test_only_who_sees_the_text_sees_its_files(desk: Desk, visit: Visitor) -> None:
    cast, name = desk.cast, kept(desk)
    shown(desk, name)
    transact(desk.db, lambda: desk.db.run("UPDATE outward_files SET made_at = '2026-01-01T00:00:00Z'"))
    paths = [f"/publishing/{where}/{desk.number}/media/{name}" for where in ("drafts", "consents")]
    for person in (None, cast.colleague, cast.ambassador, cast.author):
        assert {visit(person).get(path).status_code for path in paths} <= {401, 303, 403, 404}
    assert visit(cast.council[0]).get(f"/publishing/media/{name}").status_code == 404, "no longer fresh"
    desk.act(consent.ask, settings=desk.settings)
    page = visit(cast.author).get(f"/publishing/consents/{desk.number}").text
    assert paths[1] in page
    assert visit(cast.author).get(paths[1]).content == b"RIFF picture"
    assert visit(cast.colleague).get(paths[1]).status_code == 404
    desk.act(consent.give, desk.draft()["hash"], by=cast.author)
    desk.quorum()
    slug = desk.release()["slug"]
    assert visit(cast.colleague).get(f"/publishing/stories/{slug}/media/{name}").status_code == 200
    assert visit(cast.ambassador).get(f"/publishing/stories/{slug}/media/{name}").status_code == 403


def test_files_go_out_with_the_story_and_vanish_with_it(desk: Desk) -> None:
    first, second = kept(desk), kept(desk, b"RIFF another")
    shown(desk, first)
    desk.ready()
    desk.release()
    assert outside(desk) == []
    desk.work()
    assert outside(desk) == [first]
    assert stories.find(desk.outside, desk.draft()["slug"]).media[0].alt == ALT
    shown(desk, second)
    desk.ready()
    desk.release()
    desk.work()
    assert outside(desk) == [second], "a correction takes the old picture out"
    desk.act(releases.withdraw, by=desk.cast.author)
    desk.work()
    assert outside(desk) == []


def test_a_file_stays_outside_while_another_story_shows_it(cast: Cast, desk: Desk) -> None:
    other = begin(cast, desk.outside, desk.settings, post(cast, title="Another"))
    name = kept(desk)
    for one in (desk, other):
        shown(one, name)
        one.ready()
        one.release()
    desk.work()
    for one, left in ((desk, [name]), (other, [])):
        one.act(releases.retract, reason="Wrong")
        one.work()
        assert outside(desk) == left


def test_changing_a_picture_or_its_words_asks_again(desk: Desk) -> None:
    name = kept(desk)
    shown(desk, name)
    desk.ready()
    before = desk.draft()["hash"]
    for media in ((), (Chosen(1, name, "Other words"),), (Chosen(1, name, ALT, "A line"),)):
        desk.save(replace(TEXT, media=media))
        assert desk.draft()["hash"] != before
        assert not consent.given(desk.db, desk.draft())


def test_files_without_a_draft_are_swept_and_a_withdrawn_post_takes_its_own(desk: Desk) -> None:
    mine, loose = kept(desk), kept(desk, b"RIFF loose")
    shown(desk, mine)
    later = "2026-03-04T09:00:00Z"
    assert transact(desk.db, lambda: files.sweep(desk.db, now=later)) == 1
    assert [row["name"] for row in desk.db.rows("SELECT name FROM outward_files")] == [mine]
    assert loose != mine
    post_id = desk.draft()["post_id"]
    transact(desk.db, lambda: posts.withdraw(desk.db, posts.known(desk.db, post_id), now=NOW))
    desk.work()
    assert desk.db.rows("SELECT name FROM outward_files") == []
    assert desk.draft()["media"] == ""
