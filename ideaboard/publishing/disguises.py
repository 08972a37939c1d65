"""Texts as the leak check compares them: case, accents, look-alike letters and invisible signs undone."""

import unicodedata
from functools import lru_cache

# Letters of other scripts that look like Latin ones (the common part of Unicode's confusables, UTS 39),
# and Latin ones that do not come apart into a letter and a mark: each pair is what is typed, what is meant.
_PAIRS = """
аa вb еe нh іi јj кk мm оo рp сc ѕs тt уy хx һh ԁd ԛq ԝw ѵv гr ьb зe бb пn ӏl ґr
αa βb εe ηn ιi κk νv οo ρp τt υu χx ωw γy ϲc ϳj ςc
ıi ɩi ɪi ɡg ɑa øo łl đd ħh ŧt ƒf ʀr ɴn ʜh ʟl օo սu ոn հh տs
"""
_ALIKE = str.maketrans(
    {pair[0]: pair[1] for pair in _PAIRS.split()}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "є": "e", "&": " and "}
)
# Signs that take no room though they do not count as formatting: fillers and blanks of other scripts.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0\u00ad")


def plain(text: str) -> str:
    """The text in compatibility form (fullwidth becomes plain) without signs that nobody sees."""
    kept = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in kept if sign not in _UNSEEN and unicodedata.category(sign) != "Cf")


@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """The plain text in lower case, without accents, every look-alike as the Latin letter it looks like."""
    folded = unicodedata.normalize("NFKD", plain(text).casefold().translate(_ALIKE))
    return "".join(sign for sign in folded if not unicodedata.combining(sign)).translate(_ALIKE)
