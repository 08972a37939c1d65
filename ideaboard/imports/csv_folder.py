"""A folder with people.csv, posts.csv, comments.csv and votes.csv, of which any may be absent.

The columns are told in docs/importing.md.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ideaboard.errors import Refusal
from ideaboard.imports import checks
from ideaboard.imports.checks import Bad
from ideaboard.imports.reading import Table
from ideaboard.imports.records import CommentRecord, PersonRecord, PostRecord, VoteRecord
from ideaboard.imports.report import KINDS, Report

T = TypeVar("T")
Cells = dict[str, str]

# The required columns stand first, then those that may be absent.
COLUMNS = {
    "people": (("email", "name"), ("title", "department", "about", "role", "joined_at")),
    "posts": (
        ("id", "title", "body", "category", "author_email"),
        ("kind", "tags", "status", "reason", "created_at"),
    ),
    "comments": (("id", "post_id", "author_email", "body"), ("reply_to", "created_at")),
    "votes": (("post_id", "email", "value"), ("at",)),
}


class CsvFolder:
    name = "csv"
    about = ""

    def __init__(self, folder: Path, report: Report, *, now: str) -> None:
        """Raises Refusal for a folder with none of the four files."""
        self._folder = folder
        self._report = report
        self._now = now
        if not any((folder / f"{kind}.csv").is_file() for kind in KINDS):
            names = ", ".join(f"{kind}.csv" for kind in KINDS)
            raise Refusal(f"There is nothing to import in {folder}: it holds none of {names}.")

    def people(self) -> Iterator[PersonRecord]:
        return self._records("people", self._person)

    def posts(self) -> Iterator[PostRecord]:
        return self._records("posts", self._post)

    def comments(self) -> Iterator[CommentRecord]:
        return self._records("comments", self._comment)

    def votes(self) -> Iterator[VoteRecord]:
        return self._records("votes", self._vote)

    def _records(self, kind: str, make: Callable[[str, int, Cells], T]) -> Iterator[T]:
        file = self._folder / f"{kind}.csv"
        if not file.is_file():
            return
        table = Table(file, kind, self._report)
        required, optional = COLUMNS[kind]
        empty = dict.fromkeys(optional, "")
        for line, cells in table.rows(required, known=required + optional):
            try:
                yield make(file.name, line, empty | cells)
            except Bad as bad:
                table.reject(line, bad.reason, bad.detail, cells.values())

    def _person(self, file: str, line: int, cells: Cells) -> PersonRecord:
        return PersonRecord(
            file,
            line,
            tuple(cells.values()),
            email=checks.address(cells["email"], "email"),
            name=checks.profile("name", cells["name"]),
            title=checks.profile("title", cells["title"]),
            department=checks.profile("department", cells["department"]),
            about=checks.profile("about", cells["about"]),
            role=checks.role(cells["role"]),
            joined_at=checks.moment(cells["joined_at"], "joined_at", now=self._now),
        )

    def _post(self, file: str, line: int, cells: Cells) -> PostRecord:
        title, body = checks.post_text(cells["title"], cells["body"])
        status, reason = checks.status(cells["status"], cells["reason"])
        anonymous = not cells["author_email"].strip()
        return PostRecord(
            file,
            line,
            tuple(cells.values()),
            key=checks.key(cells["id"], "id"),
            kind=checks.kind(cells["kind"]),
            title=title,
            body=body,
            category=checks.category(cells["category"]),
            tags=checks.tags(cells["tags"]),
            author="" if anonymous else checks.address(cells["author_email"], "author_email"),
            status=status,
            reason=reason,
            created_at=checks.moment(cells["created_at"], "created_at", now=self._now),
        )

    def _comment(self, file: str, line: int, cells: Cells) -> CommentRecord:
        return CommentRecord(
            file,
            line,
            tuple(cells.values()),
            key=checks.key(cells["id"], "id"),
            post=checks.key(cells["post_id"], "post_id"),
            reply_to=checks.key(cells["reply_to"], "reply_to") if cells["reply_to"].strip() else "",
            author=checks.address(cells["author_email"], "author_email"),
            body=checks.comment_text(cells["body"]),
            created_at=checks.moment(cells["created_at"], "created_at", now=self._now),
        )

    def _vote(self, file: str, line: int, cells: Cells) -> VoteRecord:
        return VoteRecord(
            file,
            line,
            post=checks.key(cells["post_id"], "post_id"),
            person=checks.address(cells["email"], "email"),
            value=checks.vote(cells["value"]),
            at=checks.moment(cells["at"], "at", now=self._now),
        )
