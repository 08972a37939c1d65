"""The company's name, colours and logo: contrast held, shown in both rooms, and installable."""

import io
import re

import pytest
from PIL import Image
from starlette.testclient import TestClient

from ideaboard import company, contrast
from ideaboard.db import connect, transact
from ideaboard.errors import Refusal
from ideaboard.paths import STATIC
from ideaboard.spotlight import site
from tests.conftest import NOW, Cast, Stage

BLUE, SKY = "#24599a", "#93c1f7"


def save(stage: Stage, **changes: str) -> None:
    form = {"name": "Nordlicht", "accent_light": BLUE, "accent_dark": SKY} | changes
    answer = stage.visit(stage.cast.steward).post("/admin/company", data=form)
    assert answer.status_code == 303, answer.text


def image(form: str, size: tuple[int, int] = (1600, 400)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", size, "teal").save(out, form)
    return out.getvalue()


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_grounds_that_are_counted_are_those_the_stylesheets_paint() -> None:
    for name in ("board.css", "spotlight.css"):
        css = (STATIC / name).read_text("utf8")
        for token in ("paper", "raised", "sunk", "on-accent"):
            for colour in re.findall(
                rf"--{token}:\s*(light-dark\([^)]*\)|#\w+)", css.partition("@media print")[0]
            ):
                for one in re.findall(r"#\w+", colour):
                    long = one if len(one) == 7 else "#" + "".join(2 * sign for sign in one[1:])
                    known = {*contrast.GROUNDS["light"], *contrast.GROUNDS["dark"]}
                    known |= {*contrast.ON_ACCENT["light"], *contrast.ON_ACCENT["dark"]}
                    assert long in known, f"{name}: --{token} {long}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "colour", ["#ff9900", "#ffff00", "#00ff00", "#808080", "#0b1f8f", "#000000", "#ffffff"]
)
def test_the_suggested_shade_passes_and_a_passing_one_is_left_alone(colour: str, theme: str) -> None:
    shade = contrast.nearest(colour, theme)
    assert contrast.lowest(shade, theme) >= contrast.LEAST
    if contrast.lowest(colour, theme) >= contrast.LEAST:
        assert shade == colour


def test_the_houses_own_accents_pass() -> None:
    assert contrast.lowest("#b4233c", "light") >= contrast.LEAST
    assert contrast.lowest("#ff93a5", "dark") >= contrast.LEAST


def test_a_colour_too_pale_is_refused_with_its_ratio_and_the_nearest_that_passes(cast: Cast) -> None:
    with pytest.raises(Refusal) as caught, cast.db.writing():
        company.keep(cast.db, name="", accent_light="#ff9900", accent_dark="", now=NOW)
    said = caught.value.fields["accent_light"]
    suggested = re.findall(r"#[0-9a-f]{6}", said)
    assert re.search(r"contrast of [12]\.\d\d to 1", said)
    assert len(suggested) == 1
    with cast.db.writing():
        company.keep(cast.db, name="", accent_light=suggested[0], accent_dark="", now=NOW)
    assert company.load(cast.db, "Acme") == company.Company("Acme", accent_light=suggested[0])


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#24599a;}", "url(x)"])
def test_only_a_colour_is_a_colour(cast: Cast, colour: str) -> None:
    with pytest.raises(Refusal, match="attention"), cast.db.writing():
        company.keep(cast.db, name="", accent_light=colour, accent_dark="", now=NOW)


def test_every_page_wears_the_company_at_once_and_the_default_comes_back(stage: Stage) -> None:
    client = stage.visit(stage.cast.author)
    assert "Acme" in client.get("/posts").text
    assert "/company.css" not in client.get("/posts").text
    save(stage)
    page = client.get("/posts").text
    assert "Nordlicht" in page
    found = re.search(r'href="(/company\.css\?v=\w+)"', page)
    assert found
    css = stage.visit().get(found[1])
    assert css.text == f":root{{--company-light:{BLUE};--company-dark:{SKY};}}\n"
    assert css.headers["content-type"].startswith("text/css")
    assert "immutable" in css.headers["cache-control"]
    assert "immutable" not in stage.visit().get("/company.css?v=old").headers["cache-control"]
    save(stage, name="", accent_light="", accent_dark="")
    assert "Acme" in client.get("/posts").text
    assert "/company.css" not in client.get("/posts").text


def test_the_spotlight_is_told_name_and_accent_and_never_the_logo(stage: Stage) -> None:
    save(stage)
    stage.visit(stage.cast.steward).post(
        "/admin/company",
        data={"name": "Nordlicht", "accent_light": BLUE},
        files={"logo": ("logo.png", image("PNG"), "image/png")},
    )
    stage.work()
    outside = connect(stage.settings.spotlight_database)
    assert company.load(outside, "Acme") == company.Company("Nordlicht", accent_light=BLUE)
    outside.close()
    url = stage.settings.spotlight_url
    with TestClient(site.application(stage.settings), base_url=url) as reader:
        front = reader.get("/").text
        assert "The people behind Nordlicht" in front
        assert "Nordlicht Spotlight" in reader.get("/feed.atom").text
        found = re.search(r'href="(/company\.css\?v=\w+)"', front)
        assert found
        assert BLUE in reader.get(found[1]).text


def test_carrying_twice_changes_nothing_and_what_was_unset_goes(stage: Stage) -> None:
    save(stage)
    stage.work()
    save(stage, name="")
    job = company.Job(0, company.KIND, {}, 0, NOW)
    for _ in range(2):
        company.carry(stage.place, job, NOW)
        assert company.load(stage.place.outside, "Acme").name == "Acme"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_made_small_and_shown_on_every_page(stage: Stage, form: str) -> None:
    steward = stage.visit(stage.cast.steward)
    sent = steward.post("/admin/company", files={"logo": ("logo", image(form), "image/x")}, data={"name": ""})
    assert sent.status_code == 303
    found = re.search(r'src="(/company/logo\?v=\w+)"', steward.get("/posts").text)
    assert found
    shown = stage.visit().get(found[1])
    assert shown.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(shown.content)).size == (512, 128)
    steward.post("/admin/company", data={"no_logo": "1"})
    assert "/company/logo" not in steward.get("/posts").text
    assert stage.visit().get("/company/logo").status_code == 404


def test_an_svg_is_no_logo(stage: Stage) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    answer = stage.visit(stage.cast.steward).post(
        "/admin/company", files={"logo": ("logo.svg", svg, "image/svg+xml")}, data={"name": "N"}
    )
    assert answer.status_code == 422
    assert "PNG, JPEG or WebP" in answer.text
    assert company.load(stage.cast.db, "Acme") == company.Company("Acme")


def test_only_stewards_dress_the_company(stage: Stage) -> None:
    for person in (stage.cast.author, stage.cast.councillor, stage.cast.ambassador):
        assert stage.visit(person).get("/admin/company").status_code == 403
        assert stage.visit(person).post("/admin/company", data={"name": "X"}).status_code == 403


def test_the_board_can_be_installed(stage: Stage) -> None:
    save(stage, accent_dark="")
    client = stage.visit()
    address = re.search(r'rel="manifest" href="([^"]+)"', client.get("/signin").text)
    assert address
    answer = client.get(address[1])
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["name"] == "Nordlicht Ideaboard"
    assert {item["purpose"] for item in manifest["icons"]} == {"any", "maskable"}
    for item in manifest["icons"]:
        icon = client.get(item["src"])
        assert icon.headers["content-type"] == "image/png"
        shown = Image.open(io.BytesIO(icon.content)).convert("RGBA")
        assert f"{shown.width}x{shown.height}" == item["sizes"]
        wanted = (*bytes.fromhex(BLUE[1:]), 255)
        assert shown.getpixel((shown.width // 2, shown.height // 14)) == wanted
        assert (shown.getpixel((0, 0))[3] == 255) == (item["purpose"] == "maskable")  # type: ignore[index]
    assert client.get("/company/icons/apple-180.png").status_code == 200
    assert client.get("/company/icons/../secret").status_code == 404


def test_icons_are_made_of_the_logo_where_there_is_one(stage: Stage) -> None:
    stage.visit(stage.cast.steward).post(
        "/admin/company", files={"logo": ("logo", image("PNG", (300, 300)), "image/png")}
    )
    icon = Image.open(io.BytesIO(stage.visit().get("/company/icons/maskable-512.png").content)).convert("RGB")
    assert icon.getpixel((2, 2)) == (255, 255, 255)
    middle = icon.getpixel((256, 256))
    assert isinstance(middle, tuple)
    assert middle == pytest.approx((0, 128, 128), abs=6)


def test_the_favicon_carries_a_mark_while_something_is_unread(stage: Stage) -> None:
    db, author = stage.cast.db, stage.cast.author
    client = stage.visit(author)
    assert "icon-unread" not in client.get("/posts").text
    transact(db, lambda: db.run("UPDATE people SET unread = 2 WHERE id = :id", id=author.id))
    page = client.get("/posts").text
    found = re.search(r'rel="icon" [^>]*href="(/static/icon-unread\.\w+\.svg)"', page)
    assert found
    assert client.get(found[1]).headers["content-type"].startswith("image/svg+xml")
    save(stage)
    found = re.search(r'rel="icon" [^>]*href="([^"]+unread=1)"', client.get("/posts").text)
    assert found
    assert BLUE in client.get(found[1].replace("&amp;", "&")).text
