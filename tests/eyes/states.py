"""The sample company, and beside it one author and some claim links whose things stand in every state."""

import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from PIL import Image

from ideaboard import clock, demo, outbox
from ideaboard.board import claims, comments, merges, posts, searches, votes
from ideaboard.board import pictures as board_pictures
from ideaboard.council import answers, themes
from ideaboard.db import Database, Row, connect, transact
from ideaboard.people import feed_keys, invitations, mail_choices, mutes, people, pictures, signin
from ideaboard.publishing import (
    ballots,
    consent,
    consent_letters,
    drafts,
    files,
    films,
    leaks,
    nominations,
    photos,
    releases,
    scheduling,
)
from ideaboard.publishing.authors import CoAuthor
from ideaboard.publishing.drafts import Wording
from ideaboard.publishing.files import Chosen
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.spotlight import stories
from ideaboard.spotlight.parts import Credit, Note
from ideaboard.spotlight.stories import Story
from ideaboard.who import Person
from tests.eyes import readers
from tests.publishing import filmstrip
from tests.running import Running

AUTHOR, NEWCOMER, PRIYA = "ana@carlssoda.example", "new@carlssoda.example", "priya.raman@carlssoda.example"
STEWARD = "sunita.deshpande@carlssoda.example"
OPEN, NAMELESS = "production", "workplace"
# What became of a request for consent; "told" stands on the spotlight, "over" was taken back from there.
ANSWERS = ("asked", "given", "declined", "changes", "withdrawn", "outdated", "told", "over")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RICH = f"""# What I saw

Some **bold**, _slanted_ and ~~struck~~ words, `code`, and a [link](https://example.com/a/page).

### Two steps down at once

1. First
2. Second
   - below it, with {LONG}

> They said it first.

###### The smallest

| Shop | Crates lent | Crates back | Missing | Since | Told to | Remarks |
|---|---|---|---|---|---|---|
| {LONG[:40]} | 120 | 96 | 24 | spring | nobody yet | none |

```
a_very_long_line_of_code_that_nobody_breaks(because, it, is, code, and_code, wants, to, be, wide, as_it_is)
```

---

https://example.com/{"an-address-without-any-end/" * 6}
"""


@dataclass
class States:
    """By visitor: addresses that show a state, and forms (address, fields) that are refused."""

    starts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Company:
    """The home while it is being filled: who acts, and at what time."""

    db: Database
    settings: Settings
    seats: list[Person]
    author: Person
    states: States = field(default_factory=States)
    now: str = field(default_factory=lambda: clock.shift(clock.now(), days=-1))

    @property
    def signer(self) -> Signer:
        return Signer(self.settings.secret)

    def start(self, visitor: str, *addresses: str) -> None:
        self.states.starts[visitor].extend(addresses)

    def refuse(self, visitor: str, address: str, **form: str) -> None:
        """A form that comes back: for its mistakes, or with a preview."""
        self.states.refused[visitor].append((address, form))

    def post(self, title: str, body: str = RICH, *, by: Person | None = None, claim: str = "") -> int:
        return posts.create(
            self.db,
            kind="idea",
            title=title,
            body=body,
            category=NAMELESS if claim else OPEN,
            tags="glass, long-tag-of-many-words",
            claim=claim,
            by=by or self.author,
            now=self.now,
        )

    def draft(self, post_id: int, *, editor: int = 0, **wording: object) -> int:
        words = {"title": "Told outside", "standfirst": "In short.", "body": RICH} | wording
        kept = Wording(**words)  # type: ignore[arg-type]
        return drafts.create(self.db, post_id, kept, company="Acme", by=self.seats[editor], now=self.now)

    def act(self, verb: Callable[..., Any], draft: int, *words: object, **named: object) -> Any:
        return verb(self.db, drafts.known(self.db, draft), *words, **({"now": self.now} | named))

    def hash(self, draft: int) -> str:
        return str(drafts.known(self.db, draft)["hash"])


def fill(running: Running) -> States:
    """Fill a home that nothing runs on yet."""
    settings = running.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    demo.prepare(settings, say=lambda sentence: None)
    db = connect(settings.database)
    company = transact(db, lambda: _open(db, settings))
    readers.mailed(company)
    for work in (
        _shown,
        _posts,
        _searches,
        _themes,
        _merges,
        _consents,
        _claims,
        _drafts,
        _gate,
        readers.desk,
        _admin,
    ):
        transact(db, partial(work, company))
    db.close()
    _magazine(company)
    return company.states


def _open(db: Database, settings: Settings) -> Company:
    now = clock.now()
    author = people.add(
        db,
        AUTHOR,
        f"Ana {LONG[:24]}",
        title="Head of nearly everything that comes in bottles",
        department="Bottles & returns",
        now=clock.shift(now, days=-100),
    )
    people.set_picture(db, author, pictures.keep(settings.uploads / "people", _face()))
    people.welcomed(db, author, now=now)
    people.add(db, NEWCOMER, "Nia", now=now)
    held = [row["person_id"] for row in db.rows("SELECT person_id FROM seats ORDER BY id")]
    return Company(db, settings, [_loaded(db, number) for number in held], _loaded(db, author))


def _face() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(drawn, "PNG")
    return drawn.getvalue()


def _loaded(db: Database, number: int) -> Person:
    found = people.load(db, number, now=clock.now())
    assert found is not None
    return found


def _posts(company: Company) -> None:
    """A post with everything said about it, others that ended, and what a colleague may do with them."""
    db, author, now = company.db, company.author, company.now
    shown = board_pictures.mark(board_pictures.keep(db, *pictures.wide(_face()), now=now), "A crate")
    busy, muted, gone = (
        company.post("A busy one", f"{shown}\n\n{RICH}"),
        company.post("Muted"),
        company.post("Taken back"),
    )
    first = comments.add(db, busy, RICH, by=company.seats[0], now=now)
    reply = comments.add(db, busy, "# Loud\n\nand calm", reply_to=first, by=author, now=now)
    comments.edit(db, reply, "## Less loud\n\n#### and deeper", by=author, now=clock.now())
    rude = comments.add(db, busy, "rude", by=company.seats[3], now=now)
    comments.add(db, busy, "to the rude one", reply_to=rude, by=author, now=now)
    comments.remove(db, rude, reason="Rude.", by=company.seats[0], now=now)
    for status, reason in (("under_review", ""), ("declined", "It costs more than it brings.")):
        answers.answer(db, busy, status=status, text=RICH, reason=reason, by=company.seats[1], now=now)
    for value, seat in ((1, 0), (1, 1), (-1, 2)):
        votes.cast(db, muted, value, by=company.seats[seat], now=now)
    _edit(company, muted)
    mutes.mute(db, muted, author.id, now=now)
    posts.withdraw(db, posts.find(db, gone, author), now=now)
    company.start("author", f"/posts/{busy}", f"/posts/{busy}?quote={first}", f"/posts/{muted}/history")
    company.start(
        "author", f"/posts/{muted}", f"/posts/{muted}/edit", f"/posts/{gone}", f"/comments/{reply}/edit"
    )
    company.start(
        "author", f"/comments/{reply}/remove", "/settings/mail", f"/posts?author={author.id}", "/inbox"
    )
    company.start("councillor", f"/posts/{busy}", f"/council/posts/{busy}", f"/comments/{first}/remove")
    company.start("councillor", f"/council/posts/{muted}/archive", f"/posts/{gone}")
    company.start("employee", f"/posts/{busy}", f"/people/{author.id}")
    company.refuse("author", f"/posts/{muted}/edit", title="")
    company.refuse("author", f"/posts/{muted}/preview", title="Muted", body=RICH)
    company.refuse("author", "/posts/preview", title="A busy one", body=RICH)
    company.refuse("author", f"/comments/{reply}/edit", body="")
    company.refuse("author", f"/posts/{busy}/comments", body="", reply_to=str(first))
    company.refuse("councillor", f"/council/posts/{busy}/answer", text="", status="declined")
    company.refuse("councillor", f"/council/posts/{busy}/archive", reason="")
    company.refuse("councillor", f"/comments/{reply}/remove", reason="")


def _magazine(company: Company) -> None:
    """Outside: a story of several authors with all that was told since, and pages that have a next one."""
    db = connect(company.settings.spotlight_database)
    one = Credit(f"Ana {LONG[:30]}", "Head of nearly everything in bottles", "Bottles & returns", "ana-1")
    told = Story(
        slug="told-by-three",
        version=1,
        title=f"Told by three, of {LONG}",
        standfirst="In short.",
        body=RICH,
        byline="Ana; Bo; An employee",
        topic="Bottles, and what comes back in them",
        question="Which one?",
        correction="One ring.",
        published_at=clock.shift(company.now, days=-20),
        updated_at=company.now,
        credits=(one, Credit("Bo", department="Logistics"), Credit("")),
        notes=(
            Note("correction", f"One ring, and no {LONG}.", company.now),
            Note("update", RICH, company.now, "Partly done"),
            Note("update", "It stands.", company.now),
        ),
    )
    transact(db, lambda: stories.put(db, told))
    for number in range(14):
        short = {"slug": f"short-{number:02}", "title": f"Short {number}", "credits": (one,), "notes": ()}
        transact(db, lambda short=short: stories.put(db, replace(told, **short)))
    db.close()
    lists = ("/topics/bottles-and-what-comes-back-in-them", "/people/ana-1", "/departments/bottles-returns")
    month = f"/archive/{told.published_at[:4]}/{told.published_at[5:7]}"
    company.start("reader", told.path, f"{told.path}/embed", "/older/short-00", *lists, month)
    company.start("reader", *(f"{path}/older/short-00" for path in (*lists, month)), "/people/after/ana-1")
    company.start("reader", f"/topics/after{lists[0].removeprefix('/topics')}", "/?before=short-09")


def _searches(company: Company) -> None:
    """Searches the author keeps, with feed links, one of them told to the inbox; and one not yet kept."""
    db, author, now = company.db, company.author, company.now
    kept = (({"q": f"{LONG} 🥤"}, "none"), ({"q": "cherry", "status": "planned", "kind": "idea"}, "inbox"))
    for asked, notify in kept:
        searches.save(db, asked, "", notify=notify, by=author, now=now)
    feed_keys.make(db, author.id, now=now)
    last = searches.saved(db, kept[-1][0], author)
    assert last is not None
    company.start("author", "/searches", "/search?q=cherry", "/search?q=cherry&status=planned&kind=idea")
    company.start("author", f"/search?q={'w' * 500}")
    company.refuse("author", "/searches", search="q=cherry", name="x" * 90)
    company.refuse("author", f"/searches/{last['id']}", **{f"name-{last['id']}": "x" * 90})


def _themes(company: Company) -> None:
    """A theme with a long title and every kind of text, one that is empty, one that is closed."""
    db, now, by = company.db, company.now, company.seats[0]
    number = company.post("Grouped with others")
    words = {"title": f"What {LONG} say", "statement": RICH, "audience": "inside"}
    full = themes.make(db, **words, post_id=number, by=by, now=now)
    empty, closed = (
        themes.make(db, title=title, statement="So far.", audience="employees", by=by, now=now)
        for title in ("Nothing in it", "Settled")
    )
    themes.add(db, closed, number, by=by, now=now)
    themes.close(db, closed, True, by=by, now=now)
    company.start("employee", "/themes", "/themes?closed=1", "/themes?before=1", f"/themes/{full}")
    company.start("employee", f"/themes/{empty}", f"/themes/{closed}", f"/posts/{number}")
    company.start("employee", f"/themes/{full}?after=0~1", "/search?q=say", "/people?q=priyaa")
    company.start("brand advocate", "/themes", f"/themes/{full}", f"/council/posts/{number}")
    company.start("councillor", "/council/themes/new", f"/council/themes/new?post={number}")
    company.start("councillor", *(f"/council/themes/{theme}" for theme in (full, empty, closed)))
    company.start("councillor", f"/council/posts/{number}", "/themes")
    company.refuse("councillor", "/council/themes", title=LONG, post=str(number))
    company.refuse("councillor", f"/council/themes/{full}", title="", statement="")
    company.refuse("councillor", f"/council/posts/{number}/themes", theme=str(closed))


def _edit(company: Company, number: int) -> None:
    posts.edit(
        company.db,
        posts.find(company.db, number, company.author),
        kind="story",
        title="Muted",
        body="Said anew.",
        category=OPEN,
        tags="",
        by=company.author,
        now=company.now,
    )


def _merges(company: Company) -> None:
    """Merged posts: by their author, by the council, objected to and kept, and one that asks for its twin."""
    db, author, now = company.db, company.author, company.now
    survivor = company.post("Said first", by=company.seats[2])
    comments.add(db, survivor, RICH, by=company.seats[0], now=now)
    company.start("author", f"/posts/{survivor}")
    company.start("councillor", f"/posts/{survivor}", f"/council/posts/{survivor}")
    for state in ("own", "merged", "objected", "kept"):
        number = company.post(f"Said again, and {state}")
        comments.add(db, number, RICH, by=author, now=now)
        by = author if state == "own" else company.seats[1]
        merges.merge(db, posts.known(db, number), posts.known(db, survivor), by=by, now=now)
        if state in ("objected", "kept"):
            merges.object_to(db, posts.known(db, number), f"Mine is of {LONG}.", by=author, now=clock.now())
        if state == "kept":
            merges.keep(db, merges.require(db, number), "Both are.", by=company.seats[3], now=now)
        company.start("author", f"/posts/{number}", f"/posts/{number}?original=1")
        company.start("councillor", f"/council/posts/{number}", f"/posts/{number}?original=1")
        if state == "merged":
            company.refuse("author", f"/posts/{number}/object", objection="")
        if state == "objected":
            company.refuse("councillor", f"/council/posts/{number}/keep", keep="")
    alone = company.post("Perhaps said before")
    company.start("author", f"/posts/{alone}/same", f"/posts/{alone}/same?other={survivor}")
    company.start("author", f"/posts/{alone}/same?other=nothing", f"/posts/{alone}/same?other={alone}")
    company.refuse("author", f"/posts/{alone}/same", other="nothing")
    company.start(
        "councillor", f"/council/posts/{alone}/merge", f"/council/posts/{alone}/merge?other={survivor}"
    )
    company.refuse("councillor", f"/council/posts/{alone}/merge", other="")


def _consents(company: Company) -> None:
    """One post of the author's for each answer that a request for consent may have."""
    for answer in ANSWERS:
        draft = company.draft(company.post(f"Asked about, and {answer}"))
        company.act(consent.ask, draft, settings=company.settings, by=company.seats[0])
        _answer(company, draft, answer)
        company.start("author", f"/publishing/consents/{draft}")
        company.start("councillor", f"/publishing/drafts/{draft}")
        if answer == "asked":
            company.refuse(
                "author", f"/publishing/consents/{draft}", answer="change", hash=company.hash(draft)
            )
            company.refuse("councillor", f"/publishing/drafts/{draft}/ask-consent")
            company.refuse("councillor", f"/publishing/drafts/{draft}/release")
        if answer == "told":
            company.refuse("councillor", f"/publishing/drafts/{draft}/recuse")
            company.refuse("councillor", f"/publishing/drafts/{draft}/retract", retract_reason="")
        if answer in ("outdated", "told", "asked"):
            company.start(
                "councillor", f"/publishing/drafts/{draft}/edit", f"/publishing/drafts/{draft}/versions/1"
            )
            company.start("brand advocate", f"/publishing/drafts/{draft}")


def _answer(company: Company, draft: int, answer: str) -> None:
    by, seen = company.author, company.hash(draft)
    match answer:
        case "declined":
            company.act(consent.decline, draft, seen, by=by)
        case "changes":
            company.act(consent.ask_change, draft, seen, "# Less\n\nof it, please", by=by)
        case "outdated":
            company.act(
                drafts.save,
                draft,
                Wording(title="Told otherwise", body=RICH),
                seen=1,
                company="Acme",
                by=company.seats[1],
            )
        case "given" | "withdrawn" | "told" | "over":
            company.act(consent.give, draft, seen, by=by)
    if answer in ("told", "over"):
        made = _tell(company, draft)
        if answer == "told":
            readers.answered(company, made, by, "author", "/publishing/responses/", "/reply")
            company.start("author", f"/publishing/stories/{made['slug']}")
    if answer in ("withdrawn", "over"):
        company.act(releases.withdraw, draft, by=by)


def _tell(company: Company, draft: int) -> Row:
    for seat in (1, 2, 3, 4):
        company.act(ballots.cast, draft, company.hash(draft), "yes", by=company.seats[seat])
    made: Row = company.act(releases.release, draft, settings=company.settings, by=company.seats[1])
    company.start("reader", f"/stories/{made['slug']}", f"/stories/{made['slug']}?sent=1")
    company.refuse("reader", f"/stories/{made['slug']}/responses", name="", body="", email="odd")
    company.start("councillor", f"/publishing/stories/{made['slug']}")
    return made


def _claims(company: Company) -> None:
    """Nameless posts: nobody asked, asked, agreed, closed, taken back, merged."""
    for state in ("new", "asked", "given", "told", "closed", "gone", "merged"):
        secret = claims.fresh()
        number = company.post(f"Nameless and {state}", claim=secret)
        token = claims.token(company.signer, number, secret)
        if state in ("asked", "given", "told"):
            draft = company.draft(number, byline="employee")
            company.act(consent.ask, draft, settings=company.settings, by=company.seats[0])
            if state in ("given", "told"):
                by = claims.open_claim(company.db, company.signer, token)
                company.act(consent.give, draft, company.hash(draft), by=by)
            if state == "told":
                readers.nameless(company, _tell(company, draft), token)
        elif state == "closed":
            answers.answer(
                company.db, number, status="done", text="Done.", by=company.seats[1], now=company.now
            )
        elif state == "gone":
            posts.withdraw(company.db, posts.known(company.db, number), now=company.now)
        elif state == "merged":
            into = posts.known(company.db, company.post("Said with a name"))
            row = posts.known(company.db, number)
            merges.merge(company.db, row, into, by=company.seats[1], now=company.now)
            company.refuse("claim holder", f"/claims/{token}/object", objection="")
        company.start("claim holder", f"/claims/{token}", f"/publishing/claims/{token}")
        if state in ("asked", "given"):
            mine = f"/publishing/claims/{token}"
            company.start("claim holder", f"{mine}/record", f"{mine}/proof")
        if state in ("new", "asked"):
            company.start("claim holder", f"/claims/{token}/edit")
            company.start("employee", f"/claims/{token}")
            company.refuse("claim holder", f"/claims/{token}/edit", title="")
        if state == "asked":
            company.refuse(
                "claim holder", f"/publishing/claims/{token}", answer="change", hash=company.hash(draft)
            )


def _drafts(company: Company) -> None:
    """Drafts with leaks in them, one waved through; with dissent; with a seat that stands aside."""
    leaky = company.draft(
        company.post("It names addresses"),
        editor=1,
        body="Write to ana@carlssoda.example, call +49 89 123456 78, see http://127.0.0.1:8000/posts/1.",
    )
    draft = drafts.known(company.db, leaky)
    found, other = leaks.open_findings(company.db, [draft], settings=company.settings)[leaky][:2]
    company.act(
        leaks.waive, leaky, found.key, "It is public.", settings=company.settings, by=company.seats[0]
    )
    split = company.draft(company.post("They do not agree"), editor=1)
    for seat, choice, reason in ((0, "abstain", ""), (1, "yes", ""), (2, "no", "Not true any more.")):
        company.act(ballots.cast, split, company.hash(split), choice, reason=reason, by=company.seats[seat])
    company.act(ballots.recuse, split, by=company.seats[3])
    company.start("councillor", f"/publishing/drafts/{leaky}", f"/publishing/drafts/{split}")
    company.refuse("councillor", f"/publishing/drafts/{leaky}/waive", finding=other.key, waive_reason="")
    company.refuse("councillor", f"/publishing/drafts/{split}/vote", choice="no", hash=company.hash(split))
    company.refuse("councillor", f"/publishing/drafts/{split}/edit", title="", version="1")
    # Somebody else saved meanwhile: the page shows both texts.
    company.refuse(
        "councillor", f"/publishing/drafts/{split}/edit", title="Mine", body="My words", version="7"
    )
    fresh = company.post("Not drafted yet")
    company.start("councillor", f"/publishing/drafts/new?post={fresh}")
    company.refuse("councillor", "/publishing/drafts", post=str(fresh), title="")
    row = company.db.row("SELECT id FROM incoming WHERE state = 'refused' LIMIT 1")
    held = company.db.row("SELECT id FROM incoming WHERE state = 'held' LIMIT 1")
    assert row is not None
    assert held is not None
    company.refuse("councillor", f"/publishing/responses/{row['id']}/accept")
    company.refuse("councillor", f"/publishing/responses/{held['id']}/refuse", reason="")


def _shown(company: Company) -> None:
    """A draft by two authors with a photo and a film, both asked; and the link that takes a yes back."""
    db, now = company.db, company.now
    row = people.by_email(db, STEWARD)
    other = people.load(db, row["id"], now=now) if row else None
    assert other is not None
    number = company.post("Seen by two")
    comments.add(db, number, "And heard.", by=other, now=now)
    photo = files.keep(db, photos.photo(filmstrip.photo()), now=now)
    film = files.keep(db, films.film(filmstrip.mp4(filmstrip.PLACE)), now=now)
    media = (Chosen(1, photo, f"A crate {LONG}", LONG), Chosen(2, film, "Crates move"))
    draft = company.draft(number, media=media, co_authors=(CoAuthor(other.id, "full"),))
    company.act(consent.ask, draft, settings=company.settings, by=company.seats[0])
    company.start("councillor", f"/publishing/drafts/{draft}", f"/publishing/drafts/{draft}/edit")
    company.start("steward", f"/publishing/consents/{draft}")
    company.start("author", f"/publishing/consents/{draft}")
    company.refuse(
        "councillor", f"/publishing/drafts/{draft}/edit", version="1", add_medium="1", title="Kept"
    )
    company.refuse(
        "author", f"/publishing/consents/{draft}", answer="give", until="x", hash=company.hash(draft)
    )
    link = consent_letters.token(company.settings, draft, company.author.id)
    company.start("stranger", f"/publishing/withdraw/{link}", "/publishing/withdraw/broken")


def _gate(company: Company) -> None:
    """A draft that is planned, one whose ballot is over, and posts that are nominated and offered."""
    ready = [company.draft(company.post(f"{words} and agreed to")) for words in ("Planned", "Ready", "Over")]
    for draft in ready:
        company.act(consent.ask, draft, settings=company.settings, by=company.seats[0])
        company.act(consent.give, draft, company.hash(draft), by=company.author)
    planned, free, over = ready
    for draft in (planned, free):
        for seat in (1, 2, 3, 4):
            company.act(ballots.cast, draft, company.hash(draft), "yes", by=company.seats[seat])
    soon = clock.shift(company.now, days=3)
    named = {"settings": company.settings, "shares_minute": False, "by": company.seats[1]}
    company.act(scheduling.plan, planned, soon, **named)
    company.db.run("UPDATE ballot_terms SET closes_at = opened_at WHERE draft_id = :id", id=over)
    company.start("councillor", *(f"/publishing/drafts/{draft}" for draft in ready))
    company.start("councillor", f"/publishing/drafts/{planned}/edit", f"/publishing/drafts/{planned}/record")
    company.start("councillor", "/publishing/calendar", "/publishing/calendar?month=2001-02")
    company.start("councillor", "/publishing/candidates?q=nothing-has-this", "/publishing/rules")
    company.start("author", f"/publishing/consents/{planned}/record", f"/publishing/consents/{planned}/proof")
    company.refuse("councillor", f"/publishing/drafts/{free}/plan", day="soon", time="later")
    company.refuse("councillor", f"/publishing/drafts/{free}/plan", day="2001-01-01", time="09:00")
    company.refuse("councillor", f"/publishing/drafts/{planned}/reopen")
    number, offered = company.post("Nominated twice"), company.post("Offered")
    for seat in (0, 1):
        nominations.nominate(company.db, number, LONG, by=company.seats[seat], now=company.now)
    nominations.offer(company.db, posts.known(company.db, offered), by=company.author, now=company.now)
    company.start("councillor", f"/posts/{number}", f"/publishing/posts/{number}/nominate")
    company.start("author", f"/posts/{offered}")
    company.refuse("councillor", f"/publishing/posts/{offered}/nominate", nominate_reason="")
    company.refuse("steward", "/publishing/rules", yes="1", outsiders="none", days="900", zone="Mars")


def _admin(company: Company) -> None:
    """An open invitation, work that failed, and links that came by mail."""
    db, now = company.db, company.now
    invitations.invite(
        db, "guest@shop.example", "ambassador", by=company.author, settings=company.settings, now=now
    )
    outbox.put(db, "a kind of work that is unknown here", now=now, about=LONG)
    db.run(
        "UPDATE outbox SET state = 'failed', error = :error WHERE kind LIKE 'a kind%'", error=f"No: {LONG}"
    )
    stop = mail_choices.stop_address(company.settings, company.signer, company.author.id, "digest")
    company.start("stranger", stop.removeprefix(company.settings.base_url), "/mail/unsubscribe/broken")
    company.start("stranger", "/claims/broken", "/signin/broken")
    used = signin.link(
        db, AUTHOR, settings=company.settings, signer=company.signer, now="2026-01-01T00:00:00Z"
    )
    fresh = signin.link(db, AUTHOR, settings=company.settings, signer=company.signer, now=clock.now())
    for link in (used, fresh):
        company.start("stranger", link.removeprefix(company.settings.base_url))
    company.refuse("stranger", used.removeprefix(company.settings.base_url))
    sunita = people.by_email(db, "sunita.deshpande@carlssoda.example")
    assert sunita is not None
    company.refuse("steward", f"/admin/people/{sunita['id']}")
    company.refuse("steward", "/categories/production", name="")
    company.start("steward", f"/admin/people/{company.author.id}", "/categories", "/categories/production")
