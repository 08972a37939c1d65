"""The addresses of authors' own pages outside, for those who agreed that readers may find their stories
together."""

import secrets
from dataclasses import replace

from ideaboard import text
from ideaboard.db import Database, Row
from ideaboard.publishing import authors
from ideaboard.spotlight import parts
from ideaboard.spotlight.parts import Credit

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def credits(db: Database, draft: Row) -> str:
    """The credits of the draft's current version as they go out, each with its page where its author agreed.

    Who is not named has none: several stories by the same unnamed person would tell more than each alone.
    """
    shown, who = parts.credits(draft["credits"]), authors.keys(draft)
    agreed = _agreed(db, draft)
    if len(shown) != len(who):
        return str(draft["credits"])
    pairs = zip(shown, who, strict=True)
    return parts.pack([_with_page(db, one, key) if key in agreed and one.name else one for one, key in pairs])


def _agreed(db: Database, draft: Row) -> set[int]:
    rows = db.rows(
        """SELECT author_id FROM consents WHERE draft_id = :id AND version = :version AND state = 'given'
           AND together = 1 AND author_id <> :nameless""",
        id=draft["id"],
        version=draft["version"],
        nameless=authors.NAMELESS,
    )
    return {row["author_id"] for row in rows}


def _with_page(db: Database, credit: Credit, person: int) -> Credit:
    db.run(
        """INSERT INTO author_pages (person_id, name, key) VALUES (:person, :name, :key)
           ON CONFLICT (person_id, name) DO NOTHING""",
        person=person,
        name=credit.name,
        key=_fresh(credit.name),
    )
    row = db.row(
        "SELECT key FROM author_pages WHERE person_id = :person AND name = :name",
        person=person,
        name=credit.name,
    )
    assert row is not None
    return replace(credit, key=row["key"])


def _fresh(name: str) -> str:
    """The words of the name and a few letters by chance."""
    end = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{text.slug(name, width=40) or 'author'}-{end}"
