"""What is worth telling: the list of candidates, nominations, and what authors offer of their own."""

from ideaboard.board import categories, claims, finding, posts, statuses
from ideaboard.db import Row
from ideaboard.errors import Refusal, Unavailable
from ideaboard.language import _
from ideaboard.publishing import candidates, drafts, nominations
from ideaboard.web.request import Addition, Page, Redirect, Reply, Request


def index(request: Request) -> Reply:
    """The candidates, narrowed by filters and by words; while search rests, by filters alone."""
    words, resting, among = request.query.get("q", "").strip(), "", None
    if words:
        try:
            among = finding.numbers(
                request.db,
                request.house.finder,
                words,
                filters=request.query,
                person=request.me,
                now=request.now,
            )
        except Unavailable as refusal:
            resting = refusal.sentence
    wanted = candidates.wanted(request.query, among)
    values = {
        "listing": candidates.page(request.db, wanted, person=request.me, now=request.now),
        "wanted": wanted,
        "words": words,
        "resting": resting,
        "many": among is not None and len(among) >= finding.MOST_NUMBERS,
        "categories": [row for row in categories.visible(request.db, request.me) if row["allow_publishing"]],
        "kinds": statuses.KINDS,
        "reasons": candidates.REASONS,
        "points": candidates.POINTS,
        "doubling": candidates.DOUBLING,
        "pool": candidates.POOL,
    }
    return Page("publishing/candidates.html", values)


def nominate_page(request: Request) -> Reply:
    """The form with one sentence why, also when it comes back."""
    post = posts.find(request.db, request.number("id"), request.me)
    drafts.require_member(post, request.me)
    given = nominations.of(request.db, [post["id"]]).get(post["id"], [])
    mine = next((row for row in given if row["by_id"] == request.me.id), None)
    values = {"post": post, "given": given, "mine": mine, "most": nominations.REASON_MOST}
    return Page("publishing/nominate.html", values)


def nominate(request: Request) -> Reply:
    number, form = request.number("id"), request.form
    if form.get("act") == "take_back":
        nominations.take_back(request.db, number, by=request.me, now=request.now)
        return Redirect(f"/posts/{number}", notice=_("Your nomination is taken back."))
    nominations.nominate(request.db, number, form.get("nominate_reason", ""), by=request.me, now=request.now)
    return Redirect(
        "/publishing/candidates", notice=_("Nominated: it stands first on the desk, with your why.")
    )


def offer(request: Request) -> Reply:
    """The author offers their own post, or no longer."""
    post = posts.find(request.db, request.number("id"), request.me)
    if request.form.get("offer") == "0":
        nominations.withdraw_offer(request.db, post, by=request.me, now=request.now)
    else:
        nominations.offer(request.db, post, by=request.me, now=request.now)
    return Redirect(f"/posts/{post['id']}", notice=_said(request))


def offer_claimed(request: Request) -> Reply:
    """The same for who holds the claim of an anonymous post."""
    token = request.params["token"]
    post = claims.open_claim(request.db, request.house.signer, token)
    if request.form.get("offer") == "0":
        nominations.withdraw_offer(request.db, post, by=post, now=request.now)
    else:
        nominations.offer(request.db, post, by=post, now=request.now)
    return Redirect(f"/claims/{token}", notice=_said(request))


def _said(request: Request) -> str:
    if request.form.get("offer") == "0":
        return _("Your offer is taken back.")
    return _("Offered. You are asked again, word by word, before anything goes out.")


def beside_post(request: Request, post: Row) -> Addition | None:
    """On a post's page: for its author, the offer; for the council, the nomination and why."""
    author = "token" in request.params or (
        request.person is not None and post["author_id"] == request.person.id
    )
    if not (author or (request.person and request.person.seat)) or post["withdrawn"]:
        return None
    draft = drafts.of_post(request.db, post["id"])
    if draft is not None or not _may_lead_outside(request, post):
        return None
    values = {
        "post": post,
        "author": author,
        "offered": nominations.offered(request.db, post["id"]),
        "given": [] if author else nominations.of(request.db, [post["id"]]).get(post["id"], []),
        "address": f"/publishing/claims/{request.params['token']}/offer"
        if "token" in request.params
        else f"/publishing/posts/{post['id']}/offer",
        "most": nominations.REASON_MOST,
    }
    return Addition("publishing/_beside_post.html", values)


def _may_lead_outside(request: Request, post: Row) -> bool:
    try:
        drafts.require_publishable(request.db, post)
    except Refusal:
        return False
    return True
