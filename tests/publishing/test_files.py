"""What a file is, its bytes say; and what it held beside what it shows does not go out."""

import io

import pytest
from PIL import Image

from ideaboard.errors import Refusal
from ideaboard.people import pictures, uploads
from ideaboard.publishing import films, photos, subtitles
from tests.board.test_pictures import bomb
from tests.publishing import filmstrip


def test_a_photo_goes_out_without_what_the_camera_noted() -> None:
    taken = photos.photo(filmstrip.photo())
    assert taken.held == ("place", "camera")
    assert photos.said(" ".join(taken.held)) == "a place and a camera’s name"
    assert b"Cameramaker" not in taken.content
    assert not Image.open(io.BytesIO(taken.content)).getexif()
    assert photos.photo(filmstrip.photo(place=False, kind="PNG")).held == ("camera",)


@pytest.mark.parametrize("make", [filmstrip.mp4, filmstrip.webm])
def test_a_film_is_known_by_its_container_and_shown_in_its_size(make: object) -> None:
    content = make()  # type: ignore[operator]
    taken = films.film(content)
    assert (taken.width, taken.height, taken.held) == (320, 180, ())
    assert taken.content == content, "nothing is encoded anew"


@pytest.mark.parametrize(
    "content",
    [
        filmstrip.mp4(filmstrip.PLACE),
        filmstrip.mp4(tracks=filmstrip.track(b"vide", filmstrip.PLACE)),
        filmstrip.mp4() + filmstrip.box(b"uuid", b"x" * 16, b"<exif:GPSLatitude>52,31N</exif:GPSLatitude>"),
        filmstrip.webm(filmstrip.TAGS),
    ],
)
def test_the_place_of_a_film_is_blanked_where_it_stands(content: bytes) -> None:
    taken = films.film(content)
    assert "place" in taken.held
    assert b"52" not in taken.content
    assert b"Cameramodel" not in taken.content
    assert len(taken.content) == len(content)
    assert taken.content.index(b"the picture itself") == content.index(b"the picture itself")
    assert films.film(taken.content).held == (), "and so it stays a film"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (filmstrip.mp4(tracks=filmstrip.track(b"vide") + filmstrip.track(b"camm")), "track of notes"),
        (filmstrip.webm(kind=33), "neither picture nor sound"),
        (filmstrip.mp4(tracks=filmstrip.track(b"soun", width=0, height=0)), "no picture"),
        (filmstrip.mp4(brand=b"qt  "), "Choose a film"),
        (filmstrip.mp4()[:-3], "Choose a film"),
        (filmstrip.webm()[:-3], "Choose a film"),
        (b"\0\0\0\x18ftypisom" + b"\xff" * 500, "Choose a film"),
        (b"\x1a\x45\xdf\xa3\x00webm" + b"\0" * 50, "Choose a film"),
        (b"GIF89a", "Choose a film"),
    ],
)
def test_a_film_that_is_broken_or_tells_more_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        films.film(content)
    assert said in refused.value.fields["medium_file"]


@pytest.mark.parametrize(
    "more",
    [
        b"<script>alert(1)</script>",
        b"/*<HTML >*/",
        b"%PDF-1.7",
        b"PK\x05\x06" + bytes(18),
        b"PK\x05\x06" + bytes(16) + b"\x05\0hello",
    ],
)
def test_a_picture_that_is_something_else_too_is_refused_before_it_is_decoded(more: bytes) -> None:
    gif = b"GIF89a" + bytes(20)
    with pytest.raises(Refusal, match="attention") as refused:
        pictures.wide(gif + more)
    assert "something else at once" in refused.value.fields["picture"]


def test_bombs_and_drawings_are_refused_by_their_first_bytes() -> None:
    for content, said in ((bomb(30_000), "too many pixels"), (b"<svg onload='x()'/>", "Choose a picture")):
        with pytest.raises(Refusal) as refused:
            photos.photo(content)
        assert said in refused.value.fields["picture"]


@pytest.mark.parametrize("name", ["holiday.png", "holiday.mp4", "holiday.svg", "holiday.jpg.exe"])
def test_a_mislabelled_file_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="attention"):
        uploads.require_honest(name, filmstrip.photo(), field="f")
    for honest in ("holiday.jpg", "HOLIDAY.JPEG", "holiday"):
        uploads.require_honest(honest, filmstrip.photo(), field="f")


def test_of_subtitles_the_cues_alone_go_out() -> None:
    kept = subtitles.cues(filmstrip.VTT, field="f")
    assert kept.startswith("WEBVTT\n\n00:00.000 --> 00:02.000 align:start\n<v Carl>Here")
    assert "Nora" not in kept
    assert "url(" not in kept
    assert subtitles.words(kept) == "Carl: Here they come home.\nEvery one & all."


@pytest.mark.parametrize(
    "content", [b"", b"WEBVTT", b"1\n00:00.000 --> 00:01.000\nx", b"\xff\xfe", b"WEBVTTX"]
)
def test_what_are_no_subtitles_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        subtitles.cues(content, field="f")
