"""The author's answers to readers: written on a page of the author's own, by sign-in or by the claim link,
and let out by one member of the council."""

from ideaboard.board import claims
from ideaboard.db import Row
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.publishing import drafts, incoming, reader_views, releases, replies, words
from ideaboard.publishing.consent import Author
from ideaboard.web.request import Page, Redirect, Reply, Request

_PRIVATE = {"referrer-policy": "no-referrer", "cache-control": "no-store"}


def write_page(request: Request) -> Reply:
    """The signed-in author's page for one response."""
    response = incoming.known(request.db, request.params["id"])
    replies.require_author(response, request.me)
    return _page(request, response, f"/publishing/stories/{response['slug']}#response-{response['id']}")


def write(request: Request) -> Reply:
    response = incoming.known(request.db, request.params["id"])
    return _written(request, response, request.me)


def claimed(request: Request) -> Reply:
    """What readers answered to an anonymous author's story, for whoever holds the claim link."""
    post = claims.open_claim(request.db, request.house.signer, request.params["token"])
    number = drafts.of_post(request.db, post["id"])
    draft = drafts.known(request.db, number) if number is not None else None
    if draft is None or not draft["slug"]:
        raise NotFound(_("Nothing of this post was told outside yet. Look here again later."))
    values = {
        "post": post,
        "token": request.params["token"],
        "story": releases.of_slug(request.db, draft["slug"]),
        "responses": incoming.to_story(request.db, draft["slug"], private=True),
    }
    values |= reader_views.reading(request, draft["slug"])
    return Page("publishing/claimed.html", values, headers=_PRIVATE)


def claimed_page(request: Request) -> Reply:
    response, post = _claimed(request)
    replies.require_author(response, post)
    return _page(request, response, f"/publishing/claims/{request.params['token']}/responses")


def claimed_write(request: Request) -> Reply:
    response, post = _claimed(request)
    return _written(request, response, post)


def _claimed(request: Request) -> tuple[Row, Row]:
    post = claims.open_claim(request.db, request.house.signer, request.params["token"])
    return incoming.known(request.db, request.params["id"]), post


def _page(request: Request, response: Row, back: str) -> Reply:
    reply = replies.of(request.db, response["id"])
    open_ones = reply is not None and reply["state"] in (replies.WAITING, replies.RETURNED)
    found: list[str] = []
    if reply and open_ones:
        found = replies.findings(reply, words.known(request.db), request.house.settings)
    values = {
        "why_not": replies.why_not(request.db, response),
        "response": incoming.in_words(response),
        "reply": reply,
        "findings": found,
        "back": back,
        "most": replies.MOST,
    }
    return Page("publishing/reply.html", values, headers=_PRIVATE)


def _written(request: Request, response: Row, by: Author) -> Reply:
    if request.form.get("act") == "withdraw":
        replies.withdraw(request.db, response, by=by, now=request.now)
        return Redirect(request.path, notice=_("Taken back. Its words are erased, outside too."))
    replies.write(request.db, response, request.form.get("reply", ""), by=by, now=request.now)
    return Redirect(request.path, notice=_("Your answer waits for a member of the council."))


def desk(request: Request) -> Reply:
    """The authors' answers that wait, each beside what it answers and what the leak check says."""
    listed, found = words.known(request.db), replies.queue(request.db, request.me)
    for row in found:
        row["findings"] = replies.findings({"body": row["reply"]}, listed, request.house.settings)
    values = {"replies": found, "held": incoming.held(request.db, request.me)}
    return Page("publishing/replies.html", values)


def decide(request: Request) -> Reply:
    """Let an answer out, or send it back with a reason."""
    db, number, form = request.db, request.params["id"], request.form
    seen = int(form["version"]) if form.get("version", "").isdecimal() and len(form["version"]) < 9 else 0
    if form.get("act") == "back":
        replies.send_back(db, number, seen, form.get("back_reason", ""), by=request.me, now=request.now)
        return Redirect("/publishing/replies", notice=_("Sent back: the author reads why."))
    if form.get("act") != "out":
        raise Refusal(_("Choose one of the answers."))
    reason, settings = form.get("waive_reason", ""), request.house.settings
    replies.let_out(db, number, seen, reason, settings=settings, by=request.me, now=request.now)
    return Redirect("/publishing/replies", notice=_("It is out in a moment, below the response."))
