"""Small folders of CSV, written by the test, and an import of them."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from ideaboard import imports
from ideaboard.db import Database
from ideaboard.imports import Report
from tests.conftest import NOW

Bring = Callable[..., Report]


class Folder:
    """A folder of CSV files; `give("votes", ["post_id", ...], [...])` writes one, header first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def give(self, kind: str, *rows: list[str]) -> None:
        with (self.path / f"{kind}.csv").open("w", encoding="utf8", newline="") as handle:
            csv.writer(handle).writerows(rows)

    def raw(self, kind: str, content: bytes) -> None:
        (self.path / f"{kind}.csv").write_bytes(content)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "old board")


def quietly(kind: str, done: int, total: int) -> None:
    """A progress bar nobody watches."""


@pytest.fixture
def bring(db: Database, folder: Folder, tmp_path: Path) -> Bring:
    """Import the folder; `rejects` files land in `tmp_path/home`."""

    def run(source: str = "csv", *, dry_run: bool = False, progress: object = quietly) -> Report:
        return imports.run(
            db,
            source,
            folder.path,
            dry_run=dry_run,
            rejects=tmp_path / "home",
            progress=progress,  # type: ignore[arg-type]
            now=NOW,
        )

    return run


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, to see whether anything changed."""
    return {
        table: sorted((tuple(row.values()) for row in db.rows(f"SELECT * FROM {table}")), key=repr)
        for table in db.table_names()
        if not table.startswith("sqlite_")
    }
