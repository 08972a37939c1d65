"""Where the files of the product stand, whatever the working directory: a checkout or an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def _shipped(name: str) -> Path:
    """A top-level folder of the checkout, or the copy the wheel carries under `_name`."""
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else CHECKOUT / name


TEMPLATES = _shipped("templates")
SEEDS = _shipped("seeds")
STATIC = PACKAGE / "static"
MIGRATIONS = PACKAGE / "db" / "migrations"


def default_index() -> Path:
    """`search_index/` of the checkout; beside the working directory when installed."""
    return (CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else Path.cwd()) / "search_index"
