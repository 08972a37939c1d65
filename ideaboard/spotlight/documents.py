"""Stories as documents of the spotlight's own index: what readers see of them, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from ideaboard import company, text
from ideaboard.db import Database
from ideaboard.search.documents import Document
from ideaboard.search.index import Indexer
from ideaboard.search.stemming import known
from ideaboard.settings import Settings
from ideaboard.spotlight import stories
from ideaboard.spotlight.stories import Story

AUDIENCE = "public"
# Raised with every change of what a story is found by, so that indexes of before are built anew.
FORM = 2
_BATCH = 100


def key(slug: str) -> str:
    return f"story:{slug}"


def slug(key: str) -> str:
    return key.removeprefix("story:")


def indexer(settings: Settings, db: Database) -> Indexer:
    """The writing side of the spotlight's index, in the language that was chosen for search inside and is
    carried out with the company's name; else in the house's.
    """
    wanted = company.load(db, settings.company).search_language or settings.language
    return Indexer(settings.spotlight_index, known(wanted))


def document(story: Story) -> Document:
    """The words a story is found by. Who chose not to be named is not found by the byline."""
    return Document(
        key=key(story.slug),
        audience=AUDIENCE,
        title=story.title,
        body="\n".join(filter(None, [text.plain(story.body), story.question])),
        tags=(story.topic,) if story.topic else (),
        # The standfirst says in short what the body tells: it weighs as an answer does beside its post.
        answer=story.standfirst,
        comments="",
        author=", ".join(author.text for author in story.authors if author.named),
        category=story.topic,
        status="",
        kind="",
        created=story.published_at,
    )


def load(db: Database, slugs: Iterable[str]) -> Iterator[Document]:
    """The documents of those stories that are shown, read in batches."""
    waiting = iter(slugs)
    while batch := list(islice(waiting, _BATCH)):
        yield from map(document, stories.chosen(db, batch))


def state(db: Database) -> tuple[int, int]:
    """Differs after every change of a story.

    No row is ever deleted and no version ever falls, so the sum of versions grows with each change but one,
    the taking down of the version shown; and that one takes from the number of those shown.
    """
    row = db.row(
        "SELECT COALESCE(SUM(version), 0) AS versions, COUNT(*) - COUNT(gone_at) AS shown FROM stories"
    )
    assert row is not None
    return int(row["versions"]), int(row["shown"])


def marks(db: Database) -> Mapping[str, str]:
    """Every story that is shown, by its slug, with a mark that no other version of it has."""
    rows = db.rows("SELECT slug, version, updated_at FROM stories WHERE gone_at IS NULL ORDER BY slug")
    return {row["slug"]: f"{row['version']} {row['updated_at']}" for row in rows}
