"""What reaches a person by mail besides sign-in links and requests for consent; all of it unless chosen."""

from collections.abc import Iterable

from ideaboard.db import Database, Row, each
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import N_, _
from ideaboard.people import people
from ideaboard.settings import Settings
from ideaboard.signing import Signer

PURPOSE = "unsubscribe"
DIRECT = ("replies", "decisions")
# What stopping each kind of mail means: before it is done, and after.
KINDS = {
    "replies": (
        N_("You will no longer get mails when somebody comments on your post, answers or mentions you."),
        N_("You no longer get mails when somebody comments on your post, answers or mentions you."),
    ),
    "decisions": (
        N_("You will no longer get mails when the council answers a post you wrote or follow."),
        N_("You no longer get mails when the council answers a post you wrote or follow."),
    ),
    "digest": (
        N_("You will no longer get digests of what you have not read."),
        N_("You no longer get digests of what you have not read."),
    ),
}
DIGESTS = {"off": N_("Never"), "daily": N_("Daily"), "weekly": N_("Weekly")}


def of(db: Database, person_id: int) -> Row:
    """The person's choices: `replies`, `decisions` (0 or 1), `digest`, `digested_for`."""
    row = db.row(
        "SELECT replies, decisions, digest, digested_for FROM mail_choices WHERE person_id = :id",
        id=person_id,
    )
    return row or {"replies": 1, "decisions": 1, "digest": "weekly", "digested_for": ""}


def save(db: Database, person_id: int, *, replies: bool, decisions: bool, digest: str, now: str) -> None:
    """Keep the choices. Who turns digests on again hears of what happens from now on."""
    if digest not in DIGESTS:
        raise Refusal.of({"digest": _("Choose how often the digest comes.")})
    if of(db, person_id)["digest"] == "off" and digest != "off":
        db.run(
            "UPDATE notifications SET mailed_at = :now WHERE person_id = :id AND mailed_at IS NULL",
            id=person_id,
            now=now,
        )
    db.run(
        """INSERT INTO mail_choices (person_id, replies, decisions, digest)
           VALUES (:id, :replies, :decisions, :digest)
           ON CONFLICT (person_id) DO UPDATE SET replies = excluded.replies,
             decisions = excluded.decisions, digest = excluded.digest""",
        id=person_id,
        replies=int(replies),
        decisions=int(decisions),
        digest=digest,
    )


def digested(db: Database, person_id: int, until: str) -> None:
    """Note up to which moment the last digest was made."""
    db.run(
        """INSERT INTO mail_choices (person_id, digested_for) VALUES (:id, :until)
           ON CONFLICT (person_id) DO UPDATE SET digested_for = excluded.digested_for""",
        id=person_id,
        until=until,
    )


def wanting(db: Database, ids: Iterable[int], column: str) -> set[int]:
    """Those of these people who want direct mails of this kind."""
    assert column in DIRECT
    asked = set(ids)
    marks, bound = each("person", asked)
    unwilling = db.rows(
        f"SELECT person_id FROM mail_choices WHERE {column} = 0 AND person_id IN ({marks})", **bound
    )
    return asked - {row["person_id"] for row in unwilling}


def stop_address(settings: Settings, signer: Signer, person_id: int, kind: str) -> str:
    """The address that stops one kind of mail for one person; it opens nothing else and does not expire."""
    return f"{settings.base_url}/mail/unsubscribe/{signer.sign(PURPOSE, [person_id, kind])}"


def meant(db: Database, token: str, *, signer: Signer) -> tuple[int, str]:
    """Whose mail of which kind such an address stops. Raises NotFound for one that is not ours."""
    person_id, kind = signer.read(PURPOSE, token)
    if kind not in KINDS:
        raise NotFound(_("This link is not one of ours, or it is damaged."))
    return int(people.find(db, person_id)["id"]), str(kind)


def stop(db: Database, person_id: int, kind: str, *, now: str) -> None:
    """No more mails of this kind. Stopping twice changes nothing."""
    kept = of(db, person_id)
    save(
        db,
        person_id,
        replies=bool(kept["replies"]) and kind != "replies",
        decisions=bool(kept["decisions"]) and kind != "decisions",
        digest="off" if kind == "digest" else kept["digest"],
        now=now,
    )
