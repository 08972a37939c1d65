"""How often somebody may do a thing; kept in the memory of one process."""

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ideaboard.errors import TooMany
from ideaboard.language import _


class Limits:
    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def spend(self, what: str, who: str, rate: str) -> None:
        """Count one act, e.g. `spend("signin", address, "5/hour")`. Raises TooMany past the rate."""
        if not self._window.hit(parse(rate), what, who):
            raise TooMany(_("That was a little often. Wait a few minutes, then try again."))
