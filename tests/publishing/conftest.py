"""The publishing desk: a draft on its way, the worker's hands, and pages on a real app."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from starlette.testclient import TestClient

from ideaboard import clock, outbox
from ideaboard.db import Database, Row, transact
from ideaboard.outbox import Workplace
from ideaboard.publishing import ballots, consent, drafts, jobs, releases
from ideaboard.publishing.drafts import Wording
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.who import Person
from tests.conftest import NOW, Cast, Stage, post

T = TypeVar("T")
TEXT = Wording(
    title="The crates come home", standfirst="Ada looks into every one.", body="Every crate comes **back**."
)


@dataclass
class Desk:
    """One draft of a post by the author, edited by the second customer advocate (`editor`)."""

    cast: Cast
    outside: Database
    settings: Settings
    number: int

    @property
    def db(self) -> Database:
        return self.cast.db

    @property
    def editor(self) -> Person:
        return self.cast.council[1]

    @property
    def place(self) -> Workplace:
        return Workplace(self.db, self.outside, self.settings, Signer(self.settings.secret))

    def draft(self) -> Row:
        return drafts.known(self.db, self.number)

    def act(self, verb: Callable[..., T], *args: object, **named: object) -> T:
        """One verb on the draft as it is now, in a transaction of its own; `by` is the editor by default."""
        values = {"by": self.editor, "now": NOW} | named
        return transact(self.db, lambda: verb(self.db, self.draft(), *args, **values))

    def save(self, wording: Wording = TEXT, **named: object) -> int:
        seen = named.pop("seen", self.draft()["version"])
        return self.act(drafts.save, wording, seen=seen, company="Acme", **named)

    def consent(self) -> None:
        self.act(consent.ask, settings=self.settings)
        self.act(consent.give, self.draft()["hash"], by=self.cast.author)

    def vote(self, *people: Person, choice: str = "yes", reason: str = "") -> None:
        for person in people:
            self.act(ballots.cast, self.draft()["hash"], choice, reason=reason, by=person)

    def quorum(self) -> None:
        """Three employees and one brand advocate say yes."""
        self.vote(*self.cast.council[1:5])

    def ready(self) -> None:
        self.consent()
        self.quorum()

    def release(self, **named: object) -> Row:
        return self.act(releases.release, settings=self.settings, **named)

    def work(self, now: str = NOW) -> None:
        """Do the desk's jobs that wait, each twice, as after a crash of the worker."""
        for job in outbox.due(self.db, now=now, limit=1000):
            if job.kind in jobs.OUTWARD:
                jobs.OUTWARD[job.kind](self.place, job, now)
                jobs.OUTWARD[job.kind](self.place, job, now)
            elif job.kind in jobs.INSIDE:
                for _ in range(2):
                    transact(self.db, lambda job=job: jobs.INSIDE[job.kind](self.place, job, now))  # type: ignore[misc]
            transact(self.db, lambda job=job: outbox.done(self.db, [job.id]))  # type: ignore[misc]


def begin(cast: Cast, outside: Database, settings: Settings, post_id: int, wording: Wording = TEXT) -> Desk:
    number = transact(
        cast.db,
        lambda: drafts.create(cast.db, post_id, wording, company="Acme", by=cast.council[1], now=NOW),
    )
    return Desk(cast, outside, settings, number)


@pytest.fixture
def desk(cast: Cast, outside: Database, settings: Settings) -> Desk:
    return begin(cast, outside, settings, post(cast))


def reworded(title: str, **changes: str) -> Wording:
    return replace(TEXT, title=title, **changes)


Visitor = Callable[[Person | None], TestClient]


@pytest.fixture
def visit(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A browser of the given person's, or a stranger's, at the moment of the tests."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return stage.visit
