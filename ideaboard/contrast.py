"""Contrast as WCAG 2.2 counts it, and the nearest shade of a colour that has enough.

The formulas are those of https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

import re
from collections.abc import Iterable, Mapping

LEAST = 4.5
STEPS = 255
# A pressed button is tinted with this much of the accent that its words are written in.
TINT = 0.09

# What an accent is read on in each theme, and what is written on the accent (board.css, spotlight.css).
GROUNDS: Mapping[str, tuple[str, ...]] = {
    "light": ("#fbfaf8", "#ffffff", "#f3f0ec", "#f3efe9"),
    "dark": ("#171514", "#211e1c", "#221f1d", "#100f0e"),
}
ON_ACCENT: Mapping[str, tuple[str, ...]] = {"light": ("#ffffff",), "dark": ("#2b0a11", "#2a0b11")}
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    return _COLOUR.fullmatch(text) is not None


def ratio(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lowest(accent: str, theme: str) -> float:
    """The lowest contrast this accent has anywhere in a theme."""
    grounds = (*GROUNDS[theme], *ON_ACCENT[theme], _mixed(GROUNDS[theme][0], accent, TINT))
    return min(_ratios(accent, grounds))


def _ratios(accent: str, grounds: Iterable[str]) -> list[float]:
    return [ratio(accent, ground) for ground in grounds]


def nearest(accent: str, theme: str) -> str:
    """The accent itself when it passes, else the nearest one on its way to black (to white in the dark)."""
    end = "#000000" if theme == "light" else "#ffffff"
    shades = (_mixed(accent, end, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in shades if lowest(shade, theme) >= LEAST), end)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
