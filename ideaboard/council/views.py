"""The pages and acts of the council desk."""

from ideaboard import clock
from ideaboard.board import answers as given
from ideaboard.board import categories, originals, posts, themes
from ideaboard.board.merge_views import similar
from ideaboard.board.statuses import NEEDS_REASON, WITHIN
from ideaboard.council import answers, load, merges, moderation, queue
from ideaboard.db import Row
from ideaboard.errors import Refusal
from ideaboard.language import _
from ideaboard.people import people, seats
from ideaboard.web.request import Page, Redirect, Reply, Request
from ideaboard.who import COUNCIL, SEAT_LABELS


def desk(request: Request) -> Reply:
    """The oldest unanswered first; with `?category=` those of one category."""
    db, me, chosen = request.db, request.me, request.query.get("category", "")
    listing = queue.page(db, me, category=chosen, after=request.query.get("after", ""), now=request.now)
    values = {
        "listing": listing,
        "chosen": chosen,
        "categories": categories.visible(db, me),
        "figures": load.figures(db, me, now=request.now),
        "seats": _six(request),
        "objections": originals.objections(db, me),
    }
    return Page("council/desk.html", values)


def post_page(request: Request) -> Reply:
    """One post with its earlier answers and the form for a new one."""
    post = posts.find(request.db, request.number("id"), request.me)
    within = themes.of(request.db, post["id"], request.me)
    there = {row["id"] for row in within}
    values = {
        "post": post,
        "answers": given.of(request.db, post["id"]),
        "age": clock.age_days(post["created_at"], now=request.now),
        "themes": within,
        "theme_choices": [row for row in themes.choices(request.db, request.me) if row["id"] not in there],
        "own": post["author_id"] == request.me.id,
        "choices": {code: _(label) for code, label in answers.CHOICES.items()},
        "merge": originals.about(request.db, post, request.me),
        "merged": originals.behind(request.db, post["id"], request.me),
        "similar": [] if post["merged_into"] else similar(request, post),
        "about_own": merges.wrote(request.db, post["merged_into"] or post["id"], request.me),
        "needs_reason": [_(WITHIN[code]) for code in answers.CHOICES if code in NEEDS_REASON],
    }
    return Page("council/post.html", values)


def answer(request: Request) -> Reply:
    number = request.number("id")
    answers.answer(
        request.db,
        number,
        status=request.form.get("status", ""),
        text=request.form.get("text", ""),
        reason=request.form.get("reason", ""),
        by=request.me,
        now=request.now,
    )
    return Redirect("/council", notice=_("Answered. Everyone who took part will find it in their inbox."))


def archive_page(request: Request) -> Reply:
    return Page("council/archive.html", {"post": posts.find(request.db, request.number("id"), request.me)})


def archive(request: Request) -> Reply:
    moderation.archive(
        request.db,
        request.number("id"),
        reason=request.form.get("reason", ""),
        by=request.me,
        now=request.now,
    )
    return Redirect("/council", notice=_("Archived. Its author finds the reason in their inbox."))


def health(request: Request) -> Reply:
    """The council's load, for every employee."""
    figures = load.figures(request.db, request.me, now=request.now)
    return Page("council/health.html", {"figures": figures}, face=lambda: figures)


def seats_page(request: Request) -> Reply:
    """Who sits, and until when; stewards fill and vacate here."""
    six = _six(request)
    kinds = {kind: _(label) for kind, label in SEAT_LABELS.items()}
    return Page("council/seats.html", {"seats": six, "kinds": kinds}, face=lambda: {"seats": _public(six)})


def fill(request: Request) -> Reply:
    person = people.by_email(request.db, request.form.get("email", ""))
    if person is None:
        raise Refusal.of({"email": _("Nobody with this address is here. Invite them first.")})
    kind = request.form.get("kind", "")
    seats.fill(request.db, COUNCIL, person["id"], kind=kind, now=request.now)
    return Redirect("/council/seats", notice=_("%(name)s holds a seat now.", name=person["name"]))


def vacate(request: Request) -> Reply:
    seats.vacate(request.db, request.number("id"), now=request.now)
    return Redirect("/council/seats", notice=_("The seat is vacant."))


def _six(request: Request) -> list[Row]:
    """All six seats in order; a vacant one has no `person`."""
    held = seats.held(request.db, COUNCIL, now=request.now)
    rows = []
    for kind, count in seats.SEATS[COUNCIL].items():
        taken = [_seat(row, request.now) for row in held if row["kind"] == kind]
        vacant = {"kind": kind, "label": _(SEAT_LABELS[kind]), "person": None}
        rows += taken + [vacant] * (count - len(taken))
    return rows


def _seat(row: Row, now: str) -> Row:
    label = SEAT_LABELS[row["kind"]]
    named = ("name", "title", "department", "picture", "email")
    return {
        "id": row["id"],
        "kind": row["kind"],
        "label": _(label),
        "person": {"id": row["person_id"]} | {name: row[name] for name in named},
        "starts_at": row["starts_at"],
        "ends_at": row["ends_at"],
        "days_left": clock.age_days(now, now=row["ends_at"]),
    }


def _public(rows: list[Row]) -> list[Row]:
    """The seats without e-mail addresses."""
    return [
        {"kind": row["kind"], "name": row["person"]["name"] if row["person"] else None}
        | {"ends_at": row.get("ends_at")}
        for row in rows
    ]
