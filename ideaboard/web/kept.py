"""Public pages kept as bytes: made once for each change, then answered before any framework runs.

A page is kept under its path, the query parameters that its route names, and its face (HTML or JSON). It is
good while the number of changes stands where it stood in the very transaction that made it, so that nothing
made before a change is served after it is known. Only what was answered with 200 is kept.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ideaboard.db import Database
from ideaboard.web.entries import Asked, Entry, entry
from ideaboard.web.routes import Keep, Route

SLOT = "ideaboard.kept"
# All pages together, packed and plain: what a crawl of more than that leaves is the newest of it.
MOST_BYTES = 64 * 1024 * 1024
# What is larger is made each time rather than put everything else out.
MOST_ENTRY = 2 * 1024 * 1024
MOST_QUERY = 500
_JSON = (b"accept", b"application/json")
Key = tuple[str, str, bool]


class Changes(Protocol):
    """Who knows how often something changed."""

    def current(self) -> int | None:
        """The number as of just now; None when that is not known."""

    def learn(self, db: Database) -> int:
        """The number within the transaction of a request."""


@dataclass(slots=True)
class Slot:
    """What a request that may be kept carries through the app: at which number its page is made."""

    learn: Callable[[Database], int]
    made_at: int | None = None

    def begin(self, db: Database) -> None:
        """In the reading transaction, before anything else is read in it."""
        self.made_at = self.learn(db)


@dataclass(slots=True)
class _Reply:
    """What the app answered, whole."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        else:
            self.parts.append(message.get("body", b""))


class Kept:
    """An ASGI app before another: what it keeps it answers, all else it passes on.

    `seen` hears of each story that a reader is given, its slug and the headers it was asked with, on routes
    that say where the slug stands.
    """

    def __init__(
        self,
        app: ASGIApp,
        routes: Iterable[Route],
        changes: Changes,
        *,
        most_bytes: int = MOST_BYTES,
        seen: Callable[[str, Mapping[str, str]], object] | None = None,
    ) -> None:
        self._app, self._changes, self._most, self._seen = app, changes, most_bytes, seen
        self._routes = [(compile_path(r.path)[0], r.keep) for r in routes if r.method == "GET"]
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._number: int | None = None
        self._making: dict[Key, asyncio.Event] = {}
        self.bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        asked = Asked.of(scope)
        query = scope["query_string"]
        # The way of nearly every request: nothing is matched, parsed or made.
        found = None if query else self._good((scope["path"], "", asked.json))
        if found is None:
            place = self._place(scope["path"], query.decode("latin-1"), asked.json)
            if place is None:
                await self._app(scope, receive, send)
                return
            found = self._good(place.key) or await self._made(place, scope, receive)
        if self._seen and found.reads and not asked.head:
            self._seen(found.reads, {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]})
        for message in found.answer(asked):
            await send(message)

    def _good(self, key: Key) -> Entry | None:
        number = self._changes.current()
        if number != self._number:
            # Known to have changed, or not known: then what is kept may be good again in a moment.
            if number is None:
                return None
            self._forget()
            self._number = number
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def _place(self, path: str, query: str, json: bool) -> "_Place | None":
        """Where the page is kept; None where its route keeps none or it is for one reader alone."""
        found = next(((m, keep) for pattern, keep in self._routes if (m := pattern.match(path))), None)
        matched, keep = found or (None, None)
        if matched is None or keep is None:
            return None
        given = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
        by = urlencode({name: given[name] for name in keep.by if name in given})
        if len(by) > MOST_QUERY or any(name in given for name in keep.live):
            return None
        return _Place((path, by, json), matched, keep)

    async def _made(self, place: "_Place", scope: Scope, receive: Receive) -> Entry:
        """The page made now; whoever asks for it meanwhile waits for it, since a change asks for all anew."""
        if waiting := self._making.get(place.key):
            await waiting.wait()
            if found := self._good(place.key):
                return found
        done = self._making.setdefault(place.key, asyncio.Event())
        try:
            return await self._make(place, scope, receive)
        finally:
            done.set()
            if self._making.get(place.key) is done:
                del self._making[place.key]

    async def _make(self, place: "_Place", scope: Scope, receive: Receive) -> Entry:
        slot, reply = Slot(self._changes.learn), _Reply()
        await self._app(place.scope(scope, slot), receive, reply.take)
        made = entry(reply.status, reply.headers, b"".join(reply.parts), reads=place.reads)
        if made.status == 200 and slot.made_at is not None and not made.for_one:
            self._keep(place.key, made, slot.made_at)
        return made

    def _keep(self, key: Key, made: Entry, number: int) -> None:
        """Keep it, unless what it shows changed while it was made."""
        if number != self._changes.current() or made.size > MOST_ENTRY:
            return
        if number != self._number:
            self._forget()
            self._number = number
        if before := self._entries.pop(key, None):
            self.bytes -= before.size
        self._entries[key] = made
        self.bytes += made.size
        while self.bytes > self._most:
            self.bytes -= self._entries.popitem(last=False)[1].size

    def _forget(self) -> None:
        self._entries.clear()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page is kept, and how it is asked for: by nothing but what it is kept under."""

    key: Key
    matched: re.Match[str]
    keep: Keep

    @property
    def reads(self) -> str:
        return self.matched[self.keep.reads] if self.keep.reads else ""

    def scope(self, scope: Scope, slot: Slot) -> Scope:
        _path, query, json = self.key
        host = [pair for pair in scope["headers"] if pair[0] == b"host"]
        headers = [*host, _JSON] if json else host
        own = {"method": "GET", "query_string": query.encode(), "headers": headers, SLOT: slot}
        return {**scope, **own}
