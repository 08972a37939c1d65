"""What a person cares about, in up to eight words that colleagues find them by."""

from collections.abc import Iterable

from ideaboard import text
from ideaboard.db import Database, each
from ideaboard.errors import Refusal
from ideaboard.language import _
from ideaboard.people import people as persons

MOST = 8
LONGEST = 30


def words(typed: str) -> list[str]:
    """The words as they are kept: parted by commas, each once whatever its case. Raises Refusal."""
    kept = {text.fold(word): word for word in map(text.clean, typed.split(",")[:100]) if text.fold(word)}
    if len(kept) > MOST:
        raise Refusal.of(
            {"interests": _("At most %(most)s, please; these are %(count)s.", most=MOST, count=len(kept))}
        )
    if any(len(word) > LONGEST for word in kept.values()):
        sentence = _("At most %(most)s characters each, please, with commas between them.", most=LONGEST)
        raise Refusal.of({"interests": sentence})
    return list(kept.values())


def keep(db: Database, person_id: int, typed: str, *, now: str) -> None:
    """Replace a person's interests."""
    kept = words(typed)
    db.run("DELETE FROM interests WHERE person_id = :id", id=person_id)
    for word in kept:
        db.run(
            "INSERT INTO interests (person_id, word, word_key) VALUES (:id, :word, :key)",
            id=person_id,
            word=word,
            key=text.fold(word),
        )
    persons.reindex(db, person_id, now=now)


def of(db: Database, people: Iterable[int]) -> dict[int, list[str]]:
    """The interests of each of these people, in order of the alphabet."""
    marks, bound = each("id", people)
    kept: dict[int, list[str]] = {}
    sql = f"SELECT person_id, word FROM interests WHERE person_id IN ({marks}) ORDER BY person_id, word_key"
    for row in db.rows(sql, **bound):
        kept.setdefault(row["person_id"], []).append(row["word"])
    return kept
