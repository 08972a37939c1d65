"""The reading side of the index: asks the search process, and minds it.

A search that cannot be had raises Unavailable; it never takes a page down with it.
"""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ideaboard.errors import Unavailable
from ideaboard.search import generations
from ideaboard.search.child import Child

_BUSY = "Search is very busy. Everything else works; try again in a minute."
_FAILED = "Search could not answer this. Everything else works; try other words."
_TRIES = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Scores compare within one answer only."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """`total` counts every document found and visible, exactly; `hits` are those of the page, best first.

    `terms` are the stems that were searched, for `marks.marked`. `did_you_mean` is the text with unknown
    words replaced, when there was something near; the hits already are those of the near words.
    """

    total: int
    hits: list[Hit]
    terms: frozenset[str]
    did_you_mean: str | None


class Finder:
    """Searches the index in `folder` through one search process, started with the first question.

    Threads may share it: they ask one after another. An answer that takes over `timeout` seconds ends the
    process, and the next question starts another. Close it when done.
    """

    def __init__(self, folder: Path, *, timeout: float = 5.0) -> None:
        self.folder, self.timeout = folder, timeout
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._closed = False

    def start(self) -> None:
        """Start the search process ahead of the first question, which then finds it warm. Does not wait."""
        with self._lock:
            self._living()

    def find(
        self,
        text: str,
        *,
        audiences: Sequence[str],
        filters: Mapping[str, str] | None = None,
        offset: int = 0,
        limit: int = 20,
    ) -> Found:
        """What the text finds among the documents for one of the audiences, best first.

        Words are all preferred and some enough; a "phrase" must be there, a -word must not. `filters` takes
        what, category, status, kind and tag. At most 100 hits a page, and none beyond the 10,000th. Raises
        Unavailable.
        """
        question = {"text": text, "filters": dict(filters or {}), "offset": offset, "limit": limit}
        answer = self._ask({"ask": "find", "audiences": list(audiences), **question})
        return Found(answer["total"], _hits(answer), frozenset(answer["terms"]), answer["did_you_mean"])

    def similar(
        self,
        text: str,
        *,
        audiences: Sequence[str],
        filters: Mapping[str, str] | None = None,
        exclude: Collection[str] = (),
        limit: int = 5,
    ) -> list[Hit]:
        """The documents most like the text, whose first line counts as a title; none of the keys excluded.

        Raises Unavailable.
        """
        question = {"text": text, "filters": dict(filters or {}), "exclude": list(exclude), "limit": limit}
        return _hits(self._ask({"ask": "similar", "audiences": list(audiences), **question}))

    def close(self) -> None:
        """End the search process. Afterwards every question raises Unavailable."""
        with self._lock:
            self._closed = True
            self._drop()

    def __enter__(self) -> "Finder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        if not self._lock.acquire(timeout=self.timeout):
            raise Unavailable(_BUSY)
        try:
            answer = self._answer(question)
        finally:
            self._lock.release()
        if "damaged" in answer:
            _log.error("The search index must be rebuilt: %s", answer["damaged"])
            generations.want_rebuild(self.folder)
            raise Unavailable(generations.REBUILDING)
        if "failed" in answer:
            _log.error("A search failed: %s", answer["failed"])
            raise Unavailable(_FAILED)
        return answer

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Ask, and once more of a new process if this one has died: another may have killed it."""
        for _ in range(_TRIES):
            try:
                return self._living().ask(question, self.timeout)
            except TimeoutError:
                _log.error("A search took over %s seconds; its process was ended.", self.timeout)
                self._drop()
                break
            except (EOFError, OSError) as error:
                _log.warning("The search process has died: %r", error)
                self._drop()
        raise Unavailable(generations.REBUILDING)

    def _living(self) -> Child:
        if self._closed:
            raise Unavailable(generations.REBUILDING)
        if self._child is None:
            self._child = Child(self.folder)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def _hits(answer: dict[str, Any]) -> list[Hit]:
    return [Hit(key, score) for key, score in answer["hits"]]
