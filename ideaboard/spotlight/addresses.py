"""E-mail addresses that readers give: whether mail could go there, and the one way each is kept."""

import re
from email.errors import MessageError
from email.headerregistry import Address

from ideaboard.language import _

LENGTH = 254
_SHAPE = re.compile(r"[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\.]+(\.[^@\s,;:<>()\"\\.]+)+")


def normal(email: str) -> str:
    """The address as mail is sent to it, its domain in ASCII (IDNA), lower case; "" for none that could be.

    What stands before the @ is its owner's to spell.
    """
    if len(email) > LENGTH or not _SHAPE.fullmatch(email):
        return ""
    local, _at, domain = email.rpartition("@")
    try:
        kept = f"{local}@{domain.encode('idna').decode('ascii').lower()}"
        return kept if Address(addr_spec=kept).addr_spec == kept and kept.isascii() else ""
    except (UnicodeError, ValueError, MessageError, IndexError):
        return ""


def trouble(email: str) -> str:
    """What is wrong with an address, "" for nothing."""
    return "" if normal(email) else _("This is not an address we could write to.")
