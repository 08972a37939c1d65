"""The claim of an anonymous author: a link only they hold, since the house stores no author at all.

With it they follow, edit, withdraw, and answer a request for consent. Whoever holds the link is the author;
a lost link cannot be made again.
"""

from ideaboard.board import posts
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.signing import Signer, digest, fresh_id

PURPOSE = "claim"


def fresh() -> str:
    """A new secret for `posts.create(claim=...)`."""
    return fresh_id()


def token(signer: Signer, post_id: int, secret: str) -> str:
    """What stands in the claim link."""
    return signer.sign(PURPOSE, [post_id, secret])


def open_claim(db: Database, signer: Signer, token: str) -> Row:
    """The post (as `posts.known` gives it) whose claim this is. Raises NotFound for any other text."""
    value = signer.read(PURPOSE, token)
    if not isinstance(value, list) or len(value) != 2:
        raise NotFound("This link is not one of ours, or it is damaged.")
    post = posts.known(db, int(value[0]))
    if post["claim_hash"] != digest(str(value[1])):
        raise NotFound("This link belongs to another post.")
    return post
