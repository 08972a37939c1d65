"""The claim of an anonymous author: a link only they hold, since the house stores no author at all.

With it they follow, edit, withdraw, and answer a request for consent. Whoever holds the link is the author;
a lost link cannot be made again.
"""

from ideaboard.board import posts
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.signing import Signer, digest, fresh_id
from ideaboard.web.request import Cookie, Request

PURPOSE = "claim"
SECONDS = 600


def fresh() -> str:
    """A new secret for `posts.create(claim=...)`."""
    return fresh_id()


def token(signer: Signer, post_id: int, secret: str) -> str:
    """What stands in the claim link."""
    return signer.sign(PURPOSE, [post_id, secret])


def hand_over(req: Request, post_id: int, secret: str) -> Cookie:
    """The claim, shown for ten minutes on the post's page alone.

    A cookie, not a part of the address: an address goes into logs, histories and the mail of a sign-in, and
    beside a name it would say who wrote the post.
    """
    return Cookie(PURPOSE, token(req.house.signer, post_id, secret), SECONDS, path=f"/posts/{post_id}")


def handed_over(req: Request, post_id: int) -> str:
    """The claim token that `hand_over` left for this post's page, "" for none."""
    found = req.cookies.get(PURPOSE, "")
    if not found:
        return ""
    try:
        return found if open_claim(req.db, req.house.signer, found)["id"] == post_id else ""
    except NotFound:
        return ""


def open_claim(db: Database, signer: Signer, token: str) -> Row:
    """The post (as `posts.known` gives it) whose claim this is. Raises NotFound for any other text."""
    value = signer.read(PURPOSE, token)
    if not isinstance(value, list) or len(value) != 2:
        raise NotFound(_("This link is not one of ours, or it is damaged."))
    post = posts.known(db, int(value[0]))
    if post["claim_hash"] != digest(str(value[1])):
        raise NotFound(_("This link belongs to another post."))
    return post
