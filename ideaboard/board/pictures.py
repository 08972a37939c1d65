"""Pictures in posts and comments: nobody's, seen by who sees a text they stand in, erased with the last.

A fresh one stands in no text yet: whoever holds its address, which cannot be guessed, may see it and post it.
"""

import re
import secrets
from html import unescape

from ideaboard import clock, text
from ideaboard.board import visibility
from ideaboard.db import Database
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.who import Person

MOST = 20  # a text
WORDS_MOST = 300
FRESH_DAYS = 1

# A condition on `pictures`, with the values of `visibility.values()` bound: fresh, or of a post one sees.
_SEEN = f"""(NOT EXISTS (SELECT 1 FROM picture_places WHERE picture_places.name = pictures.name)
    OR EXISTS (SELECT 1 FROM picture_places JOIN posts ON posts.id = picture_places.post_id
               WHERE picture_places.name = pictures.name AND {visibility.VISIBLE}))"""
_SHOWN = re.compile(rf'<img src="{text.PICTURE.pattern}" alt="([^"]*)"'.replace("([1-9]", "(?:[1-9]"))
_SPECIAL = re.compile(r"([\\\[\]*_`<>~!&|])")


def keep(db: Database, content: bytes, width: int, height: int, *, now: str) -> str:
    """Keep a fresh WebP picture and return its name. Whose it is, is not written down."""
    name = f"{secrets.token_hex(16)}-{width}x{height}.webp"
    db.run(
        "INSERT INTO pictures (name, content, made_at) VALUES (:name, :content, :now)",
        name=name,
        content=content,
        now=now,
    )
    return name


def mark(name: str, words: str) -> str:
    """The Markdown that shows a picture, with what it shows in words ("" for mere decoration)."""
    return f"![{_SPECIAL.sub(_escaped, words)}]({text.PICTURES}{name})"


def described(body: str) -> dict[str, str]:
    """The pictures of ours that a text shows, by name, each with what its words say."""
    found: dict[str, str] = {}
    for shown in _SHOWN.finditer(text.html(body, text.PICTURES)):
        found.setdefault(shown[1], unescape(shown[2]))
    return found


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[1]


def attach(db: Database, body: str, post_id: int, comment_id: int = 0, *, by: Person | None) -> None:
    """Let exactly the pictures that a saved text shows stand in it; what stands nowhere any more is erased.

    Of another's text `by` takes over only what they see; None, the holder of a claim, only what is fresh.
    Raises Refusal for more than that: what is hidden and what was swept look the same.
    """
    wanted = text.pictures(body)
    if len(wanted) > MOST:
        sentence = _(
            "At most %(most)s pictures in one text, please; this has %(count)s.", most=MOST, count=len(wanted)
        )
        raise Refusal.of({"body": sentence})
    before = _standing(db, post_id, comment_id)
    for name in wanted:
        if name not in before:
            db.run(
                f"""INSERT INTO picture_places (name, post_id, comment_id)
                    SELECT name, :post_id, :comment_id FROM pictures WHERE name = :name AND {_SEEN}""",
                name=name,
                post_id=post_id,
                comment_id=comment_id,
                **visibility.values(by),
            )
    if set(wanted) - _standing(db, post_id, comment_id):
        raise Refusal.of(
            {"body": _("A picture in this text is no longer here. Take it out, or add it again.")}
        )
    for name in before - set(wanted):
        _take_out(db, name, post_id, comment_id)


def forget(db: Database, post_id: int, comment_id: int = 0) -> None:
    """A text is taken back: its pictures leave it, and what stands in no other is erased."""
    for name in _standing(db, post_id, comment_id):
        _take_out(db, name, post_id, comment_id)


def _standing(db: Database, post_id: int, comment_id: int) -> set[str]:
    sql = "SELECT name FROM picture_places WHERE post_id = :post_id AND comment_id = :comment_id"
    return {row["name"] for row in db.rows(sql, post_id=post_id, comment_id=comment_id)}


def _take_out(db: Database, name: str, post_id: int, comment_id: int) -> None:
    db.run(
        "DELETE FROM picture_places WHERE name = :name AND post_id = :post_id AND comment_id = :comment_id",
        name=name,
        post_id=post_id,
        comment_id=comment_id,
    )
    db.run(
        """DELETE FROM pictures WHERE name = :name
           AND NOT EXISTS (SELECT 1 FROM picture_places WHERE picture_places.name = pictures.name)""",
        name=name,
    )


def content(db: Database, name: str, person: Person) -> bytes:
    """The picture for who is inside. Raises NotFound, also for what they may not see: both look the same."""
    row = db.row(
        f"SELECT content FROM pictures WHERE name = :name AND {_SEEN}",
        name=name,
        **visibility.values(person),
    )
    return _found(row["content"] if row else b"")


def content_of_post(db: Database, name: str, post_id: int) -> bytes:
    """The picture for who holds the claim to this post: of its text or its comments. Raises NotFound."""
    row = db.row(
        """SELECT content FROM pictures WHERE name = :name AND EXISTS (SELECT 1 FROM picture_places
           WHERE picture_places.name = pictures.name AND post_id = :post_id)""",
        name=name,
        post_id=post_id,
    )
    return _found(row["content"] if row else b"")


def _found(content: bytes) -> bytes:
    if not content:
        raise NotFound(_("There is no picture here."))
    return content


def sweep(db: Database, *, now: str) -> int:
    """Erase what was taken in a day ago and never posted; how many that were."""
    return db.run(
        """DELETE FROM pictures WHERE made_at < :old
           AND NOT EXISTS (SELECT 1 FROM picture_places WHERE picture_places.name = pictures.name)""",
        old=clock.shift(now, days=-FRESH_DAYS),
    )
