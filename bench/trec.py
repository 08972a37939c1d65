"""The files of a retrieval test as they come: CRLF, blank lines and a BOM do no harm.

Documents and queries are `id<TAB>text` (a document may have `id<TAB>title<TAB>text`), judgements TREC's
`query 0 document grade`, pairs `id<TAB>id`. What cannot be read is Unreadable, in one sentence with its line;
what is odd but can be used is told on stderr.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# A query's id, its documents' ids, and the grade of each.
Qrels = dict[str, dict[str, int]]
# A query's id and the documents found, best first.
Run = dict[str, list[str]]


class Unreadable(Exception):
    """What was given cannot be measured; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Doc:
    id: str
    title: str
    text: str


def docs(file: Path) -> list[Doc]:
    """The documents; a column between the id and the text is the title. Of one id the first counts."""
    read: dict[str, Doc] = {}
    again = 0
    for _, cells in _tabbed(file, "id and text"):
        again += cells[0] in read
        title, text = (cells[1], " ".join(cells[2:])) if len(cells) > 2 else ("", cells[-1])
        read.setdefault(cells[0], Doc(cells[0], title, text))
    _note(again, f"more in {file.name} with an id that was there before; left out", "document")
    _note(sum(not doc.title + doc.text for doc in read.values()), f"in {file.name} without text", "document")
    if not read:
        raise Unreadable(f"{file} holds no documents.")
    return list(read.values())


def queries(file: Path) -> dict[str, str]:
    read: dict[str, str] = {}
    again = 0
    for _, cells in _tabbed(file, "id and query"):
        again += cells[0] in read
        read.setdefault(cells[0], " ".join(cells[1:]))
    _note(again, f"more in {file.name} with an id that was there before; left out", "query")
    _note(sum(not text for text in read.values()), f"in {file.name} without text; it finds nothing", "query")
    if not read:
        raise Unreadable(f"{file} holds no queries.")
    return read


def qrels(file: Path) -> Qrels:
    """The judgements as graded; of two for one document the higher counts."""
    read: Qrels = defaultdict(dict)
    differing = 0
    for number, line in _lines(file):
        cells = line.split()
        if len(cells) != 4:
            raise Unreadable(f'{file}, line {number}: "query 0 document grade" is wanted, not "{line[:60]}".')
        query, _, document, typed = cells
        try:
            grade = int(typed)
        except ValueError:
            raise Unreadable(f'{file}, line {number}: the grade "{typed[:20]}" is no whole number.') from None
        before = read[query].get(document, grade)
        differing += before != grade
        read[query][document] = max(before, grade)
    _note(differing, f"in {file.name} given again with another grade; the higher counts", "judgement")
    if not read:
        raise Unreadable(f"{file} holds no judgements.")
    return dict(read)


def pairs(file: Path) -> list[tuple[str, str]]:
    read = []
    for number, cells in _tabbed(file, "two ids"):
        if len(cells) != 2 or not cells[1]:
            raise Unreadable(f"{file}, line {number}: two ids with a tab between them are wanted.")
        read.append((cells[0], cells[1]))
    _note(sum(one == other for one, other in read), f"in {file.name} of a document with itself", "pair")
    read = [(one, other) for one, other in read if one != other]
    if not read:
        raise Unreadable(f"{file} holds no pairs.")
    return read


def both_ways(pairs: Iterable[tuple[str, str]]) -> Qrels:
    """Pairs as judgements: whoever asks with the one is to find the other."""
    read: Qrels = defaultdict(dict)
    for one, other in pairs:
        read[one][other] = read[other][one] = 1
    return dict(read)


def write(file: Path, rows: Iterable[Iterable[object]], *, between: str = "\t") -> None:
    """Rows as lines; whatever would break a line or a column becomes a space."""
    lines = (between.join(" ".join(str(cell).split()) for cell in row) for row in rows)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def write_run(file: Path, run: Mapping[str, list[str]]) -> None:
    """A TREC run. Scores only say the order: ties would be put in another order by TREC's tools."""
    ranked = (
        (query, n, document, len(found)) for query, found in run.items() for n, document in enumerate(found)
    )
    write(file, ((q, "Q0", d, n + 1, many - n, "ideaboard") for q, n, d, many in ranked), between=" ")


def _tabbed(file: Path, wanted: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, two at least; an id alone has lost an empty text."""
    for number, line in _lines(file):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 1 and len(line.split()) > 1:
            raise Unreadable(f'{file}, line {number}: there is no tab between {wanted}: "{line[:60]}".')
        if not cells[0]:
            raise Unreadable(f"{file}, line {number}: the id is empty.")
        yield number, cells if len(cells) > 1 else [*cells, ""]


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, counted from 1."""
    try:
        with file.open(encoding="utf-8-sig") as opened:
            for number, line in enumerate(opened, 1):
                if line.strip():
                    yield number, line.rstrip("\n")
    except UnicodeDecodeError:
        raise Unreadable(f"{file} is not text in UTF-8.") from None
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from None


def note(sentence: str) -> None:
    print(f"Note: {sentence}", file=sys.stderr)


def _note(many: int, rest: str, what: str) -> None:
    if many:
        plural = "queries" if what == "query" else f"{what}s"
        note(f"{many:,} {what if many == 1 else plural} {rest}.")
