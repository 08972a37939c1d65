"""Categories: who may see their posts, and whether these may be anonymous or be published."""

from ideaboard import outbox, text
from ideaboard.board import merges, theme_posts, visibility
from ideaboard.db import Database, Row
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import N_, _
from ideaboard.people import notifications
from ideaboard.who import EMPLOYEES, INSIDE, Person

AUDIENCES = {
    INSIDE: N_("Everyone inside: employees, and the two outside brand advocates on the customer council"),
    EMPLOYEES: N_("Employees only"),
}
_ALL = """SELECT id, slug, name, about, audience, allow_anonymous, allow_publishing, position
          FROM categories"""


def add(
    db: Database,
    name: str,
    *,
    about: str = "",
    audience: str = INSIDE,
    anonymous: bool = False,
    publishing: bool = True,
    slug: str = "",
) -> int:
    """Open a category and return its id. Raises Refusal for bad values, Conflict for a name that is taken."""
    values = _checked(name, about, audience)
    kept = text.slug(slug or values["name"]) or "category"
    if db.row("SELECT id FROM categories WHERE slug = :slug", slug=kept):
        raise Conflict(_("There is a category of this name."), fields={"name": _("This name is taken.")})
    made = db.row(
        """INSERT INTO categories (slug, name, about, audience, allow_anonymous, allow_publishing, position)
           VALUES (:slug, :name, :about, :audience, :anonymous, :publishing,
                   (SELECT COALESCE(MAX(position), 0) + 1 FROM categories)) RETURNING id""",
        slug=kept,
        anonymous=int(anonymous),
        publishing=int(publishing),
        **values,
    )
    assert made is not None
    return int(made["id"])


def edit(
    db: Database,
    category_id: int,
    name: str,
    *,
    about: str,
    audience: str,
    anonymous: bool,
    publishing: bool,
    now: str,
) -> None:
    """Change a category; its posts follow it to the new audience, in lists, search and inboxes alike."""
    values = _checked(name, about, audience)
    _keep_among_them(db, category_id, audience)
    db.run(
        """UPDATE categories SET name = :name, about = :about, audience = :audience,
                  allow_anonymous = :anonymous, allow_publishing = :publishing WHERE id = :id""",
        id=category_id,
        anonymous=int(anonymous),
        publishing=int(publishing),
        **values,
    )
    moved = db.rows(
        """UPDATE posts SET audience = :audience
           WHERE category_id = :id AND audience <> :audience RETURNING id""",
        id=category_id,
        audience=values["audience"],
    )
    for post in moved:
        notifications.reclassify(db, post["id"], values["audience"])
        theme_posts.moved(db, post["id"], values["audience"], now=now)
        outbox.put(db, "index", key=f"post:{post['id']}", now=now)
    merges.part_readers(db, [post["id"] for post in moved], now=now)


def _keep_among_them(db: Database, category_id: int, audience: str) -> None:
    """What was written for employees only is not opened to others afterwards."""
    if audience == EMPLOYEES:
        return
    sql = "SELECT id FROM posts WHERE category_id = :id AND audience = :employees LIMIT 1"
    if db.row(sql, id=category_id, employees=EMPLOYEES):
        sentence = _("Its posts were written for employees only. Open another category for wider ones.")
        raise Refusal.of({"audience": sentence})


def _checked(name: str, about: str, audience: str) -> dict[str, str]:
    problems = {}
    kept = text.clean(name)
    if not 1 <= len(kept) <= 60:
        problems["name"] = _("Write a name of 1 to 60 characters.")
    if len(about) > 300:
        problems["about"] = _("At most %(most)s characters, please.", most=300)
    if audience not in AUDIENCES:
        problems["audience"] = _("Choose who may see its posts.")
    if problems:
        raise Refusal.of(problems)
    return {"name": kept, "about": text.clean(about), "audience": audience}


def visible(db: Database, person: Person | None) -> list[Row]:
    """The categories whose posts the person may see, in their order."""
    found = db.rows(f"{_ALL} ORDER BY position, id")
    return [row for row in found if visibility.sees(person, row["audience"])]


def find(db: Database, slug: str, person: Person | None) -> Row:
    """One category by slug. Raises NotFound, also when its posts are a secret from the person."""
    row = known(db, slug)
    if not visibility.sees(person, row["audience"]):
        raise NotFound(_("There is no such category."))
    return row


def known(db: Database, slug: str) -> Row:
    """One category by slug, for the house's own work. Raises NotFound."""
    row = db.row(f"{_ALL} WHERE slug = :slug", slug=slug)
    if row is None:
        raise NotFound(_("There is no such category."))
    return row
