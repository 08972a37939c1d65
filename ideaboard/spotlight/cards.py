"""The picture that messengers and other sites show of a story: its title, its author, and who employs them.

Words that the font cannot set are left out rather than shown as boxes; then the author's colour, and their
initials where it can set those, stand for the story.
"""

import hashlib
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont, ImageOps
from PIL.ImageFont import FreeTypeFont

from ideaboard.company import Company
from ideaboard.db import Database
from ideaboard.language import _
from ideaboard.spotlight import naming
from ideaboard.spotlight.sharing import CARD
from ideaboard.spotlight.stories import Story

# Raised when the same story would be drawn otherwise.
FORM = 1
KEPT = 64
PAPER, INK, MUTED, ACCENT = "#fbfaf8", "#221f1d", "#6a625b", "#b4233c"
# The portraits' colours, as static/spotlight.css has them in the light.
TINTS = ("#f6d9d3", "#f5e2bd", "#dfe6c4", "#c9e4df", "#d3deee", "#e6d8ea")
ON_TINT = "#2b2320"
_EDGE, _PANEL, _LINES = 64, 420, 5
_SIZES = (76, 66, 58, 50, 43, 37)
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Card:
    """All that is drawn: two equal ones are the same picture."""

    title: str
    name: str
    position: str
    site: str
    initials: str
    tint: int
    accent: str
    cover: bytes = b""


def of(story: Story, company: Company, *, cover: bytes = b"") -> Card:
    author = story.author
    return Card(
        title=story.title,
        name=story.signed,
        position=author.position(company.name),
        site=_(naming.SITE, company=company.name),
        initials=author.initials,
        tint=author.tint,
        accent=company.accent_light or ACCENT,
        cover=cover,
    )


def cover(db: Database, story: Story) -> bytes:
    """The story's first picture, b"" for none."""
    name = story.cover.name if story.cover else ""
    row = db.row("SELECT content FROM media WHERE name = :name", name=name) if name else None
    return bytes(row["content"]) if row else b""


def tag(card: Card) -> str:
    parts = repr((FORM, *astuple(card)[:-1], hashlib.sha256(card.cover).hexdigest()))
    return f'"{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'


@lru_cache(KEPT)
def draw(card: Card) -> bytes:
    """The picture as PNG, 1200 by 630."""
    made = Image.new("RGB", CARD, PAPER)
    pen = ImageDraw.Draw(made)
    left = CARD[0] - _PANEL
    if not _covered(made, card, left):
        pen.rectangle((left, 0, *CARD), fill=TINTS[card.tint])
        _initials(pen, card, (left + _PANEL / 2, CARD[1] / 2))
    pen.rectangle((0, 0, left, 12), fill=card.accent)
    _words(pen, card, left - 2 * _EDGE)
    kept = io.BytesIO()
    # Few colours travel light; a photograph is dithered.
    made.quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _covered(made: Image.Image, card: Card, left: int) -> bool:
    """Put the story's own picture on the panel. False when there is none that can be read."""
    if not card.cover:
        return False
    try:
        with Image.open(io.BytesIO(card.cover)) as found:
            if found.width * found.height > _MOST_PIXELS:
                return False
            fitted = ImageOps.fit(found.convert("RGB"), (_PANEL, CARD[1]), Image.Resampling.LANCZOS)
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    made.paste(fitted, (left, 0))
    return True


def _initials(pen: ImageDraw.ImageDraw, card: Card, middle: tuple[float, float]) -> None:
    if card.initials and legible(card.initials):
        pen.text(
            middle, card.initials, ON_TINT, _font("Regular", 230 if len(card.initials) < 3 else 160), "mm"
        )
    else:
        # A quotation mark has its weight above the middle of its line.
        pen.text((middle[0], middle[1] + 150), "“", ON_TINT, _font("Regular", 460), "mm")


def _words(pen: ImageDraw.ImageDraw, card: Card, width: int) -> None:
    top, foot = 52, CARD[1] - _EDGE
    if legible(card.site):
        pen.text(
            (_EDGE, top), _cut(card.site, _font("Semibold", 30), width), card.accent, _font("Semibold", 30)
        )
    for words, size, colour in ((card.position, 28, MUTED), (card.name, 34, INK)):
        if legible(words):
            weight = "Semibold" if words == card.name else "Regular"
            pen.text(
                (_EDGE, foot), _cut(words, _font(weight, size), width), colour, _font(weight, size), "ls"
            )
            foot -= 42
    if not legible(card.title):
        return
    font, lines = _fitted(card.title, width, room=foot - 60 - top - 50)
    step = font.size * 1.12
    start = top + 60 + max(0.0, (foot - 60 - top - 50 - step * len(lines)) / 2)
    for place, line in enumerate(lines):
        pen.text((_EDGE, start + place * step), line, INK, font)


def _fitted(words: str, width: int, *, room: float) -> tuple[FreeTypeFont, list[str]]:
    """The words in the largest size that holds all of them, else cut in the smallest."""
    for size in _SIZES:
        font = _font("Semibold", size)
        lines = list(_wrapped(words, font, width))
        if len(lines) <= _LINES and len(lines) * size * 1.12 <= room:
            return font, lines
    most = max(1, min(_LINES, int(room / (_SIZES[-1] * 1.12))))
    last = _cut(" ".join(lines[most - 1 :]), font, width)
    return font, [*lines[: most - 1], last]


def _wrapped(words: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in words.split()[:120]:
        for piece in _broken(word, font, width):
            longer = f"{line} {piece}".strip()
            if line and font.getlength(longer) > width:
                yield line
                line = piece
            else:
                line = longer
    if line:
        yield line


def _broken(word: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    """A word in pieces that fit the line."""
    word = word[:400]
    while font.getlength(word) > width:
        cut = next(n for n in range(len(word), 0, -1) if n == 1 or font.getlength(word[:n]) <= width)
        yield word[:cut]
        word = word[cut:]
    yield word


def _cut(words: str, font: FreeTypeFont, width: int) -> str:
    if font.getlength(words[:400]) <= width:
        return words[:400]
    kept = words[:400]
    while kept and font.getlength(kept + "…") > width:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:") + "…"


def legible(words: str) -> bool:
    """Whether the font sets every sign, and sets it rightly: no script that is written from right to left."""
    return bool(words) and all(map(_known, words))


@cache
def _blank() -> bytes:
    return bytes(_font("Semibold", 40).getmask("\uffff"))


@lru_cache(4096)
def _known(sign: str) -> bool:
    if sign.isspace():
        return True
    if unicodedata.bidirectional(sign) in ("R", "AL", "AN") or unicodedata.category(sign)[0] == "C":
        return False
    return bytes(_font("Semibold", 40).getmask(sign)) != _blank()


@cache
def _font(weight: str, size: int) -> FreeTypeFont:
    place = files("font_source_serif_pro") / "files" / f"SourceSerifPro-{weight}.ttf"
    return ImageFont.truetype(io.BytesIO(place.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)
