"""The files of the static edition: `site/` for any web server, `gone/` with a mark for each story taken back.

A page lies under its own address, with `.html` behind it. Files are written whole and then renamed, so that
nobody is served half of one; `manifest.json` remembers what each holds, so that only what changed is written.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from ideaboard.errors import Conflict
from ideaboard.language import _

# Two pages that stand at no address: the web server shows them with their status.
GONE, MISSING = "/410", "/404"
_PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class Filed:
    """One file below `site/`: the digest of what it holds, and the addresses it leads to."""

    file: str
    digest: str
    links: tuple[str, ...] = ()


class Edition:
    """The folder of one edition. Only one process writes it at a time; a second one gets a Conflict."""

    def __init__(self, folder: Path) -> None:
        self._site, self._gone, self._manifest = folder / "site", folder / "gone", folder / "manifest.json"
        for place in (folder, self._site, self._gone):
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o755)
        self._lock = (folder / ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise Conflict(_("Another export is writing to this folder.")) from error
        self.filed = self._read()
        self.written = self.removed = 0

    def _read(self) -> dict[str, Filed]:
        """What the last export noted; without anything readable all is written anew."""
        try:
            held = json.loads(self._manifest.read_text("utf8"))
            return {
                address: Filed(one["file"], one["digest"], tuple(one["links"]))
                for address, one in held.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def put(self, address: str, body: bytes, kind: str, links: Iterable[str] = ()) -> bool:
        """Hold this under the address; False when it is held already, or no file can have that name."""
        name = _name(address, kind)
        if name is None:
            self.remove(address)
            return False
        before, digest = self.filed.get(address), hashlib.sha256(body).hexdigest()
        if before and before.file != name:
            self.remove(address)
        file = self._site / name
        if before and (before.file, before.digest) == (name, digest) and file.is_file():
            self.filed[address] = Filed(name, digest, tuple(links))
            return False
        try:
            _write(file, body, top=self._site)
        except OSError:
            # Longer than the file system takes: the live site has it.
            self.remove(address)
            return False
        self.filed[address] = Filed(name, digest, tuple(links))
        self.written += 1
        return True

    def remove(self, address: str) -> None:
        if found := self.filed.pop(address, None):
            self._unlink(self._site / found.file)

    def remove_stories(self, addresses: set[str]) -> None:
        """All of these stories: their pages and what lies below them, also what no manifest knows of."""
        for other in [one for one in self.filed if story_of(one) in addresses]:
            self.remove(other)
        for address in addresses:
            folder = self._site / unquote(address).removeprefix("/")
            for file in [folder.with_name(f"{folder.name}.html"), *list(folder.rglob("*"))]:
                self._unlink(file)

    def mark_gone(self, addresses: Iterable[str]) -> None:
        """For exactly these addresses the web server says that they are gone."""
        wanted = {self._gone / unquote(address).removeprefix("/") for address in addresses}
        held = {file for file in self._gone.rglob("*") if file.is_file()}
        for file in wanted - held:
            _write(file, b"", top=self._gone)
        for file in held - wanted:
            file.unlink()

    def sweep(self) -> None:
        """Remove every file that no address has, such as what a killed export left."""
        known = {self._site / one.file for one in self.filed.values()}
        for file in list(self._site.rglob("*")):
            if file not in known:
                self._unlink(file)

    def _unlink(self, file: Path) -> None:
        """Remove a file, and the folders that are empty without it."""
        if not file.is_file():
            return
        file.unlink()
        self.removed += 1
        for folder in file.parents:
            if folder == self._site or any(folder.iterdir()):
                break
            folder.rmdir()

    def save(self) -> None:
        held = {address: asdict(one) for address, one in sorted(self.filed.items())}
        _write(self._manifest, json.dumps(held, ensure_ascii=False).encode(), top=self._manifest.parent)

    def close(self) -> None:
        self._lock.close()


def story_of(address: str) -> str:
    """The story that an address belongs to: `/stories/slug` of `/stories/slug/card.png`."""
    return "/".join(address.split("/", 3)[:3])


def _name(address: str, kind: str) -> str | None:
    """The file of an address below `site/`; None for one that must not or cannot be a file's name."""
    parts = unquote(address).removeprefix("/").split("/")
    if address == "/":
        return "index.html"
    if any(part in {"", ".", ".."} or part.startswith(".") or "\0" in part for part in parts):
        return None
    return "/".join(parts) + (".html" if kind.startswith(_PAGE) else "")


def _write(file: Path, body: bytes, *, top: Path) -> None:
    """Whole or not at all, and readable by the web server whatever the umask says."""
    for folder in reversed([file.parent, *file.parent.parents]):
        if folder.is_relative_to(top) and not folder.is_dir():
            folder.mkdir()
            folder.chmod(0o755)
    fresh = file.with_name(f".{os.getpid()}.tmp")
    try:
        fresh.write_bytes(body)
        fresh.chmod(0o644)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
