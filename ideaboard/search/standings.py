"""How posts stand in votes, beside the index: they change too often to be in it.

One file, `standings`, of 32-bit numbers: at place N the score of the post with the number N. The worker
writes it when scores have changed, a reader takes it when the file is another. It is derived like the index;
without it all posts stand at 0.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ideaboard.search import generations

_NAME = "standings"
_LARGEST = 2**31 - 1

Scores = NDArray[np.int32]


def write(folder: Path, scores: Iterable[tuple[int, int]]) -> bool:
    """Keep each post's score; False, and nothing written, when all stand as they did."""
    pairs = np.array(list(scores), dtype=np.int64).reshape(-1, 2)
    made = np.zeros(int(pairs[:, 0].max(initial=0)) + 1, dtype="<i4")
    made[pairs[:, 0]] = pairs[:, 1].clip(-_LARGEST, _LARGEST)
    if np.array_equal(made, _read(folder)):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    generations.replace(folder / _NAME, made.tobytes())
    return True


def _read(folder: Path) -> Scores:
    try:
        content = (folder / _NAME).read_bytes()
    except OSError:
        return np.zeros(0, dtype="<i4")
    return np.frombuffer(content[: len(content) // 4 * 4], dtype="<i4")


class Standings:
    """The scores as they were written last. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._scores: Scores = np.zeros(0, dtype="<i4")

    def of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The score of each post; 0 for one that is not known yet."""
        try:
            found = os.stat(self._folder / _NAME)
            if self._seen != (found.st_ino, found.st_mtime_ns):
                self._scores = _read(self._folder)
                self._seen = (found.st_ino, found.st_mtime_ns)
        except OSError:
            self._scores, self._seen = np.zeros(0, dtype="<i4"), None
        made = np.zeros(len(numbers), dtype=np.int64)
        known = numbers < len(self._scores)
        made[known] = self._scores[numbers[known]]
        return made
