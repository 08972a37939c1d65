"""The body of a request: counted while it comes in, then read as a form."""

from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request as Incoming
from starlette.types import Message

from ideaboard.errors import Refusal, TooLarge
from ideaboard.language import _
from ideaboard.web.request import Upload
from ideaboard.web.routes import FORM_BYTES

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
# What a database cannot hold, and what has no meaning in a form.
_UNWANTED = {0: None} | dict.fromkeys(range(55296, 57344))


def tidy(text: str) -> str:
    """Text without NUL and lone surrogates; PostgreSQL takes neither."""
    return text.translate(_UNWANTED)


async def read(incoming: Incoming, most_bytes: int) -> tuple[Mapping[str, str], Mapping[str, Upload]]:
    """Fields and files of a form. Raises TooLarge past `most_bytes`, Refusal for another type of body.

    Only files may make it so large: a form without them, and each field, takes FORM_BYTES.
    """
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _bytes(incoming, most_bytes if kind == _FORM_TYPES[1] else min(most_bytes, FORM_BYTES))
    if not body:
        return {}, {}
    if kind not in _FORM_TYPES:
        raise Refusal(_("Send a form: application/x-www-form-urlencoded or multipart/form-data."))
    if not _is_utf8(kind, body):
        raise Refusal(_("Some letters of the form arrived damaged: it is not in UTF-8. Send it again."))
    return await _parsed(incoming, body)


async def _bytes(incoming: Incoming, most_bytes: int) -> bytes:
    parts, size = [], 0
    async for part in incoming.stream():
        size += len(part)
        if size <= most_bytes:
            parts.append(part)
        # Read on for a while, so that the browser is listening when the answer comes.
        elif size > 8 * most_bytes:
            break
    if size > most_bytes:
        raise _too_large(most_bytes)
    return b"".join(parts)


def _is_utf8(kind: str, body: bytes) -> bool:
    """Whether every letter can be read. Browsers send nothing else; beside files nobody can tell."""
    if kind == _FORM_TYPES[1] and b"filename" in body:
        return True
    letters = unquote_to_bytes(body) if kind == _FORM_TYPES[0] else body
    try:
        letters.decode("utf8")
    except UnicodeDecodeError:
        return False
    return True


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge(_("That is more than %(most)s KB, the most this form takes.", most=most_bytes // 1024))


async def _parsed(incoming: Incoming, body: bytes) -> tuple[Mapping[str, str], Mapping[str, Upload]]:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    again = Incoming(incoming.scope, receive)
    try:
        form = await again.form(max_files=8, max_fields=200, max_part_size=FORM_BYTES)
    except (MultiPartException, HTTPException, ValueError) as error:
        if "exceeded maximum size" in str(getattr(error, "detail", error)):
            raise _too_large(FORM_BYTES) from error
        raise Refusal(_("The form arrived damaged. Send it again.")) from error
    fields, files = {}, {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = Upload(tidy(value.filename), await value.read())
        else:
            fields[tidy(name)] = tidy(value)
    await form.close()
    return fields, files
