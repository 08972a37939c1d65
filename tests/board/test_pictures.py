"""Pictures in posts and comments: whose they are nobody knows, who sees them is who sees the text."""

import io
import re
import warnings
import zlib

import pytest
from PIL import Image
from starlette.testclient import TestClient

from ideaboard import clock, text
from ideaboard.board import categories, comments, pictures, posts
from ideaboard.db import transact
from ideaboard.errors import Refusal
from ideaboard.people.pictures import wide
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post

FORM = {"kind": "idea", "title": "Crates", "body": "Look at this.", "category": "open"}
ALT = "Ten crates, three of them empty"


def drawn(size: tuple[int, int] = (400, 300), form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(str(options.pop("mode", "RGB")), size, "teal").save(out, form, **options)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "p.jpg") -> dict[str, tuple[str, bytes, str]]:
    return {"picture": (name, drawn() if content is None else content, "image/jpeg")}


def kept(cast: Cast) -> list[str]:
    return [row["name"] for row in cast.db.rows("SELECT name FROM pictures ORDER BY made_at, name")]


def fresh(cast: Cast) -> str:
    return transact(cast.db, lambda: pictures.keep(cast.db, *wide(drawn()), now=clock.now()))


def written(cast: Cast, body: str, by: Person | None = None, **changes: str) -> int:
    values = FORM | {"body": body} | changes
    return transact(cast.db, lambda: posts.create(cast.db, **values, by=by or cast.author, now=NOW))


def sees(stage: Stage, person: Person | None, name: str) -> bool:
    return stage.visit(person).get(f"/pictures/{name}").status_code == 200


def asked(client: TestClient, content: bytes, **fields: str) -> tuple[int, dict[str, str]]:
    answer = client.post(
        "/pictures", data=fields, files=upload(content), headers={"accept": "application/json"}
    )
    return answer.status_code, answer.json()


def test_a_chosen_picture_is_posted_with_the_text_upright_small_and_without_what_the_camera_noted(
    stage: Stage,
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    client = stage.visit(stage.cast.author)
    content = drawn((3000, 1500), exif=exif, icc_profile=b"secret screen")
    sent = client.post("/posts", data=FORM | {"alt": ALT}, files=upload(content))
    assert sent.status_code == 303
    page = stage.visit(stage.cast.colleague).get(sent.headers["location"]).text
    found = re.search(
        rf'<img src="(/pictures/[^"]+)" alt="{ALT}" width="800" height="1600" loading="lazy"', page
    )
    assert found
    shown = stage.visit(stage.cast.colleague).get(found[1])
    assert Image.open(io.BytesIO(shown.content)).size == (800, 1600)
    assert b"secret" not in shown.content
    assert not Image.open(io.BytesIO(shown.content)).getexif()
    assert shown.headers["content-type"] == "image/webp"
    assert "private" in shown.headers["cache-control"]


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("GIF", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")])
def test_every_common_kind_is_taken(form: str, mode: str) -> None:
    content, width, height = wide(drawn(form=form, mode=mode))
    assert (width, height) == (400, 300)
    assert Image.open(io.BytesIO(content)).format == "WEBP"


def test_sixteen_bits_of_grey_stay_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (20, 20), 30_000).save(out, "PNG")
    shown = Image.open(io.BytesIO(wide(out.getvalue())[0])).convert("L").getpixel((5, 5))
    assert isinstance(shown, int)
    assert abs(shown - 30_000 / 256) < 3


def test_what_is_seen_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(wide(out.getvalue())[0])).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_damaged_notes_of_a_camera_do_not_hold_a_sound_picture_up() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "words " * 9
    content = bytearray(drawn(exif=exif))
    place = content.index(b"Exif") + 14
    for at in range(place, place + 40):
        broken = content[:at] + bytes((255 - content[at],)) + content[at + 1 :]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert max(wide(bytes(broken))[1:]) == 400


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it has side times side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"x"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload='alert(1)'/>", "Choose a picture: PNG"),
        (b"GIF89a not one", "Choose a picture: PNG"),
        (drawn()[:2000], "Choose a picture: PNG"),
        (bomb(30_000), "too many pixels"),
        (bomb(6_000), "too many pixels"),
        (b"x" * (10 * 1024 * 1024 + 1), "At most 10 MB"),
    ],
    ids=["a drawing", "not a picture", "cut off", "a bomb", "a small bomb", "too large"],
)
def test_what_cannot_be_taken_is_refused_beside_its_field_and_the_text_stays(
    stage: Stage, content: bytes, said: str
) -> None:
    client = stage.visit(stage.cast.author)
    answer = client.post("/posts", data=FORM | {"alt": ALT}, files=upload(content))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Look at this." in answer.text
    assert ALT in answer.text
    assert kept(stage.cast) == []
    status, face = asked(client, content, alt=ALT)
    assert status == 422
    assert said in face["fields"]["picture"]  # type: ignore[index]


def test_a_file_that_is_far_too_large_is_a_sentence(stage: Stage) -> None:
    answer = stage.visit(stage.cast.author).post("/posts", data=FORM, files=upload(b"x" * 21 * 1024 * 1024))
    assert answer.status_code == 413


def test_a_picture_is_said_in_words_or_called_decoration(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    refused = client.post("/posts", data=FORM | {"alt": " "}, files=upload())
    assert refused.status_code == 422
    assert "Say what the picture shows" in refused.text
    assert "Look at this." in refused.text
    assert kept(stage.cast) == []
    sent = client.post("/posts", data=FORM | {"decorative": "1"}, files=upload())
    assert 'alt=""' in client.get(sent.headers["location"]).text


def test_adding_brings_the_form_back_with_everything_typed_and_the_picture_in_the_text(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    typed = FORM | {"tags": "crates", "anonymous": "1", "alt": ALT, "add_picture": "1"}
    page = client.post("/posts", data=typed, files=upload())
    assert page.status_code == 200
    name = kept(stage.cast)[0]
    assert f"Look at this.\n\n![{ALT}](/pictures/{name})</textarea>" in page.text
    assert 'value="Crates"' in page.text
    assert 'value="crates"' in page.text
    assert re.search(r'name="anonymous"[^>]* checked', page.text)
    assert 'role="status"' in page.text
    assert stage.cast.db.rows("SELECT id FROM posts") == []
    nothing = client.post("/posts", data=FORM | {"add_picture": "1"})
    assert nothing.status_code == 422
    assert "Choose a picture first." in nothing.text


def test_a_form_refused_for_another_reason_keeps_its_picture(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    refused = client.post("/posts", data=FORM | {"category": "", "alt": ALT}, files=upload())
    assert refused.status_code == 422
    assert "Choose a category." in refused.text
    name = kept(stage.cast)[0]
    assert f"/pictures/{name})" in refused.text
    body = f"Look.\n\n![{ALT}](/pictures/{name})"
    assert client.post("/posts", data=FORM | {"body": body}).status_code == 303
    assert sees(stage, stage.cast.colleague, name)
    assert len(kept(stage.cast)) == 1


def test_comments_and_edits_take_pictures_too(stage: Stage) -> None:
    client, number = stage.visit(stage.cast.author), post(stage.cast)
    path = f"/posts/{number}/comments"
    back = client.post(path, data={"body": "See", "alt": ALT, "add_picture": "1"}, files=upload())
    assert back.status_code == 200
    assert back.text.count(f"See\n\n![{ALT}]") == 1
    said = client.post(path, data={"body": "See", "alt": ALT}, files=upload())
    assert said.status_code == 303
    row = stage.cast.db.row("SELECT id, body FROM comments")
    assert row
    assert text.pictures(row["body"])
    edit = f"/comments/{row['id']}/edit"
    back = client.post(edit, data={"body": "Now", "alt": ALT, "add_picture": "1"}, files=upload())
    assert f"Now\n\n![{ALT}]" in back.text
    assert client.post(edit, data={"body": "Gone"}).status_code == 303
    back = client.post(f"/posts/{number}/edit", data=FORM | {"alt": ALT, "add_picture": "1"}, files=upload())
    assert f"Look at this.\n\n![{ALT}]" in back.text
    looked = client.post("/posts/preview", data=FORM | {"alt": ALT}, files=upload())
    assert f'alt="{ALT}"' in looked.text


def test_a_script_gets_the_markdown_of_its_picture_alone(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    status, face = asked(client, drawn(), alt="a [b] *c* <script>alert(1)</script>", body="typed before")
    assert status == 200
    assert "typed before" not in face["markdown"]
    number = written(stage.cast, face["markdown"])
    page = client.get(f"/posts/{number}").text
    assert 'alt="a [b] *c* &lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script>alert" not in page
    nothing = client.post("/pictures", data={"alt": ALT}, headers={"accept": "application/json"})
    assert nothing.json()["fields"] == {"picture": "Choose a picture first."}


def test_pictures_are_limited_by_person_in_memory(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    tiny = drawn((2, 2), "PNG")
    answers = [asked(client, tiny, alt=ALT)[0] for _ in range(61)]
    assert set(answers[:60]) == {200}
    assert answers[60] == 429
    refused = client.post("/posts", data=FORM | {"alt": ALT}, files=upload())
    assert refused.status_code == 429
    assert "Look at this." in refused.text
    assert asked(stage.visit(stage.cast.colleague), tiny, alt=ALT)[0] == 200


def test_a_fresh_picture_is_for_those_inside_who_hold_its_address(stage: Stage) -> None:
    cast, name = stage.cast, fresh(stage.cast)
    assert sees(stage, cast.author, name)
    assert sees(stage, cast.brand_advocate, name)
    assert not sees(stage, None, name)
    assert not sees(stage, cast.ambassador, name)
    assert not sees(stage, cast.author, name.replace("400", "401"))


def test_no_row_tells_whose_a_picture_is(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    client.post("/posts", data=FORM | {"alt": ALT, "anonymous": "1"}, files=upload())
    for table in ("pictures", "picture_places"):
        row = stage.cast.db.row(f"SELECT * FROM {table}")
        assert row
        assert set(row) <= {"name", "content", "made_at", "post_id", "comment_id"}


def test_a_picture_is_seen_by_who_sees_one_of_its_texts(stage: Stage) -> None:
    cast, name = stage.cast, fresh(stage.cast)
    body = pictures.mark(name, ALT)
    written(cast, body, category="quiet")
    assert sees(stage, cast.colleague, name)
    assert not sees(stage, cast.brand_advocate, name)
    number = post(cast)
    # Naming the address of what one may not see does not open it.
    with pytest.raises(Refusal):
        transact(cast.db, lambda: comments.add(cast.db, number, body, by=cast.brand_advocate, now=NOW))
    assert not sees(stage, cast.brand_advocate, name)
    transact(cast.db, lambda: comments.add(cast.db, number, body, by=cast.colleague, now=NOW))
    assert sees(stage, cast.brand_advocate, name)


def test_a_picture_follows_its_post_to_a_narrower_audience(stage: Stage) -> None:
    cast, name = stage.cast, fresh(stage.cast)
    written(cast, pictures.mark(name, ALT))
    assert sees(stage, cast.brand_advocate, name)
    row = categories.known(cast.db, "open")

    def narrow() -> None:
        categories.edit(
            cast.db,
            row["id"],
            "Open",
            about="",
            audience="employees",
            anonymous=True,
            publishing=True,
            now=NOW,
        )

    transact(cast.db, narrow)
    assert not sees(stage, cast.brand_advocate, name)
    assert sees(stage, cast.colleague, name)


def test_editing_a_picture_out_erases_it_unless_it_stands_elsewhere(stage: Stage) -> None:
    cast, client = stage.cast, stage.visit(stage.cast.author)
    alone, shared = fresh(cast), fresh(cast)
    body = pictures.mark(alone, "a") + pictures.mark(shared, "b")
    number = written(cast, body)
    transact(
        cast.db,
        lambda: comments.add(cast.db, number, pictures.mark(shared, "b"), by=cast.colleague, now=NOW),
    )
    assert client.post(f"/posts/{number}/edit", data=FORM).status_code == 303
    assert kept(cast) == [shared]
    history = client.get(f"/posts/{number}/history").text
    assert '<img src="/pictures/' not in history
    comment = cast.db.row("SELECT id FROM comments")
    assert comment
    transact(cast.db, lambda: comments.edit(cast.db, comment["id"], "words", by=cast.colleague, now=NOW))
    assert kept(cast) == []


def test_a_removed_comment_and_a_withdrawn_post_take_their_pictures_along(stage: Stage) -> None:
    cast, client = stage.cast, stage.visit(stage.cast.author)
    names = [fresh(cast), fresh(cast)]
    number = written(cast, pictures.mark(names[0], ALT))
    said = pictures.mark(names[1], ALT)
    comment = transact(cast.db, lambda: comments.add(cast.db, number, said, by=cast.colleague, now=NOW))
    client.post(f"/posts/{number}/withdraw")
    assert not sees(stage, cast.author, names[0])
    assert sees(stage, cast.author, names[1])
    transact(cast.db, lambda: comments.remove(cast.db, comment, reason="off", by=cast.councillor, now=NOW))
    assert kept(cast) == []


def test_the_holder_of_a_claim_sees_adds_and_takes_out_pictures(stage: Stage) -> None:
    cast, client = stage.cast, stage.visit(stage.cast.author)
    sent = client.post("/posts", data=FORM | {"alt": ALT, "anonymous": "1"}, files=upload())
    claim = re.search(r"/claims/([^\"]+)", client.get(sent.headers["location"]).text)
    assert claim
    stranger, path = stage.visit(), f"/claims/{claim[1]}"
    name = kept(cast)[0]
    assert f'<img src="{path}/pictures/{name}"' in stranger.get(path).text
    assert stranger.get(f"{path}/pictures/{name}").status_code == 200
    hidden = fresh(cast)
    written(cast, pictures.mark(hidden, ALT), category="quiet")
    assert stranger.get(f"{path}/pictures/{hidden}").status_code == 404
    more = stranger.post(
        f"{path}/pictures", data={"alt": ALT}, files=upload(), headers={"accept": "application/json"}
    )
    body = more.json()["markdown"]
    theirs = stranger.post(f"{path}/edit", data=FORM | {"body": body + pictures.mark(hidden, "theirs")})
    assert theirs.status_code == 422
    assert "A picture in this text is no longer here" in theirs.text
    assert stranger.post(f"{path}/edit", data=FORM | {"body": body}).status_code == 303
    page = stranger.get(path).text
    assert name not in page
    assert name not in kept(cast)
    assert stranger.get(f"{path}/pictures/{hidden}").status_code == 404
    back = stranger.post(f"{path}/edit", data=FORM | {"alt": ALT, "add_picture": "1"}, files=upload())
    assert f"Look at this.\n\n![{ALT}]" in back.text
    stranger.post(f"{path}/withdraw")
    assert hidden in kept(cast)
    assert cast.db.row("SELECT name FROM picture_places WHERE name <> :name", name=hidden) is None
    assert stage.visit().post("/claims/none/pictures", data={"alt": ALT}, files=upload()).status_code == 404


def test_what_was_never_posted_is_swept_after_a_day(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    left, posted = fresh(cast), fresh(cast)
    written(cast, pictures.mark(posted, ALT))
    stage.worker.round(stage.place, clock.shift(now, hours=23))
    assert set(kept(cast)) == {left, posted}
    stage.worker.round(stage.place, clock.shift(now, hours=25))
    assert kept(cast) == [posted]


def test_a_text_kept_too_long_in_a_browser_says_that_its_picture_is_gone(stage: Stage) -> None:
    name = fresh(stage.cast)
    stage.worker.round(stage.place, clock.shift(clock.now(), hours=25))
    client, body = stage.visit(stage.cast.author), pictures.mark(name, ALT)
    answer = client.post("/posts", data=FORM | {"body": body})
    assert answer.status_code == 422
    assert "A picture in this text is no longer here. Take it out, or add it again." in answer.text
    assert name in answer.text


def test_a_picture_dates_nobody_s_visit(stage: Stage) -> None:
    """What a page fetches for itself is no visit: beside a post without a name it would tell whose it is."""
    cast, client = stage.cast, stage.visit(stage.cast.author)
    sql = "SELECT visit_began FROM people WHERE id = :id"
    sent = client.post("/posts", data=FORM | {"alt": ALT, "anonymous": "1"}, files=upload())
    page = client.get(sent.headers["location"]).text
    claim, shown = re.search(r"/claims/([^\"]+)", page), re.search(r'src="(/pictures/[^"]+)"', page)
    assert claim
    assert shown
    client.cookies.delete("claim")
    assert client.get(shown[1]).status_code == 200
    assert client.get(f"/claims/{claim[1]}/pictures/{shown[1].rpartition('/')[2]}").status_code == 200
    client.get("/posts/similar?title=ten+empty+crates", headers={"sec-fetch-dest": "empty"})
    assert cast.db.row(sql, id=cast.author.id) == {"visit_began": ""}
    client.get("/posts/1")
    assert cast.db.row(sql, id=cast.author.id) != {"visit_began": ""}


def test_a_text_takes_so_many_pictures_and_no_more(cast: Cast) -> None:
    many = "".join(pictures.mark(f"{number:032x}-9x9.webp", "") for number in range(21))
    with pytest.raises(Refusal):
        written(cast, many)


def test_its_words_are_found_and_its_address_is_not(stage: Stage) -> None:
    cast, name = stage.cast, fresh(stage.cast)
    number = written(cast, f"Look. {pictures.mark(name, 'a yellow lighthouse')}")
    transact(
        cast.db, lambda: comments.add(cast.db, number, pictures.mark(name, "tower"), by=cast.author, now=NOW)
    )
    stage.work()
    client = stage.visit(cast.colleague)
    client.headers["accept"] = "application/json"
    for word, total in (("lighthouse", 1), ("tower", 1), ("webp", 0), (name[:32], 0)):
        assert client.get(f"/search?q={word}").json()["total"] == total, word
    assert "a yellow lighthouse" in stage.visit(cast.colleague).get("/posts").text


NAME = "0" * 32 + "-40x30.webp"


def test_only_pictures_of_ours_are_shown_and_only_where_they_are_served() -> None:
    ours = f"![words](/pictures/{NAME})"
    assert f'<img src="/pictures/{NAME}" alt="words" width="40" height="30"' in text.html(ours, "/pictures/")
    assert text.html(ours) == "<p>words</p>\n"
    for source in ("https://elsewhere.example/x.png", "//elsewhere.example/x.png", "/company/logo", "data:x"):
        assert "<img" not in text.html(f"![words]({source})", "/pictures/")
    assert "<img" not in text.html(f"![w](/pictures/{NAME}?x=1)", "/pictures/")
    assert text.plain(f"One {ours} two") == "One words two"
    assert text.pictures(f'`{ours}` and {ours} <img src="/pictures/{NAME}">') == [NAME]


def test_a_text_loses_every_address_of_a_picture() -> None:
    for mark in (
        f"![a [b] \\] c](/pictures/{NAME})",
        f'![](</pictures/{NAME}> "title")',
        f"[x](/pictures/{NAME})",
        f"![x][r]\n\n[r]: /pictures/{NAME}",
    ):
        assert "0000" not in text.without_pictures(f"Before {mark} after")
    assert text.without_pictures(f"Before ![a](/pictures/{NAME})after") == "Before after"


def test_a_picture_by_its_label_goes_with_its_words() -> None:
    mark = (
        f"a ![secret][r]b ![secret]\n\n[Secret]: /pictures/{NAME}\n[R]: </pictures/{NAME}>\n\n![kept][z] end"
    )
    assert text.without_pictures(mark).split() == ["a", "b", "![kept][z]", "end"]
