"""Sessions are rows: the cookie holds a signed id, the row its digest, and signing out revokes it."""

from ideaboard import clock
from ideaboard.db import Database, Row, transact
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.people import people, visits
from ideaboard.signing import digest, fresh_id
from ideaboard.web.request import Cookie, Request
from ideaboard.who import Person

COOKIE = "session"
DAYS = 30
# The browser and the system, each by the first sign found in what a browser says about itself.
_BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}


def begin(db: Database, person_id: int, *, agent: str, now: str) -> str:
    """Open a session and return the id for the cookie, which is stored nowhere."""
    number = fresh_id()
    db.run(
        """INSERT INTO sessions (id, person_id, agent, created_at, seen_at)
           VALUES (:id, :person_id, :agent, :now, :now)""",
        id=digest(number),
        person_id=person_id,
        agent=agent[:200],
        now=now,
    )
    return number


def cookie(request: Request, number: str) -> Cookie:
    return Cookie(COOKIE, request.house.signer.sign(COOKIE, number), DAYS * 86400)


def no_cookie() -> Cookie:
    return Cookie(COOKIE, "", 0)


def identify(request: Request) -> Person | None:
    """The person whose session the cookie names; None for no, a forged, a revoked or an old one."""
    if COOKIE not in request.cookies:
        return None
    try:
        number = digest(str(request.house.signer.read(COOKIE, request.cookies[COOKIE])))
    except NotFound:
        return None
    row = request.db.row(
        """SELECT person_id, seen_at FROM sessions
           WHERE id = :id AND revoked_at IS NULL AND seen_at > :oldest""",
        id=number,
        oldest=clock.shift(request.now, days=-DAYS),
    )
    if row is None:
        return None
    return people.load(request.db, row["person_id"], now=request.now, session=number, seen_at=row["seen_at"])


def seen(request: Request) -> None:
    """Note that a visit began, and the day a session was last used.

    The exact time beside an anonymous post would name its author.
    """
    person, day = request.person, f"{request.now[:10]}T00:00:00Z"
    if person is None or not person.session:
        return
    # Neither writing, nor the page that hands over a claim, nor a picture in one begins a visit: that would
    # date a nameless post.
    if request.method == "GET" and request.looked_at and "claim" not in request.cookies:
        visits.note(request.db, person, now=request.now)
    if person.seen_at >= day:
        return
    sql = "UPDATE sessions SET seen_at = :day WHERE id = :id"
    transact(request.db, lambda: request.db.run(sql, id=person.session, day=day))


def open_ones(db: Database, person_id: int, *, now: str) -> list[Row]:
    """The sessions a person could still use, the latest first, each with the `program` it runs in."""
    found = db.rows(
        """SELECT id, agent, created_at, seen_at FROM sessions
           WHERE person_id = :person_id AND revoked_at IS NULL AND seen_at > :oldest
           ORDER BY seen_at DESC, id LIMIT 100""",
        person_id=person_id,
        oldest=clock.shift(now, days=-DAYS),
    )
    return [row | {"program": program(row["agent"])} for row in found]


def program(agent: str) -> str:
    """A browser and its system in words; what is unknown is left as it is."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or agent or _("Unknown program")


def revoke(db: Database, person_id: int, session_id: str, *, now: str) -> None:
    """End one of the person's own sessions; somebody else's is not found."""
    sql = """UPDATE sessions SET revoked_at = :now
             WHERE id = :id AND person_id = :person_id AND revoked_at IS NULL"""
    if db.run(sql, id=session_id, person_id=person_id, now=now) == 0:
        raise NotFound(_("That session has ended already."))


def revoke_others(db: Database, person_id: int, keep: str, *, now: str) -> int:
    """End all the person's sessions but one, and say how many ended."""
    return db.run(
        """UPDATE sessions SET revoked_at = :now
           WHERE person_id = :person_id AND id <> :keep AND revoked_at IS NULL""",
        person_id=person_id,
        keep=keep,
        now=now,
    )
