"""What the spotlight's index holds, written beside it, and whose it is to change.

    folder/stories.json   each story in the index with its mark; gone while the index is being changed
    folder/keeper         locked by the one process that keeps the index

Without the ledger nobody knows what the index holds, and it is built anew: so a kill or a power cut at any
moment leaves no word of a story that was taken back meanwhile.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from ideaboard.search import generations
from ideaboard.spotlight.documents import FORM


class Ledger:
    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "stories.json"
        self._lock: IO[str] | None = None

    def mine(self) -> bool:
        """Whether this process keeps the folder; the kernel lets go of it when the process ends, however."""
        place = self._folder / "keeper"
        if self._lock is not None and _is(self._lock, place):
            return True
        # Somebody removed the folder: a lock on a file that is gone keeps nobody out.
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = place.open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        self._lock = handle
        return True

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def read(self) -> Mapping[str, str] | None:
        """The stories in the live generation; None when that is not known."""
        with suppress(OSError, ValueError):
            said = json.loads(self._file.read_text("utf8"))
            if isinstance(said, dict) and said.get("of") == self._of():
                return dict(said["stories"])
        return None

    def write(self, stories: Mapping[str, str]) -> None:
        said = {"of": self._of(), "stories": dict(stories)}
        generations.replace(self._file, json.dumps(said, ensure_ascii=False).encode())

    def forget(self) -> None:
        """From now on the index is being changed. On the disk before the change is."""
        self._file.unlink(missing_ok=True)
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _of(self) -> str:
        live = generations.current(self._folder)
        return f"{live.name if live else ''} {FORM}"


def _is(handle: IO[str], place: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle.fileno()), place.stat())
    except FileNotFoundError:
        return False
