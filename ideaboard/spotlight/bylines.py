"""How a story names its authors: exactly as each agreed to be named, and no closer."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.lists import format_list

from ideaboard import language
from ideaboard.language import _, ngettext
from ideaboard.spotlight import portraits, shelves
from ideaboard.spotlight.parts import Credit

# How bylines without a name began when there was English only, and nothing else that told them.
_UNNAMED = ("an employee", "a colleague", "anonymous")


@dataclass(frozen=True, slots=True)
class Byline:
    """`Maria Lopez, Production lead`, `Maria, Production` or `An employee`, taken apart for the page.

    `signed` is that its author agreed to be named. What a credit says need not be taken apart.
    """

    text: str
    signed: bool = True
    credit: Credit | None = None

    @property
    def key(self) -> str:
        """Leads to everything they wrote; "" unless they agreed to such a page."""
        return self.credit.key if self.credit else ""

    @property
    def path(self) -> str:
        return shelves.path(shelves.PERSON, self.key) if self.key and self.named else ""

    @property
    def department(self) -> str:
        return self.credit.department if self.credit else ""

    @property
    def department_path(self) -> str:
        """Where more from there is; "" for a department that may not be told, or has no letter."""
        found = shelves.key(self.department)
        return shelves.path(shelves.DEPARTMENT, found) if found else ""

    @property
    def named(self) -> bool:
        if self.credit:
            return bool(self.credit.name)
        return self.signed and bool(self.text) and not self.text.casefold().startswith(_UNNAMED)

    @property
    def name(self) -> str:
        if not self.named:
            return _("An employee")
        return self.credit.name if self.credit else self.text.partition(",")[0].strip()

    @property
    def role(self) -> str:
        """What stands after the name: a title or a department; "" when there is none."""
        if self.credit:
            return self.credit.role or self.credit.department
        return self.text.partition(",")[2].strip() if self.signed else ""

    @property
    def initials(self) -> str:
        return portraits.initials(self.name) if self.named else ""

    @property
    def tint(self) -> int:
        return portraits.tint(self.name if self.named else self.text)

    def position(self, company: str) -> str:
        """What they are there, with the employer: said wherever a name stands, also in short lists."""
        if self.role:
            return _("%(role)s at %(company)s", role=self.role, company=company)
        return _("Works at %(company)s", company=company)

    def disclosure(self, company: str) -> str:
        """That the author is employed there, said on every story."""
        if self.named:
            return _("%(name)s works at %(company)s.", name=self.name, company=company)
        return _("The author works at %(company)s and chose not to be named.", company=company)


def of(credit: Credit) -> Byline:
    words = f"{credit.name}, {credit.role}" if credit.role else credit.name
    return Byline(words, signed=bool(credit.name), credit=credit)


def joined(names: Sequence[str]) -> str:
    """`Ana, Bo and Cy`, as the language spoken now joins them."""
    return format_list(list(names), locale=language.locale())


def disclosure(authors: Sequence[Byline], company: str) -> str:
    """That all authors of a story are employed there."""
    if len(authors) == 1:
        return authors[0].disclosure(company)
    names = [author.name for author in authors if author.named]
    if not names:
        return _("The authors work at %(company)s and chose not to be named.", company=company)
    said = (
        _("%(names)s work at %(company)s.", names=joined(names), company=company)
        if len(names) > 1
        else _("%(name)s works at %(company)s.", name=names[0], company=company)
    )
    if unnamed := len(authors) - len(names):
        more = ngettext(
            "So does one author who chose not to be named.",
            "So do %(num)s authors who chose not to be named.",
            unnamed,
        )
        return f"{said} {more}"
    return said
