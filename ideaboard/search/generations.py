"""Where the index stands on disk, and whether it is whole.

    folder/current          names the live generation; replaced by rename, so a reader sees the old or the new
    folder/gen-.../         one generation: Whoosh's files and manifest.json
    folder/standings        how posts stand in votes: see standings.py
    folder/rebuild-wanted   a reader found the index missing or damaged; the worker rebuilds and removes it
    folder/lock             held by the one writer

The manifest holds the schema's version, the language of the words, and the size and CRC-32 of every file:
Whoosh itself would notice a truncated posting list only when somebody asks for that word.
"""

import fcntl
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from ideaboard.errors import Unavailable
from ideaboard.search.schema import VERSION
from ideaboard.search.stemming import known

REBUILDING = "Search is being rebuilt. Everything else works; try again in a minute."
_CURRENT, _MARKER, _LOCK, _MANIFEST = "current", "rebuild-wanted", "lock", "manifest.json"
_CHUNK = 1 << 20


def current(folder: Path) -> Path | None:
    """The live generation's folder, whether or not it is whole; None when there is no readable pointer."""
    try:
        name = (folder / _CURRENT).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return folder / name if name.startswith("gen-") and "/" not in name else None


def fresh(folder: Path) -> Path:
    """A new empty generation beside the live one."""
    place = folder / f"gen-{uuid4().hex[:12]}"
    place.mkdir(parents=True)
    return place


def make_current(folder: Path, generation: Path) -> None:
    """Swap the pointer, then remove the other generations.

    A reader that has mapped their files keeps them: a removed file lives until its last map is gone.
    """
    replace(folder / _CURRENT, generation.name.encode())
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove every generation but the live one: replaced ones, and those of rebuilds that were cut short."""
    live = current(folder)
    for place in folder.glob("gen-*"):
        if place != live:
            shutil.rmtree(place, ignore_errors=True)


def want_rebuild(folder: Path) -> None:
    """Leave the marker the worker polls for; a folder that cannot be written must not fail a search twice."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARKER).touch()


def rebuild_wanted(folder: Path) -> bool:
    return (folder / _MARKER).exists()


def rebuild_done(folder: Path) -> None:
    (folder / _MARKER).unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the folder as its one writer. Raises Unavailable when another does: the job is repeated."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable("The search index is being written by another process.") from None
        yield


def language(generation: Path) -> str:
    """The language a generation was built in."""
    return known(str(_manifest(generation).get("language")))


def seal(generation: Path, language: str) -> None:
    """Force the generation's files to the disk and write its manifest.

    Whoosh never calls fsync: after a power cut a job recorded as done would be missing from the index. Files
    the manifest already knows are left alone: Whoosh writes each file once.
    """
    known = _manifest(generation).get("files", {})
    files: dict[str, list[int]] = {}
    for path in sorted(_index_files(generation)):
        files[path.name] = known.get(path.name) or [path.stat().st_size, _settled(path)]
    manifest = {"schema": VERSION, "language": language, "files": files}
    replace(generation / _MANIFEST, json.dumps(manifest).encode())


def problem(folder: Path, *, deep: bool = False) -> str | None:
    """None when the live generation is whole, else a plain sentence. `deep` also sums every byte."""
    generation = current(folder)
    if generation is None or not generation.is_dir():
        return "There is no search index."
    manifest = _manifest(generation)
    if not manifest:
        return "The search index has no readable list of its files."
    if manifest.get("schema") != VERSION:
        return f"The search index has schema {manifest.get('schema')}; this release needs {VERSION}."
    for name, (size, check) in manifest["files"].items():
        try:
            whole = (generation / name).stat().st_size == size
            whole = whole and (not deep or _checksum(generation / name) == check)
        except FileNotFoundError:
            # A commit after the manifest takes files away: one going on just now, or one cut short here.
            if not _newer(generation, manifest):
                return f"The search index lacks its file {name}."
            continue
        if not whole:
            return f"The search index's file {name} is damaged."
    return None


def _newer(generation: Path, manifest: dict[str, Any]) -> bool:
    """Whether there are files of a commit the manifest does not know, or by now a newer manifest."""
    files = {path.name for path in _index_files(generation)}
    return bool(files - manifest["files"].keys()) or _manifest(generation) != manifest


def _index_files(generation: Path) -> Iterator[Path]:
    return (path for path in generation.iterdir() if path.suffix in (".seg", ".toc"))


def _manifest(generation: Path) -> dict[str, Any]:
    try:
        found = json.loads((generation / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else {}


def _checksum(path: Path) -> int:
    check = 0
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            check = zlib.crc32(piece, check)
    return check


def _settled(path: Path) -> int:
    """The checksum of a file that is now on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return _checksum(path)


def replace(path: Path, content: bytes) -> None:
    """Write a small file so that a reader, or a power cut, meets the old text or the new."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
