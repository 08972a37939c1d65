"""What a person did on the board, as far as the reader may see it; nothing they wrote without their name."""

from ideaboard.board import shown, visibility
from ideaboard.board.posts import COLUMNS, JOINS
from ideaboard.db import Database, Row
from ideaboard.who import Person


def numbers(db: Database, person_id: int, reader: Person) -> Row:
    """How many posts and comments of theirs this reader may see."""
    found = db.row(
        f"""SELECT (SELECT COUNT(*) FROM posts
                    WHERE author_id = :id AND listed = 1 AND {visibility.VISIBLE}) AS posts,
                   (SELECT COUNT(*) FROM comments JOIN posts ON posts.id = comments.post_id
                    WHERE comments.author_id = :id AND comments.removed_at IS NULL
                      AND {visibility.VISIBLE}) AS comments""",
        id=person_id,
        **visibility.values(reader),
    )
    assert found is not None
    return found


def helped(db: Database, person_id: int, reader: Person, *, limit: int = 5) -> list[Row]:
    """Posts of others that were done, wholly or in part, and that they commented on or answered."""
    found = db.rows(
        f"""SELECT {COLUMNS} FROM {JOINS}
            WHERE posts.status IN ('done', 'partly_done') AND {visibility.VISIBLE}
              AND COALESCE(posts.author_id, 0) <> :id
              AND posts.id IN (SELECT post_id FROM comments WHERE author_id = :id AND removed_at IS NULL
                               UNION SELECT post_id FROM answers WHERE by_id = :id)
            ORDER BY posts.created_at DESC, posts.id DESC LIMIT :limit""",
        id=person_id,
        limit=limit,
        **visibility.values(reader),
    )
    shown.dress(db, found, reader)
    return found
