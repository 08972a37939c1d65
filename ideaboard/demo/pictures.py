"""The pictures of the sample company, taken in as anybody's are."""

import re

from ideaboard.board import pictures
from ideaboard.db import Database
from ideaboard.paths import SEEDS
from ideaboard.people.pictures import wide

_FOLDER = SEEDS / "carls-soda" / "pictures"
# In the seeds a picture is named by its file: `![words](cap-rings.webp)`.
_NAMED = re.compile(r"!\[([^\]]+)\]\(([a-z0-9-]+\.webp)\)")


def taken_in(db: Database, body: str, *, now: str) -> str:
    """The text with every picture it names by file kept, and named by its address."""

    def kept(found: re.Match[str]) -> str:
        name = pictures.keep(db, *wide((_FOLDER / found[2]).read_bytes()), now=now)
        return pictures.mark(name, found[1])

    return _NAMED.sub(kept, body)
