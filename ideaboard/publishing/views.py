"""The desk's pages and acts for the council: candidates, drafts, and the words that stay inside."""

from typing import Any

from ideaboard import text
from ideaboard.board import posts
from ideaboard.db import Row
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.language import _
from ideaboard.publishing import (
    author_choices,
    authors,
    ballots,
    bylines,
    candidates,
    consent,
    diffs,
    drafts,
    gate,
    incoming,
    leaks,
    media_views,
    next_steps,
    notes,
    releases,
    words,
)
from ideaboard.web.request import Page, Redirect, Reply, Request, whole


def desk(request: Request) -> Reply:
    """Drafts by stage with what each lacks, and posts that are worth a draft."""
    db, settings = request.db, request.house.settings
    rows = drafts.on_desk(db, request.me)
    standings = gate.standings(db, rows, settings=settings, now=request.now)
    stages: dict[str, list[tuple[Row, gate.Standing]]] = {stage: [] for stage in gate.STAGES}
    for row in rows:
        stages[standings[row["id"]].stage].append((row, standings[row["id"]]))
    values = {
        "stages": [(_(gate.STAGES[stage]), found) for stage, found in stages.items() if found],
        "candidates": candidates.best(db, request.me, now=request.now),
        "untold": notes.untold(db, request.me),
        "next": next_steps.planned(standings, request.now),
        "held": incoming.held(db, request.me),
    }
    return Page("publishing/desk.html", values)


def new(request: Request) -> Reply:
    """The form for a draft, filled from its post; a post that has a draft leads there."""
    post = posts.find(request.db, _post_id(request), request.me)
    number = drafts.of_post(request.db, post["id"])
    if number is not None and request.refusal is None:
        return Redirect(f"/publishing/drafts/{number}")
    drafts.require_publishable(request.db, post)
    drafts.require_member(post, request.me)
    # A picture goes out only when an editor chooses it: somebody has to look what else it shows.
    body = text.without_pictures(post["body"])
    start = {"title": post["title"], "body": body, "byline": bylines.allowed(post)[0]}
    empty = {"standfirst": "", "topic": "", "question": "", "correction": "", "note_kind": ""}
    values = {"post": post, "draft": None, "planned": None, "existing": number, "diff": None}
    values |= {"start": start | empty}
    return Page("publishing/edit.html", values | _form(request, post, None))


def _post_id(request: Request) -> int:
    number = whole(request.form.get("post") or request.query.get("post", ""))
    if number is None:
        raise NotFound(_("Choose a post to draft from."))
    return number


def _form(request: Request, post: Row, draft: Row | None) -> dict[str, Any]:
    choices = bylines.choices(
        draft or post, company=request.company.name, written_in=request.house.settings.language
    )
    more = media_views.form(request, post, draft) | author_choices.form(request, post, draft)
    return {"bylines": choices, "limits": drafts.LIMITS, "note_kinds": next_steps.note_kinds()} | more


def create(request: Request) -> Reply:
    number = drafts.create(
        request.db,
        _post_id(request),
        drafts.wording(dict(request.form)),
        company=request.company.name,
        written_in=request.house.settings.language,
        by=request.me,
        now=request.now,
    )
    notice = _("The draft is saved. Nobody outside sees it.")
    return Redirect(f"/publishing/drafts/{number}", notice=notice)


def draft_page(request: Request) -> Reply:
    """Everything about one draft: both texts, findings, consent, ballot, and what lacks."""
    draft, db = drafts.in_words(_draft(request)), request.db
    standing = gate.standing(db, draft, settings=request.house.settings, now=request.now)
    mine = next((mark for mark in standing.tally.marks if mark.person_id == request.me.id), None)
    values = {
        "draft": draft,
        "standing": standing,
        "stage": _(gate.STAGES[standing.stage]),
        "mine": mine,
        "own": request.me.id in authors.people(draft),
        "diff": diffs.diff(_original(draft), drafts.as_text(draft)),
        "waivers": leaks.given(db, draft["id"]),
        "choices": {code: _(label) for code, label in ballots.CHOICES.items()},
        "versions": drafts.versions(db, draft["id"]),
        "found": media_views.found(request, draft["media"], draft["id"]),
        "releases": releases.of_draft(db, draft["id"]),
    }
    values |= media_views.showing(draft, f"/publishing/drafts/{draft['id']}/media/")
    values |= next_steps.of(request, draft, standing)
    return Page("publishing/draft.html", values)


def _draft(request: Request) -> Row:
    return drafts.find(request.db, request.number("id"), request.me)


def _original(draft: Row) -> str:
    return f"{draft['post_title']}\n\n{draft['post_body']}"


def version_page(request: Request) -> Reply:
    """One earlier text of a draft, what changed in it, and how the council voted on it."""
    draft, number = drafts.in_words(_draft(request)), request.number("version")
    shown = drafts.version(request.db, draft["id"], number)
    before = (
        drafts.as_text(drafts.version(request.db, draft["id"], number - 1))
        if number > 1
        else _original(draft)
    )
    values = {
        "draft": draft,
        "shown": shown,
        "diff": diffs.diff(before, drafts.as_text(shown)),
        "record": ballots.record(request.db, draft["id"], number),
    } | media_views.showing(shown, f"/publishing/drafts/{draft['id']}/media/")
    return Page("publishing/version.html", values)


def edit(request: Request) -> Reply:
    """The form over the current version. After a conflict: what was typed, and what the other changed."""
    draft = _draft(request)
    drafts.require_member(draft, request.me)
    standing = gate.standing(request.db, draft, settings=request.house.settings, now=request.now)
    values = {
        "post": draft["post"],
        "draft": draft,
        "start": draft
        | {"correction": "" if draft["live_hash"] == draft["hash"] else draft["correction"]}
        | next_steps.note(request, draft),
        "planned": standing.schedule,
        "seen": draft["version"],
        "theirs": None,
        "their_media": [],
        "diff": diffs.diff(_original(drafts.in_words(draft)), drafts.as_text(draft)),
        "consented": standing.consent["state"] in (consent.GIVEN, consent.ASKED),
        "votes": sum(standing.tally.count(choice) for choice in ballots.CHOICES),
    }
    if isinstance(request.refusal, Conflict):
        typed = drafts.as_text({name: request.form.get(name, "") for name in drafts.LIMITS})
        values["theirs"] = diffs.diff(typed, drafts.as_text(draft))
        values["their_media"] = media_views.only_theirs(request, draft)
    elif request.form:
        # A form that comes back for another reason has seen no more than it had before.
        values["seen"] = request.form.get("version", "")
    return Page("publishing/edit.html", values | _form(request, draft["post"], draft))


def save(request: Request) -> Reply:
    draft = _draft(request)
    saved = drafts.save(
        request.db,
        draft,
        drafts.wording(dict(request.form)),
        # No version has the number 0: a form that says none has seen none.
        seen=whole(request.form.get("version", "")) or 0,
        company=request.company.name,
        written_in=request.house.settings.language,
        by=request.me,
        now=request.now,
    )
    said = _("Nothing changed.")
    if saved != draft["version"]:
        said = _("Saved as a new version. Author and council are asked about it anew.")
    return Redirect(_address(request), notice=said)


def _address(request: Request) -> str:
    return f"/publishing/drafts/{request.number('id')}"


def ask_consent(request: Request) -> Reply:
    consent.ask(
        request.db,
        _draft(request),
        settings=request.house.settings,
        proposed=request.form.get("proposed", ""),
        by=request.me,
        now=request.now,
    )
    return Redirect(_address(request), notice=_("The author is asked about exactly this text."))


def vote(request: Request) -> Reply:
    ballots.cast(
        request.db,
        _draft(request),
        request.form.get("hash", ""),
        request.form.get("choice", ""),
        reason=request.form.get("vote_reason", ""),
        by=request.me,
        now=request.now,
    )
    notice = _("Your vote is recorded. You may change it until the release.")
    return Redirect(_address(request), notice=notice)


def recuse(request: Request) -> Reply:
    ballots.recuse(request.db, _draft(request), by=request.me, now=request.now)
    return Redirect(_address(request), notice=_("You stand aside from this draft."))


def waive(request: Request) -> Reply:
    leaks.waive(
        request.db,
        _draft(request),
        request.form.get("finding", ""),
        request.form.get("waive_reason", ""),
        settings=request.house.settings,
        by=request.me,
        now=request.now,
    )
    return Redirect(_address(request), notice=_("Waved through, under your name."))


def retract(request: Request) -> Reply:
    releases.retract(
        request.db,
        _draft(request),
        reason=request.form.get("retract_reason", ""),
        by=request.me,
        now=request.now,
    )
    notice = _("Retracted. Its address outside answers “gone” in a moment.")
    return Redirect(_address(request), notice=notice)


def words_page(request: Request) -> Reply:
    return Page("publishing/words.html", {"words": words.listed(request.db)})


def change_words(request: Request) -> Reply:
    """Add or remove one word, as the form's `act` says."""
    word, act = request.form.get("word", ""), request.form.get("act", "add")
    if act == "remove":
        words.remove(request.db, word, by=request.me)
        said = _("“%(word)s”: It may be read outside again.", word=word)
    elif act == "add":
        words.add(request.db, word, by=request.me, now=request.now)
        said = _("“%(word)s”: It stays inside from now on.", word=word)
    else:
        raise Refusal(_("Add a word or remove one."))
    return Redirect("/publishing/words", notice=said)
