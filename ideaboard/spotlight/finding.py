"""Stories that readers look for: found in the index, loaded from the database, the words marked."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from ideaboard import text
from ideaboard.db import Database
from ideaboard.errors import Unavailable
from ideaboard.language import _
from ideaboard.search.finder import Finder
from ideaboard.search.marks import marked
from ideaboard.search.stemming import ANY
from ideaboard.spotlight import documents, stories
from ideaboard.spotlight.bylines import Byline
from ideaboard.spotlight.stories import Story

PAGE = 10
MOST_PAGES = 100
NEWEST = "newest"
_FRAGMENT = 240

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Find:
    """A story found. Its words are in pieces, True where one stands that was looked for.

    `fragment` is the place in the story where they stand, empty when they stand in what is shown anyway.
    """

    story: Story
    title: Pieces
    standfirst: Pieces
    fragment: Pieces
    topic: Pieces
    people: list[tuple[Byline, Pieces, Pieces]]


@dataclass(frozen=True, slots=True)
class Results:
    total: int
    finds: list[Find]
    did_you_mean: str | None
    more: bool


def search(
    db: Database,
    finder: Finder | None,
    query: str,
    *,
    topic: str = "",
    sort: str = "",
    page: int = 1,
    now: str,
) -> Results:
    """One page of the stories that the words find. Raises Unavailable while the index is being built.

    What is no longer shown is neither listed nor counted on its page, even before the index knows.
    """
    if finder is None:
        raise Unavailable(_("Search is not running here."))
    first = (page - 1) * PAGE
    found = finder.find(
        query,
        audiences=[documents.AUDIENCE],
        filters={"category": topic} if topic else {},
        offset=first,
        limit=PAGE,
        sort=sort or "relevance",
        now=now,
    )
    shown = stories.chosen(db, [documents.slug(hit.key) for hit in found.hits])
    total = found.total - (len(found.hits) - len(shown))
    finds = [_find(story, found.terms, found.language) for story in shown]
    return Results(total, finds, found.did_you_mean, page < MOST_PAGES and found.total > first + PAGE)


def on_topic(db: Database, topic: str, *, page: int = 1) -> Results:
    """One page of the stories on a topic, newest first, when no words are looked for."""
    slugs = stories.of_topic(db, topic, limit=MOST_PAGES * PAGE)
    first = (page - 1) * PAGE
    shown = stories.chosen(db, slugs[first : first + PAGE])
    return Results(len(slugs), [_find(story, (), ANY) for story in shown], None, len(slugs) > first + PAGE)


def _find(story: Story, terms: Collection[str], language: str) -> Find:
    def pieces(words: str, *, width: int | None = None, told: bool = True) -> Pieces:
        return marked(words, terms if told else (), width=width, language=language)

    body = pieces(text.plain(story.body), width=_FRAGMENT)
    find = Find(
        story,
        title=pieces(story.title),
        standfirst=pieces(story.standfirst),
        fragment=body if _hit(body) or not story.standfirst else [],
        topic=pieces(story.topic),
        people=[
            (one, pieces(one.name, told=one.named), pieces(one.role, told=one.named)) for one in story.authors
        ],
    )
    said = [words for _one, name, role in find.people for words in (name, role)]
    seen = (find.title, find.standfirst, body, find.topic, *said)
    asked = pieces(story.question)
    # Found by its question alone: then that is what the reader wants to see.
    return replace(find, fragment=asked) if _hit(asked) and not any(map(_hit, seen)) else find


def _hit(pieces: Pieces) -> bool:
    return any(hit for _words, hit in pieces)
