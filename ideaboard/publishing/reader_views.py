"""What came of it: stories that went outside, and what readers answered."""

from collections.abc import Callable

from ideaboard.board import posts
from ideaboard.language import _, ngettext
from ideaboard.publishing import decisions, incoming, media_views, readings, releases, replies, subscribers
from ideaboard.web.request import Page, Redirect, Reply, Request

# The name of a checkbox begins so; the number of its response follows.
PICK = "pick-"


def stories(request: Request) -> Reply:
    """Every story the council released, with its state, and how often each was read."""
    found = releases.stories(request.db, request.me)
    values = {
        "stories": found,
        "read": readings.of(request.db, [row["slug"] for row in found], now=request.now),
        "subscribers": subscribers.count(request.db),
    }
    return Page("publishing/stories.html", values)


def story(request: Request) -> Reply:
    """One story with the accepted responses, for whoever may see its post.

    Of one that is no longer outside, only that is said; its responses stay for the council and the author.
    How often it was read, and what is for the author alone, is for them.
    """
    shown = releases.of_slug(request.db, request.params["slug"])
    post = posts.find(request.db, shown["post_id"], request.me)
    own, live = post["author_id"] == request.me.id, shown["state"] == releases.LIVE
    concerned = live or own or request.me.seat is not None
    values = {"story": shown, "post": post, "own": own, "responses": [], "read": None}
    if concerned:
        values["responses"] = incoming.to_story(request.db, shown["slug"], private=own)
    if own or request.me.seat is not None:
        values |= reading(request, shown["slug"])
    values |= media_views.showing(shown, f"{request.path}/media/")
    return Page("publishing/story.html", values)


def reading(request: Request, slug: str) -> dict[str, object]:
    """How often one story was read, for its author and the desk."""
    sums = readings.of(request.db, [slug], now=request.now).get(slug, readings.Read())
    return {"read": sums, "days": readings.by_day(request.db, slug, now=request.now)}


def responses(request: Request) -> Reply:
    """The responses of one state, those that wait first; `pick` chooses some beforehand."""
    state = request.query.get("state", incoming.HELD)
    if state not in incoming.STATES:
        state = incoming.HELD
    values = {
        "state": state,
        "states": {code: _(label) for code, label in incoming.STATES.items()},
        "responses": incoming.queue(request.db, state, request.me),
        "held": incoming.held(request.db, request.me),
        "suspects": incoming.suspects(request.db, request.me) if state == incoming.HELD else 0,
        "replies_waiting": replies.waiting(request.db, request.me),
        "pick": request.query.get("pick", ""),
    }
    return Page("publishing/responses.html", values)


def decide(request: Request) -> Reply:
    """What becomes of the chosen ones, all at once."""
    chosen = [name.removeprefix(PICK) for name in request.form if name.startswith(PICK)]
    act, reason = request.form.get("act", ""), request.form.get("reason", "")
    done, left = decisions.several(request.db, chosen, act, reason, by=request.me, now=request.now)
    said = ngettext("%(num)s response decided.", "%(num)s responses decided.", done)
    if left:
        more = ngettext(
            "%(num)s was left: it answers a story of your own, or somebody decided meanwhile.",
            "%(num)s were left: they answer stories of your own, or somebody decided meanwhile.",
            left,
        )
        said = f"{said} {more}"
    return Redirect("/publishing/responses", notice=said)


def accept(request: Request) -> Reply:
    return _decided(request, decisions.accept, _("Accepted: readers and the author will see it."))


def keep_private(request: Request) -> Reply:
    said = _("Handed to the author alone. Nobody outside will see it.")
    return _decided(request, decisions.keep_private, said)


def _decided(request: Request, verb: Callable[..., None], said: str) -> Reply:
    verb(request.db, request.params["id"], by=request.me, now=request.now)
    return Redirect("/publishing/responses", notice=said)


def refuse(request: Request) -> Reply:
    decisions.refuse(
        request.db,
        request.params["id"],
        request.form.get("reason", ""),
        by=request.me,
        now=request.now,
    )
    return Redirect("/publishing/responses", notice=_("Refused. Nobody outside will see it."))
