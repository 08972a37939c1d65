"""The spotlight keeps its own index: in step with the stories, rid of what was taken back, by one process."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from ideaboard import clock, company, outbox
from ideaboard.db import Database, transact
from ideaboard.search import generations, schema
from ideaboard.search.index import Indexer
from ideaboard.settings import Settings
from ideaboard.spotlight import documents, ledger, site, stories
from ideaboard.spotlight.keeper import Keeper
from ideaboard.spotlight.site import PublicApp
from tests.conftest import NOW, Stage
from tests.running import Running, until
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_search import slugs, take_down


@pytest.fixture
def folder(public: Settings) -> Path:
    return public.spotlight_index


@pytest.fixture
def keeper(public: Settings, outside: Database, folder: Path) -> Iterator[Keeper]:
    made = Keeper(public)
    yield made
    made.close()


def live(folder: Path) -> Path:
    found = generations.current(folder)
    assert found is not None
    return found


def written(folder: Path) -> bytes:
    """Every byte of the index's folder, and the names in it."""
    found = b""
    for path in folder.rglob("*"):
        # The running product renames and removes files meanwhile.
        with suppress(FileNotFoundError, IsADirectoryError):
            found += path.name.encode() + b"\n" + path.read_bytes() + b"\n"
    return found


def truncate_a_segment(folder: Path) -> None:
    path = next(live(folder).glob("*.seg"))
    os.truncate(path, path.stat().st_size // 2)


def remove_a_segment(folder: Path) -> None:
    next(live(folder).glob("*.seg")).unlink()


def spoil_the_manifest(folder: Path) -> None:
    (live(folder) / "manifest.json").write_text("{")


def remove_the_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def remove_the_folder(folder: Path) -> None:
    shutil.rmtree(folder)


SPOILT = [truncate_a_segment, remove_a_segment, spoil_the_manifest, remove_the_pointer, remove_the_folder]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_index_is_built_anew_while_the_pages_work(
    client: TestClient,
    made: PublicApp,
    outside: Database,
    release: Release,
    folder: Path,
    spoil: Callable[[Path], None],
) -> None:
    release()
    made.keeper.round(outside)
    spoil(folder)
    assert client.get("/search?q=bottles").status_code == 503
    assert client.get("/").status_code == 200
    made.keeper.round(outside)
    assert slugs(client, "bottles") == [MARGIT.slug]


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_index_that_was_spoilt_while_nobody_ran_is_built_anew_at_the_start(
    public: Settings,
    outside: Database,
    keeper: Keeper,
    release: Release,
    folder: Path,
    spoil: Callable[[Path], None],
) -> None:
    release()
    keeper.round(outside)
    keeper.close()
    spoil(folder)
    again = Keeper(public)
    again.round(outside)
    assert Indexer(folder).healthy() is None
    assert Indexer(folder).count() == 1
    again.close()


def test_a_change_to_a_spoilt_index_is_not_lost(
    public: Settings, outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    release()
    keeper.round(outside)
    truncate_a_segment(folder)
    release(slug="other")
    keeper.round(outside)
    assert Indexer(folder).count() == 2


def test_an_index_of_another_schema_or_form_is_built_anew(
    public: Settings,
    outside: Database,
    keeper: Keeper,
    release: Release,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release()
    keeper.round(outside)
    for module, name, value in (
        (generations, "VERSION", schema.VERSION + 1),
        (ledger, "FORM", documents.FORM + 1),
    ):
        before = live(folder)
        keeper.close()
        monkeypatch.setattr(module, name, value)
        keeper = Keeper(public)
        keeper.round(outside)
        assert live(folder) != before
        assert Indexer(folder).healthy() is None
    keeper.close()


def test_an_index_is_in_the_language_of_the_house(
    public: Settings, outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    release(title="Die Häuser der Lehrerinnen")
    keeper.round(outside)
    keeper.close()
    assert b"lehrerinnen" in written(folder)
    german = site.public_app(replace(public, language="de"))
    german.keeper.round(outside)
    client = TestClient(german.app, base_url=public.spotlight_url)
    assert slugs(client, "Lehrerin Haus") == [MARGIT.slug]
    assert "<mark>Lehrerinnen</mark>" in client.get("/search?q=lehrerin").text
    german.close()


def test_the_language_that_a_steward_chooses_for_search_is_carried_out_and_taken_up_while_the_app_runs(
    stage: Stage,
) -> None:
    outside = stage.place.outside
    story = replace(MARGIT, title="Les maisons des institutrices")
    transact(outside, lambda: stories.put(outside, story))
    made = site.public_app(stage.settings)
    made.keeper.round(outside)
    client = TestClient(made.app, base_url=stage.settings.spotlight_url)
    before = live(stage.settings.spotlight_index)
    transact(stage.cast.db, lambda: company.keep_search_language(stage.cast.db, "fr", now=NOW))
    for job in outbox.due(stage.cast.db, now=clock.now(), only=company.KIND):
        company.carry(stage.place, job, NOW)
    made.keeper.round(outside)
    assert live(stage.settings.spotlight_index) != before
    assert slugs(client, "institutrice maison") == [MARGIT.slug]
    assert "<mark>institutrices</mark>" in client.get("/search?q=institutrice").text
    made.keeper.round(outside)
    made.close()


def test_a_restart_builds_nothing_and_hears_what_happened_meanwhile(
    public: Settings, outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    release()
    keeper.round(outside)
    keeper.close()
    before = live(folder)
    release(slug="other")
    again = Keeper(public)
    again.round(outside)
    assert live(folder) == before
    assert Indexer(folder).count() == 2
    again.close()


def test_who_died_in_the_middle_of_a_change_leaves_no_word_behind(
    public: Settings, outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    """The story reached the index and no ledger; it was taken back before anybody looked again."""
    keeper.round(outside)
    (folder / "stories.json").unlink()
    story = release(body="A saxophone.")
    Indexer(folder).apply([documents.document(story)], [])
    keeper.close()
    take_down(outside)
    again = Keeper(public)
    again.round(outside)
    assert Indexer(folder).count() == 0
    assert b"saxophon" not in written(folder)
    again.close()


def test_what_was_taken_back_leaves_the_files_too(
    outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    release(body="A saxophone.")
    release(slug="second-of-two", title="Second", body="A trombone.")
    keeper.round(outside)
    assert b"saxophon" in written(folder)
    take_down(outside)
    release(slug="second-of-two", version=2, title="Second", body="A tuba.")
    keeper.round(outside)
    held = written(folder)
    assert b"tuba" in held
    for gone in (b"saxophon", b"trombon", b"in-the-crates"):
        assert gone not in held


def test_every_change_of_a_story_shows_in_the_state(outside: Database, release: Release) -> None:
    seen = [documents.state(outside)]

    def changed() -> bool:
        seen.append(documents.state(outside))
        return seen[-1] not in seen[:-1]

    release()
    assert changed()
    release(slug="other")
    assert changed()
    release(version=2)
    assert changed()
    with outside.writing():
        stories.take_down(outside, MARGIT.slug, version=2, now=NOW)
    assert changed()
    with outside.writing():
        stories.take_down(outside, "never-here", version=1, now=NOW)
    assert changed()
    release(version=3)
    assert changed()
    assert len(documents.marks(outside)) == 2


def test_nothing_is_written_while_no_story_changes(
    outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    release()
    keeper.round(outside)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    for _ in range(3):
        keeper.round(outside)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_one_of_two_keepers_writes_and_the_other_takes_over(
    public: Settings, outside: Database, keeper: Keeper, release: Release, folder: Path
) -> None:
    keeper.round(outside)
    second = Keeper(public)
    release()
    second.round(outside)
    assert Indexer(folder).count() == 0
    keeper.round(outside)
    assert Indexer(folder).count() == 1
    release(slug="other")
    keeper.close()
    second.round(outside)
    assert Indexer(folder).count() == 2
    second.close()


def test_two_processes_share_one_folder_and_one_survives_the_other(
    tmp_path: Path, outside: Database, database_url: str, release: Release
) -> None:
    one = Running(tmp_path / "home", extra={"IDEABOARD_SPOTLIGHT_DATABASE": database_url})
    other = Running(one.folder, extra=one.extra)
    one.folder.mkdir()
    release()
    try:
        for running in (one, other):
            running.start("spotlight")
        for running in (one, other):
            until(lambda running=running: finds(running, "bottles"))
        one.kill("spotlight")
        release(slug="later", body="A saxophone.")
        until(lambda: finds(other, "saxophone"))
        take_down(outside)
        until(lambda: not finds(other, "empties"))
        until(lambda: b"empti" not in written(other.settings.spotlight_index))
    finally:
        one.stop()
        other.stop()


def finds(running: Running, word: str) -> bool:
    address = f"{running.settings.spotlight_url}/search?q={word}"
    reply = httpx2.get(address, headers={"accept": "application/json"}, timeout=60)
    return reply.status_code == 200 and reply.json()["total"] > 0
