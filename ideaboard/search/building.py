"""A whole index built by two processes: `python -m ideaboard.search.building FOLDER LANGUAGE` is one of them.

It reads documents from standard input, one JSON object a line; an empty line ends a batch, which becomes one
segment, and is answered with a line. The memory of a batch is that process's, and no page waits for it.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from ideaboard.search import spawning, writing
from ideaboard.search.documents import Document

# A batch of 10,000 posts of 150 words takes some 550 MB in its process.
BATCH = 10_000
_PROCESSES = 2
_TELLS_EVERY = 500


class Builder:
    """One process, building in a folder of its own. It ends with this object, or when its parent dies."""

    def __init__(self, folder: Path, language: str) -> None:
        folder.mkdir()
        self.folder = folder
        self._process = spawning.python(
            "ideaboard.search.building",
            str(folder.absolute()),
            language,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def build(self, batch: Sequence[Document], tell: Callable[[int], None]) -> None:
        """One segment of these documents. Raises RuntimeError when the process died."""
        given, taken = self._process.stdin, self._process.stdout
        assert given is not None
        assert taken is not None
        # A broken pipe is told by the answer that does not come.
        with suppress(BrokenPipeError):
            for number, document in enumerate(batch, 1):
                given.write(json.dumps(asdict(document)).encode() + b"\n")
                if number % _TELLS_EVERY == 0:
                    tell(_TELLS_EVERY)
            given.write(b"\n")
            given.flush()
        if not taken.readline():
            raise RuntimeError("A process that built the search index died.")
        tell(len(batch) % _TELLS_EVERY)

    def __enter__(self) -> "Builder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


def build(
    folder: Path, documents: Iterable[Document], language: str, progress: Callable[[int], None] | None
) -> list[Path]:
    """Build all documents in folders below this one; `progress` hears how many were taken."""
    told, one_at_a_time = [0], threading.Lock()

    def tell(more: int) -> None:
        with one_at_a_time:
            told[0] += more
            if progress and more:
                progress(told[0])

    idle: queue.Queue[Builder] = queue.Queue()
    places = [folder / f"part-{number}" for number in range(_PROCESSES)]
    # The processes end first, so that no thread waits for one when something fails.
    with ThreadPoolExecutor(_PROCESSES) as pool, ExitStack() as stack:
        for place in places:
            idle.put(stack.enter_context(Builder(place, language)))
        waiting = iter(documents)
        work: list[Future[None]] = []
        while batch := list(islice(waiting, BATCH)):
            work.append(pool.submit(_turn, idle, idle.get(), batch, tell))
            # What failed is known before the next batch is read.
            _raise_from(each for each in work if each.done())
        _raise_from(work)
    return places


def _raise_from(work: Iterable[Future[None]]) -> None:
    for each in work:
        each.result()


def _turn(
    idle: "queue.Queue[Builder]", builder: Builder, batch: Sequence[Document], tell: Callable[[int], None]
) -> None:
    try:
        builder.build(batch, tell)
    finally:
        idle.put(builder)


def main(folder: Path, language: str) -> None:
    index = writing.create(folder, language)
    lines = iter(sys.stdin.buffer)
    while batch := list(islice(_documents(lines), 1)):
        writing.replace(index, [], _all(batch[0], lines), language)
        print("built", flush=True)


def _documents(lines: Iterator[bytes]) -> Iterator[Document]:
    """The documents up to the end of the batch."""
    for line in lines:
        if line == b"\n":
            return
        given: dict[str, Any] = json.loads(line)
        yield Document(**given | {"tags": tuple(given["tags"]), "flags": tuple(given["flags"])})


def _all(first: Document, lines: Iterator[bytes]) -> Iterator[Document]:
    yield first
    yield from _documents(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
