"""Distilling: similar posts are grouped under a theme with a written statement; the originals stay readable.

Whoever may see a theme is settled when it is made: what was written for some is not opened to others later.
"""

from ideaboard import text
from ideaboard.board import posts, theme_posts, themes
from ideaboard.board.categories import AUDIENCES
from ideaboard.council.answers import require_seat
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound, Refusal, too_long
from ideaboard.language import _
from ideaboard.who import Person

TITLE_MOST = 140
STATEMENT_MOST = 5_000


def make(
    db: Database,
    *,
    title: str,
    statement: str,
    audience: str,
    post_id: int | None = None,
    by: Person,
    now: str,
) -> int:
    """Make a theme, with a first post when there is one, and return its id.

    Raises Forbidden without a seat, NotFound for a post the person may not see, and Refusal naming every
    field that is wrong.
    """
    require_seat(by)
    values = _kept(title, statement)
    problems = _problems(values)
    post = posts.find(db, post_id, by) if post_id is not None else None
    if audience not in AUDIENCES or audience not in by.audiences:
        problems["audience"] = _("Choose who may see the theme.")
    elif post and (sentence := _unfit(post, {"audience": audience})):
        problems["audience"] = sentence
    if problems:
        raise Refusal.of(problems)
    made = db.row(
        """INSERT INTO themes (title, statement, audience, made_by, created_at)
           VALUES (:title, :statement, :audience, :by, :now) RETURNING id""",
        audience=audience,
        by=by.id,
        now=now,
        **values,
    )
    assert made is not None
    number = int(made["id"])
    if post:
        theme_posts.join(db, {"id": number, "audience": audience, **values}, post, by=by.id, now=now)
    themes.reindex(db, number, now=now)
    return number


def _kept(title: str, statement: str) -> dict[str, str]:
    return {"title": text.clean(title), "statement": text.clean(statement, lines=True)}


def _problems(values: dict[str, str]) -> dict[str, str]:
    problems = {}
    if not values["title"]:
        problems["title"] = _("Give the theme a title, so that others can find it.")
    elif len(values["title"]) > TITLE_MOST:
        problems["title"] = too_long(TITLE_MOST, values["title"])
    if not values["statement"]:
        problems["statement"] = _("Write what these posts say together.")
    elif len(values["statement"]) > STATEMENT_MOST:
        problems["statement"] = too_long(STATEMENT_MOST, values["statement"])
    return problems


def _unfit(post: Row, theme: Row) -> str:
    """Why a post may not stand in a theme, "" when it may."""
    if post["status"] == "archived":
        return _("This post is archived, and archived posts stand in no list.")
    if post["merged_into"] is not None:
        return _("This post is the same as another and stands in no list: put the other one into the theme.")
    if not theme_posts.fits(theme, post["audience"]):
        return _(
            "This post is for employees only. In a theme for everyone inside others would learn of it: "
            "choose a theme that is for employees only."
        )
    return ""


def reword(db: Database, theme_id: int, *, title: str, statement: str, by: Person, now: str) -> None:
    """Give a theme another title and statement. Raises as `make` does."""
    require_seat(by)
    theme = themes.find(db, theme_id, by)
    values = _kept(title, statement)
    if problems := _problems(values):
        raise Refusal.of(problems)
    if all(values[name] == theme[name] for name in values):
        return
    db.run(
        "UPDATE themes SET title = :title, statement = :statement, edited_at = :now WHERE id = :id",
        id=theme_id,
        now=now,
        **values,
    )
    themes.reindex(db, theme_id, now=now)


def add(db: Database, theme_id: int, post_id: int, *, by: Person, now: str) -> None:
    """Put a post into an open theme; twice is as good as once.

    Raises Forbidden without a seat, NotFound for a post the person may not see, and Refusal beside `theme`,
    which is the same for a theme that is not there and for one that is a secret from them.
    """
    require_seat(by)
    post = posts.find(db, post_id, by)
    try:
        theme = themes.find(db, theme_id, by)
    except NotFound:
        raise Refusal.of({"theme": _("Choose a theme.")}) from None
    sentence = _("This theme is closed; open it again first.") if theme["closed_at"] else _unfit(post, theme)
    if sentence:
        raise Refusal.of({"theme": sentence})
    theme_posts.join(db, theme, post, by=by.id, now=now)


def take_out(db: Database, theme_id: int, post_id: int, *, by: Person, now: str) -> None:
    """Take a post out of a theme. Raises Forbidden without a seat, NotFound for what they may not see."""
    require_seat(by)
    theme, post = themes.find(db, theme_id, by), posts.find(db, post_id, by)
    theme_posts.leave(db, theme, post["id"], post["audience"], by=by.id, now=now)


def close(db: Database, theme_id: int, closed: bool, *, by: Person, now: str) -> None:
    """Close a theme, or open it again: a closed one can be read, and takes in and is searched no more."""
    require_seat(by)
    theme = themes.find(db, theme_id, by)
    if bool(theme["closed_at"]) == closed:
        return
    db.run("UPDATE themes SET closed_at = :at WHERE id = :id", id=theme_id, at=now if closed else None)
    themes.reindex(db, theme_id, now=now)
