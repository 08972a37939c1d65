"""A new post is noted for saved searches, and told to who follows its category; never of whom it is."""

from collections.abc import Mapping

from ideaboard.board import category_follows, jobs, posts, watching
from ideaboard.errors import NotFound
from ideaboard.language import N_, Said
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.people import notifications


def post_made(place: Workplace, job: Job, now: str) -> None:
    """Those who follow the category and may see the post find it in their inbox; its author does not."""
    db = place.db
    try:
        post = posts.known(db, job.payload["post_id"])
    except NotFound:
        return
    if not post["listed"]:
        return
    watching.arrived(db, post["id"], now=now)
    readers = jobs.seeing(db, category_follows.followers(db, post["category_id"]), post["audience"], now=now)
    readers.pop(post["author_id"], None)
    notifications.tell(
        db,
        readers,
        event=f"post:{post['id']}",
        kind="category",
        text=Said(
            N_("New in %(category)s: “%(title)s”"),
            {"category": post["category_name"], "title": post["title"]},
        ),
        url=f"/posts/{post['id']}",
        audience=post["audience"],
        post_id=post["id"],
        about=post["title"],
        why="category",
        now=now,
    )


INSIDE: Mapping[str, Handler] = {"post_made": post_made}
