"""A story is what the public reads: the one released copy, which changes by versions that only rise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ideaboard import text
from ideaboard.db import Database, Row, each, transact
from ideaboard.errors import Gone, NotFound
from ideaboard.language import _
from ideaboard.spotlight import bylines, parts, shelves
from ideaboard.spotlight.bylines import Byline
from ideaboard.spotlight.parts import Credit, Medium, Note
from ideaboard.spotlight.shelves import DEPARTMENT, MONTH, PERSON, TOPIC, Place

WORDS_A_MINUTE = 220
_BATCH = 500
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
    def authors(self) -> tuple[Byline, ...]:
        """Each as they agreed to be named; stories from before there were credits have their byline."""
        return tuple(map(bylines.of, self.credits)) or (Byline(self.byline, signed=bool(self.named)),)

    @property
    def author(self) -> Byline:
        """Who comes first: whoever is named, before those who are not."""
        return next((author for author in self.authors if author.named), self.authors[0])

    @property
    def signed(self) -> str:
        """All their names on one line."""
        return bylines.joined(list(dict.fromkeys(author.name for author in self.authors)))

    def disclosure(self, company: str) -> str:
        return bylines.disclosure(self.authors, company)

    @property
    def cover(self) -> Medium | None:
        """The picture that stands for the story; a film has none of its own."""
        return next((medium for medium in self.media if medium.kind == "picture"), None)

    @property
    def corrections(self) -> tuple[Note, ...]:
        """What was put right, the latest first; a story from before there were notes knows the last alone."""
        dated = tuple(note for note in reversed(self.notes) if note.kind == "correction")
        last = (Note("correction", self.correction, self.updated_at),) if self.correction else ()
        return dated or last

    @property
    def outcome(self) -> tuple[Note, ...]:
        """What became of it, in order."""
        return tuple(note for note in self.notes if note.kind == "update")

    @property
    def topic_path(self) -> str:
        """Where more on its topic is; "" for a topic without a letter."""
        found = shelves.key(self.topic)
        return shelves.path(TOPIC, found) if found else ""

    @property
    def places(self) -> tuple[Place, ...]:
        """The shelves it stands on. People have one only where they agreed to that."""
        month = self.published_at[:7]
        found = [Place(TOPIC, shelves.key(self.topic), self.topic), Place(MONTH, month, month)]
        for credit in self.credits:
            if credit.key and credit.name:
                found.append(Place(PERSON, credit.key, credit.name, credit.role or credit.department))
            found.append(Place(DEPARTMENT, shelves.key(credit.department), credit.department))
        return tuple(place for place in found if place.key)

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
    if db.run(sql, **_cleaned(story)) != 1:
        return False
    _shelve(db, find(db, story.slug))
    return True


def _shelve(db: Database, story: Story) -> None:
    shelves.keep(db, story.slug, story.places, published_at=story.published_at, now=story.updated_at)


def shelve_missing(db: Database) -> int:
    """Put stories from before there were shelves onto theirs; how many. Each has at least its month."""
    sql = f"""SELECT {_COLUMNS} FROM stories WHERE gone_at IS NULL AND NOT EXISTS
                (SELECT 1 FROM shelved WHERE shelved.slug = stories.slug)
              ORDER BY slug LIMIT :limit"""
    with db.reading():
        missing = [_story(row) for row in db.rows(sql, limit=_BATCH)]
    for story in missing:
        transact(db, lambda story=story: _shelve(db, story))  # type: ignore[misc]
    return len(missing) + (shelve_missing(db) if len(missing) == _BATCH else 0)


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
    if db.run(sql, slug=slug, version=version, now=now) != 1:
        return False
    shelves.keep(db, slug, (), published_at=now, now=now)
    return True


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


# Each list by what narrows it; the partial index of the same order serves them.
_LISTS = {
    "all": "",
    "older": "AND (published_at, slug) < (:at, :slug)",
}


def latest(db: Database, *, before: str | None = None, limit: int) -> list[Story]:
    """Stories, newest first; with `before`, only those older than the story of that slug.

    A story that is gone still marks its place. Raises NotFound for a slug that never was.
    """
    if before is None:
        return _list(db, "all", limit=limit)
    at = place(db, before)["published_at"]
    return _list(db, "older", at=at, slug=before, limit=limit)


def place(db: Database, slug: str) -> Row:
    """Where a story stands among the others, also one that is gone. Raises NotFound."""
    found = db.row("SELECT slug, published_at FROM stories WHERE slug = :slug", slug=slug)
    if found is None:
        raise NotFound(_("There are no stories at this address. Begin again at the front page."))
    return found


def feeds_of(db: Database, slug: str) -> list[str]:
    """Where stories are gathered that this one stands on: the front page and its shelves."""
    return ["", *shelves.of_story(db, slug)]


def changed_at(db: Database) -> str:
    """When anything here changed last, gone stories included; "" when nothing ever was."""
    row = db.row("SELECT MAX(updated_at) AS at FROM stories")
    return str(row["at"] or "") if row else ""


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
