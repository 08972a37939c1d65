"""Texts as the leak check compares them: case, accents, look-alike letters and invisible signs undone."""

import unicodedata
from functools import cache, lru_cache

from confusable_homoglyphs import confusables

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
_TWICE = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "$": "s", "3": "e", "@": "a"}
)
# Signs that take no room though they do not count as formatting: fillers and blanks of other scripts.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0\u00ad")


def plain(text: str) -> str:
    """The text in compatibility form (fullwidth becomes plain) without signs that nobody sees."""
    kept = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in kept if sign not in _UNSEEN and unicodedata.category(sign) != "Cf")


@cache
def _confusable() -> dict[int, str]:
    """Every sign that Unicode calls confusable with a Latin letter or two, as those letters."""
    found = {}
    for sign, likes in confusables.confusables_data.items():
        meant = next((like["c"] for like in likes if like["c"].isascii() and like["c"].isalpha()), "")
        if meant and len(sign) == 1 and not sign.isascii():
            # Unicode takes a small L for what all strokes look like; a capital one is an I.
            stroke = meant == "l" and unicodedata.category(sign) == "Lu"
            found[ord(sign)] = "i" if stroke else meant
    return found


@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """The plain text in lower case, without accents, every look-alike as the Latin letter it looks like."""
    return fold(text)


def fold(text: str) -> str:
    """The same, kept nowhere: for single words."""
    # Before the case is folded: a capital may look like another letter than its small one.
    shown = plain(text).translate(_confusable())
    folded = unicodedata.normalize("NFKD", shown.casefold().translate(_ALIKE))
    return "".join(sign for sign in folded if not unicodedata.combining(sign)).translate(_ALIKE)


@lru_cache(maxsize=2048)
def alike(bare: str) -> str:
    """A bare text with signs as one that are told apart only by looking twice: 0 and o, 1 and i and l, 5
    and s, rn and m."""
    return bare.translate(_TWICE).replace("rn", "m")
