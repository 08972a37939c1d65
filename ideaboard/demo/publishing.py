"""The sample company's drafts, ballots, stories and readers, each at the stage it is told to be in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ideaboard import clock
from ideaboard.board import posts
from ideaboard.db import Row, transact
from ideaboard.paths import SEEDS
from ideaboard.publishing import (
    ballots,
    consent,
    decisions,
    drafts,
    files,
    incoming,
    notes,
    photos,
    releases,
    replies,
    scheduling,
    subscribers,
)
from ideaboard.publishing.authors import CoAuthor
from ideaboard.publishing.files import Chosen
from ideaboard.spotlight import links, requests, responses
from ideaboard.who import Person

if TYPE_CHECKING:
    from ideaboard.demo.replay import Company

# Days before an item's own moment at which its earlier stages happened.
DRAFTED, ASKED, AGREED, VOTED, LIVE_BEFORE = 9.0, 7.0, 5.0, 3.0, 17.0
REASON = "The new glue failed in the cold store, so what the story promised no longer holds."
FIRST_CLAIM = ("use in half a year", "use in a year")


def plan(company: "Company", item: dict[str, Any]) -> None:
    """Plan everything that happened to one draft; what an ended story lacks is told by its stage."""
    stage, moment = item["stage"], float(item["days_ago"])
    ended = stage in {"retracted", "withdrawn"}
    released = moment + LIVE_BEFORE if ended else moment
    started = {"nominated": 0.0, "draft": 0.0, "consent_asked": 1.0}.get(stage, DRAFTED)
    company.add(min(released + started, company.born[item["post"]] - 0.1), _draft(company, item))
    if stage in {"nominated", "draft"}:
        return
    company.add(released + (ASKED if item["consent"] else 0.0), _ask(company, item))
    if item["consent"]:
        company.add(released + AGREED, _agree(company, item))
    _plan_ballot(company, item, released)
    if stage in {"released", "retracted", "withdrawn"}:
        company.add(released, _release(company, item, item["ballot"][0]["by"]), alone=True)
    if stage == "scheduled":
        company.add(released, _schedule(company, item))
    for kind in notes.KINDS:
        if item.get(kind):
            _plan_note(company, item, kind)
    for number, response in enumerate(item["responses"]):
        _plan_response(company, item, response, number)
    if ended:
        company.add(moment, _end(company, item), alone=True)


def _plan_ballot(company: "Company", item: dict[str, Any], released: float) -> None:
    count = len(item["ballot"])
    for place, vote in enumerate(item["ballot"]):
        when = released + VOTED - VOTED * place / (count + 1) - 0.2
        company.add(when, _cast(company, item, vote["by"], vote["choice"], vote["reason"]))


def _wording(company: "Company", item: dict[str, Any], now: str, *, first: bool = False) -> drafts.Wording:
    draft = item["draft"]
    body = draft["body"].replace(*FIRST_CLAIM) if first and item["correction"] else draft["body"]
    return drafts.Wording(
        title=draft["title"],
        standfirst=draft["standfirst"],
        body=body,
        byline=draft["byline"],
        topic=draft["topic"],
        question=draft["question"],
        media=tuple(_medium(company, one, now) for one in draft.get("media", ())),
        co_authors=tuple(
            CoAuthor(company.people[one["who"]], one["byline"]) for one in draft.get("co_authors", ())
        ),
    )


def _medium(company: "Company", one: dict[str, Any], now: str) -> Chosen:
    content = (SEEDS / "carls-soda" / "pictures" / one["file"]).read_bytes()
    name = files.keep(company.place.db, photos.photo(content), now=now)
    return Chosen(1, name, one["alt"], one["caption"])


def _row(company: "Company", item: dict[str, Any]) -> Row:
    number = drafts.of_post(company.place.db, company.posts[item["post"]])
    assert number is not None, item["post"]
    return drafts.known(company.place.db, number)


def _draft(company: "Company", item: dict[str, Any]) -> Callable[[str], None]:
    def act(now: str) -> None:
        drafts.create(
            company.place.db,
            company.posts[item["post"]],
            _wording(company, item, now, first=True),
            company=company.place.settings.company,
            written_in=company.place.settings.language,
            by=company.person(item["editor"], now),
            now=now,
        )

    return act


def _ask(company: "Company", item: dict[str, Any]) -> Callable[[str], None]:
    def act(now: str) -> None:
        by = company.person(item["editor"], now)
        consent.ask(company.place.db, _row(company, item), settings=company.place.settings, by=by, now=now)

    return act


def _author(company: "Company", item: dict[str, Any], now: str) -> Person | Row:
    post = posts.known(company.place.db, company.posts[item["post"]])
    if post["author_id"] is None:
        return post
    keys = {number: key for key, number in company.people.items()}
    return company.person(keys[post["author_id"]], now)


def _agree(company: "Company", item: dict[str, Any]) -> Callable[[str], None]:
    def act(now: str) -> None:
        draft, together = _row(company, item), bool(item.get("together"))
        others = [company.person(one["who"], now) for one in item["draft"].get("co_authors", ())]
        for author in (_author(company, item, now), *others):
            consent.give(company.place.db, draft, draft["hash"], together=together, by=author, now=now)

    return act


def _cast(
    company: "Company", item: dict[str, Any], key: str, choice: str, reason: str
) -> Callable[[str], None]:
    def act(now: str) -> None:
        draft = _row(company, item)
        ballots.cast(
            company.place.db,
            draft,
            draft["hash"],
            choice,
            reason=reason,
            by=company.person(key, now),
            now=now,
        )

    return act


def _release(company: "Company", item: dict[str, Any], key: str) -> Callable[[str], None]:
    def act(now: str) -> None:
        releases.release(
            company.place.db,
            _row(company, item),
            settings=company.place.settings,
            by=company.person(key, now),
            now=now,
        )

    return act


def _schedule(company: "Company", item: dict[str, Any]) -> Callable[[str], None]:
    def act(now: str) -> None:
        scheduling.plan(
            company.place.db,
            _row(company, item),
            clock.shift(company.now, days=item["plan_in_days"])[:11] + "08:00:00Z",
            settings=company.place.settings,
            shares_minute=False,
            by=company.person(item["ballot"][0]["by"], now),
            now=now,
        )

    return act


def _plan_note(company: "Company", item: dict[str, Any], kind: str) -> None:
    """A later version through the same gate, with its note: saved, agreed to, voted on and released again."""
    moment = float(item[kind]["days_ago"])

    def save(now: str) -> None:
        draft = _row(company, item)
        releases.correct(
            company.place.db,
            draft,
            _wording(company, item, now),
            note=item[kind]["note"],
            kind=kind,
            seen=draft["version"],
            company=company.place.settings.company,
            written_in=company.place.settings.language,
            by=company.person(item["editor"], now),
            now=now,
        )

    company.add(moment + 0.9, save)
    company.add(moment + 0.8, _ask(company, item))
    company.add(moment + 0.6, _agree(company, item))
    for place, vote in enumerate(item["ballot"]):
        company.add(moment + 0.5 - place / 20, _cast(company, item, vote["by"], vote["choice"], ""))
    company.add(moment, _release(company, item, item["ballot"][0]["by"]), alone=True)


# Days from an author's answer to its leave, and from a response to the decision, or to its end.
LET_OUT, DECIDED, TAKEN_BACK = 0.3, 0.2, 2.0


def _plan_response(company: "Company", item: dict[str, Any], row: dict[str, Any], number: int) -> None:
    sent: list[str] = []

    def send(now: str) -> None:
        shown = releases.live(company.place.db, _row(company, item)["id"])
        assert shown is not None, item["post"]
        outside = company.place.outside
        made = transact(
            outside,
            lambda: responses.send(
                outside, shown["slug"], row["name"], row["email"] or "", row["body"], now=now
            ),
        )
        sent.append(made)

    def decide(now: str) -> None:
        by = company.person(item["ballot"][number % 2]["by"], now)
        if row["state"] in ("accepted", "withdrawn"):
            decisions.accept(company.place.db, sent[0], by=by, now=now)
        elif row["state"] == "private":
            decisions.keep_private(company.place.db, sent[0], by=by, now=now)
        else:
            decisions.refuse(company.place.db, sent[0], row["reason"] or "", by=by, now=now)

    company.add(row["days_ago"], send, alone=True)
    if row["state"] != "held":
        company.add(row["days_ago"] - DECIDED, decide, alone=True)
    if row["state"] == "withdrawn":
        company.add(row["days_ago"] - TAKEN_BACK, _take_back(company, sent), alone=True)
    if "reply" in row:
        company.add(row["reply"]["days_ago"] + LET_OUT, _reply(company, item, row["reply"]["body"], sent))
    if "reply" in row and row["reply"]["out"]:
        company.add(
            row["reply"]["days_ago"], _let_out(company, item["ballot"][number % 2]["by"], sent), alone=True
        )


def _take_back(company: "Company", sent: list[str]) -> Callable[[str], None]:
    """Its writer opens the mailed link and presses the button."""

    def act(now: str) -> None:
        key = subscribers.key(company.place.signer, links.WITHDRAW, sent[0])
        outside = company.place.outside
        transact(outside, lambda: requests.ask(outside, links.WITHDRAW, key, now=now))

    return act


def _reply(company: "Company", item: dict[str, Any], body: str, sent: list[str]) -> Callable[[str], None]:
    def act(now: str) -> None:
        db = company.place.db
        by = _author(company, item, now)
        replies.write(db, incoming.known(db, sent[0]), body, by=by, now=now)

    return act


def _let_out(company: "Company", key: str, sent: list[str]) -> Callable[[str], None]:
    def act(now: str) -> None:
        by, settings = company.person(key, now), company.place.settings
        replies.let_out(company.place.db, sent[0], 1, "", settings=settings, by=by, now=now)

    return act


def _end(company: "Company", item: dict[str, Any]) -> Callable[[str], None]:
    """The author or the council takes the story back."""

    def act(now: str) -> None:
        db, draft = company.place.db, _row(company, item)
        if item["stage"] == "withdrawn":
            releases.withdraw(db, draft, by=_author(company, item, now), now=now)
        else:
            by = company.person(item["ballot"][0]["by"], now)
            releases.retract(db, draft, reason=REASON, by=by, now=now)

    return act
