"""Search may die, hang or lose its index: the pages hear Unavailable, and it comes back by itself."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from ideaboard.errors import Unavailable
from ideaboard.search import generations
from ideaboard.search.finder import Finder
from ideaboard.search.index import Indexer
from tests.search.shelf import Shelf, document, until


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """With a search process."""
    made = Shelf(tmp_path / "index", Finder)
    yield made
    made.finder.close()


LAMPS = [document("post:1", "Lamps"), document("post:2", "Candles")]


def running(pid: int) -> str:
    """The state letter of a process, "Z" for one that has ended and waits to be reaped, "" for none."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1]


def truncate_a_segment(shelf: Shelf) -> None:
    place = generations.current(shelf.folder)
    assert place is not None
    path = next(place.glob("*.seg"))
    os.truncate(path, path.stat().st_size // 2)


def remove_a_segment(shelf: Shelf) -> None:
    place = generations.current(shelf.folder)
    assert place is not None
    next(place.glob("*.seg")).unlink()


def remove_the_folder(shelf: Shelf) -> None:
    shutil.rmtree(shelf.folder)


def remove_the_pointer(shelf: Shelf) -> None:
    (shelf.folder / "current").unlink()


@pytest.mark.parametrize("asked_before", [False, True])
@pytest.mark.parametrize(
    "spoil", [truncate_a_segment, remove_a_segment, remove_the_folder, remove_the_pointer]
)
def test_a_spoilt_index_is_unavailable_asks_for_a_rebuild_and_heals(
    shelf: Shelf, spoil: Callable[[Shelf], None], asked_before: bool
) -> None:
    shelf.put(LAMPS)
    if asked_before:
        assert shelf.keys("lamps") == ["post:1"]
    spoil(shelf)
    with pytest.raises(Unavailable, match=r"Search is being rebuilt\. Everything else works"):
        shelf.find("lamps")
    assert generations.rebuild_wanted(shelf.folder)
    shelf.put(LAMPS)
    assert not generations.rebuild_wanted(shelf.folder)
    assert shelf.keys("lamps") == ["post:1"]


def test_an_index_that_opens_but_has_spoilt_postings_asks_for_a_rebuild(shelf: Shelf) -> None:
    shelf.put(document(f"post:{n}", f"Lamps {n}", "shade " * 50) for n in range(500))
    place = generations.current(shelf.folder)
    assert place is not None
    path = next(place.glob("*.seg"))
    path.write_bytes(path.read_bytes().replace(WHOOSH3_HEADER_MAGIC, b"\0" * len(WHOOSH3_HEADER_MAGIC)))
    assert shelf.indexer.healthy() is None
    with pytest.raises(Unavailable, match="being rebuilt"):
        shelf.find("lamps")
    assert generations.rebuild_wanted(shelf.folder)


def test_a_missing_index_is_unavailable_until_it_is_built(shelf: Shelf) -> None:
    with pytest.raises(Unavailable):
        shelf.finder.similar("lamps", audiences=["inside"])
    shelf.put(LAMPS)
    assert shelf.keys("lamps") == ["post:1"]


def test_a_killed_search_process_is_replaced(shelf: Shelf) -> None:
    shelf.put(LAMPS)
    shelf.find("lamps")
    first = shelf.child()
    os.kill(first, signal.SIGKILL)
    assert shelf.keys("lamps") == ["post:1"]
    assert shelf.child() != first
    assert not running(first)


def test_a_search_process_killed_in_the_middle_of_an_answer_is_replaced(shelf: Shelf) -> None:
    shelf.put(LAMPS)
    shelf.find("lamps")
    first = shelf.child()
    os.kill(first, signal.SIGSTOP)
    answers: list[list[str]] = []
    asking = threading.Thread(target=lambda: answers.append(shelf.keys("candles")))
    asking.start()
    until(shelf.finder._lock.locked)
    os.kill(first, signal.SIGKILL)
    asking.join(timeout=20)
    assert answers == [["post:2"]]
    assert shelf.keys("lamps") == ["post:1"]


def test_a_search_that_hangs_is_ended_and_the_next_works(shelf: Shelf) -> None:
    shelf.put(LAMPS)
    shelf.finder.timeout = 0.3
    shelf.find("lamps")
    first = shelf.child()
    os.kill(first, signal.SIGSTOP)
    with pytest.raises(Unavailable):
        shelf.find("lamps")
    assert not running(first)
    assert shelf.keys("lamps") == ["post:1"]
    assert not generations.rebuild_wanted(shelf.folder)


def test_two_threads_share_one_finder(shelf: Shelf) -> None:
    shelf.put(LAMPS)
    wrong: list[object] = []

    def ask(word: str, key: str) -> None:
        for _ in range(100):
            if (keys := shelf.keys(word)) != [key]:
                wrong.append((word, keys))

    threads = [
        threading.Thread(target=ask, args=pair) for pair in (("lamps", "post:1"), ("candles", "post:2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_closed_finder_leaves_no_process_and_answers_no_more(shelf: Shelf) -> None:
    shelf.put(LAMPS)
    with Finder(shelf.folder) as finder:
        finder.start()
        assert finder._child is not None
        child = finder._child.process
    assert child.returncode is not None
    assert not running(child.pid)
    with pytest.raises(Unavailable):
        finder.find("lamps", audiences=["inside"])


PARENT = """
import sys, time
from pathlib import Path
from ideaboard.search.finder import Finder
finder = Finder(Path(sys.argv[1]))
assert finder.find("lamps", audiences=["inside"]).total == 1
print(finder._child.process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_search_process_ends_with_its_parent_however_that_dies(
    tmp_path: Path, how: signal.Signals
) -> None:
    Indexer(tmp_path).rebuild(LAMPS)
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert running(child)
        parent.send_signal(how)
    until(lambda: running(child) in ("", "Z"))


def test_a_fault_of_ours_is_unavailable_but_rebuilds_nothing(shelf: Shelf) -> None:
    shelf.put(LAMPS)
    with pytest.raises(Unavailable, match="could not answer"):
        shelf.finder._ask({"ask": "find", "nonsense": 1})
    assert not generations.rebuild_wanted(shelf.folder)
    assert shelf.keys("lamps") == ["post:1"]


def test_a_commit_that_a_power_cut_has_emptied_asks_for_a_rebuild(shelf: Shelf) -> None:
    """Whoosh's table of contents may reach the disk before the segment it names."""
    shelf.put(LAMPS)
    place = generations.current(shelf.folder)
    assert place is not None
    manifest = (place / "manifest.json").read_bytes()
    before = set(place.glob("*.seg"))
    shelf.indexer.apply([document("post:3", "Lamps")], [])
    (place / "manifest.json").write_bytes(manifest)
    (newest,) = set(place.glob("*.seg")) - before
    newest.write_bytes(b"")
    assert shelf.indexer.healthy() is not None
    with pytest.raises(Unavailable):
        shelf.find("lamps")
    assert generations.rebuild_wanted(shelf.folder)
    generations.rebuild_done(shelf.folder)
    with pytest.raises(Unavailable):
        shelf.indexer.apply([document("post:4", "Lamps")], ["post:3"])
    assert generations.rebuild_wanted(shelf.folder)
