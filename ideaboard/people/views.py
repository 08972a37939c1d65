"""Sign-in, profiles, the directory, sessions and the inbox."""

from dataclasses import replace

from ideaboard import clock, text
from ideaboard.db import Row
from ideaboard.errors import Refusal, TooMany
from ideaboard.language import LANGUAGES, _
from ideaboard.people import (
    finding,
    interests,
    mutes,
    notifications,
    people,
    pictures,
    seats,
    sessions,
    signin,
)
from ideaboard.people import inbox as people_inbox
from ideaboard.web.request import Content, Page, Redirect, Reply, Request, whole
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, ROLE_LABELS

PEOPLE_PAGE = 40
NEW_DAYS = 30
INBOX_PAGE = 40
INBOX_GROUPS = 20
LARGEST = 2**62


def ask(req: Request) -> Reply:
    return Page("people/signin.html", {"sent": False, "next": signin.local(req.query.get("next", ""))})


def send(req: Request) -> Reply:
    """The same answer for every address, known or not."""
    email = people.address(req.form.get("email", ""))
    req.house.limits.spend("signin-from", req.client, "600/hour")
    try:
        req.house.limits.spend("signin-to", email, "6/hour")
    except TooMany:
        # Refusing aloud would tell that somebody asked for this address before.
        return Page("people/signin.html", {"sent": True, "next": ""})
    signin.ask(
        req.db,
        email,
        settings=req.house.settings,
        signer=req.house.signer,
        next_url=req.form.get("next", ""),
        now=req.now,
    )
    return Page("people/signin.html", {"sent": True, "next": ""})


def confirm(req: Request) -> Reply:
    """One button: a mail scanner that opens the link does not use it up."""
    email = signin.meant_for(req.db, req.params["token"], signer=req.house.signer, now=req.now)
    return Page("people/enter.html", {"email": email}, headers={"referrer-policy": "no-referrer"})


def enter(req: Request) -> Reply:
    house = req.house
    person_id, wanted = signin.use(
        req.db, req.params["token"], settings=house.settings, signer=house.signer, now=req.now
    )
    number = sessions.begin(req.db, person_id, agent=req.headers.get("user-agent", ""), now=req.now)
    home = "/" if people.was_welcomed(req.db, person_id) else "/welcome"
    return Redirect(wanted or home, cookies=(sessions.cookie(req, number),))


def used_up(req: Request) -> Reply:
    return Page("people/signin.html", {"sent": False, "next": ""})


def leave(req: Request) -> Reply:
    sessions.revoke(req.db, req.me.id, req.me.session, now=req.now)
    return Redirect("/signin", cookies=(sessions.no_cookie(),))


def index(req: Request) -> Reply:
    name_key, _mark, number = req.query.get("after", "").rpartition("~")
    after = (name_key, whole(number) or 0)
    search = text.clean(req.query.get("q", ""))[:80]
    department = req.query.get("department", "")
    found = people.directory(req.db, search=search, department=department, after=after, limit=PEOPLE_PAGE + 1)
    shown = found[:PEOPLE_PAGE]
    more = f"{shown[-1]['name_key']}~{shown[-1]['id']}" if len(found) > PEOPLE_PAGE else ""
    fresh = [] if req.query else people.newcomers(req.db, since=clock.shift(req.now, days=-NEW_DAYS))
    near = _near(req, search, department, shown) if search and not more and not after[0] else []
    values = {
        "people": shown,
        "newcomers": fresh,
        "near": near,
        "interests": interests.of(req.db, [row["id"] for row in (*shown, *fresh, *near)]),
        "next": more,
        "departments": people.departments(req.db),
        "search": search,
        "department": department,
    }
    return Page("people/index.html", values)


def _near(req: Request, search: str, department: str, shown: list[Row]) -> list[Row]:
    """Whom search finds besides: by what they write about themselves, or under a name that was mistyped."""
    there = {row["id"] for row in shown}
    found = finding.found(req.db, req.house.finder, search, person=req.me, limit=PEOPLE_PAGE)
    return [
        row for row in found if row["id"] not in there and (not department or row["department"] == department)
    ]


def show(req: Request) -> Reply:
    row = _visible(req)
    roles = people.roles_of(req.db, row["id"])
    seat = next((s for s in seats.held(req.db, COUNCIL, now=req.now) if s["person_id"] == row["id"]), None)
    own = row["id"] == req.me.id
    values = {"profile": row, "roles": roles, "seat": seat, "own": own, "outsider": BRAND_ADVOCATE}
    values |= {"interests": interests.of(req.db, [row["id"]]).get(row["id"], [])}
    values |= {"numbers": None, "helped": [], "role_labels": ROLE_LABELS}
    return Page("people/person.html", values)


def _visible(req: Request) -> Row:
    """The person of this address; for who is not inside, nobody but themselves is there."""
    number = req.number("id")
    return people.find(req.db, number if req.me.is_inside or number == req.me.id else 0)


def picture(req: Request) -> Reply:
    row = _visible(req)
    content = pictures.content(req.house.settings.uploads / "people", row["picture"])
    return Content(content, "image/webp", {"cache-control": "private, max-age=600"})


def profile(req: Request) -> Reply:
    words = interests.of(req.db, [req.me.id]).get(req.me.id, [])
    values = {"profile": people.find(req.db, req.me.id), "interests": words, "languages": LANGUAGES}
    return Page("people/profile.html", values)


def save_profile(req: Request) -> Reply:
    fields = {name: req.form.get(name, "") for name in people.LIMITS}
    people.edit(req.db, req.me.id, **fields, now=req.now)
    if "interests" in req.form:
        interests.keep(req.db, req.me.id, req.form["interests"], now=req.now)
    chosen = req.form.get("language", req.me.language)
    people.set_language(req.db, req.me.id, chosen)
    # Last: a file stays where it was put, whatever is refused after it.
    _save_picture(req)
    req.person = replace(req.me, language=chosen)
    req.speak()
    return Redirect(f"/people/{req.me.id}", notice=_("Saved."))


def _save_picture(req: Request) -> None:
    upload = req.files.get("picture")
    if upload and upload.content:
        if len(upload.content) > pictures.MOST_BYTES:
            raise Refusal.of({"picture": _("At most 6 MB, please.")})
        name = pictures.keep(req.house.settings.uploads / "people", upload.content)
        people.set_picture(req.db, req.me.id, name)
    elif req.form.get("no_picture"):
        people.set_picture(req.db, req.me.id, "")


def devices(req: Request) -> Reply:
    found = sessions.open_ones(req.db, req.me.id, now=req.now)
    return Page("people/sessions.html", {"sessions": found})


def revoke(req: Request) -> Reply:
    session = req.form.get("session", "")
    if session == "others":
        count = sessions.revoke_others(req.db, req.me.id, req.me.session, now=req.now)
        return Redirect("/settings/sessions", notice=_("Signed out elsewhere: %(count)s.", count=count))
    sessions.revoke(req.db, req.me.id, session, now=req.now)
    return Redirect("/settings/sessions", notice=_("That device is signed out."))


def inbox(req: Request) -> Reply:
    """By post for the eye; as JSON the events one by one. Both go on below the id `before`."""
    before = whole(req.query.get("before", "")) or LARGEST
    if req.wants_json:
        return _events(req, before)
    found = people_inbox.by_post(req.db, req.me, before=before, limit=INBOX_GROUPS + 1)
    shown = found[:INBOX_GROUPS]
    more = str(shown[-1]["id"]) if len(found) > INBOX_GROUPS else ""
    quiet = mutes.among(req.db, [group["post_id"] for group in shown if group["post_id"]], req.me.id)
    values = {"groups": shown, "next": more, "reasons": notifications.WHY, "muted": quiet}
    return Page("people/inbox.html", values)


def _events(req: Request, before: int) -> Reply:
    found = notifications.inbox(req.db, req.me, before=before, limit=INBOX_PAGE + 1)
    shown = found[:INBOX_PAGE]
    more = str(shown[-1]["id"]) if len(found) > INBOX_PAGE else None
    face = {"unread": req.me.unread, "notifications": shown, "next": more}
    return Page("people/inbox.html", face=lambda: face)


def read_all(req: Request) -> Reply:
    notifications.read_all(req.db, req.me, now=req.now)
    return Redirect("/inbox", notice=_("All read."))


def read(req: Request) -> Reply:
    return Redirect(notifications.read(req.db, req.me, req.number("id"), now=req.now))


def mark(req: Request) -> Reply:
    """A group as read, or its newest event as unread again."""
    read = req.form.get("read") != "0"
    notifications.mark(req.db, req.me, req.number("id"), read=read, now=req.now)
    return Redirect(signin.local(req.form.get("next", "")) or "/inbox")
