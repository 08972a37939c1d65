"""The index follows what it is told, whatever happens to its files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ideaboard.errors import Unavailable
from ideaboard.search import generations, schema
from ideaboard.search.index import Indexer
from tests.search.shelf import Shelf, document


def generation(shelf: Shelf) -> Path:
    found = generations.current(shelf.folder)
    assert found is not None
    return found


def test_fourteen_updates_of_fifty_posts_leave_fifty(shelf: Shelf) -> None:
    shelf.put(document(f"post:{n}", f"Lamp {n}") for n in range(50))
    for version in range(14):
        shelf.indexer.apply([document(f"post:{n}", f"Lamp {n}", f"version {version}") for n in range(50)], [])
        found = shelf.find("lamp", limit=100)
        assert found.total == 50
        assert len({hit.key for hit in found.hits}) == 50
    assert shelf.indexer.count() == 50
    assert shelf.find("version").total == 50


def test_what_is_gone_is_found_no_more(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps"), document("post:2", "Lamps")])
    shelf.indexer.apply([], ["post:1", "post:99"])
    assert shelf.keys("lamps") == ["post:2"]
    assert shelf.indexer.count() == 1


def test_an_update_takes_the_old_words_away(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps")])
    shelf.indexer.apply([document("post:1", "Candles")], [])
    assert shelf.keys("lamps ") == []
    assert shelf.keys("candles") == ["post:1"]


def test_applying_twice_changes_nothing(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps")])
    for _ in range(2):
        shelf.indexer.apply([document("post:2", "Lamps"), document("post:2", "Candles")], ["post:1"])
        assert shelf.indexer.count() == 1
        assert shelf.keys("candles") == ["post:2"]


def test_what_is_both_changed_and_gone_is_gone(shelf: Shelf) -> None:
    shelf.put([])
    shelf.indexer.apply([document("post:1", "Lamps")], ["post:1"])
    assert shelf.indexer.count() == 0


def test_many_small_commits_are_merged(shelf: Shelf) -> None:
    shelf.put([])
    for n in range(40):
        shelf.indexer.apply(
            [document(f"post:{n}", "Lamps", f"number{n}", created="2026-03-01T09:00:01Z")], []
        )
    assert len(list(generation(shelf).glob("*.seg"))) < 12
    assert shelf.find("lamps").total == 40
    assert shelf.keys("number17") == ["post:17"]
    assert shelf.keys('"lamps"', offset=39) != []


def test_a_failing_batch_leaves_the_index_as_it_was(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps")])
    bad = document("post:2", "Candles", created="yesterday")
    with pytest.raises(ValueError, match="yesterday"):
        shelf.indexer.apply([document("post:1", "Candles"), bad], [])
    assert shelf.keys("lamps") == ["post:1"]
    shelf.indexer.apply([document("post:2", "Candles")], [])
    assert shelf.keys("candles") == ["post:2"]


def test_a_rebuild_counts_tells_its_progress_and_forgets_the_old(shelf: Shelf) -> None:
    heard: list[int] = []
    shelf.put([document("old", "Lamps")])
    before = generation(shelf)
    assert shelf.indexer.rebuild((document(f"{n}", "Candles") for n in range(30)), heard.append) == 30
    assert heard[-1] == 30
    assert shelf.keys("lamps ") == []
    assert shelf.find("candles").total == 30
    assert not before.exists()
    assert list(shelf.folder.glob("gen-*")) == [generation(shelf)]


def test_a_rebuild_that_fails_leaves_the_old_index_and_the_next_cleans_up(shelf: Shelf) -> None:
    def broken():
        yield document("post:2", "Candles")
        raise RuntimeError("the database went away")

    shelf.put([document("post:1", "Lamps")])
    with pytest.raises(RuntimeError):
        shelf.indexer.rebuild(broken())
    assert shelf.keys("lamps") == ["post:1"]
    assert shelf.indexer.healthy() is None
    shelf.put([])
    assert len(list(shelf.folder.glob("gen-*"))) == 1


def test_a_rebuild_while_somebody_searches_keeps_answering(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps")])
    answered = []

    def documents():
        for n in range(5):
            answered.append(shelf.keys("lamps"))
            yield document(f"new:{n}", "Lamps")

    shelf.indexer.rebuild(documents())
    assert answered == [["post:1"]] * 5
    assert shelf.find("lamps").total == 5


def test_an_empty_index_is_healthy_and_finds_nothing(shelf: Shelf) -> None:
    shelf.put([])
    assert shelf.indexer.healthy() is None
    assert shelf.indexer.count() == 0
    assert shelf.find("lamps").total == 0
    assert shelf.finder.similar("lamps", audiences=["inside"]) == []


def test_a_change_to_a_missing_index_asks_for_a_rebuild(shelf: Shelf) -> None:
    with pytest.raises(Unavailable):
        shelf.indexer.apply([document("post:1")], [])
    assert generations.rebuild_wanted(shelf.folder)
    assert generations.current(shelf.folder) is None


def test_one_writer_at_a_time(shelf: Shelf) -> None:
    shelf.put([])
    with generations.writing(shelf.folder), pytest.raises(Unavailable, match="another process"):
        Indexer(shelf.folder).apply([document("post:1")], [])
    shelf.indexer.apply([document("post:1")], [])


def test_the_health_of_the_index_is_told_in_a_sentence(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shelf.indexer.healthy() == "There is no search index."
    shelf.put([document("post:1", "Lamps")])
    assert shelf.indexer.healthy() is None
    monkeypatch.setattr(generations, "VERSION", schema.VERSION + 1)
    assert "schema" in (shelf.indexer.healthy() or "")


@pytest.mark.parametrize("kind", ["seg", "toc", "json"])
def test_health_finds_a_truncated_and_a_missing_file(shelf: Shelf, kind: str) -> None:
    for spoil in (lambda path: path.write_bytes(path.read_bytes()[:-7]), lambda path: path.unlink()):
        shelf.put([document("post:1", "Lamps")])
        spoil(next(generation(shelf).glob(f"*.{kind}")))
        assert shelf.indexer.healthy() is not None


def spoilings(path: Path) -> Iterator[str]:
    """Spoil a file in each way, and say how."""
    content = path.read_bytes()
    for how, spoilt in (("empty", b""), ("cut", content[: len(content) // 2]), ("longer", content + b"\0")):
        path.write_bytes(spoilt)
        yield how
    path.unlink()
    yield "missing"


def test_damage_of_every_file_is_found_told_and_healed_by_a_rebuild(shelf: Shelf) -> None:
    def build() -> list[Path]:
        shelf.put([document("post:1", "Lamps")])
        for n in range(2, 5):
            shelf.indexer.apply([document(f"post:{n}", "Lamps")], ["post:1"])
        return sorted(
            path for path in generation(shelf).iterdir() if path.suffix in (".seg", ".toc", ".json")
        )

    tried = 0
    for place in range(len(build())):
        for how in ("empty", "cut", "longer", "missing"):
            path = build()[place]
            next(said for said in spoilings(path) if said == how)
            assert shelf.indexer.healthy() is not None, (path.name, how)
            with pytest.raises(Unavailable):
                shelf.indexer.apply([document("post:9", "Lamps")], [])
            assert generations.rebuild_wanted(shelf.folder)
            tried += 1
    assert tried >= 16
    build()
    assert shelf.indexer.healthy() is None
    assert not generations.rebuild_wanted(shelf.folder)
    assert shelf.find("lamps").total == 3


def test_a_pointer_that_is_spoilt_or_missing_is_no_index_until_a_rebuild(shelf: Shelf) -> None:
    for how in ("empty", "cut", "longer", "missing"):
        shelf.put([document("post:1", "Lamps")])
        next(said for said in spoilings(shelf.folder / "current") if said == how)
        assert shelf.indexer.healthy() is not None, how
    shelf.put([document("post:1", "Lamps")])
    assert shelf.keys("lamps") == ["post:1"]


def test_a_deep_look_finds_a_single_changed_byte(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps")])
    path = next(generation(shelf).glob("*.seg"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert generations.problem(shelf.folder, deep=True) is not None


def test_a_writer_stopped_before_its_manifest_leaves_a_sound_index(shelf: Shelf) -> None:
    shelf.put([document("post:1", "Lamps")])
    before = (generation(shelf) / "manifest.json").read_bytes()
    shelf.indexer.apply([document("post:2", "Lamps")], ["post:1"])
    (generation(shelf) / "manifest.json").write_bytes(before)
    assert shelf.indexer.healthy() is None
    assert shelf.keys("lamps") == ["post:2"]
    shelf.indexer.apply([document("post:3", "Lamps")], [])
    assert shelf.indexer.count() == 2
