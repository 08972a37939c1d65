"""Photos of stories: encoded anew, and what the camera had noted in them told before it is gone."""

import io
from dataclasses import dataclass

from PIL import Image
from PIL.ExifTags import IFD, Base

from ideaboard.language import N_, _, listed
from ideaboard.people.pictures import wide

# What a file held beside what it shows, by code; kept with the file, so that the desk can say so.
HELD = {
    "place": N_("a place"),
    "camera": N_("a camera’s name"),
    "time": N_("a time"),
    "person": N_("a person’s name"),
    "words": N_("a description"),
    "more": N_("notes of a program"),
}
_TAGS = {
    Base.Make: "camera",
    Base.Model: "camera",
    Base.DateTime: "time",
    Base.Artist: "person",
    Base.Copyright: "person",
    Base.XPAuthor: "person",
    Base.ImageDescription: "words",
    Base.XPTitle: "words",
    Base.XPComment: "words",
    Base.XPSubject: "words",
}
_INNER_TAGS = {
    Base.DateTimeOriginal: "time",
    Base.CameraOwnerName: "person",
    Base.BodySerialNumber: "camera",
    Base.LensModel: "camera",
    Base.UserComment: "words",
}
_NOTES = ("photoshop", "xmp", "comment", "XML:com.adobe.xmp", "Comment", "Author", "Description")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is kept: its bytes, its size on a page, and the codes of what was taken out of it."""

    content: bytes
    type: str
    width: int
    height: int
    held: tuple[str, ...] = ()


def photo(content: bytes) -> Taken:
    """A photo as it may go out. Raises Refusal like `people.pictures.wide`."""
    made, width, height = wide(content)
    return Taken(made, "image/webp", width, height, _held(content))


def _held(content: bytes) -> tuple[str, ...]:
    # Only its notes are read here: nothing is decoded, and `wide` has refused what is too large.
    try:
        with Image.open(io.BytesIO(content)) as image:
            exif, beside = image.getexif(), set(image.info) & set(_NOTES)
            inner = exif.get_ifd(IFD.Exif)
            found = {code for tag, code in _TAGS.items() if exif.get(tag)}
            found |= {code for tag, code in _INNER_TAGS.items() if inner.get(tag)}
            found |= {"place"} if exif.get_ifd(IFD.GPSInfo) else set()
            found |= {"more"} if beside else set()
    except Exception:
        # Damaged notes surface as whatever goes wrong inside Pillow; they are gone all the same.
        found = {"more"}
    return tuple(code for code in HELD if code in found)


def said(codes: str) -> str:
    """`a place and a camera’s name`, for the codes a file is kept with; "" for none."""
    return listed([_(words) for code, words in HELD.items() if code in codes.split()])
