"""Each test has a shelf of its own in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "index")
    yield made
    made.finder.close()
