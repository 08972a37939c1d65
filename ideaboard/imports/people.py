"""People by their address. Who is here already stays as they are."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ideaboard.imports.records import PersonRecord
from ideaboard.imports.work import Work, chunked
from ideaboard.people import people
from ideaboard.who import Person

KIND = "people"


def load(work: Work, records: Iterable[PersonRecord]) -> None:
    before = work.digests(KIND)
    first: dict[str, int] = {}
    fresh = []
    for record in records:
        if record.email in first:
            detail = f"{record.email}, first in line {first[record.email]}"
            work.report.reject(KIND, record.rejected("the address stands in an earlier line too", detail))
            continue
        first[record.email] = record.line
        if record.email not in work.people:
            fresh.append(record)
            continue
        changed = before.get(record.email, record.digest) != record.digest
        work.report.counts[KIND]["changed" if changed else "there"] += 1
    work.in_chunks(KIND, chunked(fresh), lambda chunk: _write(work, chunk))


def _write(work: Work, chunk: Sequence[PersonRecord]) -> Counter[str]:
    kept = []
    for record in chunk:
        number = work.pretended() if work.dry_run else _add(work, record)
        work.people[record.email] = Person(number, record.name, record.email, frozenset({record.role}))
        kept.append((record.email, number, record.digest))
    work.keep_keys(KIND, kept)
    return Counter(added=len(chunk))


def _add(work: Work, record: PersonRecord) -> int:
    return people.add(
        work.db,
        record.email,
        record.name,
        roles=[record.role],
        title=record.title,
        department=record.department,
        about=record.about,
        now=record.joined_at,
    )
