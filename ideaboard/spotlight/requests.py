"""What readers ask for beside responses: letters, no more letters, their response back.

The public process only writes such a request down; the worker takes it inside, where addresses and the keys
of links are known. So it neither sends mail nor learns whether an address gets letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ideaboard.db import Database
from ideaboard.signing import digest

# By address: SUBSCRIBE, LEAVE; by the key of a link: the kinds of links.py.
SUBSCRIBE, LEAVE = "subscribe", "leave"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its `value` is an address or the key of a link."""

    id: str
    kind: str
    value: str
    at: str


def ask(db: Database, kind: str, value: str, *, now: str) -> None:
    """Write a request down for the worker. The same one twice is one."""
    db.run(
        "INSERT INTO requests (id, kind, value, at) VALUES (:id, :kind, :value, :now) ON CONFLICT DO NOTHING",
        id=digest(f"{kind} {value}"),
        kind=kind,
        value=value,
        now=now,
    )


def waiting(db: Database, limit: int = 100) -> list[Asked]:
    """What the inside has not taken over yet, oldest first."""
    found = db.rows("SELECT id, kind, value, at FROM requests ORDER BY at, id LIMIT :limit", limit=limit)
    return [Asked(**row) for row in found]


def forget(db: Database, ids: Iterable[str]) -> None:
    """The inside has these now."""
    for number in ids:
        db.run("DELETE FROM requests WHERE id = :id", id=number)
