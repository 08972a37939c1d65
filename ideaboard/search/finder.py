"""The reading side of the index: asks the search process, and minds it.

A search that cannot be had raises Unavailable; it never takes a page down with it.
"""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ideaboard.errors import Unavailable
from ideaboard.search import generations
from ideaboard.search.child import Child
from ideaboard.search.queries import Vocabulary

_BUSY = "Search is very busy. Everything else works; try again in a minute."
_FAILED = "Search could not answer this. Everything else works; try other words."
_TRIES = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Scores compare within one answer only.

    Of what is similar, the score is its likeness from 0 to 1, and `shared` the words both have.
    """

    key: str
    score: float
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`total` counts every document found and visible, exactly; `hits` are those of the page, best first.

    `terms` are the stems that were searched, in `language`, for `marks.marked`. `did_you_mean` is the text
    with unknown words replaced, when there was something near; the hits already are those of the near words.
    `facets` are the values of the filters asked for, the commonest first, each with how many documents have
    it. `cut` says that some words were left out, since too many documents have them.
    """

    total: int
    hits: list[Hit]
    terms: frozenset[str]
    did_you_mean: str | None
    language: str = ""
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    cut: bool = False


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
        sort: str = "relevance",
        counted: Sequence[str] = (),
        own: Mapping[str, Collection[int]] | None = None,
        vocabulary: Vocabulary | None = None,
        now: str = "",
    ) -> Found:
        """What the text finds among the documents for one of the audiences; queries.py says what it may say.

        `filters` and `counted` (the facets) take what, category, status, kind and tag. `sort` is relevance,
        newest or top. `own` are the numbers behind `is:mine` and its like, `vocabulary` what the filters in
        the text may be. At most 100 hits a page, and none beyond the 10,000th. Raises Unavailable.
        """
        question = {
            "ask": "find",
            "text": text,
            "audiences": list(audiences),
            "filters": dict(filters or {}),
            "offset": offset,
            "limit": limit,
            "sort": sort,
            "counted": list(counted),
            "own": {name: list(numbers) for name, numbers in (own or {}).items()},
            "vocabulary": {name: dict(values) for name, values in (vocabulary or {}).items()},
            "now": now,
        }
        answer = self._ask(question)
        return Found(
            total=answer["total"],
            hits=_hits(answer),
            terms=frozenset(answer["terms"]),
            did_you_mean=answer["did_you_mean"],
            language=answer["language"],
            facets={name: [(v, n) for v, n in values] for name, values in answer["facets"].items()},
            cut=answer["cut"],
        )

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
    return [Hit(key, score, tuple(*shared)) for key, score, *shared in answer["hits"]]
