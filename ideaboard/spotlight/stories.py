"""A story is what the public reads: the one released copy, which changes by versions that only rise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ideaboard import text
from ideaboard.db import Database, each
from ideaboard.errors import Gone, NotFound
from ideaboard.language import _
from ideaboard.spotlight import parts
from ideaboard.spotlight.bylines import Byline
from ideaboard.spotlight.parts import Credit, Medium, Note

WORDS_A_MINUTE = 220
_COLUMNS = (
    "slug, version, title, standfirst, body, byline, named, topic, question, correction, published_at, "
    "updated_at, credits, media, notes"
)


@dataclass(frozen=True, slots=True)
class Story:
    """One version of a story. `body` is Markdown; `correction` says what this version put right. `named` is 0
    where the byline names nobody.
    """

    slug: str
    version: int
    title: str
    standfirst: str
    body: str
    byline: str
    topic: str
    question: str
    correction: str
    published_at: str
    updated_at: str
    named: int = 1
    credits: tuple[Credit, ...] = ()
    media: tuple[Medium, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def path(self) -> str:
        return f"/stories/{quote(self.slug, safe='')}"

    @property
    def author(self) -> Byline:
        return Byline(self.byline, signed=bool(self.named))

    @property
    def minutes(self) -> int:
        """How long the reading takes, at least one."""
        return max(1, round(len(self.body.split()) / WORDS_A_MINUTE))


def put(db: Database, story: Story) -> bool:
    """Show this version. False, and no change, unless it is higher than the one shown or taken down.

    The day of the first version stays; a story that returns after it was taken down is a new one.
    """
    sql = f"""INSERT INTO stories ({_COLUMNS})
              VALUES (:slug, :version, :title, :standfirst, :body, :byline, :named, :topic, :question,
                      :correction, :published_at, :updated_at, :credits, :media, :notes)
              ON CONFLICT (slug) DO UPDATE SET
                  version = excluded.version, title = excluded.title, standfirst = excluded.standfirst,
                  body = excluded.body, byline = excluded.byline, named = excluded.named,
                  topic = excluded.topic, question = excluded.question, correction = excluded.correction,
                  published_at = CASE WHEN stories.gone_at IS NULL
                                      THEN stories.published_at ELSE excluded.published_at END,
                  updated_at = excluded.updated_at, gone_at = NULL, credits = excluded.credits,
                  media = excluded.media, notes = excluded.notes
              WHERE excluded.version > stories.version"""
    return db.run(sql, **_cleaned(story)) == 1


def _cleaned(story: Story) -> dict[str, Any]:
    """The story's values without what no database, page or feed can hold."""
    lines = ("title", "standfirst", "byline", "topic", "question")
    blocks = ("body", "correction")
    values: dict[str, Any] = {name: text.clean(getattr(story, name)) for name in lines}
    values |= {name: text.clean(getattr(story, name), lines=True) for name in blocks}
    kept = ("slug", "version", "named", "published_at", "updated_at")
    values |= {name: parts.pack(getattr(story, name)) for name in ("credits", "media", "notes")}
    return values | {name: getattr(story, name) for name in kept}


def take_down(db: Database, slug: str, *, version: int, now: str) -> bool:
    """Blank every word of the story and remember its address, so that it answers "gone" from now on.

    Later versions only: a late `put` of this or a lower one stays without effect, also when the story was
    never here. False, and no change, when a higher version is shown, or it is gone already.
    """
    sql = """INSERT INTO stories
               (slug, version, title, body, byline, named, published_at, updated_at, gone_at)
             VALUES (:slug, :version, '', '', '', 0, :now, :now, :now)
             ON CONFLICT (slug) DO UPDATE SET
                 version = excluded.version, title = '', standfirst = '', body = '', byline = '', named = 0,
                 topic = '', question = '', correction = '', credits = '', media = '', notes = '',
                 updated_at = excluded.updated_at,
                 gone_at = COALESCE(stories.gone_at, excluded.gone_at)
             WHERE excluded.version > stories.version
                OR (excluded.version = stories.version AND stories.gone_at IS NULL)"""
    return db.run(sql, slug=slug, version=version, now=now) == 1


def find(db: Database, slug: str) -> Story:
    """The story as it is shown. Raises NotFound, or Gone when it was taken back."""
    row = db.row(f"SELECT {_COLUMNS}, gone_at FROM stories WHERE slug = :slug", slug=slug)
    if row is None:
        raise NotFound(_("There is no story at this address. It may have been copied with a letter missing."))
    if row["gone_at"]:
        raise Gone(
            _("This story was taken back. Its author, or the council that released it, asked for that.")
        )
    return _story(row)


# Each list by what narrows it; the partial indexes of the same order serve them.
_LISTS = {
    "all": "",
    "older": "AND (published_at, slug) < (:at, :slug)",
    "topic": "AND topic = :topic AND slug <> :slug",
}


def latest(db: Database, *, before: str | None = None, limit: int) -> list[Story]:
    """Stories, newest first; with `before`, only those older than the story of that slug.

    A story that is gone still marks its place. Raises NotFound for a slug that never was.
    """
    if before is None:
        return _list(db, "all", limit=limit)
    place = db.row("SELECT published_at FROM stories WHERE slug = :slug", slug=before)
    if place is None:
        raise NotFound(_("There are no stories at this address. Begin again at the front page."))
    return _list(db, "older", at=place["published_at"], slug=before, limit=limit)


def related(db: Database, story: Story, *, limit: int) -> list[Story]:
    """Other stories to read next: the same topic first, then the newest."""
    found: list[Story] = []
    if story.topic:
        found = _list(db, "topic", topic=story.topic, slug=story.slug, limit=limit)
    shown = {story.slug, *(item.slug for item in found)}
    fresh = latest(db, limit=limit + len(shown)) if len(found) < limit else []
    return (found + [item for item in fresh if item.slug not in shown])[:limit]


def chosen(db: Database, slugs: Sequence[str]) -> list[Story]:
    """These stories in this order, but for any that is no longer shown."""
    marks, bound = each("slug", slugs)
    sql = f"SELECT {_COLUMNS} FROM stories WHERE slug IN ({marks}) AND gone_at IS NULL"
    found = {row["slug"]: _story(row) for row in db.rows(sql, **bound)}
    return [found[slug] for slug in slugs if slug in found]


def of_topic(db: Database, topic: str, *, limit: int) -> list[str]:
    """The slugs of the stories on one topic, newest first."""
    sql = """SELECT slug FROM stories WHERE gone_at IS NULL AND topic = :topic
             ORDER BY published_at DESC, slug DESC LIMIT :limit"""
    return [row["slug"] for row in db.rows(sql, topic=topic, limit=limit)]


def topics(db: Database, *, limit: int) -> list[str]:
    """What stories are about, the topics with the most of them first."""
    sql = """SELECT topic, COUNT(*) AS number FROM stories WHERE gone_at IS NULL AND topic <> ''
             GROUP BY topic ORDER BY number DESC, topic LIMIT :limit"""
    return [row["topic"] for row in db.rows(sql, limit=limit)]


def gone(db: Database) -> list[str]:
    """The slugs of what was taken back."""
    rows = db.rows("SELECT slug FROM stories WHERE gone_at IS NOT NULL ORDER BY slug")
    return [row["slug"] for row in rows]


def count(db: Database) -> int:
    """How many stories are shown."""
    row = db.row("SELECT COUNT(*) AS shown FROM stories WHERE gone_at IS NULL")
    return int(row["shown"]) if row else 0


def _list(db: Database, kind: str, **values: Any) -> list[Story]:
    sql = f"""SELECT {_COLUMNS} FROM stories WHERE gone_at IS NULL {_LISTS[kind]}
              ORDER BY published_at DESC, slug DESC LIMIT :limit"""
    return [_story(row) for row in db.rows(sql, **values)]


def _story(row: Mapping[str, Any]) -> Story:
    values = {name: row[name] for name in _COLUMNS.split(", ")}
    beside = {"credits": parts.credits, "media": parts.media, "notes": parts.notes}
    return Story(**values | {name: unpack(values[name]) for name, unpack in beside.items()})
