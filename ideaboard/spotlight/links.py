"""The links in mails to readers. The public process knows one by the digest of its key when it sees it, and
has nothing from which it could make one or tell whose it is."""

from ideaboard import clock
from ideaboard.db import Database
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.signing import digest

CONFIRM, STOP, WITHDRAW = "confirm", "stop", "withdraw"
UNCONFIRMED_DAYS = 3
# As long a link that did its work still says so.
ENDED_DAYS = 90


def is_ended(db: Database, kind: str, key: str) -> bool:
    """Whether this link has done its work. Raises NotFound for a key that was never one of ours."""
    row = db.row(
        "SELECT ended_at FROM links WHERE digest = :digest AND kind = :kind", digest=digest(key), kind=kind
    )
    if row is None:
        raise NotFound(_("This link is not one of ours, or it has expired."))
    return row["ended_at"] is not None


def put(db: Database, kind: str, key: str, *, now: str) -> None:
    """Know this link from now on; one that is known already begins its time anew."""
    db.run(
        """INSERT INTO links (digest, kind, at) VALUES (:digest, :kind, :now)
           ON CONFLICT (digest) DO UPDATE SET at = excluded.at, ended_at = NULL""",
        digest=digest(key),
        kind=kind,
        now=now,
    )


def end(db: Database, key: str, *, now: str) -> None:
    """The link has done its work, and says so when it is opened again."""
    db.run(
        "UPDATE links SET ended_at = COALESCE(ended_at, :now) WHERE digest = :digest",
        digest=digest(key),
        now=now,
    )


def drop(db: Database, key: str) -> None:
    """Know the link no longer."""
    db.run("DELETE FROM links WHERE digest = :digest", digest=digest(key))


def sweep(db: Database, *, now: str) -> None:
    """Forget links to confirm that nobody used, and those whose work was done long ago."""
    db.run(
        "DELETE FROM links WHERE kind = :kind AND ended_at IS NULL AND at < :old",
        kind=CONFIRM,
        old=clock.shift(now, days=-UNCONFIRMED_DAYS),
    )
    db.run("DELETE FROM links WHERE ended_at < :old", old=clock.shift(now, days=-ENDED_DAYS))
