"""The statuses of a post, in the words everyone uses."""

from typing import Final

from ideaboard.language import N_

LABELS: Final = {
    "new": N_("New"),
    "under_review": N_("Under review"),
    "planned": N_("Planned"),
    "started": N_("Started"),
    "done": N_("Done"),
    "partly_done": N_("Partly done"),
    "declined": N_("Declined"),
    "duplicate": N_("Duplicate"),
    "archived": N_("Archived"),
}
# The same within a sentence.
WITHIN: Final = {
    "new": N_("new"),
    "under_review": N_("under review"),
    "planned": N_("planned"),
    "started": N_("started"),
    "done": N_("done"),
    "partly_done": N_("partly done"),
    "declined": N_("declined"),
    "duplicate": N_("a duplicate"),
    "archived": N_("archived"),
}
NEEDS_REASON: Final = frozenset({"declined", "duplicate", "partly_done", "archived"})
# No further votes: the matter is decided. Comments stay open, so that one can object.
CLOSED: Final = frozenset({"done", "declined", "duplicate", "archived"})
KINDS: Final = {"idea": N_("Idea"), "feedback": N_("Feedback"), "story": N_("Story")}
