"""Migrations run forward from any earlier version, each in a transaction, once."""

from pathlib import Path

import pytest

from ideaboard.db import Database, connect
from ideaboard.db import migrate as module
from ideaboard.db.migrate import files, migrate, pending


@pytest.mark.parametrize("side", ["inside", "outside"])
def test_a_database_of_any_earlier_version_comes_forward(empty_db: Database, side: str) -> None:
    names = [file.stem for file in files(side)]
    for name in names:
        assert migrate(empty_db, side, upto=name) == [name]
    assert pending(empty_db, side) == []
    assert migrate(empty_db, side) == []


@pytest.mark.parametrize("side", ["inside", "outside"])
def test_every_migration_has_a_number_of_its_own_without_a_gap(side: str) -> None:
    assert [int(file.stem[:4]) for file in files(side)] == list(range(1, len(files(side)) + 1))


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "0001_good.sql").write_text("CREATE TABLE good (id INTEGER PRIMARY KEY);\n")
    (folder / "0002_bad.sql").write_text("CREATE TABLE half (id INTEGER PRIMARY KEY);\nCREATE NONSENSE;\n")
    monkeypatch.setattr(module, "MIGRATIONS", tmp_path)
    with pytest.raises(Exception, match=r"(?i)syntax"):
        migrate(empty_db, "inside")
    assert "good" in empty_db.table_names()
    assert "half" not in empty_db.table_names()
    assert pending(empty_db, "inside") == ["0002_bad"]


def test_two_processes_that_start_together_migrate_once(database_url: str) -> None:
    first, second = connect(database_url), connect(database_url)
    assert migrate(first, "inside")
    assert migrate(second, "inside") == []
    first.close()
    second.close()
