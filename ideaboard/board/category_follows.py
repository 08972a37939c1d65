"""Who follows a category: new posts in it reach their inbox."""

from ideaboard.board import categories
from ideaboard.db import Database, Row
from ideaboard.who import Person


def choose(db: Database, slugs: set[str], *, by: Person, now: str) -> int:
    """Follow exactly these categories, as far as the person may see them; how many that are."""
    wanted = {row["id"] for row in categories.visible(db, by) if row["slug"] in slugs}
    db.run("DELETE FROM category_follows WHERE person_id = :id", id=by.id)
    for number in sorted(wanted):
        _follow(db, number, by.id, now)
    return len(wanted)


def follow(db: Database, slug: str, *, by: Person, now: str) -> Row:
    """Follow one category more, and return it. Raises NotFound for one the person may not see."""
    category = categories.find(db, slug, by)
    _follow(db, category["id"], by.id, now)
    return category


def unfollow(db: Database, slug: str, *, by: Person) -> Row:
    """Follow this category no longer, and return it. Raises NotFound for one the person may not see."""
    category = categories.find(db, slug, by)
    db.run(
        "DELETE FROM category_follows WHERE person_id = :id AND category_id = :category",
        id=by.id,
        category=category["id"],
    )
    return category


def _follow(db: Database, category_id: int, person_id: int, now: str) -> None:
    db.run(
        """INSERT INTO category_follows (person_id, category_id, at) VALUES (:id, :category, :now)
           ON CONFLICT (category_id, person_id) DO NOTHING""",
        id=person_id,
        category=category_id,
        now=now,
    )


def of(db: Database, person_id: int) -> set[int]:
    """The categories a person follows."""
    found = db.rows("SELECT category_id FROM category_follows WHERE person_id = :id", id=person_id)
    return {row["category_id"] for row in found}


def followers(db: Database, category_id: int) -> list[int]:
    found = db.rows(
        "SELECT person_id FROM category_follows WHERE category_id = :id ORDER BY person_id", id=category_id
    )
    return [row["person_id"] for row in found]
