"""What others show of a story: search engines, messengers, and pages that embed it."""

import json
from typing import Any

from markupsafe import Markup

from ideaboard import language, text
from ideaboard.language import _
from ideaboard.settings import Settings
from ideaboard.spotlight import naming
from ideaboard.spotlight.bylines import Byline
from ideaboard.spotlight.stories import Story

CARD = (1200, 630)
FRAME = (600, 340)
LEAST_FRAME = (240, 160)
SUMMARY = 200
# A script element ends at the first "</script" whatever the JSON around it says.
_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def summary(story: Story, width: int = SUMMARY) -> str:
    return text.shorten(story.standfirst or text.plain(story.body), width)


def card_path(story: Story) -> str:
    """The story's picture for others; another version is another address, as it may be kept for good."""
    return f"{story.path}/card.png?v={story.version}"


def article(story: Story, settings: Settings, *, company: str) -> Markup:
    """The story as schema.org's Article, for the page's head: data, of which a browser runs nothing."""
    home = settings.spotlight_url
    house = {"@type": "Organization", "name": company, "url": f"{home}/"}
    images = [f"{home}/media/{one.name}" for one in story.media if one.kind == "picture"]
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.shorten(story.title, 110),
        "description": summary(story),
        "url": home + story.path,
        "mainEntityOfPage": home + story.path,
        "datePublished": story.published_at,
        "dateModified": story.updated_at,
        "inLanguage": language.current(),
        "isAccessibleForFree": True,
        "articleSection": story.topic,
        "author": [_author(author, house, home) for author in story.authors],
        "publisher": house,
        "image": [*images, home + card_path(story)],
        "correction": [
            {"@type": "CorrectionComment", "text": note.words, "dateCreated": note.at}
            for note in story.corrections
        ],
    }
    kept = {name: value for name, value in made.items() if value not in ("", [])}
    said = json.dumps(kept, ensure_ascii=False).translate(_SIGNS)
    return Markup(f'<script type="application/ld+json">{said}</script>')  # noqa: S704 - escaped above


def _author(author: Byline, house: dict[str, str], home: str) -> dict[str, Any]:
    """Who is not named is told as the company: all that is known of them is where they work."""
    if not author.named:
        return house
    made: dict[str, Any] = {"@type": "Person", "name": author.name, "worksFor": house}
    made |= {"jobTitle": author.role} if author.role else {}
    return made | ({"url": home + author.path} if author.path else {})


def embedding(story: Story, settings: Settings, width: int = FRAME[0], height: int = FRAME[1]) -> str:
    """The one line of HTML that shows the story on another site."""
    title = _("%(title)s · %(site)s", title=story.title, site=_(naming.SITE, company=settings.company))
    frame = Markup(
        '<iframe src="{}/embed" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>'
    )
    return str(frame.format(settings.spotlight_url + story.path, width, height, title))


def oembed(
    story: Story, settings: Settings, *, company: str, most: tuple[int | None, int | None]
) -> dict[str, Any]:
    """The story for whoever asks with its address (oembed.com), within the size they have room for."""
    width, height = (_within(*sizes) for sizes in zip(FRAME, most, LEAST_FRAME, strict=True))
    made: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": story.title,
        "author_name": story.signed,
        "author_url": settings.spotlight_url + story.author.path if story.author.path else "",
        "provider_name": _(naming.SITE, company=company),
        "provider_url": f"{settings.spotlight_url}/",
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": embedding(story, settings, width, height),
    }
    if most[0] is None or most[0] >= CARD[0]:
        thumbnail = settings.spotlight_url + card_path(story)
        made |= {"thumbnail_url": thumbnail, "thumbnail_width": CARD[0], "thumbnail_height": CARD[1]}
    return {name: value for name, value in made.items() if value != ""}


def _within(wanted: int, most: int | None, least: int) -> int:
    return max(least, min(wanted, most)) if most is not None else wanted
