"""Votes, all of a post at once, so that its tally is right after every transaction.

One vote a person: of several in a file the last counts. Votes of authors on their own posts never count.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ideaboard.board import votes
from ideaboard.db import each
from ideaboard.imports.records import VoteRecord
from ideaboard.imports.work import Target, Work
from ideaboard.signing import digest

KIND = "votes"
# Votes a transaction, unless a single post has more.
CHUNK = 2_000
OWN = "votes of authors on their own posts"
NONE = "votes of 0, or passes, which are no vote"
TWICE = "votes that a later vote of the same person on the same post replaces"


@dataclass(frozen=True, slots=True)
class _Ballot:
    """The votes on one post, by person."""

    key: str
    target: Target
    votes: dict[int, VoteRecord]
    digest: str
    is_new: bool


def load(work: Work, records: Iterable[VoteRecord]) -> None:
    before = work.digests(KIND)
    fresh = []
    for key, cast in _by_post(work, records).items():
        counted = _countable(work, work.posts[key], cast)
        looks = digest(",".join(f"{person}:{vote.value}" for person, vote in sorted(counted.items())))[:32]
        if before.get(key) == looks:
            work.report.counts[KIND]["there"] += len(counted)
        elif counted:
            fresh.append(_Ballot(key, work.posts[key], counted, looks, key not in before))
    work.in_chunks(
        KIND, list(_chunks(fresh)), lambda chunk: _write(work, chunk), size=lambda ballot: len(ballot.votes)
    )


def _by_post(work: Work, records: Iterable[VoteRecord]) -> dict[str, dict[str, VoteRecord]]:
    """The last vote of each address on each post; those on unknown posts are rejected."""
    found: dict[str, dict[str, VoteRecord]] = {}
    for record in records:
        if record.post not in work.posts:
            work.report.reject(KIND, record.rejected("the post is not here", record.post))
            continue
        cast = found.setdefault(record.post, {})
        if record.person in cast:
            work.report.left_out[TWICE] += 1
        cast[record.person] = record
    return found


def _countable(work: Work, target: Target, cast: dict[str, VoteRecord]) -> dict[int, VoteRecord]:
    counted = {}
    for email, record in cast.items():
        person = work.people.get(email)
        if person is None:
            work.report.reject(KIND, record.rejected("the person is not here", email))
        elif person.id == target.author_id:
            work.report.left_out[OWN] += 1
        elif record.value == 0:
            work.report.left_out[NONE] += 1
        elif not work.sees(person, target):
            detail = f"{email}, {record.post}"
            work.report.reject(KIND, record.rejected("the person may not see the post", detail))
        else:
            counted[person.id] = record
    return counted


def _chunks(ballots: Iterable[_Ballot]) -> Iterator[list[_Ballot]]:
    chunk: list[_Ballot] = []
    size = 0
    for ballot in ballots:
        chunk.append(ballot)
        size += len(ballot.votes)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _write(work: Work, chunk: Sequence[_Ballot]) -> Counter[str]:
    there = _there(work, chunk)
    counts: Counter[str] = Counter()
    rows = []
    for ballot in chunk:
        moved: Counter[int] = Counter()
        for person, vote in ballot.votes.items():
            known = there.get((ballot.target.id, person))
            if known is None:
                moved[vote.value] += 1
                row = {"post_id": ballot.target.id, "person_id": person}
                rows.append(row | {"value": vote.value, "at": vote.at})
            counts["added" if known is None else "there" if known == vote.value else "changed"] += 1
        _tally(work, ballot, moved)
    work.bulk("votes", rows)
    work.recount([ballot.target.id for ballot in chunk])
    work.keep_keys(KIND, [(b.key, b.target.id, b.digest) for b in chunk if b.is_new])
    return counts


def _there(work: Work, chunk: Sequence[_Ballot]) -> dict[tuple[int, int], int]:
    """Votes cast here, or in an earlier run: they stay as they are."""
    marks, bound = each("post", [ballot.target.id for ballot in chunk])
    found = work.db.rows(f"SELECT post_id, person_id, value FROM votes WHERE post_id IN ({marks})", **bound)
    return {(row["post_id"], row["person_id"]): row["value"] for row in found}


def _tally(work: Work, ballot: _Ballot, moved: Counter[int]) -> None:
    if work.dry_run:
        return
    post = {"id": ballot.target.id, "created_at": ballot.target.created_at}
    if moved:
        votes.count(work.db, post, promotes=moved[1], demotes=moved[-1])
    if not ballot.is_new:
        work.run(
            """UPDATE import_keys SET digest = :digest
               WHERE source = :source AND kind = 'votes' AND key = :key""",
            digest=ballot.digest,
            source=work.source,
            key=ballot.key,
        )
