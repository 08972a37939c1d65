"""Comments by the id they had; a reply joins the thread of the comment it answers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ideaboard.db import Row, each
from ideaboard.imports.checks import Bad
from ideaboard.imports.records import CommentRecord
from ideaboard.imports.work import Thread, Work, chunked

KIND = "comments"


def load(work: Work, records: Iterable[CommentRecord]) -> None:
    """A whole thread may stand in the file in any order: its first comment goes in before the replies."""
    before = work.digests(KIND)
    _remember(work)
    by_key: dict[str, CommentRecord] = {}
    for record in records:
        if record.key in by_key:
            detail = f"{record.key}, first in line {by_key[record.key].line}"
            work.report.reject(KIND, record.rejected("the id stands in an earlier line too", detail))
        else:
            by_key[record.key] = record
    fresh = []
    for record in by_key.values():
        if record.key in before:
            work.report.counts[KIND]["there" if before[record.key] == record.digest else "changed"] += 1
        else:
            fresh.append(record)
    roots = _root_keys(fresh, by_key, dict(work.threads))
    good = _accepted(work, [r for r in fresh if not r.reply_to], roots, {})
    begun = {record.key: record.post for record in good}
    good += _accepted(work, [r for r in fresh if r.reply_to], roots, begun)
    work.in_chunks(KIND, chunked(good), lambda chunk: _write(work, chunk, roots))


def _remember(work: Work) -> None:
    found = work.db.rows(
        """SELECT import_keys.key, comments.id, comments.parent_id, comments.post_id
           FROM import_keys JOIN comments ON comments.id = import_keys.id
           WHERE import_keys.source = :source AND import_keys.kind = 'comments'""",
        source=work.source,
    )
    for row in found:
        work.threads[row["key"]] = Thread(row["id"], row["parent_id"] or row["id"], row["post_id"])


def _root_keys(
    records: Iterable[CommentRecord], by_key: Mapping[str, CommentRecord], earlier: Mapping[str, Thread]
) -> dict[str, str]:
    """For each reply the key of the comment that begins its thread, or of one that is here already."""
    return {record.key: _root(record, by_key, earlier) for record in records if record.reply_to}


def _root(record: CommentRecord, by_key: Mapping[str, CommentRecord], earlier: Mapping[str, Thread]) -> str:
    """ "" when the replies go round in a circle."""
    walked = {record.key}
    key = record.reply_to
    while key not in walked:
        if key in earlier or key not in by_key or not by_key[key].reply_to:
            return key
        walked.add(key)
        key = by_key[key].reply_to
    return ""


def _accepted(
    work: Work, records: Iterable[CommentRecord], roots: Mapping[str, str], begun: Mapping[str, str]
) -> list[CommentRecord]:
    """Those that may go in, the oldest first; the rest is rejected. `begun` threads, with their posts."""
    good = []
    for record in sorted(records, key=lambda r: (r.created_at, r.line)):
        try:
            _check(work, record)
            if record.reply_to:
                _check_thread(work, record, roots[record.key], begun)
            good.append(record)
        except Bad as bad:
            work.report.reject(KIND, record.rejected(bad.reason, bad.detail))
    return good


def _check(work: Work, record: CommentRecord) -> None:
    target, author = work.posts.get(record.post), work.people.get(record.author)
    if target is None:
        raise Bad("the post is not here", record.post)
    if author is None:
        raise Bad("the author is not here", record.author)
    if not work.sees(author, target):
        raise Bad("the author may not see the post", f"{record.author}, {record.post}")


def _check_thread(work: Work, record: CommentRecord, root: str, begun: Mapping[str, str]) -> None:
    place = work.threads.get(root)
    if place is None and root not in begun:
        raise Bad("the comment it answers is not here", record.reply_to)
    same = place.post_id == work.posts[record.post].id if place else begun[root] == record.post
    if not same:
        raise Bad("the comment it answers belongs to another post", record.reply_to)


def _write(work: Work, chunk: Sequence[CommentRecord], roots: Mapping[str, str]) -> Counter[str]:
    kept = []
    for record in chunk:
        target = work.posts[record.post]
        parent = work.threads[roots[record.key]].root if record.reply_to else None
        number = work.insert(
            """INSERT INTO comments (post_id, parent_id, author_id, body, created_at)
               VALUES (:post_id, :parent_id, :author_id, :body, :created_at) RETURNING id""",
            post_id=target.id,
            parent_id=parent,
            author_id=work.people[record.author].id,
            body=record.body,
            created_at=record.created_at,
        )
        work.threads[record.key] = Thread(number, parent or number, target.id)
        kept.append((record.key, number, record.digest))
    work.keep_keys(KIND, kept)
    _count(work, chunk)
    work.recount(work.posts[record.post].id for record in chunk)
    work.index(work.posts[record.post].id for record in chunk)
    return Counter(added=len(chunk))


def _count(work: Work, chunk: Sequence[CommentRecord]) -> None:
    """Who comments follows, as everywhere, but the author of the post does that already."""
    said = Counter(work.posts[record.post].id for record in chunk)
    follows = _new_follows(work, chunk)
    work.bulk("follows", follows)
    following = Counter(row["post_id"] for row in follows)
    for number, count in said.items():
        work.run(
            "UPDATE posts SET comments = comments + :comments, follows = follows + :follows WHERE id = :id",
            id=number,
            comments=count,
            follows=following[number],
        )


def _new_follows(work: Work, chunk: Sequence[CommentRecord]) -> list[Row]:
    wanted: dict[tuple[int, int], str] = {}
    for record in chunk:
        target, person = work.posts[record.post], work.people[record.author].id
        if target.author_id != person:
            wanted.setdefault((target.id, person), record.created_at)
    marks, bound = each("post", {post for post, _ in wanted})
    for row in work.db.rows(f"SELECT post_id, person_id FROM follows WHERE post_id IN ({marks})", **bound):
        wanted.pop((row["post_id"], row["person_id"]), None)
    return [{"post_id": post, "person_id": person, "at": at} for (post, person), at in wanted.items()]
