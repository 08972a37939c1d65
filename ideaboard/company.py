"""How the company shows itself: its name, accent colours and logo, kept as rows on both sides of the door.

The board's stewards set them; a job carries name and colours to the spotlight, which never looks inside.
IDEABOARD_COMPANY names the company until a steward does.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

from ideaboard import contrast, language, outbox, text
from ideaboard.db import Database, transact
from ideaboard.errors import Refusal, too_long
from ideaboard.language import N_, _
from ideaboard.outbox import Job, Workplace

KIND = "company"
NAME_MOST = 60
# What the outside may know; the logo's file stays on the board's machine.
CARRIED = ("name", "accent_light", "accent_dark", "search_language")
THEMES = {"accent_light": "light", "accent_dark": "dark"}
_TOO_LOW = {
    "light": N_(
        "In the light theme this colour has a contrast of %(found)s to 1, and text needs %(least)s to 1. "
        "The nearest that passes is %(nearest)s."
    ),
    "dark": N_(
        "In the dark theme this colour has a contrast of %(found)s to 1, and text needs %(least)s to 1. "
        "The nearest that passes is %(nearest)s."
    ),
}
REFRESH_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Company:
    """An empty accent is the house's own; `logo` is the name of a kept picture.

    `search_language` is the language whose endings search knows, "" for the house's (search/stemming.py).
    """

    name: str
    accent_light: str = ""
    accent_dark: str = ""
    logo: str = ""
    search_language: str = ""

    @property
    def css(self) -> str:
        """The custom properties that the stylesheets of both rooms ask for."""
        pairs = (("light", self.accent_light), ("dark", self.accent_dark))
        return ":root{" + "".join(f"--company-{theme}:{value};" for theme, value in pairs if value) + "}\n"

    @property
    def mark(self) -> str:
        """Changes with anything shown of the company: what is kept under it may be kept for good."""
        shown = "\n".join((self.name, self.accent_light, self.accent_dark, self.logo))
        return hashlib.sha256(shown.encode()).hexdigest()[:12]

    @property
    def coloured(self) -> bool:
        return bool(self.accent_light or self.accent_dark)


def load(db: Database, default: str) -> Company:
    """The company as it is set, under its `default` name where no other is."""
    kept = _kept(db)
    return Company(kept.pop("name", default), **kept)


def _kept(db: Database) -> dict[str, str]:
    return {row["key"]: row["value"] for row in db.rows("SELECT key, value FROM company_settings")}


def keep(db: Database, *, name: str, accent_light: str, accent_dark: str, now: str) -> None:
    """Set name and accents; an empty one falls back. Raises Refusal for a colour that cannot be read."""
    values = {"name": text.clean(name)}
    values |= {"accent_light": accent_light.strip().lower(), "accent_dark": accent_dark.strip().lower()}
    problems = {field: _trouble(values[field], theme) for field, theme in THEMES.items()}
    if len(values["name"]) > NAME_MOST:
        problems["name"] = too_long(NAME_MOST, values["name"])
    problems = {field: sentence for field, sentence in problems.items() if sentence}
    if problems:
        raise Refusal.of(problems)
    _write(db, values)
    outbox.put(db, KIND, now=now)


def _trouble(accent: str, theme: str) -> str:
    if not accent:
        return ""
    if not contrast.is_colour(accent):
        return _("Write a colour as # and six signs from 0 to f, like #24599a.")
    found = contrast.lowest(accent, theme)
    if found >= contrast.LEAST:
        return ""
    # Cut, not rounded: 4.46 must not read as the 4.5 it fails.
    return _(
        _TOO_LOW[theme],
        found=decimal(int(found * 100) / 100, "0.00"),
        least=decimal(contrast.LEAST),
        nearest=contrast.nearest(accent, theme),
    )


def decimal(number: float, form: str = "0.0") -> str:
    """A number with its fraction, as the language spoken now writes it."""
    return format_decimal(number, form, locale=language.locale())


def keep_search_language(db: Database, code: str, *, now: str) -> None:
    """Search in this language from now on; the worker, told as of any change, builds the index anew."""
    _write(db, {"search_language": code})
    outbox.put(db, KIND, now=now)


def keep_logo(db: Database, logo: str) -> None:
    """Show this kept picture as the logo, or the house's mark for ""."""
    _write(db, {"logo": logo})


def _write(db: Database, values: Mapping[str, str]) -> None:
    for key, value in values.items():
        if value:
            db.run(
                """INSERT INTO company_settings (key, value) VALUES (:key, :value)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
                key=key,
                value=value,
            )
        else:
            db.run("DELETE FROM company_settings WHERE key = :key", key=key)


def carry(place: Workplace, job: Job, now: str) -> None:
    """Bring name and accents outside as they are now, whatever they were when the job was written."""
    with place.db.reading():
        kept = _kept(place.db)
    values = {key: kept.get(key, "") for key in CARRIED}
    transact(place.outside, lambda: _write(place.outside, values))


class Shown:
    """The company for every page of one app, asked of the database every two seconds at most."""

    def __init__(self, default: str) -> None:
        self._default = default
        self._last: tuple[float, Company] | None = None

    def of(self, db: Database) -> Company:
        last = self._last
        if last is None or time.monotonic() - last[0] > REFRESH_SECONDS:
            self._last = last = (time.monotonic(), self.ask(db))
        return last[1]

    def ask(self, db: Database) -> Company:
        """The company as this very transaction sees it."""
        return load(db, self._default)

    def forget(self) -> None:
        """Ask again at once; for who has just changed it."""
        self._last = None
