"""What the steps of one import share: whom and what is known, and the writing in chunks."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ideaboard import text
from ideaboard.board import categories, groups, visibility
from ideaboard.db import Database, Row, transact
from ideaboard.imports.report import Report
from ideaboard.people import seats
from ideaboard.who import COUNCIL, INSIDE, Person

T = TypeVar("T")
Progress = Callable[[str, int, int], None]

# Rows a transaction: the board waits for no longer than one of these takes.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Target:
    """A post of this import: where votes and comments go."""

    id: int
    author_id: int | None
    audience: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment of this import; `root` is the comment its replies join."""

    id: int
    root: int
    post_id: int


@dataclass(slots=True)
class Work:
    """One run. Ids below zero stand for what a dry run would add."""

    db: Database
    source: str
    about: str
    dry_run: bool
    now: str
    report: Report
    progress: Progress
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Target] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    _places: list[Row] = field(default_factory=list)
    _pretended: Iterator[int] = field(default_factory=lambda: itertools.count(-1, -1))

    def in_chunks(
        self,
        kind: str,
        chunks: Sequence[Sequence[T]],
        write: Callable[[Sequence[T]], Counter[str]],
        size: Callable[[T], int] = lambda item: 1,
    ) -> None:
        """Write each chunk in a transaction of its own, count what it says, and tell how far we are."""
        done, total = 0, sum(size(item) for chunk in chunks for item in chunk)
        for chunk in chunks:
            counted = self._once(write, chunk)
            self.report.counts[kind].update(counted)
            done += sum(size(item) for item in chunk)
            self.progress(kind, done, total)

    def _once(self, write: Callable[[Sequence[T]], Counter[str]], chunk: Sequence[T]) -> Counter[str]:
        if self.dry_run:
            return write(chunk)
        return transact(self.db, lambda: write(chunk))

    def insert(self, sql: str, **values: Any) -> int:
        """The id of a new row."""
        if self.dry_run:
            return next(self._pretended)
        made = self.db.row(sql, **values)
        assert made is not None
        return int(made["id"])

    def bulk(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        if not self.dry_run:
            self.db.bulk(table, rows)

    def run(self, sql: str, **values: Any) -> None:
        if not self.dry_run:
            self.db.run(sql, **values)

    def pretended(self) -> int:
        return next(self._pretended)

    def digests(self, kind: str) -> dict[str, str]:
        """What earlier runs brought in of a kind: by key, how the row looked then."""
        found = self.db.rows(
            "SELECT key, digest FROM import_keys WHERE source = :source AND kind = :kind",
            source=self.source,
            kind=kind,
        )
        return {row["key"]: row["digest"] for row in found}

    def keep_keys(self, kind: str, rows: Iterable[tuple[str, int, str]]) -> None:
        """Remember rows by key, id and digest."""
        kept = [
            {"source": self.source, "kind": kind, "key": key, "id": number, "digest": digest}
            for key, number, digest in rows
        ]
        self.bulk("import_keys", kept)

    def index(self, post_ids: Iterable[int]) -> None:
        """Ask the indexer for these posts, each once."""
        jobs = [
            {
                "kind": "index",
                "payload": json.dumps({"key": f"post:{number}"}),
                "run_at": self.now,
                "created_at": self.now,
            }
            for number in dict.fromkeys(post_ids)
        ]
        self.bulk("outbox", jobs)

    def recount(self, post_ids: Iterable[int]) -> None:
        """Posts that were merged count together: count those among these anew, with their survivors."""
        for number in () if self.dry_run else dict.fromkeys(post_ids):
            groups.recount_shared(self.db, number)
            if (survivor := groups.survivor(self.db, number)) != number:
                self.index([survivor])

    def sees(self, person: Person, target: Target) -> bool:
        return visibility.sees(person, target.audience)

    def meet(self) -> None:
        """Load everybody who is here, with roles and seats."""
        roles: dict[int, set[str]] = {}
        for row in self.db.rows("SELECT person_id, role FROM roles"):
            roles.setdefault(row["person_id"], set()).add(row["role"])
        held = {row["person_id"]: row["kind"] for row in seats.held(self.db, COUNCIL, now=self.now)}
        for row in self.db.rows("SELECT id, name, email FROM people"):
            sits = {COUNCIL: held[row["id"]]} if row["id"] in held else {}
            known = frozenset(roles.get(row["id"], ()))
            self.people[row["email"]] = Person(row["id"], row["name"], row["email"], known, sits)

    def category(self, named: str) -> Row:
        """The category of a name or slug; one that is not there yet is opened, for everyone inside."""
        if not self._places:
            self._places = self.db.rows(
                "SELECT id, slug, name, audience, allow_anonymous FROM categories ORDER BY position, id"
            )
        slug = text.slug(named)
        for row in self._places:
            if row["slug"] in {named, slug or named} or text.fold(row["name"]) == text.fold(named):
                return row
        return self._open_category(named, slug or "category")

    def _open_category(self, named: str, slug: str) -> Row:
        taken = {row["slug"] for row in self._places}
        free = next(s for n in itertools.count(1) if (s := slug if n == 1 else f"{slug}-{n}") not in taken)
        number = self.pretended()
        if not self.dry_run:
            number = transact(self.db, lambda: categories.add(self.db, named, about=self.about, slug=free))
        made = {"id": number, "slug": free, "name": named, "audience": INSIDE, "allow_anonymous": 0}
        self._places.append(made)
        word = "would be opened" if self.dry_run else "was opened"
        self.report.note(f"The category {named!r} {word}; everyone inside sees its posts.")
        return made


def chunked(items: Sequence[T], size: int = CHUNK) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
