"""Two languages nobody speaks, made from the English: they show faults that only a translation would show.

The longer one has accents, brackets and a third more letters: what has no brackets was not translated, what
does not fit is too tight. The mirrored one runs from right to left.
"""

import re

_ACCENTED = str.maketrans("AaCcEeIiNnOoSsUuYyZz", "ÅåÇçÉéÎîÑñÖöŠšÛûÝýŽž")
# What must stay as it is: places to be filled, tags, entities.
_FIXED = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]*>|&\w+;)")
_LONGER = 3
_RIGHT_TO_LEFT, _END = "\u202e", "\u202c"


def longer(text: str) -> str:
    """`Save` becomes `[Šåvé·]`."""
    parts = _FIXED.split(text)
    parts[::2] = [part.translate(_ACCENTED) for part in parts[::2]]
    letters = sum(len(part) for part in parts[::2])
    return f"[{''.join(parts)}{'·' * -(-letters // _LONGER)}]"


def mirrored(text: str) -> str:
    """Each run of words is shown from right to left."""
    parts = _FIXED.split(text)
    parts[::2] = [f"{_RIGHT_TO_LEFT}{part}{_END}" if part.strip() else part for part in parts[::2]]
    return "".join(parts)
