"""Posts by the id they had. Each gets what a post made here gets: a first version, a timeline, a follower."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ideaboard.board import ranking, visibility
from ideaboard.board.statuses import LABELS, NEEDS_REASON
from ideaboard.db import Row
from ideaboard.imports.checks import Bad
from ideaboard.imports.records import PostRecord
from ideaboard.imports.work import Target, Work, chunked

KIND = "posts"
# Decided elsewhere: they do not wait for an answer of our council.
_DECIDED = NEEDS_REASON | {"done"}


@dataclass(frozen=True, slots=True)
class _Ready:
    record: PostRecord
    place: Row
    author_id: int | None


def load(work: Work, records: Iterable[PostRecord]) -> None:
    before = work.digests(KIND)
    _remember(work)
    first: dict[str, int] = {}
    fresh = []
    for record in records:
        if record.key in first:
            detail = f"{record.key}, first in line {first[record.key]}"
            work.report.reject(KIND, record.rejected("the id stands in an earlier line too", detail))
            continue
        first[record.key] = record.line
        if record.key in before:
            work.report.counts[KIND]["there" if before[record.key] == record.digest else "changed"] += 1
            continue
        try:
            fresh.append(_ready(work, record))
        except Bad as bad:
            work.report.reject(KIND, record.rejected(bad.reason, bad.detail))
    _say_unclaimed(work, sum(ready.author_id is None for ready in fresh))
    fresh.sort(key=lambda ready: (ready.record.created_at, ready.record.line))
    work.in_chunks(KIND, chunked(fresh), lambda chunk: _write(work, chunk))


def _say_unclaimed(work: Work, count: int) -> None:
    if count:
        posts = "1 post has" if count == 1 else f"{count:,} posts have"
        work.report.note(f"{posts} no author; nobody holds a claim link to edit or withdraw them.")


def _remember(work: Work) -> None:
    """The posts earlier runs brought in, as targets for votes and comments."""
    found = work.db.rows(
        """SELECT import_keys.key, posts.id, posts.author_id, posts.audience, posts.created_at
           FROM import_keys JOIN posts ON posts.id = import_keys.id
           WHERE import_keys.source = :source AND import_keys.kind = 'posts'""",
        source=work.source,
    )
    for row in found:
        work.posts[row["key"]] = Target(row["id"], row["author_id"], row["audience"], row["created_at"])


def _ready(work: Work, record: PostRecord) -> _Ready:
    """Raises Bad where author and category do not go together."""
    author = work.people.get(record.author)
    if record.author and author is None:
        raise Bad("the author is not here", record.author)
    place = work.category(record.category)
    if author is None and not place["allow_anonymous"]:
        raise Bad("posts in this category carry a name, and this one has none", record.category)
    if author is not None and not visibility.sees(author, place["audience"]):
        raise Bad("the author may not see this category", f"{record.author}, {record.category}")
    return _Ready(record, place, author.id if author else None)


def _write(work: Work, chunk: Sequence[_Ready]) -> Counter[str]:
    numbered = [(_insert(work, ready), ready) for ready in chunk]
    work.bulk("post_versions", [_version(number, ready.record) for number, ready in numbered])
    tags = [{"post_id": number, "tag": tag} for number, ready in numbered for tag in ready.record.tags]
    work.bulk("post_tags", tags)
    events = [event for number, ready in numbered for event in _events(number, ready, work.now)]
    work.bulk("timeline", events)
    followers = [
        {"post_id": number, "person_id": ready.author_id, "at": ready.record.created_at}
        for number, ready in numbered
        if ready.author_id is not None
    ]
    work.bulk("follows", followers)
    work.keep_keys(KIND, [(ready.record.key, number, ready.record.digest) for number, ready in numbered])
    work.index(number for number, ready in numbered if ready.record.status != "archived")
    return Counter(added=len(chunk))


def _insert(work: Work, ready: _Ready) -> int:
    record = ready.record
    number = work.insert(
        """INSERT INTO posts (kind, title, body, category_id, audience, author_id, status, reason, listed,
                              hot, follows, created_at, answered_at)
           VALUES (:kind, :title, :body, :category_id, :audience, :author_id, :status, :reason, :listed,
                   :hot, :follows, :created_at, :answered_at) RETURNING id""",
        kind=record.kind,
        title=record.title,
        body=record.body,
        category_id=ready.place["id"],
        audience=ready.place["audience"],
        author_id=ready.author_id,
        status=record.status,
        reason=record.reason,
        listed=int(record.status != "archived"),
        hot=ranking.hot(0, record.created_at),
        follows=int(ready.author_id is not None),
        created_at=record.created_at,
        answered_at=work.now if record.status in _DECIDED else None,
    )
    work.posts[record.key] = Target(number, ready.author_id, ready.place["audience"], record.created_at)
    return number


def _version(number: int, record: PostRecord) -> Row:
    version = {"post_id": number, "version": 1, "title": record.title}
    return version | {"body": record.body, "at": record.created_at}


def _events(number: int, ready: _Ready, now: str) -> list[Row]:
    """Posted when it was; its status since the import, because the files do not say since when."""
    record = ready.record
    posted = {"post_id": number, "kind": "posted", "text": "Posted", "by_id": ready.author_id}
    events = [posted | {"at": record.created_at}]
    if record.status != "new":
        label = LABELS[record.status]
        said = f"{label}: {record.reason}" if record.reason else label
        status = {"post_id": number, "kind": "status", "text": said, "by_id": None}
        events.append(status | {"at": now})
    return events
