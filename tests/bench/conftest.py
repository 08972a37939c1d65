"""Small collections, written by the test."""

from collections.abc import Callable
from pathlib import Path

import pytest

Give = Callable[[str, str], str]


@pytest.fixture
def give(tmp_path: Path) -> Give:
    """Write a file of the name and return its path as an argument."""

    def given(name: str, content: str) -> str:
        file = tmp_path / name
        file.write_bytes(content.encode("utf8"))
        return str(file)

    return given
