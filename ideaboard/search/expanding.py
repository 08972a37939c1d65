"""The words that stand for a typed word: itself, its joined forms, what it begins, what it may be a typo of.

Nothing is offered that does not stand in a document the person may see: a name that only the council has
written must not reach others as a completion or a suggestion.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import nlargest

from ideaboard.search.queries import Asked
from ideaboard.search.schema import TEXTS
from ideaboard.search.snapshot import View
from ideaboard.search.spelling import Lexicon
from ideaboard.search.words import stem

# A last word found less often than this is taken for the beginning of another.
_FEW = 3
_SHORTEST_BEGINNING = 3
_SHORTEST_TYPO = 5
_SHORTEST_TWO_EDITS = 8
_MOST = 8
_JOINED, _COMPLETED, _CORRECTED = 0.9, 0.5, 0.7


@dataclass(slots=True)
class Expanded:
    """What to look for, each stem with its worth; `instead` is the word that was probably meant."""

    stems: dict[str, float] = field(default_factory=dict)
    instead: str | None = None


def expand(asked: Asked, view: View, lexicon: Callable[[], Lexicon]) -> Expanded:
    """The stems that stand for the word among the documents of the view.

    The lexicon is asked for only when a word is unknown: it may have to be read first.
    """
    found = Expanded({asked.word.stem: 1.0})
    for whole in asked.joined:
        if visible(view, stem(whole)):
            found.stems.setdefault(stem(whole), _JOINED)
    seen = sum(visible(view, each, _FEW) for each in found.stems)
    if asked.open and seen < _FEW:
        for word in _completions([asked.word.text, *asked.joined], view, lexicon):
            found.stems.setdefault(stem(word), _COMPLETED)
    if not seen and len(found.stems) == 1:
        for word in _corrections([asked.word.text, *asked.joined], view, lexicon):
            found.stems.setdefault(stem(word), _CORRECTED)
            found.instead = found.instead or word
    return found


def visible(view: View, stem: str, enough: int = 1) -> int:
    """In how many documents of the view the stem stands, counted up to `enough` or a little over."""
    return _count(view, TEXTS, stem, enough)


def _count(view: View, fields: Iterable[str], term: str, enough: int) -> int:
    count = 0
    for name in fields:
        for segment, mask in view.parts:
            for document in segment.postings(name, term)[0]:
                count += mask[document]
                if count >= enough:
                    return count
    return count


def _completions(beginnings: Iterable[str], view: View, lexicon: Callable[[], Lexicon]) -> list[str]:
    """The commonest visible words that begin so; in scripts without spaces one character is a beginning."""
    counts: dict[str, int] = {}
    for start in beginnings:
        if len(start) >= _SHORTEST_BEGINNING or not start.isascii():
            counts.update(lexicon().beginning(start))
    commonest = nlargest(_MOST * 4, counts, key=lambda word: (counts[word], word))
    return [word for word in commonest if _count(view, ("word",), word, 1)][:_MOST]


def _corrections(typed: Iterable[str], view: View, lexicon: Callable[[], Lexicon]) -> list[str]:
    """The visible words within one edit, else within two for a long word; the likeliest first."""
    found: dict[str, tuple[int, bool, int]] = {}
    for word in typed:
        if len(word) < _SHORTEST_TYPO or word.isdigit():
            continue
        edits = 2 if len(word) >= _SHORTEST_TWO_EDITS else 1
        for other, gap, count in lexicon().near(word, edits):
            # People seldom miss the first letter (Pollock and Zamora, 1984).
            found[other] = (gap, other[0] != word[0], -count)
    ranked = sorted(found, key=lambda word: (*found[word], word))
    seen = [word for word in ranked[: _MOST * 4] if _count(view, ("word",), word, 1)]
    return [word for word in seen if found[word][0] == found[seen[0]][0]][: _MOST // 2]
