"""The domain's own limits, put to a row before it is taken. A row that breaks one raises Bad."""

from datetime import UTC, datetime

from ideaboard import clock, text
from ideaboard.board import comments, posts
from ideaboard.board.statuses import KINDS, LABELS, NEEDS_REASON
from ideaboard.errors import Refusal
from ideaboard.people import people
from ideaboard.who import ROLES

KEY_MOST = 200
CATEGORY_MOST = 60
REASON_MOST = 500
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


class Bad(Exception):
    """What is wrong with a row: a reason shared by all rows of this fault, and this row's detail."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = text.shorten(text.clean(detail), 120)


def moment(typed: str, column: str, *, now: str) -> str:
    """A time with its zone as a stamp of ours; empty is now."""
    if not typed.strip():
        return now
    try:
        read = datetime.fromisoformat(typed.strip())
        if read.tzinfo is None:
            raise Bad(f"{column} has no zone; write it like 2026-03-01T09:00:00Z or with +01:00", typed)
        if read < _FIRST or read > clock.moment(now).astimezone(read.tzinfo):
            raise Bad(f"{column} lies before 1970 or in the future", typed)
        return clock.stamp(read)
    except (ValueError, OverflowError) as error:
        raise Bad(f"{column} is not a time like 2026-03-01T09:00:00Z", typed) from error


def key(typed: str, column: str) -> str:
    kept = text.clean(typed)
    if not 1 <= len(kept) <= KEY_MOST:
        raise Bad(f"{column} must be 1 to {KEY_MOST} characters", kept)
    return kept


def address(typed: str, column: str) -> str:
    try:
        return people.address(typed)
    except Refusal as refusal:
        raise Bad(f"{column} is not an e-mail address", typed) from refusal


def role(typed: str) -> str:
    kept = text.clean(typed).lower() or "employee"
    if kept not in ROLES:
        raise Bad(f"role must be one of {', '.join(ROLES)}", typed)
    return kept


def profile(column: str, typed: str) -> str:
    kept = text.clean(typed, lines=column == "about")
    if len(kept) > people.LIMITS[column]:
        raise Bad(f"{column} has more than {people.LIMITS[column]:,} characters", f"{len(kept):,}")
    if column == "name" and not kept:
        raise Bad("name is empty")
    return kept


def post_text(title: str, body: str) -> tuple[str, str]:
    kept = text.clean(title), text.clean(body, lines=True)
    for column, value, most in zip(("title", "body"), kept, (posts.TITLE_MOST, posts.BODY_MOST), strict=True):
        _length(column, value, most)
    return kept


def comment_text(body: str) -> str:
    kept = text.clean(body, lines=True)
    _length("body", kept, comments.BODY_MOST)
    return kept


def _length(column: str, value: str, most: int) -> None:
    if not value:
        raise Bad(f"{column} is empty")
    if len(value) > most:
        raise Bad(f"{column} has more than {most:,} characters", f"{len(value):,}")


def kind(typed: str) -> str:
    kept = text.clean(typed).lower() or "idea"
    if kept not in KINDS:
        raise Bad(f"kind must be one of {', '.join(KINDS)}", typed)
    return kept


def tags(typed: str) -> tuple[str, ...]:
    kept = tuple(posts.tag_list(typed))
    if len(kept) > posts.TAGS_MOST:
        raise Bad(f"more than {posts.TAGS_MOST} tags", typed)
    return kept


def category(typed: str) -> str:
    kept = text.clean(typed)
    if not 1 <= len(kept) <= CATEGORY_MOST:
        raise Bad(f"category must be 1 to {CATEGORY_MOST} characters", kept)
    return kept


def status(typed: str, reason: str) -> tuple[str, str]:
    kept, why = text.clean(typed).lower() or "new", text.clean(reason)
    if kept not in LABELS:
        raise Bad(f"status must be one of {', '.join(LABELS)}", typed)
    if kept in NEEDS_REASON and not why:
        raise Bad(f"the statuses {', '.join(sorted(NEEDS_REASON))} need a reason", kept)
    if len(why) > REASON_MOST:
        raise Bad(f"reason has more than {REASON_MOST} characters", f"{len(why):,}")
    return kept, why


def vote(typed: str) -> int:
    kept = typed.strip().lstrip("+")
    if kept not in {"1", "-1", "0"}:
        raise Bad("value must be 1, -1 or 0", typed)
    return int(kept)
