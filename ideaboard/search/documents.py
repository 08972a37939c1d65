"""What the index is given: one document for each thing a person may want to find again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one thing and the facts it is filtered by.

    `key` names it uniquely and says what it is: "post:12", "person:3". `audience` is an opaque word: whoever
    asks says which audiences they belong to. `comments` are all visible comments joined by newlines;
    `author` is empty when anonymous; `created` is a UTC stamp like `2026-03-01T09:00:00Z`. `flags` are what
    `is:` asks for, such as "answered".
    """

    key: str
    audience: str
    title: str
    body: str
    tags: tuple[str, ...]
    answer: str
    comments: str
    author: str
    category: str
    status: str
    kind: str
    created: str
    flags: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What is found: a post, a person, a story."""
        return self.key.partition(":")[0]
