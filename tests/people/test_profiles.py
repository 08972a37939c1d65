"""Profiles, pictures, the directory and the stewards' page."""

import io

import pytest
from PIL import Image

from ideaboard.db import transact
from ideaboard.errors import Conflict, Refusal
from ideaboard.people import people, pictures
from tests.conftest import NOW, Cast, Stage


def picture(size: tuple[int, int] = (400, 300), form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def test_a_picture_is_cut_square_and_loses_what_the_camera_noted(stage: Stage) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    client = stage.visit(stage.cast.author)
    sent = client.post(
        "/settings/profile",
        data={"name": "Ada Author"},
        files={"picture": ("me.jpg", picture(exif=exif), "image/jpeg")},
    )
    assert sent.status_code == 303
    shown = stage.visit(stage.cast.colleague).get(f"/people/{stage.cast.author.id}/picture")
    kept = Image.open(io.BytesIO(shown.content))
    assert kept.size == (256, 256)
    assert b"secret place" not in shown.content


def test_what_is_no_picture_is_refused_and_the_form_comes_back(stage: Stage) -> None:
    answer = stage.visit(stage.cast.author).post(
        "/settings/profile",
        data={"name": "Ada", "about": "I like <b>crates</b>"},
        files={"picture": ("x.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")},
    )
    assert answer.status_code == 422
    assert "Choose a picture" in answer.text
    assert "I like &lt;b&gt;crates" in answer.text
    assert people.find(stage.cast.db, stage.cast.author.id)["name"] == "Ada Author"


def test_a_picture_bomb_is_refused_by_its_header(tmp_path: object) -> None:
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    with pytest.raises(Refusal, match="attention"):
        pictures.keep(tmp_path, bomb.getvalue())  # type: ignore[arg-type]


def test_names_of_any_script_are_kept_and_found(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    client.post("/settings/profile", data={"name": "ליאת בן-דוד", "title": "Ingénieure 🧃"})
    page = client.get("/people?q=ליאת").text
    assert "ליאת בן-דוד" in page
    assert "Ingénieure 🧃" in page


def test_an_address_belongs_to_one_person(cast: Cast) -> None:
    with pytest.raises(Conflict), cast.db.writing():
        people.add(cast.db, "ADA.AUTHOR@example.com", "Second", now=NOW)


def test_an_ambassador_sees_no_colleague_and_no_directory(stage: Stage) -> None:
    client = stage.visit(stage.cast.ambassador)
    assert client.get("/people").status_code == 403
    assert client.get(f"/people/{stage.cast.author.id}").status_code == 404
    assert client.get(f"/people/{stage.cast.ambassador.id}").status_code == 200


def test_a_steward_gives_roles_and_cannot_lock_themselves_out(stage: Stage) -> None:
    cast, client = stage.cast, stage.visit(stage.cast.steward)
    changed = client.post(f"/admin/people/{cast.author.id}", data={"role-insights": "1", "active": "1"})
    assert changed.status_code == 303
    assert people.roles_of(cast.db, cast.author.id) == ["insights"]
    refused = client.post(f"/admin/people/{cast.steward.id}", data={"active": "1"})
    assert refused.status_code == 409
    assert people.roles_of(cast.db, cast.steward.id) == ["steward"]


def test_only_stewards_enter_the_stewards_page(stage: Stage) -> None:
    assert stage.visit(stage.cast.councillor).get("/admin").status_code == 403
    assert stage.visit(stage.cast.steward).get("/admin").status_code == 200


def test_the_directory_pages_by_name_without_losing_anyone(cast: Cast) -> None:
    def many() -> None:
        for number in range(50):
            people.add(cast.db, f"p{number}@example.com", "Same Name", now=NOW)

    transact(cast.db, many)
    seen: list[int] = []
    after = ("", 0)
    while page := people.directory(cast.db, after=after, limit=7):
        seen += [row["id"] for row in page]
        after = (page[-1]["name_key"], page[-1]["id"])
    assert len(seen) == len(set(seen)) == 60


def test_a_seat_is_vacated_by_whom_it_no_longer_fits(stage: Stage) -> None:
    cast, client = stage.cast, stage.visit(stage.cast.steward)
    outsider, insider = cast.brand_advocate, cast.councillor
    client.post(f"/admin/people/{outsider.id}", data={"role-employee": "1", "active": "1"})
    assert cast.again(outsider).seat is None
    client.post(f"/admin/people/{insider.id}", data={"role-employee": "1"})
    client.post(f"/admin/people/{insider.id}", data={"role-employee": "1", "active": "1"})
    assert cast.again(insider).seat is None
    assert cast.again(cast.council[1]).seat == "customer-advocate"


def test_an_ambassador_cannot_tell_who_exists_by_their_pictures(stage: Stage) -> None:
    client = stage.visit(stage.cast.ambassador)
    known = client.get(f"/people/{stage.cast.author.id}/picture")
    unknown = client.get("/people/424242/picture")
    assert known.status_code == unknown.status_code == 404
    assert ("no picture" in known.text) == ("no picture" in unknown.text)
