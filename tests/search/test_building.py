"""A whole index is built by processes beside this one, and is the same as if it were not."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ideaboard.search import building
from ideaboard.search.documents import Document
from tests.search.shelf import Shelf, document

MANY = 2_300


def many(start: int = 0) -> Iterator[Document]:
    for n in range(start, MANY):
        yield document(f"post:{n}", f"Lamp {n}", "a shade", tags=("light",), flags=("answered",))


def builders() -> list[psutil.Process]:
    """The building processes that this one has."""
    every = psutil.Process().children(recursive=True)
    return [one for one in every if "ideaboard.search.building" in one.cmdline()]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BATCH", 600)


def test_what_processes_built_is_found_counted_and_changed(shelf: Shelf) -> None:
    heard: list[int] = []
    assert shelf.indexer.rebuild(many(), heard.append) == MANY
    assert heard == sorted(heard)
    assert heard[-1] == MANY
    assert shelf.find("lamp").total == MANY
    assert shelf.keys('"lamp 1234"') == ["post:1234"]
    assert shelf.find("shade", counted=["tag"]).facets["tag"] == [("light", MANY)]
    assert shelf.find("is:answered", vocabulary={"is": {"answered": "answered"}}).total == MANY
    shelf.indexer.apply([document("post:1", "Candle")], ["post:2"])
    assert shelf.find("lamp").total == MANY - 2
    assert shelf.indexer.healthy() is None
    assert list(shelf.folder.glob("*/part-*")) == []
    assert builders() == []


def test_documents_that_fail_end_the_processes_and_leave_the_old_index(shelf: Shelf) -> None:
    def broken() -> Iterator[Document]:
        yield from many()
        raise OSError("the database went away")

    shelf.put([document("post:1", "Candle")])
    with pytest.raises(OSError, match="went away"):
        shelf.indexer.rebuild(broken())
    assert builders() == []
    assert shelf.keys("candle") == ["post:1"]
    assert shelf.indexer.rebuild(many()) == MANY
    assert len(list(shelf.folder.glob("gen-*"))) == 1


def test_a_killed_process_fails_the_rebuild_and_leaves_the_old_index(shelf: Shelf) -> None:
    def killing() -> Iterator[Document]:
        yield from many()
        for process in builders():
            process.kill()
        yield document("post:last", "Lamp")

    shelf.put([document("post:1", "Candle")])
    with pytest.raises(RuntimeError, match="died"):
        shelf.indexer.rebuild(killing())
    assert shelf.keys("candle") == ["post:1"]


def test_a_document_that_cannot_be_indexed_fails_the_rebuild(
    shelf: Shelf, capfd: pytest.CaptureFixture[str]
) -> None:
    def bad() -> Iterator[Document]:
        yield from many()
        yield document("post:bad", "Lamp", created="yesterday")

    shelf.put([document("post:1", "Candle")])
    with pytest.raises(RuntimeError, match="died"):
        shelf.indexer.rebuild(bad())
    assert shelf.keys("candle") == ["post:1"]
    assert "yesterday" in capfd.readouterr().err


def test_the_processes_know_no_secret(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IDEABOARD_SECRET", "never told")
    with building.Builder(tmp_path / "part", "en"):
        assert builders()
        assert all("IDEABOARD_SECRET" not in one.environ() for one in builders())
