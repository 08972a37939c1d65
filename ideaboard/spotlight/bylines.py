"""How a story names its author: exactly as the author agreed to be named, and no closer."""

from dataclasses import dataclass
from zlib import crc32

from ideaboard.language import _

TINTS = 6
# How bylines without a name began when there was English only, and nothing else that told them.
_UNNAMED = ("an employee", "a colleague", "anonymous")


@dataclass(frozen=True, slots=True)
class Byline:
    """`Maria Lopez, Production lead`, `Maria, Production` or `An employee`, taken apart for the page.

    `signed` is that its author agreed to be named.
    """

    text: str
    signed: bool = True

    @property
    def named(self) -> bool:
        return self.signed and bool(self.text) and not self.text.casefold().startswith(_UNNAMED)

    @property
    def name(self) -> str:
        return self.text.partition(",")[0].strip() if self.named else _("An employee")

    @property
    def role(self) -> str:
        """What stands after the name: a title or a department; "" when there is none."""
        return self.text.partition(",")[2].strip() if self.signed else ""

    @property
    def initials(self) -> str:
        """First letters of the first and last name, for the portrait of who gave no photo."""
        words = [word for word in self.name.split() if word[0].isalnum()] if self.named else []
        return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))

    @property
    def tint(self) -> int:
        """Which of the portrait's colours: the same person has the same one on every story."""
        return crc32(self.text.encode()) % TINTS

    def disclosure(self, company: str) -> str:
        """That the author is employed there, said on every story."""
        if self.named:
            return _("%(name)s works at %(company)s.", name=self.name, company=company)
        return _("The author works at %(company)s and chose not to be named.", company=company)
