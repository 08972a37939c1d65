"""The stories for feed readers: whole texts, absolute links, and an ETag that changes when the feed would."""

import hashlib
import re
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from babel.dates import format_date
from markupsafe import Markup, escape

from ideaboard import clock, language, text
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
TYPES = {
    "feed.atom": "application/atom+xml; charset=utf-8",
    "feed.rss": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}

# Everything XML 1.0 has no place for; Markdown can bring a form feed back as `&#12;`.
_UNLAWFUL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HREF = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)"')


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in a feed. `id` is its address, which never changes; dates are RFC 3339."""

    id: str
    title: str
    summary: str
    html: str
    author: str
    topic: str
    published: str
    updated: str

    @property
    def published_822(self) -> str:
        return rfc822(self.published)


def rfc822(stamp: str) -> str:
    """A stamp as RSS writes it: `Sun, 01 Mar 2026 09:00:00 +0000`."""
    return format_datetime(clock.moment(stamp))


def entry(story: Story, settings: Settings) -> Entry:
    """The story ready for any of the three feeds."""
    return Entry(
        id=settings.spotlight_url + story.path,
        title=_lawful(story.title),
        summary=_lawful(story.standfirst),
        html=_lawful(_content(story, settings)),
        author=_lawful(story.author.text or story.author.name),
        topic=_lawful(story.topic),
        published=story.published_at,
        updated=story.updated_at,
    )


def _content(story: Story, settings: Settings) -> str:
    """The whole story as HTML: its words, the correction, the question, and who employs the author."""
    place = settings.spotlight_url + story.path
    parts = [_absolute(text.html(story.body), place)]
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


def _absolute(html: str, place: str) -> str:
    """The HTML with every link whole, since a feed reader stands elsewhere."""
    return _HREF.sub(lambda found: f'{found[1]}{escape(urljoin(place, unescape(found[2])))}"', html)


def _lawful(words: str) -> str:
    return _UNLAWFUL.sub("", words)


def updated(found: list[Story], *, now: str) -> str:
    """When the feed last changed; an empty one, now."""
    return max((story.updated_at for story in found), default=now)


def as_json_feed(found: list[Story], settings: Settings) -> dict[str, Any]:
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/"""
    home = settings.spotlight_url
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _(TITLE, company=settings.company),
        "description": _(ABOUT, company=settings.company),
        "home_page_url": f"{home}/",
        "feed_url": f"{home}/feed.json",
        "language": language.current(),
        "items": [_item(entry(story, settings)) for story in found],
    }


def _item(made: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": made.id,
        "url": made.id,
        "title": made.title,
        "content_html": made.html,
        "summary": made.summary,
        "date_published": made.published,
        "date_modified": made.updated,
        "authors": [{"name": made.author}],
        "tags": [made.topic],
    }
    return {name: value for name, value in item.items() if value not in ("", [""])}


def etag(name: str, found: list[Story], settings: Settings) -> str:
    """Weak, as the same feed may travel packed; made of what the feed is made of, without rendering it."""
    parts = [name, settings.spotlight_url, settings.company, _shape(name)]
    parts += [language.current(), *(_(words) for words in (TITLE, ABOUT, CORRECTED, INVITATION))]
    parts += [story.author.disclosure(settings.company) for story in found]
    parts += [f"{story.slug} {story.version} {story.updated_at}" for story in found]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f'W/"{digest[:24]}"'


@cache
def _shape(name: str) -> str:
    """What the code and the template put around the stories: a new release of ours is a new feed."""
    template = TEMPLATES / "spotlight" / name
    source = template.read_bytes() if template.is_file() else b""
    return hashlib.sha256(source + Path(__file__).read_bytes()).hexdigest()


def unchanged(if_none_match: str, tag: str) -> bool:
    """Whether the reader's If-None-Match names this ETag (weak comparison, RFC 9110, 8.8.3.2)."""
    asked = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return bool(asked & {"*", tag.removeprefix("W/")})
