"""The record of every step at the door: who, when, and which text by its hash. Written once, never changed.

Each row carries the digest of the one before it, and the head knows the last: a row that is changed, taken
out or cut off breaks the chain, and `ideaboard doctor` says where. No word of a post stands in it, so it
stays when the post's words go.
"""

import json

from ideaboard.db import Database, Row
from ideaboard.language import N_
from ideaboard.signing import digest

STEPS = {
    "nominated": N_("Nominated"),
    "unnominated": N_("Nomination taken back"),
    "offered": N_("Offered by its author"),
    "unoffered": N_("Offer taken back"),
    "drafted": N_("Drafted"),
    "edited": N_("Edited"),
    "waived": N_("A finding of the leak check was waved through"),
    "asked": N_("Consent asked for"),
    "agreed": N_("You agreed"),
    "declined": N_("You said no"),
    "consented": N_("Consent given"),
    "changes": N_("A change was asked for"),
    "withdrawn": N_("Consent no longer stands"),
    "voted": N_("Voted"),
    "recused": N_("Stood aside"),
    "opened": N_("The ballot was opened"),
    "reminded": N_("Who had not voted was reminded"),
    "closed": N_("The ballot closed"),
    "scheduled": N_("Scheduled"),
    "unscheduled": N_("Taken off the calendar"),
    "refused": N_("The gate refused at the scheduled time"),
    "released": N_("Released"),
    "corrected": N_("Corrected outside"),
    "updated": N_("What became of it was told outside"),
    "retracted": N_("Retracted"),
    "shelved": N_("Taken down with its post"),
    "ended": N_("Ended: the post was taken back"),
    "gone": N_("Gone from the spotlight"),
    "rules": N_("The rules changed"),
}
# Between an author and themselves: what one of them answered is nobody's business.
OWN = frozenset({"agreed", "declined"})
# The council reads that it happened. Whose wish it was, or of several authors which, it does not.
NAMELESS = frozenset({"offered", "unoffered", "consented", "changes", "withdrawn"})
# Not the author's: how each seat thinks is between the council's members.
COUNCILS = frozenset({"nominated", "unnominated", "voted", "recused", "waived", "reminded"})
_ROW = "id, draft_id, post_id, step, by_id, version, hash, detail, at"


def add(db: Database, step: str, about: Row, *, by: int | None, detail: str = "", now: str) -> None:
    """Write a step; `about` is a draft's row, or a post's before there is a draft. `detail` holds a code or
    a number, never words that somebody wrote."""
    draft = "post_id" in about
    row = {
        "draft_id": about["id"] if draft else None,
        "post_id": about["post_id"] if draft else about["id"],
        "version": about["version"] if draft else 0,
        "hash": about["hash"] if draft else "",
    }
    _append(db, row | {"step": step, "by_id": by, "detail": detail, "at": now})


def add_rules(db: Database, detail: str, *, by: int, now: str) -> None:
    """Write that the rules themselves changed, and to what."""
    row = {"draft_id": None, "post_id": None, "version": 0, "hash": ""}
    _append(db, row | {"step": "rules", "by_id": by, "detail": detail, "at": now})


def _append(db: Database, row: Row) -> None:
    # The head is changed before it is read, so that of two at once the second waits or begins anew.
    db.run("UPDATE publishing_record_head SET number = number + 1 WHERE one = 1")
    head = _head(db)
    row = {"id": head["number"], **row}
    link = _link(head["link"], row)
    db.run(
        f"""INSERT INTO publishing_record ({_ROW}, link)
            VALUES (:id, :draft_id, :post_id, :step, :by_id, :version, :hash, :detail, :at, :link)""",
        link=link,
        **row,
    )
    db.run("UPDATE publishing_record_head SET link = :link WHERE one = 1", link=link)


def _head(db: Database) -> Row:
    head = db.row("SELECT number, link FROM publishing_record_head WHERE one = 1")
    assert head is not None
    return head


def _link(before: str, row: Row) -> str:
    kept = [before, *(row[name] for name in _ROW.split(", "))]
    return digest(json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def has(db: Database, draft_id: int, step: str, detail: str) -> bool:
    """Whether exactly this was written of a draft; for work that may be done twice."""
    row = db.row(
        """SELECT record.id FROM publishing_record AS record JOIN drafts ON drafts.post_id = record.post_id
           WHERE drafts.id = :id AND record.step = :step AND record.detail = :detail""",
        id=draft_id,
        step=step,
        detail=detail,
    )
    return row is not None


_OF = """SELECT record.step, record.by_id, people.name, record.version, record.hash, record.detail, record.at
          FROM publishing_record AS record LEFT JOIN people ON people.id = record.by_id"""


def for_council(db: Database, post_id: int) -> list[Row]:
    """Every step of a post as the council may read it, oldest first; `name` is None where hidden."""
    found = db.rows(f"{_OF} WHERE record.post_id = :id ORDER BY record.id", id=post_id)
    for row in found:
        row["name"] = None if row["step"] in NAMELESS else row["name"]
    return [row for row in found if row["step"] not in OWN]


def for_author(db: Database, post_id: int, person_id: int | None) -> list[Row]:
    """The steps of a post for one of its authors, None for who holds its claim: theirs, and what was done."""
    found = db.rows(f"{_OF} WHERE record.post_id = :id ORDER BY record.id", id=post_id)
    for row in found:
        hidden = row["step"] in NAMELESS and row["by_id"] != person_id
        row["name"] = None if hidden else row["name"]
    mine = [row for row in found if row["step"] not in OWN or row["by_id"] == person_id]
    return [row for row in mine if row["step"] not in COUNCILS]


def of_rules(db: Database, *, limit: int = 20) -> list[Row]:
    """Each change of the rules, the newest first."""
    return db.rows(f"{_OF} WHERE record.step = 'rules' ORDER BY record.id DESC LIMIT :limit", limit=limit)


def broken(db: Database) -> str:
    """What is wrong with the chain, in plain words; "" when it is whole."""
    before, number = "", 0
    while batch := db.rows(
        f"SELECT {_ROW}, link FROM publishing_record WHERE id > :after ORDER BY id LIMIT 1000", after=number
    ):
        for row in batch:
            if row["id"] != number + 1:
                return f"row {number + 1} is missing"
            if row["link"] != _link(before, row):
                return f"row {row['id']} is not what was written"
            before, number = row["link"], row["id"]
    head = _head(db)
    if (head["number"], head["link"]) != (number, before):
        return f"rows after {number} are missing"
    unwritten = db.row(
        """SELECT releases.id FROM releases WHERE releases.released_at >=
             (SELECT MIN(at) FROM publishing_record WHERE step IN ('drafted', 'released'))
           AND NOT EXISTS (SELECT 1 FROM publishing_record AS record WHERE record.draft_id = releases.draft_id
             AND record.hash = releases.hash AND record.step IN ('released', 'corrected', 'updated'))"""
    )
    return f"release {unwritten['id']} is not in it" if unwritten else ""


def length(db: Database) -> int:
    return int(_head(db)["number"])
