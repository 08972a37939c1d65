"""The stories for feed readers: whole texts with their pictures, absolute links, one shape for every feed."""

from collections.abc import Sequence
from pathlib import Path

from babel.dates import format_date
from markupsafe import Markup

from ideaboard import clock, feeds, language, text
from ideaboard.feeds import Author, Enclosure, Entry, Feed, lawful
from ideaboard.language import N_, _
from ideaboard.settings import Settings
from ideaboard.spotlight import naming
from ideaboard.spotlight.parts import Medium, Note
from ideaboard.spotlight.responses import Response
from ideaboard.spotlight.shelves import Shelf
from ideaboard.spotlight.stories import Story

LENGTH = 20
SUMMARY = 240
KINDS = tuple(feeds.TYPES)
# Before anything was told; no clock, so that an empty feed stays the same.
NEVER = "2000-01-01T00:00:00Z"
CORRECTED = N_("Corrected on %(day)s: %(correction)s")
INVITATION = N_("Tell us.")


def entry(story: Story, settings: Settings) -> Entry:
    """The story ready for any of the three forms."""
    home = settings.spotlight_url
    return Entry(
        id=home + story.path,
        title=lawful(story.title),
        summary=lawful(story.standfirst or text.shorten(text.plain(story.body), SUMMARY)),
        html=lawful(_content(story, settings)),
        authors=tuple(
            Author(lawful(one.text or one.name), home + one.path if one.path else "") for one in story.authors
        ),
        terms=(lawful(story.topic),) if story.topic else (),
        published=story.published_at,
        updated=story.updated_at,
        enclosures=tuple(_enclosure(medium, home) for medium in story.media),
    )


def _enclosure(medium: Medium, home: str) -> Enclosure:
    return Enclosure(
        f"{home}/media/{medium.name}", medium.type, medium.size, lawful(medium.caption or medium.alt)
    )


def _content(story: Story, settings: Settings) -> str:
    """The whole story as HTML: its pictures and words, what was told since, and who employs its authors."""
    place = settings.spotlight_url + story.path
    parts = [_shown(medium, settings.spotlight_url) for medium in story.media]
    parts.append(feeds.absolute(text.html(story.body), place))
    parts += [_corrected(note) for note in story.corrections]
    parts += [_became(note) for note in story.outcome]
    if story.question:
        answer = Markup('<p><strong>{}</strong> <a href="{}#respond">{}</a></p>')
        parts.append(answer.format(story.question, place, _(INVITATION)))
    parts.append(Markup("<p><small>{}</small></p>").format(story.disclosure(settings.company)))
    return "\n".join(parts)


def _shown(medium: Medium, home: str) -> str:
    place = f"{home}/media/{medium.name}"
    caption = Markup("<br><em>{}</em>").format(medium.caption) if medium.caption else ""
    if medium.kind == "film":
        words = Markup('<p><a href="{}">{}</a>{}</p>')
        return words.format(place, _("Watch the film: %(words)s", words=medium.alt), caption)
    picture = Markup('<p><img src="{}" alt="{}" width="{}" height="{}">{}</p>')
    return picture.format(place, medium.alt, medium.width, medium.height, caption)


def _day(stamp: str) -> str:
    return format_date(clock.moment(stamp), "long", locale=language.locale())


def _corrected(note: Note) -> str:
    return Markup("<p><em>{}</em></p>").format(_(CORRECTED, day=_day(note.at), correction=note.words))


def _became(note: Note) -> str:
    head = ": ".join(filter(None, (_day(note.at), note.status)))
    return Markup("<p><strong>{}</strong> {}</p>").format(head, note.words)


def response_entry(response: Response, story: Story, settings: Settings) -> Entry:
    """What a reader wrote, under the address it has on the story's page."""
    html = _lines(response.body)
    if response.reply:
        answered = _("%(name)s answered:", name=story.author.name)
        html += Markup("<p><b>{}</b></p>").format(lawful(answered)) + _lines(response.reply)
    return Entry(
        id=f"{settings.spotlight_url}{story.path}#response-{response.id}",
        title=lawful(_("%(name)s on “%(title)s”", name=response.name, title=story.title)),
        summary=text.shorten(lawful(response.body), SUMMARY),
        html=str(html),
        authors=(Author(lawful(response.name)),),
        published=response.sent_at,
        updated=response.replied_at or response.sent_at,
    )


def _lines(words: str) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(lawful(words).split("\n")))


def of_stories(found: Sequence[Story], shelf: Shelf | None, settings: Settings, *, now: str) -> Feed:
    """The feed of all stories, or of one shelf's, but for what its form and its page make of it."""
    site, page = _(naming.SITE, company=settings.company), shelf.path if shelf else "/"
    entries = [entry(story, settings) for story in found]
    return Feed(
        id=settings.spotlight_url + page,
        title=lawful(f"{naming.title(shelf)} · {site}" if shelf else site),
        about=lawful(
            naming.about(shelf, settings.company) if shelf else _(naming.ABOUT, company=settings.company)
        ),
        page=settings.spotlight_url + page,
        link="",
        updated=max((made.updated for made in entries), default=now or NEVER),
        entries=entries,
        hub=settings.websub_hub,
    )


def of_responses(found: Sequence[Response], story: Story, settings: Settings) -> Feed:
    place = settings.spotlight_url + story.path
    site = _(naming.SITE, company=settings.company)
    entries = [response_entry(response, story, settings) for response in found]
    return Feed(
        id=f"{place}#responses",
        title=lawful(f"{_('Responses to “%(title)s”', title=story.title)} · {site}"),
        about=lawful(_("What readers of %(company)s write back to this story.", company=settings.company)),
        page=place,
        link="",
        updated=max((made.updated for made in entries), default=story.published_at),
        entries=entries,
        hub=settings.websub_hub,
    )


def etag(kind: str, feed: Feed) -> str:
    return feeds.etag(kind, feed, Path(__file__))
