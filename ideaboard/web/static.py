"""Styles, scripts and icons, read once at the start and served from memory under a name with their hash."""

import gzip
import hashlib
import mimetypes
import re
from functools import cached_property
from pathlib import Path

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
_PACKED = {".css", ".js", ".svg", ".webmanifest"}
_IMPORTED = re.compile(rb'(?<=from ")\.[^"]+')


class Static:
    """An ASGI app over one folder. `address("board.css")` is where a page finds a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    @cached_property
    def _files(self) -> dict[str, tuple[bytes, bytes | None, str]]:
        return {self._named(file): _packed(self._content(file), file) for file in self._sources}

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {str(f.relative_to(self._folder)): f"/static/{self._named(f)}" for f in self._sources}

    @cached_property
    def _sources(self) -> list[Path]:
        return sorted(f for f in self._folder.rglob("*") if f.is_file() and not f.name.startswith("."))

    def _named(self, file: Path) -> str:
        mark = hashlib.sha256(self._content(file)).hexdigest()[:12]
        return str(file.relative_to(self._folder).with_name(f"{file.stem}.{mark}{file.suffix}"))

    def _content(self, file: Path) -> bytes:
        """What is served: a script imports another by the name with its hash, as a page does."""
        if file.suffix != ".js":
            return file.read_bytes()
        return _IMPORTED.sub(lambda found: self._imported(file, found[0].decode()), file.read_bytes())

    def _imported(self, file: Path, name: str) -> bytes:
        return f"/static/{self._named((file.parent / name).resolve())}".encode()

    def address(self, name: str) -> str:
        """The address of a file; KeyError when there is none, so a misspelt name cannot ship."""
        return self._addresses[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._files.get(scope["path"].removeprefix("/static/"))
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            await Response("Not found", 404)(scope, receive, send)
            return
        plain, packed, kind = found
        headers = {"cache-control": FOREVER, "vary": "accept-encoding"}
        asked = dict(scope["headers"]).get(b"accept-encoding", b"")
        if packed is not None and b"gzip" in asked:
            headers["content-encoding"] = "gzip"
            plain = packed
        await Response(plain, media_type=kind, headers=headers)(scope, receive, send)


def _packed(content: bytes, file: Path) -> tuple[bytes, bytes | None, str]:
    packed = gzip.compress(content, 9, mtime=0) if file.suffix in _PACKED else None
    return content, packed, mimetypes.guess_type(file.name)[0] or "application/octet-stream"
