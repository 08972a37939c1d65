"""The export of a Polis conversation: statements become posts, participants people without a mailbox.

comments.csv holds the statements; the votes stand in participants-votes.csv (a matrix) or in votes.csv.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ideaboard import clock, text
from ideaboard.errors import Refusal
from ideaboard.imports import checks
from ideaboard.imports.checks import Bad
from ideaboard.imports.reading import Table
from ideaboard.imports.records import CommentRecord, PersonRecord, PostRecord, VoteRecord
from ideaboard.imports.report import Report

REJECTED = "rejected by moderators"
TITLE = 90
_SENTENCE = re.compile(r".{20,}?[.!?](?=\s)")


class Polis:
    def __init__(self, folder: Path, report: Report, *, now: str) -> None:
        """Raises Refusal for a folder without comments.csv."""
        self._folder = folder
        self._report = report
        self._now = now
        if not (folder / "comments.csv").is_file():
            raise Refusal(f"There is no Polis export in {folder}: it holds no comments.csv.")
        summary = self._summary()
        last = summary.get("url", "").rstrip("/").rpartition("/")[2]
        self._conversation = text.slug(last) or text.slug(folder.resolve().name) or "conversation"
        self._topic = text.shorten(text.clean(summary.get("topic", "")), 60) or "Polis"
        self._statements = list(self._read_statements())
        self._votes = list(self._read_votes())
        self.name = f"polis:{self._conversation}"
        self.about = text.shorten(f"From a Polis conversation: {summary.get('url', folder.name)}", 300)

    def _summary(self) -> dict[str, str]:
        """summary.csv: a name and a value in each row. Absent or unreadable, the folder's name has to do."""
        file = self._folder / "summary.csv"
        table = Table(file, "posts", self._report)
        if not file.is_file() or not table.is_text():
            return {}
        return {row[0].strip(): row[1].strip() for _, row in table.raw() if len(row) == 2}

    def _read_statements(self) -> Iterator[PostRecord]:
        table = Table(self._folder / "comments.csv", "posts", self._report)
        for line, cells in table.rows(("timestamp", "comment-id", "author-id", "comment-body")):
            try:
                yield self._statement(line, cells)
            except Bad as bad:
                table.reject(line, bad.reason, bad.detail, cells.values())

    def _statement(self, line: int, cells: dict[str, str]) -> PostRecord:
        key = checks.key(cells["comment-id"], "comment-id")
        author = self._email(cells["author-id"])
        title, body = checks.post_text(_title(cells["comment-body"]), cells["comment-body"])
        rejected = cells.get("moderated", "0").strip() == "-1"
        return PostRecord(
            "comments.csv",
            line,
            (key, cells["author-id"], body, "rejected" if rejected else "accepted"),
            key=key,
            kind="idea",
            title=title,
            body=body,
            category=self._topic,
            tags=(),
            author=author,
            status="archived" if rejected else "new",
            reason=REJECTED if rejected else "",
            created_at=_time(cells["timestamp"], now=self._now),
        )

    def _read_votes(self) -> Iterator[VoteRecord]:
        """From the matrix, which is complete, else from the list, where a later vote replaces an earlier."""
        if (self._folder / "participants-votes.csv").is_file():
            return self._matrix(Table(self._folder / "participants-votes.csv", "votes", self._report))
        if (self._folder / "votes.csv").is_file():
            table = Table(self._folder / "votes.csv", "votes", self._report)
            # The list is not in order of time, and within one second the thousandths decide.
            listed = sorted(self._listed(table), key=lambda timed: timed[0])
            return (vote for _, vote in listed)
        return iter(())

    def _matrix(self, table: Table) -> Iterator[VoteRecord]:
        # The matrix says nothing of when; no vote is older than its statement.
        since = {statement.key: statement.created_at for statement in self._statements}
        for line, cells in table.rows(("participant",)):
            participant = cells["participant"]
            for statement, value in cells.items():
                if value and statement.isdigit():
                    at = since.get(statement, self._now)
                    yield from self._vote(table, line, (statement, participant, value), at)

    def _listed(self, table: Table) -> Iterator[tuple[int, VoteRecord]]:
        for line, cells in table.rows(("timestamp", "comment-id", "voter-id", "vote")):
            row = (cells["comment-id"], cells["voter-id"], cells["vote"])
            try:
                at = _time(cells["timestamp"], now=self._now)
            except Bad as bad:
                table.reject(line, bad.reason, bad.detail, row)
                continue
            yield from ((int(cells["timestamp"]), vote) for vote in self._vote(table, line, row, at))

    def _vote(self, table: Table, line: int, row: tuple[str, str, str], at: str) -> Iterator[VoteRecord]:
        statement, voter, value = row
        try:
            yield VoteRecord(
                table.file.name, line, statement.strip(), self._email(voter), checks.vote(value), at
            )
        except Bad as bad:
            table.reject(line, bad.reason, bad.detail, row)

    def _email(self, participant: str) -> str:
        number = participant.strip()
        if not number.isascii() or not number.isdigit():
            raise Bad("a participant must be a number", participant)
        # RFC 2606: no mail ever leaves for .invalid.
        return f"participant-{number}@{self._conversation}.polis.invalid"

    def people(self) -> Iterator[PersonRecord]:
        found = {statement.author for statement in self._statements} | {vote.person for vote in self._votes}
        since = min((statement.created_at for statement in self._statements), default=self._now)
        for email in sorted(found, key=_number):
            name = f"Participant {_number(email)}"
            yield PersonRecord(
                "comments.csv", 0, (email,), email, name, "", "", "", role="employee", joined_at=since
            )

    def posts(self) -> Iterator[PostRecord]:
        return iter(self._statements)

    def comments(self) -> Iterator[CommentRecord]:
        return iter(())

    def votes(self) -> Iterator[VoteRecord]:
        return iter(self._votes)


def _number(email: str) -> int:
    return int(email.partition("@")[0].rpartition("-")[2])


def _title(body: str) -> str:
    """The first sentence when it is short enough, else the first words."""
    line = text.clean(body)
    first = _SENTENCE.match(line)
    return first[0] if first and len(first[0]) <= TITLE else text.shorten(line, TITLE)


def _time(milliseconds: str, *, now: str) -> str:
    try:
        read = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Bad("timestamp is not a number of milliseconds since 1970", milliseconds) from error
    stamp = clock.stamp(read)
    return checks.moment(stamp, "timestamp", now=now)
