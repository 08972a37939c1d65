"""What authors and editors are told of consent: in the inbox, and by mail where an answer is asked for."""

from ideaboard import language, mail
from ideaboard.db import Database, Row
from ideaboard.language import N_, Said, _
from ideaboard.people import notifications, people, seats
from ideaboard.publishing import authors
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.who import COUNCIL

# The purpose of the link that takes a yes back without signing in.
WITHDRAWAL = "consent-withdraw"


def ask(db: Database, draft: Row, author: int, settings: Settings, now: str) -> None:
    """Ask one author, in their inbox and by mail."""
    url = f"/publishing/consents/{draft['id']}"
    event = f"consent:{draft['id']}:{draft['version']}:{now}"
    notifications.tell(
        db,
        [author],
        event=event,
        kind="consent",
        text=Said(
            N_("May “%(title)s” be told outside? The council asks for your consent"),
            {"title": draft["post_title"]},
        ),
        url=url,
        audience=notifications.SELF,
        post_id=draft["post_id"],
        about=draft["post_title"],
        why="wrote" if author == draft["author_id"] else "commented",
        despite_mute=True,
        now=now,
    )
    found = people.find(db, author)
    if found["active"]:
        with language.use(found["language"] or settings.language):
            _write(db, found, draft, settings, now)
        notifications.mailed(db, [author], event=event, now=now)


def _write(db: Database, author: Row, draft: Row, settings: Settings, now: str) -> None:
    title, base = draft["post_title"], settings.base_url
    if author["id"] == draft["author_id"]:
        first = _("The customer council would like to tell your post “%(title)s” to customers.", title=title)
    else:
        first = _(
            "The customer council would like to tell “%(title)s” to customers and credit you with it: "
            "your comment became part of the idea.",
            title=title,
        )
    question = _("Read the exact text, and how you would be named, and say yes, ask for a change, or say no:")
    back = _("Should you agree and change your mind, this takes your yes back, without signing in:")
    body = [
        first,
        f"{question}\n{base}/publishing/consents/{draft['id']}",
        _("Nothing is published without your yes. A no is seen by nobody, and you can take a yes back."),
        f"{back}\n{base}/publishing/withdraw/{token(settings, draft['id'], author['id'])}",
    ]
    subject = _("Your consent: %(title)s", title=title)
    mail.send(db, author["email"], subject, "\n\n".join(body) + "\n", now=now)


def token(settings: Settings, draft_id: int, author: int) -> str:
    """What stands in the link that takes this author's yes back."""
    return Signer(settings.secret).sign(WITHDRAWAL, [draft_id, author])


def tell_editor(db: Database, draft: Row, what: str, message: str, now: str) -> None:
    """Tell who edited the text last what an author answered; a no is never told."""
    _tell(db, draft, [draft["editor_id"]], what, message, f"/publishing/drafts/{draft['id']}", now)


def tell_end(db: Database, draft: Row, now: str) -> None:
    """Tell authors and council that the agreed time of a story is over and it came down."""
    message = N_("The time that was agreed for “%(title)s” is over: it is no longer on the spotlight")
    mine = authors.people(draft)
    sitting = [seat["person_id"] for seat in seats.held(db, COUNCIL, now=now)]
    desk = [number for number in (draft["editor_id"], *sitting) if number not in mine]
    _tell(db, draft, desk, "over", message, f"/publishing/drafts/{draft['id']}", now, why="seat")
    own = f"/publishing/consents/{draft['id']}"
    _tell(db, draft, mine, "over", message, own, now, audience=notifications.SELF, why="wrote")


def _tell(
    db: Database,
    draft: Row,
    whom: list[int],
    what: str,
    message: str,
    url: str,
    now: str,
    *,
    audience: str = "",
    why: str = "edits",
) -> None:
    notifications.tell(
        db,
        whom,
        event=f"consent:{draft['id']}:{draft['version']}:{what}:{now}",
        kind="consent",
        text=Said(message, {"title": draft["post_title"]}),
        url=url,
        audience=audience or draft["audience"],
        post_id=draft["post_id"],
        about=draft["post_title"],
        why=why,
        now=now,
    )
