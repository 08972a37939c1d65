"""Asks an app of ours for a page, within this process, without a network and without an event loop.

The app must be built to do everything where it is asked (`inline`), so that it never waits for anybody.
"""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message


@dataclass(slots=True)
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "")


class Asker:
    """One app, asked one page after another as its own visitors would ask at `url`."""

    def __init__(self, app: ASGIApp, url: str) -> None:
        parts = urlsplit(url)
        self._app, self._scheme, self._host = app, parts.scheme, parts.netloc

    def get(self, address: str) -> Answer:
        path, _, query = address.partition("?")
        answer = Answer()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": self._scheme,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", self._host.encode())],
            "client": None,
            "server": None,
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in message["headers"]}
            else:
                answer.body += message.get("body", b"")

        _done(cast(Coroutine[Any, Any, None], self._app(scope, receive, send)))
        return answer


def _done(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, which it reaches at once."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("the app waits for something: it was not built to do all of it inline")
