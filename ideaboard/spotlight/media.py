"""Pictures and films of stories, each under a name made of its content; here only while a story shows it."""

from collections.abc import Iterable, Mapping
from typing import Any

from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.language import _


def show(db: Database, slug: str, files: Iterable[Mapping[str, Any]], *, now: str) -> None:
    """Let the story show exactly these files (`name`, `type`, `content`); others it showed are erased,
    unless another story shows them."""
    kept = list(files)
    for file in kept:
        db.run(
            """INSERT INTO media (name, type, content, added_at) VALUES (:name, :type, :content, :now)
               ON CONFLICT (name) DO NOTHING""",
            name=file["name"],
            type=file["type"],
            content=file["content"],
            now=now,
        )
        db.run(
            "INSERT INTO media_places (slug, name) VALUES (:slug, :name) ON CONFLICT DO NOTHING",
            slug=slug,
            name=file["name"],
        )
    wanted = {file["name"] for file in kept}
    for row in db.rows("SELECT name FROM media_places WHERE slug = :slug", slug=slug):
        if row["name"] not in wanted:
            _take_out(db, slug, row["name"])


def hide(db: Database, slug: str) -> None:
    """The story is taken down: its files go with it, unless another story shows them."""
    show(db, slug, (), now="")


def _take_out(db: Database, slug: str, name: str) -> None:
    db.run("DELETE FROM media_places WHERE slug = :slug AND name = :name", slug=slug, name=name)
    db.run(
        """DELETE FROM media WHERE name = :name
           AND NOT EXISTS (SELECT 1 FROM media_places WHERE media_places.name = media.name)""",
        name=name,
    )


def find(db: Database, name: str) -> Row:
    """`type` and `content` of a file that a story shows. Raises NotFound."""
    row = db.row("SELECT type, content FROM media WHERE name = :name", name=name)
    if row is None:
        raise NotFound(
            _("There is no picture or film here. The story that showed it may have been taken back.")
        )
    return row
