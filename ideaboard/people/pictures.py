"""Pictures: checked before decoding, made small, without metadata. Those of people and the logo are files,
named by hash; what stands in texts is kept by the board."""

import hashlib
import io
import threading
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _, either
from ideaboard.people import uploads

SIDE = 256
LOGO_SIDE = 512
WIDE_SIDE = 1600
MOST_BYTES = 6 * 1024 * 1024
# What a telephone takes today, and a little more.
PLENTY = 5_600
MOST_PIXELS = PLENTY * PLENTY
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_LOGO_FORMATS = ("PNG", "JPEG", "WEBP")
# One at a time: unpacked, a large one takes some hundred megabytes.
_unpacking = threading.Lock()
_NAMES = {"PNG": "PNG", "JPEG": "JPEG", "WEBP": "WebP", "GIF": "GIF"}


def keep(folder: Path, content: bytes) -> str:
    """Store a picture as a square of 256 pixels and return its name.

    Raises Refusal for what is no picture, or has more than 32 million pixels (known from its header).
    """
    return _store(folder, _square(content))


def keep_logo(folder: Path, content: bytes) -> str:
    """Store a logo, at most 512 pixels wide and high and as clear as it was, and return its name."""
    image = _upright(_opened(content, "logo", _LOGO_FORMATS, draft=2 * LOGO_SIDE))
    image = image.convert("RGBA")
    image.thumbnail((LOGO_SIDE, LOGO_SIDE))
    return _store(folder, image)


def wide(content: bytes) -> tuple[bytes, int, int]:
    """A picture for a text as WebP, with width and height: upright, at most 1,600 pixels a side, on white.

    Raises Refusal like `keep`.
    """
    with _unpacking:
        image = _upright(_opened(content, "picture", _FORMATS, draft=WIDE_SIDE))
        if image.mode in {"1", "P"}:
            # Colours of a palette cannot be mixed, so that it would be made small in steps.
            image = image.convert("RGBA")
        image.thumbnail((WIDE_SIDE, WIDE_SIDE))
        if image.has_transparency_data:
            # Dark lines on nothing cannot be seen in the dark theme.
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = _in_srgb(image)
    return _webp(image), image.width, image.height


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as every screen shows them; the profile goes, which may name the device."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A damaged profile: the colours as they are.
    return image.convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    """The picture as the camera was held."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        # Damaged notes of a camera surface as whatever goes wrong inside Pillow; the picture itself is sound.
        return image


def _webp(image: Image.Image) -> bytes:
    small = io.BytesIO()
    image.save(small, "WEBP", quality=82)
    return small.getvalue()


def _store(folder: Path, image: Image.Image) -> str:
    small = _webp(image)
    name = hashlib.sha256(small).hexdigest()[:32] + ".webp"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{name}"
    fresh.write_bytes(small)
    fresh.replace(folder / name)
    return name


def _square(content: bytes) -> Image.Image:
    # A JPEG is decoded at a fraction of its size, which is all that is kept of it.
    image = _opened(content, "picture", _FORMATS, draft=4 * SIDE)
    return ImageOps.fit(_upright(image).convert("RGB"), (SIDE, SIDE))


def _opened(content: bytes, field: str, formats: tuple[str, ...], *, draft: int) -> Image.Image:
    if uploads.is_two_things(content):
        raise Refusal.of({field: _("This file is a picture and something else at once. Save it anew.")})
    try:
        with warnings.catch_warnings():
            # A picture bomb is refused by its size below, before any pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=formats)
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (draft, draft))
        image.load()
        # Pillow cuts sixteen bits off at eight, which leaves white.
        return image.point(lambda light: light / 256).convert("L") if image.mode.startswith("I") else image
    except Image.DecompressionBombError as error:
        sentence = _("This picture has too many pixels. One of %(side)s by %(side)s is plenty.", side=PLENTY)
        raise Refusal.of({field: sentence}) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        names = either([_NAMES[form] for form in formats])
        raise Refusal.of({field: _("Choose a picture: %(names)s.", names=names)}) from error


def content(folder: Path, name: str) -> bytes:
    """The bytes of a kept picture. Raises NotFound."""
    file = folder / name
    if not name or not file.is_file():
        raise NotFound(_("There is no picture here."))
    return file.read_bytes()
