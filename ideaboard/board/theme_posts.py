"""Which posts stand in which theme.

Whoever reads a theme may read every post in it, so that its number and its statement tell of no other; and a
post's timeline names a theme only where whoever reads the post may read the theme.
"""

from ideaboard.board import timeline, visibility
from ideaboard.db import Database, Row
from ideaboard.language import N_, Said
from ideaboard.who import EMPLOYEES, INSIDE


def fits(theme: Row, audience: str) -> bool:
    """Whether a post for this audience may stand in the theme."""
    return visibility.covers(audience, theme["audience"])


def join(db: Database, theme: Row, post: Row, *, by: int, now: str) -> None:
    """Put a post into a theme; one that stands there already stays."""
    new = db.run(
        """INSERT INTO theme_posts (theme_id, post_id, by_id, at) VALUES (:theme, :post, :by, :now)
           ON CONFLICT DO NOTHING""",
        theme=theme["id"],
        post=post["id"],
        by=by,
        now=now,
    )
    if new:
        said = Said(N_("Joined the theme “%(title)s”"), {"title": theme["title"]})
        _tell(db, theme, post["id"], post["audience"], said, by=by, now=now)


def leave(db: Database, theme: Row, post_id: int, audience: str, *, by: int | None = None, now: str) -> None:
    """Take a post out of a theme; `audience` is the post's, `by` None where its readers changed."""
    sql = "DELETE FROM theme_posts WHERE theme_id = :theme AND post_id = :post"
    if db.run(sql, theme=theme["id"], post=post_id):
        said = Said(N_("Left the theme “%(title)s”"), {"title": theme["title"]})
        _tell(db, theme, post_id, audience, said, by=by, now=now)


def _tell(
    db: Database, theme: Row, post_id: int, audience: str, said: Said, *, by: int | None, now: str
) -> None:
    if visibility.covers(theme["audience"], audience):
        timeline.add(db, post_id, "theme", said, url=address(theme["id"]), by=by, now=now)


def address(theme_id: int) -> str:
    return f"/themes/{theme_id}"


def moved(db: Database, post_id: int, audience: str, *, now: str) -> None:
    """A post has other readers now: it leaves the themes it does not fit any more, and for those who are
    new to it its timeline names no theme that is not theirs."""
    found = db.rows(
        """SELECT themes.id, themes.title, themes.audience FROM themes
           JOIN theme_posts ON theme_posts.theme_id = themes.id
           WHERE theme_posts.post_id = :id ORDER BY themes.id""",
        id=post_id,
    )
    for theme in found:
        if not fits(theme, audience):
            leave(db, theme, post_id, audience, now=now)
    if audience == INSIDE:
        db.run(
            """DELETE FROM timeline WHERE post_id = :id AND kind = 'theme' AND url IN (
                 SELECT '/themes/' || CAST(themes.id AS TEXT) FROM themes WHERE audience = :employees)""",
            id=post_id,
            employees=EMPLOYEES,
        )


def forget(db: Database, post_id: int) -> None:
    """A post was taken back: no theme's title says any more what it was about."""
    db.run("DELETE FROM theme_posts WHERE post_id = :id", id=post_id)
    db.run("DELETE FROM timeline WHERE post_id = :id AND kind = 'theme'", id=post_id)
