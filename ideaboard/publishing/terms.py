"""How long a ballot is open: from the author's consent for the days of the rules, with one reminder.

Before the consent, seats may vote without a hurry. After the deadline nobody votes: what was cast stands, and
so does a quorum that was reached; the desk may open the ballot anew, for as long again.
"""

from collections.abc import Iterable

from ideaboard import clock, outbox
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict
from ideaboard.language import _
from ideaboard.publishing import drafts, record, rules
from ideaboard.who import Person

REMINDER, CLOSING = "ballot_reminder", "ballot_closing"
# The reminder comes two days before the end, or halfway where there are not four.
_REMINDED_BEFORE = 2


def begin(db: Database, draft: Row, *, by: int | None = None, now: str) -> None:
    """Open the ballot on the draft's current version for the days of the rules, from now on.

    `by` is the member who opens it anew, None where the author's consent opened it.
    """
    days = rules.load(db).days
    closes = clock.shift(now, days=days)
    made = db.row(
        """INSERT INTO ballot_terms (draft_id, version, number, opened_at, closes_at, opened_by)
           SELECT CAST(:id AS INTEGER), CAST(:version AS INTEGER), COALESCE(MAX(number), 0) + 1,
                  CAST(:now AS TEXT), CAST(:closes AS TEXT), CAST(:by AS INTEGER)
           FROM ballot_terms WHERE draft_id = :id AND version = :version RETURNING number""",
        id=draft["id"],
        version=draft["version"],
        closes=closes,
        by=by,
        now=now,
    )
    assert made is not None
    term = {"draft_id": draft["id"], "version": draft["version"], "number": made["number"]}
    early = min(_REMINDED_BEFORE, days / 2)
    outbox.put(db, REMINDER, after=clock.shift(closes, days=-early), now=now, **term)
    outbox.put(db, CLOSING, after=closes, now=now, **term)
    record.add(db, "opened", draft, by=by, detail=closes, now=now)


def reopen(db: Database, draft: Row, *, by: Person, now: str) -> None:
    """Open a ballot anew that its deadline closed; votes that were cast stand, and may be changed.

    Raises Forbidden for the post's author and outside the council, Conflict for one that is not closed.
    """
    drafts.require_member(draft, by)
    if draft["ended_at"] or draft["live_hash"] == draft["hash"] or not closed(of(db, draft), now=now):
        raise Conflict(_("There is no closed ballot here to open anew."))
    begin(db, draft, by=by.id, now=now)


def current(db: Database, drafts: Iterable[Row]) -> dict[int, Row]:
    """The last term of each draft's current version, for those that have one."""
    versions = {draft["id"]: draft["version"] for draft in drafts}
    marks, bound = each("id", versions)
    found = db.rows(
        f"""SELECT draft_id, version, number, opened_at, closes_at FROM ballot_terms
            WHERE draft_id IN ({marks}) ORDER BY version, number""",
        **bound,
    )
    return {row["draft_id"]: row for row in found if versions[row["draft_id"]] == row["version"]}


def of(db: Database, draft: Row) -> Row | None:
    return current(db, [draft]).get(draft["id"])


def closed(term: Row | None, *, now: str) -> bool:
    """Whether the deadline has passed."""
    return term is not None and now >= term["closes_at"]
