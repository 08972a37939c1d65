"""Pictures of people, and the logo: checked before decoding, made small, without metadata, named by hash."""

import hashlib
import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _, either

SIDE = 256
LOGO_SIDE = 512
MOST_BYTES = 6 * 1024 * 1024
PLENTY = 4_000
MOST_PIXELS = PLENTY * PLENTY
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_LOGO_FORMATS = ("PNG", "JPEG", "WEBP")
_NAMES = {"PNG": "PNG", "JPEG": "JPEG", "WEBP": "WebP", "GIF": "GIF"}


def keep(folder: Path, content: bytes) -> str:
    """Store a picture as a square of 256 pixels and return its name.

    Raises Refusal for what is no picture, or has more than 16 million pixels (known from its header).
    """
    return _store(folder, _square(content))


def keep_logo(folder: Path, content: bytes) -> str:
    """Store a logo, at most 512 pixels wide and high and as clear as it was, and return its name."""
    image = ImageOps.exif_transpose(_opened(content, "logo", _LOGO_FORMATS, draft=2 * LOGO_SIDE))
    image = image.convert("RGBA")
    image.thumbnail((LOGO_SIDE, LOGO_SIDE))
    return _store(folder, image)


def _store(folder: Path, image: Image.Image) -> str:
    small = io.BytesIO()
    image.save(small, "WEBP", quality=82)
    name = hashlib.sha256(small.getvalue()).hexdigest()[:32] + ".webp"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{name}"
    fresh.write_bytes(small.getvalue())
    fresh.replace(folder / name)
    return name


def _square(content: bytes) -> Image.Image:
    # A JPEG is decoded at a fraction of its size, which is all that is kept of it.
    image = _opened(content, "picture", _FORMATS, draft=4 * SIDE)
    return ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (SIDE, SIDE))


def _opened(content: bytes, field: str, formats: tuple[str, ...], *, draft: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # A picture bomb is refused by its size below, before any pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=formats)
        if image.width * image.height > MOST_PIXELS:
            sentence = _(
                "This picture has too many pixels. One of %(side)s by %(side)s is plenty.", side=PLENTY
            )
            raise Refusal.of({field: sentence})
        image.draft("RGB", (draft, draft))
        image.load()
        return image
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        names = either([_NAMES[form] for form in formats])
        raise Refusal.of({field: _("Choose a picture: %(names)s.", names=names)}) from error


def content(folder: Path, name: str) -> bytes:
    """The bytes of a kept picture. Raises NotFound."""
    file = folder / name
    if not name or not file.is_file():
        raise NotFound(_("There is no picture here."))
    return file.read_bytes()
