"""Every setting, from the environment or the command line, read once at the start.

docs/operating.md lists each one; a test holds the two together.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path

from ideaboard.language import LANGUAGES, SOURCE
from ideaboard.paths import default_index

PREFIX = "IDEABOARD_"


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds databases, uploads, mail; `index` the board's search index, `spotlight_index` that of the
    public site. Addresses end without a slash. `spotlight_live_url` is where the spotlight's own process is
    reached when what stands at `spotlight_url` are its exported files alone."""

    home: Path
    index: Path
    database: str
    spotlight_database: str
    spotlight_index: Path
    secret: str = field(repr=False)
    base_url: str
    spotlight_url: str
    spotlight_live_url: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "Ideaboard <no-reply@localhost>"
    mail_reply_to: str = ""
    mail_domains: frozenset[str] = frozenset()
    company: str = "Ideaboard"
    language: str = "en"
    websub_hub: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    spotlight_port: int = 8001
    letter_hour: int = 16
    trusted_proxies: str = "127.0.0.1"
    inside_hosts: frozenset[str] = frozenset()
    money_limit: int = 10_000
    film_megabytes: int = 30
    demo: bool = False

    @property
    def uploads(self) -> Path:
        return self.home / "uploads"

    @property
    def mail_folder(self) -> Path:
        return self.home / "mail"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")


# Each variable beside the field it sets; IDEABOARD_HOME also decides where the defaults of others lie.
VARIABLES: Mapping[str, str] = {
    f"{PREFIX}{item.name.upper()}": item.name
    for item in fields(Settings)
    if item.name not in {"demo", "index"}
}


def load(
    *,
    home: Path | None = None,
    port: int | None = None,
    spotlight_port: int | None = None,
    demo: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Settings from the environment, with what the command line says on top.

    Raises ValueError with a sentence when a value cannot be read. The secret is made and kept in
    `home/secret` when none is set. A command that is told neither port nor address uses those under which
    this home was served last.
    """
    place = home or Path(environ.get("IDEABOARD_HOME", "data"))
    board_port = port or _number(environ, "PORT", 8000)
    public_port = spotlight_port or _number(environ, "SPOTLIGHT_PORT", 8001)
    host = environ.get("IDEABOARD_HOST", "127.0.0.1")
    named = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    # An IPv6 address stands in brackets where a port follows.
    named = f"[{named}]" if ":" in named else named
    return Settings(
        home=place,
        index=place / "search_index" if home or "IDEABOARD_HOME" in environ else default_index(),
        database=environ.get("IDEABOARD_DATABASE") or str(place / "ideaboard.db"),
        spotlight_database=environ.get("IDEABOARD_SPOTLIGHT_DATABASE") or str(place / "spotlight.db"),
        spotlight_index=Path(environ.get("IDEABOARD_SPOTLIGHT_INDEX") or place / "spotlight_index"),
        secret=environ.get("IDEABOARD_SECRET") or _kept_secret(place),
        base_url=_address(environ, "BASE_URL", place, "PORT", port, f"http://{named}:{board_port}"),
        spotlight_url=_address(
            environ,
            "SPOTLIGHT_URL",
            place,
            "SPOTLIGHT_PORT",
            spotlight_port,
            f"http://{named}:{public_port}",
        ),
        spotlight_live_url=environ.get("IDEABOARD_SPOTLIGHT_LIVE_URL", "").rstrip("/"),
        smtp_url=environ.get("IDEABOARD_SMTP_URL", ""),
        mail_from=environ.get("IDEABOARD_MAIL_FROM", "Ideaboard <no-reply@localhost>"),
        mail_reply_to=_mailbox(environ, "MAIL_REPLY_TO"),
        mail_domains=_domains(environ.get("IDEABOARD_MAIL_DOMAINS", "")),
        company=environ.get("IDEABOARD_COMPANY", "Carl's Soda" if demo else "Ideaboard"),
        language=_language(environ),
        websub_hub=_hub(environ),
        host=host,
        port=board_port,
        spotlight_port=public_port,
        letter_hour=_hour(environ),
        trusted_proxies=environ.get("IDEABOARD_TRUSTED_PROXIES", "127.0.0.1"),
        inside_hosts=_domains(environ.get("IDEABOARD_INSIDE_HOSTS", "")),
        money_limit=_amount(environ, "MONEY_LIMIT", 10_000, 10**12),
        film_megabytes=_amount(environ, "FILM_MEGABYTES", 30, 500),
        demo=demo,
    )


def _address(
    environ: Mapping[str, str], name: str, home: Path, port_name: str, port: int | None, default: str
) -> str:
    if found := environ.get(PREFIX + name):
        return found.rstrip("/")
    kept = home / name.lower()
    if port is None and PREFIX + port_name not in environ and kept.is_file():
        return kept.read_text(encoding="utf8").strip()
    return default


def keep_addresses(settings: Settings) -> None:
    """Note where this home is served, so that a command run beside it prints links that work."""
    for name in ("base_url", "spotlight_url"):
        (settings.home / name).write_text(getattr(settings, name) + "\n", encoding="utf8")


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(PREFIX + name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"{PREFIX}{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _amount(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    found = environ.get(PREFIX + name, str(default)).strip()
    if not (found.isascii() and found.isdigit() and 0 < int(found) <= most):
        raise ValueError(f"{PREFIX}{name} must be a whole number from 1 to {most}, not {found!r}.")
    return int(found)


def _hour(environ: Mapping[str, str]) -> int:
    found = environ.get("IDEABOARD_LETTER_HOUR", "16").strip()
    if not (found.isascii() and found.isdigit()) or not 0 <= int(found[:3]) < 24:
        raise ValueError(f"IDEABOARD_LETTER_HOUR must be an hour of the day from 0 to 23, not {found!r}.")
    return int(found)


def _mailbox(environ: Mapping[str, str], name: str) -> str:
    found = environ.get(PREFIX + name, "").strip()
    if found and not (found.isprintable() and "@" in parseaddr(found)[1]):
        raise ValueError(f"{PREFIX}{name} must be one e-mail address, not {found!r}.")
    return found


def _hub(environ: Mapping[str, str]) -> str:
    found = environ.get("IDEABOARD_WEBSUB_HUB", "").strip()
    if found and not (found.startswith(("https://", "http://")) and found.isprintable() and " " not in found):
        raise ValueError(f"IDEABOARD_WEBSUB_HUB must be the https:// address of a hub, not {found!r}.")
    return found


def _language(environ: Mapping[str, str]) -> str:
    found = environ.get("IDEABOARD_LANGUAGE", SOURCE).strip()
    if found not in LANGUAGES:
        raise ValueError(f"IDEABOARD_LANGUAGE must be one of {', '.join(LANGUAGES)}, not {found!r}.")
    return found


def _domains(text: str) -> frozenset[str]:
    return frozenset(part.strip().lstrip("@").lower() for part in text.split(",") if part.strip())


def _kept_secret(home: Path) -> str:
    """The secret of this home, made on first use; readable by its owner alone."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "secret"
    fresh = home / f".secret-{os.getpid()}"
    if not file.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        # A link fails when another process was first, and then its secret counts, whole.
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text(encoding="ascii").strip()
