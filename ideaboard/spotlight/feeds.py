"""The stories for feed readers: whole texts, absolute links, and an ETag that changes when the feed would."""

from pathlib import Path
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from ideaboard import clock, feeds, language, text
from ideaboard.feeds import Entry, lawful
from ideaboard.language import N_, _
from ideaboard.paths import TEMPLATES
from ideaboard.settings import Settings
from ideaboard.spotlight.stories import Story

LENGTH = 20
# What the house says around the stories.
TITLE = N_("%(company)s Spotlight")
ABOUT = N_("The people behind %(company)s, in their own words.")
CORRECTED = N_("Corrected on %(day)s: %(correction)s")
INVITATION = N_("Tell us.")


def entry(story: Story, settings: Settings) -> Entry:
    """The story ready for any of the three feeds."""
    return Entry(
        id=settings.spotlight_url + story.path,
        title=lawful(story.title),
        summary=lawful(story.standfirst),
        html=lawful(_content(story, settings)),
        author=lawful(story.author.text or story.author.name),
        terms=(lawful(story.topic),) if story.topic else (),
        published=story.published_at,
        updated=story.updated_at,
    )


def _content(story: Story, settings: Settings) -> str:
    """The whole story as HTML: its words, the correction, the question, and who employs the author."""
    place = settings.spotlight_url + story.path
    parts = [feeds.absolute(text.html(story.body), place)]
    if story.correction:
        day = format_date(clock.moment(story.updated_at), "long", locale=language.locale())
        corrected = _(CORRECTED, day=day, correction=story.correction)
        parts.append(Markup("<p><em>{}</em></p>").format(corrected))
    if story.question:
        answer = Markup('<p><strong>{}</strong> <a href="{}#respond">{}</a></p>')
        parts.append(answer.format(story.question, place, _(INVITATION)))
    disclosure = story.author.disclosure(settings.company)
    parts.append(Markup("<p><small>{}</small></p>").format(disclosure))
    return "\n".join(parts)


def updated(found: list[Story], *, now: str) -> str:
    """When the feed last changed; an empty one, now."""
    return max((story.updated_at for story in found), default=now)


def as_json_feed(found: list[Story], settings: Settings) -> dict[str, Any]:
    home = settings.spotlight_url
    return {
        "version": feeds.JSON_VERSION,
        "title": _(TITLE, company=settings.company),
        "description": _(ABOUT, company=settings.company),
        "home_page_url": f"{home}/",
        "feed_url": f"{home}/feed.json",
        "language": language.current(),
        "items": [feeds.item(entry(story, settings)) for story in found],
    }


def etag(name: str, found: list[Story], settings: Settings) -> str:
    """Made of what the feed is made of, without rendering it."""
    shape = feeds.shape(TEMPLATES / "spotlight" / name, TEMPLATES / "_entries.atom", Path(__file__))
    parts = [name, settings.spotlight_url, settings.company, shape]
    parts += [language.current(), *(_(words) for words in (TITLE, ABOUT, CORRECTED, INVITATION))]
    parts += [story.author.disclosure(settings.company) for story in found]
    parts += [f"{story.slug} {story.version} {story.updated_at}" for story in found]
    return feeds.tag(*parts)
