"""What a shelf is called and said to hold, on its page, in feeds and in their lists."""

from babel.dates import format_skeleton

from ideaboard import clock, language
from ideaboard.language import N_, _
from ideaboard.spotlight.shelves import DEPARTMENT, MONTH, PERSON, TOPIC, Shelf

SITE = N_("%(company)s Spotlight")
ABOUT = N_("The people behind %(company)s, in their own words.")
_ABOUT = {
    TOPIC: N_("Stories on %(name)s by people who work at %(company)s."),
    PERSON: N_("Stories by %(name)s, who works at %(company)s."),
    DEPARTMENT: N_("Stories by people of %(name)s at %(company)s."),
    MONTH: N_("What the people of %(company)s told in %(name)s."),
}


def title(shelf: Shelf) -> str:
    return month(shelf.key) if shelf.kind == MONTH else shelf.label


def month(key: str) -> str:
    """`2026-03` as `March 2026`."""
    return format_skeleton("yMMMM", clock.moment(f"{key}-01T00:00:00Z"), locale=language.locale())


def about(shelf: Shelf, company: str) -> str:
    return _(_ABOUT[shelf.kind], name=title(shelf), company=company)
