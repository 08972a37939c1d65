"""Sign-in by a mailed link: single use, 15 minutes, any device; it never says whether an address is known."""

from ideaboard import clock, company, mail
from ideaboard.db import Database
from ideaboard.errors import Conflict
from ideaboard.language import _
from ideaboard.people import invitations, people
from ideaboard.settings import Settings
from ideaboard.signing import Signer, digest, fresh_id

PURPOSE = "signin"
MINUTES = 15


def ask(
    db: Database, email: str, *, settings: Settings, signer: Signer, next_url: str = "", now: str
) -> None:
    """Mail a link to whoever may come in; for anybody else do nothing, and say nothing."""
    kept = people.address(email)
    if not may_enter(db, kept, settings):
        return
    url = link(db, kept, settings=settings, signer=signer, next_url=next_url, now=now)
    name = company.load(db, settings.company).name
    lines = (
        _("Somebody, hopefully you, asked to sign in to %(company)s's Ideaboard.", company=name),
        url,
        _(
            "The link works once, for %(minutes)s minutes, on any device. If it was not you, do nothing: "
            "without this mail nobody gets in.",
            minutes=MINUTES,
        ),
    )
    subject = _("Sign in to %(company)s's Ideaboard", company=name)
    mail.send(db, kept, subject, "\n\n".join(lines) + "\n", now=now)


def may_enter(db: Database, email: str, settings: Settings) -> bool:
    """Known and active, invited, or of one of the company's mail domains."""
    person = people.by_email(db, email)
    if person is not None:
        return bool(person["active"])
    return email.partition("@")[2] in settings.mail_domains or invitations.open_for(db, email) is not None


def link(
    db: Database, email: str, *, settings: Settings, signer: Signer, next_url: str = "", now: str
) -> str:
    """A fresh sign-in address for an e-mail address; whether they may enter is the caller's to ask."""
    number = fresh_id()
    db.run(
        """INSERT INTO signin_links (id, email, next, created_at, expires_at)
           VALUES (:id, :email, :next, :now, :expires_at)""",
        id=digest(number),
        email=email,
        next=local(next_url),
        now=now,
        expires_at=clock.shift(now, minutes=MINUTES),
    )
    return f"{settings.base_url}/signin/{signer.sign(PURPOSE, number)}"


def meant_for(db: Database, token: str, *, signer: Signer, now: str) -> str:
    """The address a link would let in, so that nobody enters as another unawares; "" when it is spent."""
    row = db.row(
        "SELECT email FROM signin_links WHERE id = :id AND used_at IS NULL AND expires_at > :now",
        id=digest(str(signer.read(PURPOSE, token))),
        now=now,
    )
    return str(row["email"]) if row else ""


def use(db: Database, token: str, *, settings: Settings, signer: Signer, now: str) -> tuple[int, str]:
    """Spend a link: the person's id (made on first entry) and where they wanted to go.

    Raises NotFound for a forged link, Conflict for a used or expired one.
    """
    number = digest(str(signer.read(PURPOSE, token)))
    row = db.row(
        """UPDATE signin_links SET used_at = :now
           WHERE id = :id AND used_at IS NULL AND expires_at > :now RETURNING email, next""",
        id=number,
        now=now,
    )
    if row is None or not may_enter(db, row["email"], settings):
        raise Conflict(_("This link has been used, or its 15 minutes are over. Ask for a new one below."))
    return _person(db, row["email"], now=now), row["next"]


def _person(db: Database, email: str, *, now: str) -> int:
    known = people.by_email(db, email)
    if known is not None:
        return int(known["id"])
    invitation = invitations.accept(db, email, now=now)
    name = email.partition("@")[0].replace(".", " ").replace("_", " ").title()[:80]
    role = invitation["role"] if invitation else "employee"
    return people.add(db, email, name, roles=[role], now=now)


def local(url: str) -> str:
    """The address if it is a path of this site, else "": a link must not lead elsewhere."""
    is_path = url.startswith("/") and not url.startswith(("//", "/\\")) and "\n" not in url
    return url if is_path and url.isprintable() and len(url) < 2000 else ""
