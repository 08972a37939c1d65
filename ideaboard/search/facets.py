"""How many of the documents that were found have each value of a filter."""

import numpy as np

from ideaboard.search.arrays import Arrays, Mask

# A board may have thousands of tags; a page shows a few.
_MOST_VALUES = 100


def count(arrays: Arrays, field: str, found: Mask) -> list[tuple[str, int]]:
    """The values with their counts, the commonest first; none that no document has."""
    documents, codes, names = arrays.values(field)
    counts = np.bincount(codes[found[documents]], minlength=len(names))
    ranked = sorted(zip(names, counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return [(name, number) for name, number in ranked[:_MOST_VALUES] if number]
