"""Pictures of people: checked before they are decoded, cut square, without metadata, named by content."""

import hashlib
import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from ideaboard.errors import NotFound, Refusal

SIDE = 256
MOST_BYTES = 6 * 1024 * 1024
MOST_PIXELS = 16_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def keep(folder: Path, content: bytes) -> str:
    """Store a picture as a square of 256 pixels and return its name.

    Raises Refusal for what is no picture, or has more than 16 million pixels (known from its header).
    """
    small = io.BytesIO()
    _square(content).save(small, "WEBP", quality=82)
    name = hashlib.sha256(small.getvalue()).hexdigest()[:32] + ".webp"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{name}"
    fresh.write_bytes(small.getvalue())
    fresh.replace(folder / name)
    return name


def _square(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # A picture bomb is refused by its size below, before any pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise Refusal.of(
                {"picture": "This picture has too many pixels. One of 4,000 by 4,000 is plenty."}
            )
        # A JPEG is decoded at a fraction of its size, which is all that is kept of it.
        image.draft("RGB", (4 * SIDE, 4 * SIDE))
        turned = ImageOps.exif_transpose(image)
        return ImageOps.fit(turned.convert("RGB"), (SIDE, SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refusal.of({"picture": "Choose a picture: PNG, JPEG, WebP or GIF."}) from error


def content(folder: Path, name: str) -> bytes:
    """The bytes of a kept picture. Raises NotFound."""
    file = folder / name
    if not name or not file.is_file():
        raise NotFound("There is no picture here.")
    return file.read_bytes()
