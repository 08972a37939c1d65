"""Who follows a category: new posts in it reach their inbox."""

from ideaboard.board import categories
from ideaboard.db import Database
from ideaboard.who import Person


def choose(db: Database, slugs: set[str], *, by: Person, now: str) -> int:
    """Follow exactly these categories, as far as the person may see them; how many that are."""
    wanted = {row["id"] for row in categories.visible(db, by) if row["slug"] in slugs}
    db.run("DELETE FROM category_follows WHERE person_id = :id", id=by.id)
    for number in sorted(wanted):
        db.run(
            "INSERT INTO category_follows (person_id, category_id, at) VALUES (:id, :category, :now)",
            id=by.id,
            category=number,
            now=now,
        )
    return len(wanted)


def of(db: Database, person_id: int) -> set[int]:
    """The categories a person follows."""
    found = db.rows("SELECT category_id FROM category_follows WHERE person_id = :id", id=person_id)
    return {row["category_id"] for row in found}


def followers(db: Database, category_id: int) -> list[int]:
    found = db.rows(
        "SELECT person_id FROM category_follows WHERE category_id = :id ORDER BY person_id", id=category_id
    )
    return [row["person_id"] for row in found]
