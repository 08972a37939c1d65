"""Mail: written into the outbox with the rule that wants it, sent by the worker, to SMTP or to a folder.

Each is a template of templates/mail, as text and as HTML.
"""

import json
import logging
import smtplib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, parseaddr
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ideaboard import language, outbox, wording
from ideaboard.db import Database
from ideaboard.paths import TEMPLATES
from ideaboard.settings import Settings
from ideaboard.signing import digest

log = logging.getLogger("ideaboard.mail")
KIND = "mail"
NO_MAILBOX = ".invalid"
SECONDS = 20


class _WholeAddress(EmailPolicy):
    """List-Unsubscribe on one line: Python folds a long address into encoded words, which mail programs
    take for no address (RFC 2047 forbids them there)."""

    def fold(self, name: str, value: str) -> str:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


def send(db: Database, to: str, subject: str, body: str, *, now: str) -> None:
    """Ask for one mail of a few paragraphs; a line that is an address of ours becomes a link."""
    write(db, to, subject, "note", {"body": body}, now=now)


def write(
    db: Database,
    to: str,
    subject: str,
    template: str,
    values: Mapping[str, Any],
    *,
    unsubscribe: str = "",
    now: str,
) -> None:
    """Ask for one mail of a template, in the language spoken now; it leaves after the commit.

    `values` are what JSON can hold. `unsubscribe` is the address that stops mails of this kind with one POST
    (RFC 8058). Addresses at `.invalid` (people who came in by an import, RFC 2606) have no mailbox and are
    passed over.
    """
    if to.endswith(NO_MAILBOX):
        return
    line = " ".join(subject.split())
    what: dict[str, Any] = {"template": template, "values": dict(values), "unsubscribe": unsubscribe}
    what["language"] = language.current()
    outbox.put(db, KIND, now=now, to=to, subject=line, **what)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    wording.install(made)
    return made


def _parts(settings: Settings, payload: Mapping[str, Any]) -> tuple[str, str]:
    """The mail as text and as HTML. Mails that waited since before templates have a `body` only."""
    template, values = payload.get("template", "note"), payload.get("values") or {"body": payload["body"]}
    house: dict[str, Any] = {"base_url": settings.base_url, "reply_to": settings.mail_reply_to, "why": ""}
    # Readers have no settings on the board.
    house["outside"] = False
    shown = house | values | {"subject": payload["subject"], "unsubscribe": payload.get("unsubscribe", "")}
    text, html = (_environment().get_template(f"mail/{template}.{kind}") for kind in ("txt", "html"))
    with language.use(payload.get("language", language.SOURCE)):
        return text.render(shown).strip() + "\n", html.render(shown)


def message(settings: Settings, job: outbox.Job) -> EmailMessage:
    """The mail of a job; its Message-ID is the job's, so a mail sent twice is known as one."""
    made = EmailMessage(policy=_WholeAddress())
    domain = parseaddr(settings.mail_from)[1].partition("@")[2] or "localhost"
    made["From"] = settings.mail_from
    made["To"] = Address(addr_spec=job.payload["to"])
    made["Subject"] = job.payload["subject"]
    made["Date"] = formatdate(usegmt=True)
    mark = digest(json.dumps(job.payload, sort_keys=True))
    made["Message-ID"] = f"<job-{job.id}-{mark[:16]}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    if settings.mail_reply_to:
        made["Reply-To"] = settings.mail_reply_to
    if stop := job.payload.get("unsubscribe"):
        made["List-Unsubscribe"] = f"<{stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = _parts(settings, job.payload)
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    # Not by chance: the same mail written twice is the same, byte for byte.
    made.set_boundary(f"part-{mark[:32]}")
    return made


def deliver(settings: Settings, job: outbox.Job) -> None:
    """Send a job's mail. Without SMTP it becomes a file of the home's mail folder and a line of the log."""
    made = message(settings, job)
    if settings.smtp_url:
        _by_smtp(settings.smtp_url, made)
        return
    file = _file(settings.mail_folder, job)
    file.write_bytes(made.as_bytes())
    log.info("mail for %s kept as %s", job.payload["to"], file)


def _file(folder: Path, job: outbox.Job) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # The same mail written again after a crash replaces itself, and no other: SQLite gives the number of a
    # job that is done to a later one.
    mark = digest(json.dumps(job.payload, sort_keys=True))[:12]
    return folder / f"{job.created_at.replace(':', '')}-{job.id:08d}-{mark}.eml"


def _by_smtp(url: str, made: EmailMessage) -> None:
    """`smtp://[user:password@]host[:port]`, `smtps://` for TLS from the start, `?starttls=1` to upgrade."""
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=SECONDS) as server:
        if "starttls=1" in parts.query:
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(made)


def check(settings: Settings) -> str | None:
    """None when mail can leave, else what stands in the way."""
    if not settings.smtp_url:
        return None
    parts = urlsplit(settings.smtp_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(parts.hostname or "localhost", parts.port or 0, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return f"The mail server at {parts.hostname} does not answer: {error}"
    return None
