"""Icons of the board for phones and desktops: the mark in the company's accent, or its logo on white."""

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

ACCENT = "#b4233c"
# Drawn larger, then made small: Pillow's own edges are steps.
FINE = 4
# Every icon: how many pixels, and how much of them its picture fills. A maskable one may lose all that lies
# outside a circle of 80 % (https://www.w3.org/TR/appmanifest/#icon-masks).
SIZES = {
    "192.png": (192, 1.0),
    "512.png": (512, 1.0),
    "maskable-512.png": (512, 0.76),
    "apple-180.png": (180, 0.9),
}
_GRID = 32


@lru_cache(maxsize=16)
def png(name: str, accent: str, logo: Path | None) -> bytes:
    """One icon of SIZES. With rounded corners where it fills its square, else to be cut by who shows it."""
    side, share = SIZES[name]
    drawn = _mark(side * FINE, share, accent) if logo is None else _logo(side * FINE, share, logo)
    out = io.BytesIO()
    drawn.resize((side, side), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _ground(side: int, share: float, colour: str) -> Image.Image:
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0) if share == 1 else colour)
    if share == 1:
        ImageDraw.Draw(image).rounded_rectangle((0, 0, side - 1, side - 1), side / 4, fill=colour)
    return image


def _mark(side: int, share: float, accent: str) -> Image.Image:
    """The same speech bubble with an arrow as static/icon.svg, on its grid of 32."""
    image = _ground(side, share, accent)
    pen, unit = ImageDraw.Draw(image), side * share / _GRID

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        middle = side / 2
        return [(middle + (x - 16) * unit, middle + (y - 16) * unit) for x, y in points]

    pen.rounded_rectangle(at((5.5, 7.5), (26.5, 22.5)), 3.5 * unit, fill="white")
    pen.polygon(at((16.8, 22), (11.5, 27), (11.5, 22)), fill="white")
    arrow = at((11.5, 16.8), (16, 12.3), (20.5, 16.8))
    pen.line(arrow, fill=accent, width=round(2.5 * unit), joint="curve")
    for x, y in arrow:
        half = 1.25 * unit
        pen.ellipse((x - half, y - half, x + half, y + half), fill=accent)
    return image


def _logo(side: int, share: float, file: Path) -> Image.Image:
    image = _ground(side, share, "white")
    most = round(side * share * 0.8)
    with Image.open(file) as opened:
        logo = opened.convert("RGBA")
    scale = most / max(logo.size)
    logo = logo.resize((max(1, round(logo.width * scale)), max(1, round(logo.height * scale))))
    image.alpha_composite(logo, ((side - logo.width) // 2, (side - logo.height) // 2))
    return image
