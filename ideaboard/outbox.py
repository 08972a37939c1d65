"""Work for later, as rows of the same transaction that made it necessary.

Jobs are done at least once, so each must do nothing the second time. A job that fails is tried again after
growing pauses and, in the end, lies in the visible list of failed ones; it is never dropped.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ideaboard import clock
from ideaboard.db import Database, Row, each
from ideaboard.settings import Settings
from ideaboard.signing import Signer

# Seconds before each further try; after the last one the job counts as failed.
PAUSES = (2, 10, 60, 300, 1800, 7200, 21600)


@dataclass(frozen=True, slots=True)
class Job:
    """One row: what to do (`kind`), with what (`payload`, JSON values), and how often it was tried."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int
    created_at: str


def put(db: Database, kind: str, *, now: str, after: str | None = None, **payload: Any) -> None:
    """Ask for work, not before `after` (a stamp) when given."""
    db.run(
        "INSERT INTO outbox (kind, payload, run_at, created_at) VALUES (:kind, :payload, :run_at, :now)",
        kind=kind,
        payload=_packed(payload),
        run_at=after or now,
        now=now,
    )


def _packed(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False)


def waits(db: Database, kind: str, **payload: Any) -> bool:
    """Whether exactly this work is still to be done."""
    row = db.row(
        "SELECT id FROM outbox WHERE state = 'waiting' AND kind = :kind AND payload = :payload LIMIT 1",
        kind=kind,
        payload=_packed(payload),
    )
    return row is not None


def due(db: Database, *, now: str, only: str = "", but: Iterable[str] = (), limit: int = 100) -> list[Job]:
    """The waiting jobs whose time has come, oldest first: of one kind, or of all but some."""
    # Never an empty list: NOT IN (NULL) is true of nothing.
    marks, bound = each("but", ["", *but])
    found = db.rows(
        f"""SELECT id, kind, payload, attempts, created_at FROM outbox
            WHERE state = 'waiting' AND run_at <= :now
              AND (:only = '' OR kind = :only) AND kind NOT IN ({marks}) ORDER BY run_at, id LIMIT :limit""",
        now=now,
        only=only,
        limit=limit,
        **bound,
    )
    return [_job(row) for row in found]


def done(db: Database, ids: Iterable[int]) -> None:
    """Forget jobs that are done; called in the transaction that holds their effect, where there is one."""
    for number in ids:
        db.run("DELETE FROM outbox WHERE id = :id", id=number)


def failed(db: Database, job: Job, error: str, *, now: str) -> None:
    """Put a job back with a pause, or onto the list of failed ones after the last try."""
    last = job.attempts >= len(PAUSES)
    db.run(
        """UPDATE outbox SET attempts = attempts + 1, error = :error, state = :state, run_at = :run_at
           WHERE id = :id""",
        id=job.id,
        error=error[:500],
        state="failed" if last else "waiting",
        run_at=now if last else clock.shift(now, seconds=PAUSES[job.attempts]),
    )


def retry(db: Database, job_id: int, *, now: str) -> bool:
    """Give a failed job another round of tries. False when there is no such failed job."""
    sql = """UPDATE outbox SET state = 'waiting', attempts = 0, run_at = :now
             WHERE id = :id AND state = 'failed'"""
    return db.run(sql, id=job_id, now=now) == 1


def failures(db: Database, *, limit: int = 100) -> list[Row]:
    """The failed jobs, newest first, with their last error."""
    return db.rows(
        """SELECT id, kind, payload, attempts, error, created_at, run_at FROM outbox
           WHERE state = 'failed' ORDER BY id DESC LIMIT :limit""",
        limit=limit,
    )


def load(db: Database, *, now: str) -> Row:
    """How many jobs wait and failed, and since when the oldest due one waits (None: none does)."""
    row = db.row(
        """SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
                  COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed,
                  MIN(CASE WHEN state = 'waiting' AND run_at <= :now THEN run_at END) AS oldest_due
           FROM outbox""",
        now=now,
    )
    assert row is not None
    return row


def _job(row: Row) -> Job:
    return Job(row["id"], row["kind"], json.loads(row["payload"]), row["attempts"], row["created_at"])


def drop(db: Database, kinds: Iterable[str]) -> None:
    """Forget waiting work of these kinds; for the demo, whose past nobody needs to be mailed about."""
    for kind in kinds:
        db.run("DELETE FROM outbox WHERE kind = :kind AND state = 'waiting'", kind=kind)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a job finds: the inside database, the spotlight's, settings and signer."""

    db: Database
    outside: Database
    settings: Settings
    signer: Signer


# A handler runs in the transaction that records its job as done; an outward one before it, with no
# transaction open, because its effect (a mail, a story outside) cannot be rolled back.
Handler = Callable[[Workplace, Job, str], None]
