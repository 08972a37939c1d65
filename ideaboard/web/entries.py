"""One reply as bytes, with all that can be asked of it: packed, unchanged, its headers alone.

Never a part of it: a page is small, and films, whose players ask for parts, are not kept.
"""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from starlette.types import Message, Scope

# A browser asks each time, and is told "unchanged" in a few bytes. A cache that many share may answer by
# itself for five seconds: what is taken back is gone from it after that even when nobody tells it.
PUBLIC = b"public, max-age=0, s-maxage=5"
PACK_FROM = 800
_PACKED = (
    b"text/",
    b"application/json",
    b"application/feed+json",
    b"application/manifest+json",
    b"application/atom+xml",
    b"application/rss+xml",
    b"application/xml",
    b"image/svg+xml",
)
# What a 304 repeats (RFC 9110, 15.4.5).
_REPEATED = {b"etag", b"cache-control", b"vary", b"last-modified", b"content-location", b"expires"}
# The spotlight has one language and knows no cookies, so nothing there differs by them.
_SAME_FOR_ALL = {b"", b"cookie", b"accept-language", b"accept-encoding"}

Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Asked:
    """What of a request decides between forms of the same page."""

    head: bool
    json: bool = False
    packed: bool = False
    none_match: bytes = b""
    since: bytes = b""

    @classmethod
    def of(cls, scope: Scope) -> "Asked":
        asked = cls(scope["method"] == "HEAD")
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                asked.packed = _takes_gzip(value)
            elif name == b"if-none-match":
                asked.none_match = value
            elif name == b"accept":
                asked.json = b"application/json" in value
            elif name == b"if-modified-since":
                asked.since = value
        return asked


@lru_cache(256)
def _takes_gzip(accepted: bytes) -> bool:
    for part in accepted.split(b","):
        name, _, weight = part.strip().partition(b";")
        if name.strip() in {b"gzip", b"*"}:
            return weight.replace(b" ", b"") not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
    return False


@dataclass(slots=True)
class Entry:
    """A reply ready to be sent. `reads` is the slug of the story it tells, "" for anything else."""

    status: int
    etag: bytes
    modified: bytes
    plain: tuple[Message, Message]
    packed: tuple[Message, Message] | None
    unchanged: tuple[Message, Message]
    size: int = 0
    for_one: bool = False
    reads: str = ""

    def answer(self, asked: Asked) -> tuple[Message, Message]:
        """Status and headers, then the body."""
        if self.status == 200 and (asked.none_match or asked.since) and self._known(asked):
            return self.unchanged
        start, body = self.packed if self.packed and asked.packed else self.plain
        return (start, _NOTHING) if asked.head else (start, body)

    def _known(self, asked: Asked) -> bool:
        """If-None-Match by weak comparison (RFC 9110, 13.1.2); without one, the very date that was given."""
        if asked.none_match:
            names = {part.strip().removeprefix(b"W/") for part in asked.none_match.split(b",")}
            return bool(names & {b"*", self.etag.removeprefix(b"W/")})
        return bool(self.modified) and asked.since == self.modified


_NOTHING: Message = {"type": "http.response.body", "body": b""}


def _message(status: int, headers: Headers, body: bytes) -> tuple[Message, Message]:
    whole = headers if status == 304 else [*headers, (b"content-length", b"%d" % len(body))]
    start = {"type": "http.response.start", "status": status, "headers": whole}
    return start, {"type": "http.response.body", "body": body}


def entry(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, reads: str = "") -> Entry:
    """The reply of the app as an entry; a refusal keeps its headers as they are."""
    given = [(name.lower(), value) for name, value in headers if name.lower() != b"content-length"]
    held = dict(given)
    if status != 200:
        plain = _message(status, given, body)
        return Entry(status, b"", b"", plain, None, plain)
    kind = held.get(b"content-type", b"")
    packs = len(body) >= PACK_FROM and kind.startswith(_PACKED) and b"content-encoding" not in held
    etag = held.get(b"etag") or _etag(body, weak=kind.startswith(_PACKED))
    held |= {b"etag": etag, b"cache-control": _caching(held.get(b"cache-control", b""))}
    if vary := _vary(held.pop(b"vary", b""), kind):
        held[b"vary"] = vary
    set_cookies = b"set-cookie" in held
    whole = list(held.items())
    packed = _packed(whole, body) if packs else None
    size = len(body) + (len(packed[1]["body"]) if packed else 0) + 3 * sum(len(n) + len(v) for n, v in whole)
    repeated = [pair for pair in whole if pair[0] in _REPEATED]
    return Entry(
        status,
        etag,
        held.get(b"last-modified", b""),
        _message(200, whole, body),
        packed,
        _message(304, repeated, b""),
        size,
        set_cookies,
        reads if kind.startswith(b"text/html") else "",
    )


def _packed(headers: Headers, body: bytes) -> tuple[Message, Message]:
    return _message(200, [*headers, (b"content-encoding", b"gzip")], gzip.compress(body, 6, mtime=0))


def _etag(body: bytes, *, weak: bool) -> bytes:
    """Weak where the same words may travel packed."""
    mark = hashlib.sha256(body).hexdigest()[:24].encode()
    return b'W/"%s"' % mark if weak else b'"%s"' % mark


def _caching(said: bytes) -> bytes:
    return PUBLIC if not said or b"no-cache" in said else said


def _vary(said: bytes, kind: bytes) -> bytes:
    parts = {part.strip().lower() for part in said.split(b",")} - _SAME_FOR_ALL
    return b", ".join(sorted(parts | ({b"accept-encoding"} if kind.startswith(_PACKED) else set())))
