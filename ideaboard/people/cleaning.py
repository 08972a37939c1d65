"""What need not be kept: spent sign-in links and sessions long over."""

from ideaboard import clock
from ideaboard.db import Database

LINK_DAYS = 1
SESSION_DAYS = 90


def clean(db: Database, *, now: str) -> None:
    db.run("DELETE FROM signin_links WHERE created_at < :old", old=clock.shift(now, days=-LINK_DAYS))
    db.run("DELETE FROM sessions WHERE seen_at < :old", old=clock.shift(now, days=-SESSION_DAYS))
