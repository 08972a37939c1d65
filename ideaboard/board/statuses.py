"""The statuses of a post, in the words everyone uses."""

from typing import Final

LABELS: Final = {
    "new": "New",
    "under_review": "Under review",
    "planned": "Planned",
    "started": "Started",
    "done": "Done",
    "partly_done": "Partly done",
    "declined": "Declined",
    "duplicate": "Duplicate",
    "archived": "Archived",
}
NEEDS_REASON: Final = frozenset({"declined", "duplicate", "partly_done", "archived"})
# No further votes: the matter is decided. Comments stay open, so that one can object.
CLOSED: Final = frozenset({"done", "declined", "duplicate", "archived"})
KINDS: Final = {"idea": "Idea", "feedback": "Feedback", "story": "Story"}
