"""What the readers give to the loader: rows that are right in themselves, each with where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ideaboard.signing import digest


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot go in; `reason` is the same for all rows of one fault, `detail` is this row's own.

    Line 0 stands for the whole file.
    """

    file: str
    line: int
    reason: str
    detail: str = ""
    row: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file; `row` is its text as read."""

    file: str
    line: int
    row: tuple[str, ...]

    @property
    def digest(self) -> str:
        return digest("\x1f".join(self.row))[:32]

    def rejected(self, reason: str, detail: str = "") -> Reject:
        return Reject(self.file, self.line, reason, detail, self.row)


@dataclass(frozen=True, slots=True)
class PersonRecord(Record):
    email: str
    name: str
    title: str
    department: str
    about: str
    role: str
    joined_at: str


@dataclass(frozen=True, slots=True)
class PostRecord(Record):
    """`author` is an address, "" for an anonymous post; `category` a name or slug."""

    key: str
    kind: str
    title: str
    body: str
    category: str
    tags: tuple[str, ...]
    author: str
    status: str
    reason: str
    created_at: str


@dataclass(frozen=True, slots=True)
class CommentRecord(Record):
    key: str
    post: str
    reply_to: str
    author: str
    body: str
    created_at: str


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """1, -1, or 0 for no vote. There are many: the row is put together again only when it is rejected."""

    file: str
    line: int
    post: str
    person: str
    value: int
    at: str

    def rejected(self, reason: str, detail: str = "") -> Reject:
        row = (self.post, self.person, str(self.value), self.at)
        return Reject(self.file, self.line, reason, detail, row)


class Source(Protocol):
    """Where records come from. `name` keeps its keys apart from those of other sources."""

    name: str
    about: str

    def people(self) -> Iterable[PersonRecord]: ...

    def posts(self) -> Iterable[PostRecord]: ...

    def comments(self) -> Iterable[CommentRecord]: ...

    def votes(self) -> Iterable[VoteRecord]: ...
