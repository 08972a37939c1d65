"""The index while it is written: readers in processes of their own, and a writer that is killed."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ideaboard.search.finder import Finder
from ideaboard.search.index import Indexer
from tests.search.shelf import EVERYONE, Shelf, document

SECONDS = 60
KILLS = 12


class Reader(threading.Thread):
    """Asks a search process of its own again and again, and holds every answer against what it knows."""

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        super().__init__()
        self.finder, self.stop = Finder(folder), stop
        self.answers, self.last, self.faults = 0, 0, []

    def run(self) -> None:
        with self.finder:
            while not self.stop.is_set():
                try:
                    self.ask()
                except Exception as error:
                    self.faults.append(repr(error))
                    return

    def ask(self) -> None:
        found = self.finder.find("lamps", audiences=EVERYONE, limit=100, counted=["status"])
        keys = [hit.key for hit in found.hits]
        if len(set(keys)) != len(keys):
            self.faults.append(f"found twice: {keys}")
        # What is only ever added to is never seen to shrink.
        if found.total < self.last:
            self.faults.append(f"{found.total} after {self.last}")
        if sum(count for _, count in found.facets["status"]) != found.total:
            self.faults.append(f"{found.facets} of {found.total}")
        self.last = found.total
        self.answers += 1


@pytest.mark.slow
def test_two_processes_read_while_one_writes_for_a_minute(shelf: Shelf) -> None:
    shelf.put([document("post:0", "Lamps")])
    stop = threading.Event()
    readers = [Reader(shelf.folder, stop), Reader(shelf.folder, stop)]
    for reader in readers:
        reader.start()
    written, ends = 1, time.monotonic() + SECONDS
    try:
        while time.monotonic() < ends:
            again = document(f"post:{written // 2}", "Lamps", f"again {written}", status="done")
            shelf.indexer.apply([document(f"post:{written}", "Lamps", "new"), again], [])
            written += 1
            if written % 100 == 0:
                shelf.indexer.rebuild(document(f"post:{n}", "Lamps") for n in range(written))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert [reader.faults for reader in readers] == [[], []]
    assert all(reader.answers > 100 for reader in readers)
    assert shelf.find("lamps").total == shelf.indexer.count() == written


WRITER = """
import sys
from pathlib import Path
from ideaboard.search.index import Indexer
from tests.search.shelf import document
indexer, number = Indexer(Path(sys.argv[1])), int(sys.argv[2])
while True:
    indexer.apply([document(f"post:{number + n}", "Lamps") for n in range(5)], [])
    number += 5
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_readable_index_with_all_it_said(shelf: Shelf) -> None:
    shelf.put([])
    chance, acknowledged = random.Random(3), 0
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(shelf.folder), str(acknowledged)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        for _ in range(chance.randrange(1, 6)):
            acknowledged = int(writer.stdout.readline())
        # Somewhere within the next commit.
        threading.Event().wait(chance.random() * 0.1)
        writer.kill()
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.wait()
        writer.stdout.close()
        assert shelf.indexer.healthy() is None
        assert shelf.find("lamps").total >= acknowledged
        assert Indexer(shelf.folder).count() >= acknowledged
