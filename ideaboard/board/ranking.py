"""The stored rank behind "trending": votes count by their order of magnitude, and time by the half day.

The formula is the one Reddit published in 2008: ten times the votes weigh as much as 45,000 seconds of age.
It is written on every vote and never computed in a query; a post ages because newer ones start higher.
"""

from math import log10

from ideaboard import clock

_SECONDS = 45_000
_EPOCH = clock.moment("2020-01-01T00:00:00Z").timestamp()
_SCALE = 1_000_000


def hot(score: int, created_at: str) -> int:
    """The rank as a whole number (millionths), so that a keyset compares it exactly."""
    order = log10(max(1, abs(score)))
    sign = (score > 0) - (score < 0)
    age = (clock.moment(created_at).timestamp() - _EPOCH) / _SECONDS
    return round((sign * order + age) * _SCALE)
