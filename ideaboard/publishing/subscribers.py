"""Who gets letters: addresses that live inside alone, each confirmed by its owner through a mailed link.

What is asked of an address that is known changes nothing that anybody but its owner could notice. Stopping
erases the address.
"""

from dataclasses import dataclass
from typing import Literal

from ideaboard import clock, mail, outbox
from ideaboard.db import Database, Row
from ideaboard.signing import Signer, fresh_id
from ideaboard.spotlight import links

# Purposes of signed keys, one a kind of link.
KEYS = {links.CONFIRM: "letters, confirm", links.STOP: "letters, stop", links.WITHDRAW: "response, withdraw"}
# What the mails are called whose words are made when they leave (mails.py).
CONFIRM_MAIL, STOP_MAIL = "letters confirm", "letters stop"
# A pending address is asked again after an hour, three times in all; a known one is told once a day.
AGAIN_HOURS, ASK_TIMES, KNOWN_HOURS = 1, 3, 24
_COLUMNS = "id, email, asked_at, mailed_at, asked_times, confirmed_at, told_until, lettered_on"


@dataclass(frozen=True, slots=True)
class Change:
    """What the outside must know of a link: that it is one, that it has done its work, or that it is none."""

    act: Literal["put", "end", "drop"]
    kind: str
    key: str


def key(signer: Signer, kind: str, number: str) -> str:
    """The key of a link; the same one always, so that a repeated job changes nothing."""
    return signer.sign(KEYS[kind], number)


def ask(db: Database, email: str, *, signer: Signer, now: str) -> list[Change]:
    """Somebody wants letters at this address: mail it a link to agree by, or to stop when it gets them."""
    row = _by_address(db, email)
    if row is None:
        number = _add(db, email, now)
        outbox.put(db, mail.KIND, fill=CONFIRM_MAIL, subscriber=number, now=now)
        return [Change("put", links.CONFIRM, key(signer, links.CONFIRM, number))]
    if row["confirmed_at"]:
        return remind(db, email, signer=signer, now=now)
    if row["asked_times"] < ASK_TIMES and row["mailed_at"] < clock.shift(now, hours=-AGAIN_HOURS):
        _mailed(db, row["id"], now)
        outbox.put(db, mail.KIND, fill=CONFIRM_MAIL, subscriber=row["id"], now=now)
    return [Change("put", links.CONFIRM, key(signer, links.CONFIRM, row["id"]))]


def _add(db: Database, email: str, now: str) -> str:
    number = fresh_id()
    db.run(
        """INSERT INTO subscribers (id, email, folded, asked_at, mailed_at)
           VALUES (:id, :email, :folded, :now, :now)""",
        id=number,
        email=email,
        folded=email.casefold(),
        now=now,
    )
    return number


def _mailed(db: Database, number: str, now: str) -> None:
    db.run(
        """UPDATE subscribers SET mailed_at = :now, asked_at = :now, asked_times = asked_times + 1
           WHERE id = :id""",
        id=number,
        now=now,
    )


def remind(db: Database, email: str, *, signer: Signer, now: str) -> list[Change]:
    """Mail the link that stops letters to an address that gets them; any other gets nothing."""
    row = _by_address(db, email)
    if row is None or not row["confirmed_at"]:
        return []
    if row["mailed_at"] < clock.shift(now, hours=-KNOWN_HOURS):
        _mailed(db, row["id"], now)
        outbox.put(db, mail.KIND, fill=STOP_MAIL, subscriber=row["id"], now=now)
    return [Change("put", links.STOP, key(signer, links.STOP, row["id"]))]


def confirm(db: Database, number: str, *, signer: Signer, now: str) -> list[Change]:
    """The owner agreed: letters tell what appears from now on. Confirming twice changes nothing."""
    if find(db, number) is None:
        return []
    db.run(
        """UPDATE subscribers SET confirmed_at = :now, told_until = :now
           WHERE id = :id AND confirmed_at IS NULL""",
        id=number,
        now=now,
    )
    return [
        Change("end", links.CONFIRM, key(signer, links.CONFIRM, number)),
        Change("put", links.STOP, key(signer, links.STOP, number)),
    ]


def stop(db: Database, number: str, *, signer: Signer) -> list[Change]:
    """No more letters: the address is erased. Stopping twice changes nothing."""
    db.run("DELETE FROM subscribers WHERE id = :id", id=number)
    return [
        Change("drop", links.CONFIRM, key(signer, links.CONFIRM, number)),
        Change("end", links.STOP, key(signer, links.STOP, number)),
    ]


def find(db: Database, number: str) -> Row | None:
    """One of them, None when there is no such (any more)."""
    return db.row(f"SELECT {_COLUMNS} FROM subscribers WHERE id = :id", id=number)


def _by_address(db: Database, email: str) -> Row | None:
    return db.row(f"SELECT {_COLUMNS} FROM subscribers WHERE folded = :folded", folded=email.casefold())


def forget_unconfirmed(db: Database, *, now: str) -> None:
    """Erase the addresses whose owners did not agree in three days."""
    db.run(
        "DELETE FROM subscribers WHERE confirmed_at IS NULL AND asked_at < :old",
        old=clock.shift(now, days=-links.UNCONFIRMED_DAYS),
    )


def count(db: Database) -> int:
    """How many get letters."""
    row = db.row("SELECT COUNT(*) AS number FROM subscribers WHERE confirmed_at IS NOT NULL")
    return int(row["number"]) if row else 0
