"""Letters by mail, from outside: asking for them, agreeing to them, ending them; and taking a response back.

Nothing here tells whether an address gets letters: every answer is the same, and mail alone says the rest.
A link's page only shows a button, since programs that look through mail open links.
"""

from ideaboard import text
from ideaboard.errors import Forbidden, Refusal, TooMany
from ideaboard.language import N_, _
from ideaboard.signing import digest
from ideaboard.spotlight import addresses, links, requests
from ideaboard.web.request import Page, Redirect, Reply, Request

CLIENT_RATE = "10/hour"
ADDRESS_RATE = "3/day"
# Never the key, but the origin: with "no-referrer" older browsers send their form without one.
_PRIVATE = {"referrer-policy": "strict-origin", "cache-control": "no-store"}
# RFC 8058: what a mail program posts, and our own button with it.
ONE_CLICK = ("List-Unsubscribe", "One-Click")

# For each kind of link: the heading, what the button does, its words; once done, heading and what follows.
PAGES = {
    links.CONFIRM: (
        N_("Get these letters?"),
        N_("On days when a new story appears, one letter brings it to you. Each has a link that ends them."),
        N_("Yes, send me letters"),
        N_("You get the letters"),
        N_("The next one comes with the next story. Every letter has a link that ends them."),
    ),
    links.STOP: (
        N_("No more letters?"),
        N_("No further letter will reach you, and your address is erased."),
        N_("Stop the letters"),
        N_("No more letters"),
        N_("Your address is being erased. You can ask for letters again at any time."),
    ),
    links.WITHDRAW: (
        N_("Take your response back?"),
        N_(
            "Your words and your name disappear from the site and from what the company keeps, "
            "and so does any answer to them."
        ),
        N_("Take it back"),
        N_("Taken back"),
        N_("Your words and your name are being erased; within a minute nobody can read them any more."),
    ),
}


def subscribe(req: Request) -> Reply:
    """The form, also shown again when an address could not be taken."""
    return Page("spotlight/subscribe.html", {"sent": req.query.get("sent", "")})


def ask(req: Request) -> Reply:
    """Write the wish down; the same answer whatever is known of the address."""
    act = requests.LEAVE if req.form.get("act") == requests.LEAVE else requests.SUBSCRIBE
    thanks = Redirect(f"/subscribe?sent={act}#subscribe", face=lambda: {"state": "asked"})
    # As with responses: people do not see this field.
    if req.form.get("website"):
        return thanks
    email = text.clean(req.form.get("email", ""))
    if wrong := addresses.trouble(email):
        raise Refusal.of({"email": wrong})
    req.house.limits.spend("subscribe", req.client, CLIENT_RATE)
    kept = addresses.normal(email)
    try:
        req.house.limits.spend("subscribe address", digest(kept.casefold()), ADDRESS_RATE)
    except TooMany:
        # Silently: a refusal would tell that somebody asked for this address before.
        return thanks
    requests.ask(req.db, act, kept, now=req.now)
    return thanks


def confirm_page(req: Request) -> Reply:
    return _page(req, links.CONFIRM)


def confirm(req: Request) -> Reply:
    return _act(req, links.CONFIRM)


def stop_page(req: Request) -> Reply:
    return _page(req, links.STOP)


def stop(req: Request) -> Reply:
    """From the page's button, or from a mail program at once; from anywhere, but for this form alone."""
    name, value = ONE_CLICK
    if req.form.get(name) != value:
        raise Forbidden(_("Open the link in the letter, and use the button there."))
    return _act(req, links.STOP)


def withdraw_page(req: Request) -> Reply:
    return _page(req, links.WITHDRAW)


def withdraw(req: Request) -> Reply:
    return _act(req, links.WITHDRAW)


def _act(req: Request, kind: str) -> Reply:
    key = req.params["token"]
    if not links.is_ended(req.db, kind, key):
        requests.ask(req.db, kind, key, now=req.now)
    return _shown(kind, done=True)


def _page(req: Request, kind: str) -> Reply:
    return _shown(kind, done=links.is_ended(req.db, kind, req.params["token"]))


def _shown(kind: str, *, done: bool) -> Reply:
    heading, what, button, done_heading, follows = PAGES[kind]
    values = {
        "done": done,
        "heading": _(done_heading if done else heading),
        "what": _(follows if done else what),
    }
    values |= {"button": _(button), "one_click": ONE_CLICK if kind == links.STOP else None}
    return Page("spotlight/link.html", values, headers=_PRIVATE)
