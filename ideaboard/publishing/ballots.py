"""The council's ballot on one version of a draft: each seat once, never on a post of one's own."""

from collections.abc import Iterable

from ideaboard import text
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, Refusal
from ideaboard.language import N_, _
from ideaboard.publishing import authors, drafts, quorum, terms
from ideaboard.publishing import record as steps
from ideaboard.publishing.quorum import Tally
from ideaboard.who import Person

CHOICES = {"yes": N_("Yes, publish this"), "no": N_("No, not this"), "abstain": N_("Abstain")}
REASON_MOST = 500


def cast(db: Database, draft: Row, hash: str, choice: str, *, reason: str = "", by: Person, now: str) -> None:
    """Vote on exactly the text behind `hash`; a seat may change its vote until the deadline or the release.

    Raises Forbidden for the post's author and outside the council, Conflict for one who recused
    themselves and for another text than the current one, Refusal for a "no" without a reason.
    """
    _require_open(draft, hash, by)
    if db.row("SELECT at FROM recusals WHERE draft_id = :id AND person_id = :by", id=draft["id"], by=by.id):
        raise Conflict(_("You recused yourself from this draft."))
    if terms.closed(terms.of(db, draft), now=now):
        raise Conflict(_("The deadline has passed, so this ballot is closed. The desk may open it anew."))
    kept = _checked(choice, reason)
    db.run(
        """INSERT INTO ballots (draft_id, version, hash, person_id, choice, reason, at)
           VALUES (:draft_id, :version, :hash, :by, :choice, :reason, :now)
           ON CONFLICT (draft_id, version, person_id)
           DO UPDATE SET choice = excluded.choice, reason = excluded.reason, at = excluded.at""",
        draft_id=draft["id"],
        version=draft["version"],
        hash=hash,
        by=by.id,
        choice=choice,
        reason=kept,
        now=now,
    )
    steps.add(db, "voted", draft, by=by.id, detail=choice, now=now)


def _require_open(draft: Row, hash: str, by: Person) -> None:
    drafts.require_member(draft, by)
    if draft["ended_at"]:
        raise Conflict(_("This draft has ended: its post was withdrawn."))
    if hash != draft["hash"]:
        raise Conflict(_("The text changed since you opened this page. Read it again, then vote."))
    if draft["live_hash"] == draft["hash"]:
        raise Conflict(_("This text is published, so its ballot is closed."))


def _checked(choice: str, reason: str) -> str:
    if choice not in CHOICES:
        raise Refusal.of({"choice": _("Choose yes, no or abstain.")})
    kept = text.clean(reason)
    if choice == "no" and not kept:
        raise Refusal.of({"vote_reason": _("Say why not; it is recorded and shown to the council.")})
    if len(kept) > REASON_MOST:
        raise Refusal.of({"vote_reason": _("At most %(most)s characters, please.", most=REASON_MOST)})
    return kept


def recuse(db: Database, draft: Row, *, by: Person, now: str) -> None:
    """Stand aside from this draft, all its versions; a vote cast on the current one is taken back.

    Recusing twice changes nothing. Raises Forbidden for the author, who has no vote to stand aside from.
    """
    drafts.require_member(draft, by)
    if draft["live_hash"] == draft["hash"]:
        raise Conflict(_("This text is published, so its ballot is closed."))
    new = db.run(
        """INSERT INTO recusals (draft_id, person_id, at) VALUES (:id, :by, :now) ON CONFLICT DO NOTHING""",
        id=draft["id"],
        by=by.id,
        now=now,
    )
    if new:
        steps.add(db, "recused", draft, by=by.id, now=now)
    db.run(
        "DELETE FROM ballots WHERE draft_id = :id AND version = :version AND person_id = :by",
        id=draft["id"],
        version=draft["version"],
        by=by.id,
    )


def tallies(db: Database, drafts: Iterable[Row], held: Iterable[Row]) -> dict[int, Tally]:
    """The tally of each draft's current version over the seats `held` now, in two queries."""
    kept, seats = list(drafts), list(held)
    marks, bound = each("id", [draft["id"] for draft in kept])
    votes: dict[int, dict[int, Row]] = {}
    for row in db.rows(
        f"""SELECT ballots.draft_id, ballots.person_id, ballots.choice, ballots.reason FROM ballots
            JOIN drafts ON drafts.id = ballots.draft_id AND drafts.version = ballots.version
            WHERE ballots.draft_id IN ({marks})""",
        **bound,
    ):
        votes.setdefault(row["draft_id"], {})[row["person_id"]] = row
    aside: dict[int, set[int]] = {}
    for row in db.rows(f"SELECT draft_id, person_id FROM recusals WHERE draft_id IN ({marks})", **bound):
        aside.setdefault(row["draft_id"], set()).add(row["person_id"])
    return {
        draft["id"]: quorum.tally(
            seats,
            votes.get(draft["id"], {}),
            aside.get(draft["id"], set()) | set(authors.co_ids(draft)),
            draft["author_id"],
        )
        for draft in kept
    }


def record(db: Database, draft_id: int, version: int) -> list[Row]:
    """Every vote on one version as it was cast, dissent with its reason, also of seats that have ended."""
    return db.rows(
        """SELECT ballots.choice, ballots.reason, ballots.at, people.name FROM ballots
           JOIN people ON people.id = ballots.person_id
           WHERE ballots.draft_id = :id AND ballots.version = :version
           ORDER BY ballots.at, people.name_key""",
        id=draft_id,
        version=version,
    )
