"""Where the found words stand in a text, for the page to mark. Knows nothing of HTML."""

from collections.abc import Collection

from ideaboard.search.words import analyzer

_ELLIPSIS = "…"

Span = tuple[int, int]


def marked(
    text: str, terms: Collection[str], *, width: int | None = None, language: str = "en"
) -> list[tuple[str, bool]]:
    """The text in pieces, True where a found word stands; `terms` and `language` are those of `Found`.

    With `width`, a fragment of about so many characters around the densest place of found words (the
    beginning, if there is none), with … where something was cut off.
    """
    wanted = frozenset(terms)
    spans = _merged(sorted(set(analyzer(language).spans(text, wanted)))) if wanted else []
    if width is None or len(text) <= width:
        return _pieces(text, spans, 0, len(text))
    start, end = _fragment(text, spans, width)
    pieces = _pieces(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    before = [(_ELLIPSIS, False)] if start > 0 else []
    after = [(_ELLIPSIS, False)] if end < len(text) else []
    return before + pieces + after


def _merged(spans: list[Span]) -> list[Span]:
    """Spans that overlap as one: the pairs of a script without spaces, a compound and its parts."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, spans: list[Span], start: int, end: int) -> list[tuple[str, bool]]:
    pieces, place = [], start
    for first, last in spans:
        pieces += [(text[place:first], False), (text[first:last], True)]
        place = last
    pieces.append((text[place:end], False))
    return [piece for piece in pieces if piece[0]]


def _fragment(text: str, spans: list[Span], width: int) -> Span:
    """The window with the most found words, the earliest of equals, cut at spaces."""
    first, last, best = 0, 0, 0
    ahead = 0
    for behind in range(len(spans)):
        ahead = max(ahead, behind)
        while ahead < len(spans) and spans[ahead][1] - spans[behind][0] <= width:
            ahead += 1
        if ahead - behind > best:
            first, last, best = spans[behind][0], spans[ahead - 1][1], ahead - behind
    spare = max(0, width - (last - first))
    start = max(0, min(first - spare // 2, len(text) - width))
    end = min(len(text), max(start + width, last))
    return _at_space(text, start, first if best else start, end, last)


def _at_space(text: str, start: int, first: int, end: int, last: int) -> Span:
    """Move the cuts inwards to the next space, never into a found word."""
    if start > 0 and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(last, start + 1), end + 1)) >= 0:
        end = space
    return start, end
