"""What a view sees of the request, and what it may answer with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from ideaboard import language
from ideaboard.company import Company, Shown
from ideaboard.db import Database, Row
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.search.finder import Finder
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.web.limits import Limits
from ideaboard.who import Person


def whole(text: str) -> int | None:
    """The whole number a text says, None for anything but 1 to 18 ASCII digits: what every database holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@dataclass(frozen=True, slots=True)
class Addition:
    """What a higher desk shows on a lower one's page: a template, and what it finds as `here`."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class House:
    """What every request of one app shares. The spotlight has a finder over an index of its own, and one
    language. `beside_post` are asked what to show beside the actions of a post, for its reader or for who
    holds its claim.
    """

    settings: Settings
    signer: Signer
    limits: Limits
    finder: Finder | None = None
    company: Shown | None = None
    one_language: bool = False
    beside_post: "tuple[Callable[[Request, Row], Addition | None], ...]" = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file, whole in memory (the body limit keeps it small)."""

    name: str
    content: bytes


@dataclass(slots=True)
class Request:
    """One request. No text in `params`, `query` and `form` holds a NUL or a lone surrogate."""

    method: str
    path: str
    params: Mapping[str, Any]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, Upload]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    client: str
    now: str
    house: House
    db: Database = field(init=False)  # set in the thread that answers, whose connection it is
    person: Person | None = None
    refusal: Refusal | None = None
    again: bool = False
    looked_at: bool = False  # a page, opened by a person; known once it is answered
    begin: Callable[[Database], None] | None = None  # first in the transaction of a page that may be kept
    _company: Company | None = None

    @property
    def wants_json(self) -> bool:
        return "application/json" in self.headers.get("accept", "")

    def speak(self) -> None:
        """From here on every sentence is in the language of whoever asks: as chosen, else as their browser
        says. The spotlight's is the house's, since its pages are kept for everyone alike."""
        house = self.house.settings.language
        chosen = self.person.language if self.person else ""
        asked = language.wanted(self.headers.get("accept-language", ""), house)
        language.speak(house if self.house.one_language else chosen or asked)

    @property
    def company(self) -> Company:
        """The company as it shows itself; by its default name where the database does not answer.

        On a page that may be kept it is of the page's own transaction: one of two seconds ago would stay.
        """
        if self.house.company is None or not hasattr(self, "db"):
            return Company(self.house.settings.company)
        if self.begin is None:
            return self.house.company.of(self.db)
        self._company = self._company or self.house.company.ask(self.db)
        return self._company

    @property
    def me(self) -> Person:
        """The signed-in person, on a route whose `who` lets nobody else in."""
        assert self.person is not None
        return self.person

    def number(self, name: str) -> int:
        """An id from the path. Raises NotFound for what no database holds."""
        value = whole(str(self.params[name]))
        if value is None:
            raise NotFound(_("There is nothing at this address."))
        return value

    def beside_post(self, post: Row) -> list[Addition]:
        """What higher desks show on this post's page."""
        return [made for ask in self.house.beside_post if (made := ask(self, post)) is not None]

    @property
    def address(self) -> str:
        """Path and query, to come back to."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to set, sent back below `path`; an empty value with `seconds=0` removes it."""

    name: str
    value: str
    seconds: int
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Page:
    """A template with its values; `face` is the same page as JSON, made only when asked for."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    face: Callable[[], Any] | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """303 to an address of ours, with a sentence shown once there; as JSON, `face` at once."""

    to: str
    notice: str = ""
    face: Callable[[], Any] | None = None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Ready bytes of a media type."""

    body: bytes
    type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def kept(request: Request, mark: str) -> dict[str, str]:
    """Headers for what may be kept for good under an address with `?v=` and its mark, and not without."""
    known = request.query.get("v") == mark
    return {"cache-control": "public, max-age=31536000, immutable" if known else "public, no-cache"}


Reply = Page | Redirect | Content
View = Callable[[Request], Reply]
Identify = Callable[[Request], Person | None]
