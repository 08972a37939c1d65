"""Lists of stories by where they are gathered; each is read in the order its index has."""

from collections.abc import Sequence

from ideaboard.db import Database
from ideaboard.spotlight import shelves, stories
from ideaboard.spotlight.shelves import DEPARTMENT, PERSON, TOPIC, Shelf
from ideaboard.spotlight.stories import Story

_NEARNESS = (TOPIC, DEPARTMENT, PERSON)


def on(db: Database, shelf: Shelf, *, before: str | None = None, limit: int) -> list[Story]:
    """The stories of a shelf, newest first, as `latest` has them."""
    place = stories.place(db, before) if before else None
    return stories.chosen(db, shelves.slugs(db, shelf, before=place, limit=limit))


def heads(
    db: Database, topics: list[Shelf], *, but: Sequence[str], most: int
) -> list[tuple[Shelf, list[Story]]]:
    """The newest stories of each topic that do not stand above already; topics without any are left out."""
    found = shelves.heads(db, topics, limit=most + len(but))
    fresh = {key: [slug for slug in slugs if slug not in but][:most] for key, slugs in found.items()}
    shown = {
        story.slug: story
        for story in stories.chosen(db, [slug for slugs in fresh.values() for slug in slugs])
    }
    lists = ((topic, [shown[slug] for slug in fresh[topic.key] if slug in shown]) for topic in topics)
    return [(topic, listed) for topic, listed in lists if listed]


def related(db: Database, story: Story, *, limit: int) -> list[Story]:
    """Other stories to read next: of the same topic, then department, then person, then the newest."""
    near = [place for kind in _NEARNESS for place in story.places if place.kind == kind]
    beside = shelves.beside(db, story.slug, near, limit=limit)
    fresh = [other.slug for other in stories.latest(db, limit=limit + 1 + len(beside))]
    wanted = dict.fromkeys([*beside, *(slug for slug in fresh if slug != story.slug)])
    return stories.chosen(db, list(wanted)[:limit])
