"""What came of it: stories that went outside, and what readers answered."""

from ideaboard.board import posts
from ideaboard.language import _
from ideaboard.publishing import incoming, media_views, releases
from ideaboard.web.request import Page, Redirect, Reply, Request


def stories(request: Request) -> Reply:
    """Every story the council released, with its state."""
    return Page("publishing/stories.html", {"stories": releases.stories(request.db, request.me)})


def story(request: Request) -> Reply:
    """One story with the accepted responses, for whoever may see its post.

    Of one that is no longer outside, only that is said; its responses stay for the council and the author.
    """
    shown = releases.of_slug(request.db, request.params["slug"])
    post = posts.find(request.db, shown["post_id"], request.me)
    own, live = post["author_id"] == request.me.id, shown["state"] == releases.LIVE
    concerned = live or own or request.me.seat is not None
    values = {
        "story": shown,
        "post": post,
        "own": own,
        "responses": incoming.accepted(request.db, shown["slug"]) if concerned else [],
    } | media_views.showing(shown, f"{request.path}/media/")
    return Page("publishing/story.html", values)


def responses(request: Request) -> Reply:
    """The responses of one state, those that wait first."""
    state = request.query.get("state", incoming.HELD)
    if state not in incoming.STATES:
        state = incoming.HELD
    values = {
        "state": state,
        "states": {code: _(label) for code, label in incoming.STATES.items()},
        "responses": incoming.queue(request.db, state, request.me),
        "held": incoming.held(request.db, request.me),
    }
    return Page("publishing/responses.html", values)


def accept(request: Request) -> Reply:
    incoming.accept(request.db, request.params["id"], by=request.me, now=request.now)
    return Redirect("/publishing/responses", notice=_("Accepted: readers and the author will see it."))


def refuse(request: Request) -> Reply:
    incoming.refuse(
        request.db,
        request.params["id"],
        request.form.get("reason", ""),
        by=request.me,
        now=request.now,
    )
    return Redirect("/publishing/responses", notice=_("Refused. Nobody outside will see it."))
