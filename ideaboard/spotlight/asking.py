"""Asks an app of ours for a page, within this process and without a network."""

import asyncio
from dataclasses import dataclass, field
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
        self._runner = asyncio.Runner()

    def get(self, path: str) -> Answer:
        return self._runner.run(self._get(path))

    def close(self) -> None:
        self._runner.close()

    async def _get(self, address: str) -> Answer:
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

        await self._app(scope, receive, send)
        return answer
