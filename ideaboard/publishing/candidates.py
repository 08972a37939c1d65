"""Posts worth telling outside: publishable, not drafted yet, the highest score first, with reasons."""

from ideaboard import clock
from ideaboard.board import shown, visibility
from ideaboard.board.posts import COLUMNS, JOINS
from ideaboard.board.statuses import WITHIN
from ideaboard.db import Database, Row
from ideaboard.language import Said, _, ngettext
from ideaboard.publishing.drafts import BY_EMPLOYEE
from ideaboard.who import Person

MOST = 12
FRESH_DAYS = 30
MANY_COMMENTS = 5


def best(db: Database, person: Person, *, now: str, limit: int = MOST) -> list[Row]:
    """The best candidates the person may see and may draft, dressed, with `reasons`."""
    found = db.rows(
        f"""SELECT {COLUMNS} FROM {JOINS}
            WHERE posts.listed = 1 AND posts.status <> 'duplicate' AND categories.allow_publishing = 1
              AND (posts.author_id IS NULL OR posts.author_id <> :me) AND {visibility.VISIBLE}
              AND {BY_EMPLOYEE}
              AND NOT EXISTS (SELECT id FROM drafts WHERE drafts.post_id = posts.id)
            ORDER BY posts.score DESC, posts.id DESC LIMIT :limit""",
        me=person.id,
        limit=limit,
        **visibility.values(person),
    )
    shown.dress(db, found, person)
    for row in found:
        row["reasons"] = reasons(row, now=now)
    return found


def reasons(post: Row, *, now: str) -> list[str]:
    """Why a post may be worth telling, in plain words."""
    found = []
    if post["promotes"]:
        sentence = ngettext(
            "%(num)s colleague promotes it", "%(num)s colleagues promote it", post["promotes"]
        )
        found.append(sentence)
    if post["comments"] >= MANY_COMMENTS:
        found.append(ngettext("%(num)s comment", "%(num)s comments", post["comments"]))
    if post["status"] in ("done", "partly_done", "started", "planned"):
        found.append(_("An outcome to tell: %(status)s", status=Said(WITHIN[post["status"]])))
    elif post["answered_at"]:
        found.append(_("The council has answered it"))
    if post["kind"] == "story":
        found.append(_("A story already"))
    if clock.age_days(post["created_at"], now=now) < FRESH_DAYS:
        found.append(_("Fresh"))
    return found
