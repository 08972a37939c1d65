"""A real index and a real search process over it; what the tests of search share."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ideaboard.errors import Unavailable
from ideaboard.search import generations
from ideaboard.search.documents import Document
from ideaboard.search.finder import Finder, Found
from ideaboard.search.index import Indexer
from ideaboard.search.process import reply
from ideaboard.search.searching import Searching

EVERYONE = ("inside", "employees")


def document(
    key: str,
    title: str = "",
    body: str = "",
    *,
    audience: str = "inside",
    tags: tuple[str, ...] = (),
    answer: str = "",
    comments: str = "",
    author: str = "",
    category: str = "office",
    status: str = "new",
    kind: str = "idea",
    created: str = "2026-03-01T09:00:00Z",
    flags: tuple[str, ...] = (),
) -> Document:
    return Document(
        key, audience, title, body, tags, answer, comments, author, category, status, kind, created, flags
    )


def until(true: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait for something another process does, and fail when it does not."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


class Here(Finder):
    """Answers in this process what the search process would, by the same reply: a process a test is slow."""

    def __init__(self, folder: Path, *, timeout: float = 5.0) -> None:
        super().__init__(folder, timeout=timeout)
        self._searching = Searching(folder)

    def start(self) -> None:
        """Nothing is to be started."""

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        if self._closed:
            raise Unavailable(generations.REBUILDING)
        answer: dict[str, Any] = json.loads(json.dumps(reply(self._searching, self.folder, question)))
        return answer


class Shelf:
    """An index with a finder over it."""

    def __init__(self, folder: Path, finder: type[Finder] = Here) -> None:
        self.folder = folder
        self.indexer = Indexer(folder)
        self.finder = finder(folder)

    def put(self, documents: Iterable[Document]) -> "Shelf":
        self.indexer.rebuild(documents)
        return self

    def find(self, text: str, **options: object) -> Found:
        return self.finder.find(text, **{"audiences": EVERYONE, **options})  # type: ignore[arg-type]

    def keys(self, text: str, **options: object) -> list[str]:
        return [hit.key for hit in self.find(text, **options).hits]

    def child(self) -> int:
        """The number of the search process."""
        assert self.finder._child is not None
        return self.finder._child.process.pid
