"""The search process: `python -m ideaboard.search.process FOLDER PARENT`, standard input one end of a socket.

It answers one question at a time and ends when the socket closes or its parent is gone, however that died.
Searching stands in a process of its own because one searching thread cut the pages of the same process from
2,237 to 45 a second.
"""

import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from ideaboard.search import generations, wire
from ideaboard.search.searching import Searching
from ideaboard.search.snapshot import Damaged

_LOOKS_EVERY_SECONDS = 1.0
# Questions after which the index's pages, read by now, are let go.
_RESTS_EVERY = 50


def main(folder: Path, parent: int) -> None:
    # Ctrl-C reaches the whole terminal; the parent decides when the search ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    searching = Searching(folder)
    with socket.socket(fileno=os.dup(0)) as line, suppress(EOFError, OSError):
        for number in count(1):
            _warm(searching, line)
            wire.send(line, reply(searching, folder, wire.receive(line)))
            if number % _RESTS_EVERY == 0:
                searching.rest()


def _warm(searching: Searching, line: socket.socket) -> None:
    """Read ahead, a segment at a time, while nobody asks. Whatever is wrong is told to the next who does."""
    with suppress(Exception):
        for _ in searching.warm():
            if select.select([line], [], [], 0)[0]:
                return


def reply(searching: Searching, folder: Path, question: dict[str, Any]) -> dict[str, Any]:
    """The answer, {"damaged": why} when the index must be rebuilt, or {"failed": why} for our own fault."""
    asked = dict(question)
    try:
        if asked.pop("ask") == "similar":
            return {"hits": searching.similar(**asked)}
        return asdict(searching.find(**asked))
    except Damaged as error:
        return {"damaged": str(error)}
    except Exception:
        # A damaged posting list shows in many ways; only the files' sums tell it from a fault of ours.
        if trouble := generations.problem(folder, deep=True):
            return {"damaged": trouble}
        return {"failed": traceback.format_exc()}


def _end_with(parent: int) -> None:
    """A killed parent closes the socket too, unless a process it had forked still holds the other end."""
    while os.getppid() == parent:
        time.sleep(_LOOKS_EVERY_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
