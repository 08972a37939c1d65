"""The collections we know, read from their raw data into documents, queries, judgements and pairs.

    python -m bench.datasets cranfield FOLDER      writes docs.tsv, queries.tsv, qrels.txt (and pairs.tsv)

cranfield: 1,400 abstracts and 225 queries. judged: the ideas of Bowling Green and CrowdRE with our own
queries, judgements and pairs (bench/judged). bowling-green, crowdre: the ideas of one. The texts are not ours
and are not in the repository.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from bench import trec
from bench.trec import Doc, Qrels, Unreadable
from ideaboard import clock, text
from ideaboard.imports.polis import TITLE, Polis
from ideaboard.imports.report import Report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
BOWLING_GREEN = "polis/american-assembly.bowling-green"
OURS = Path(__file__).resolve().parent / "judged"


def cranfield(data: Path) -> list[Doc]:
    """Title and abstract; most abstracts begin with the title again."""
    return [
        Doc(number, " ".join(parts.get("T", "").split()), " ".join(parts.get("W", "").split()))
        for number, parts in _marked(data / "cranfield/cran.all.1400")
    ]


def bowling_green(data: Path) -> list[Doc]:
    """The statements as the board imports them, rejected ones too."""
    posts = Polis(data / BOWLING_GREEN, Report(), now=clock.now()).posts()
    return [Doc(f"bg-{post.key}", post.title, post.body) for post in posts]


def crowdre(data: Path) -> list[Doc]:
    """The feature, shortened, as title; role, feature and benefit as one sentence. Tags are left out."""
    return [
        Doc(
            f"crowdre-{row['id']}",
            text.shorten(text.clean(row["feature"]), TITLE),
            text.clean(f"As a {row['role']} I want {row['feature']} so that {row['benefit']}."),
        )
        for row in _requirements(data)
    ]


def judged(data: Path) -> list[Doc]:
    return bowling_green(data) + crowdre(data)


DOCS: dict[str, Callable[[Path], list[Doc]]] = {
    "cranfield": cranfield,
    "judged": judged,
    "bowling-green": bowling_green,
    "crowdre": crowdre,
}
# Whose grades say how well a document answers. Cranfield's codes are kinds of relevance, the first the best.
GRADED = frozenset({"judged"})
JUDGED = ("cranfield", "judged")
REPEATED = ("crowdre", "judged")


def collection(name: str, data: Path) -> tuple[list[Doc], dict[str, str], Qrels]:
    """The documents, queries and judgements of one of JUDGED. Raises Unreadable."""
    docs = _docs(name, data)
    if name == "judged":
        return docs, trec.queries(OURS / "queries.tsv"), trec.qrels(OURS / "qrels.txt")
    return docs, dict(_cranfield_queries(data)), _cranfield_qrels(data)


def repeats(name: str, data: Path) -> tuple[list[Doc], list[tuple[str, str]]]:
    """The documents and the known pairs of one of REPEATED. Raises Unreadable.

    judged: the same wish in other words. crowdre: the same feature, but for case and punctuation; the column
    `duplicate_of` of the data is 0 in every row.
    """
    docs = _docs(name, data)
    if name == "judged":
        return docs, trec.pairs(OURS / "pairs.tsv")
    same = defaultdict(list)
    for row in _requirements(data):
        same[tuple(re.findall(r"\w+", row["feature"].casefold()))].append(f"crowdre-{row['id']}")
    return docs, [pair for ids in same.values() for pair in combinations(ids, 2)]


def _docs(name: str, data: Path) -> list[Doc]:
    try:
        return DOCS[name](data)
    except OSError as error:
        raise Unreadable(f"The data of {name} cannot be read: {error.filename}: {error.strerror}.") from None


def _marked(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """SMART's format: `.I number`, then a letter a part."""
    for part in re.split(r"(?m)^\.I ", file.read_text(encoding="utf-8"))[1:]:
        number, _, rest = part.partition("\n")
        yield number.strip(), dict(re.findall(r"(?ms)^\.([TABW])\n(.*?)(?=^\.[TABW]$|\Z)", rest))


def _cranfield_queries(data: Path) -> Iterator[tuple[str, str]]:
    """Numbered by their order, as the judgements count them, and not by `.I`, which has gaps."""
    for order, (_, parts) in enumerate(_marked(data / "cranfield/cran.qry"), 1):
        yield str(order), " ".join(parts["W"].split())


def _cranfield_qrels(data: Path) -> Qrels:
    """Codes 1 (a complete answer) to 5 become 1: they fall as relevance rises. -1 becomes 0."""
    qrels: Qrels = defaultdict(dict)
    for line in (data / "cranfield/cranqrel").read_text(encoding="utf-8").splitlines():
        if cells := line.split():
            query, document, code = cells
            qrels[query][document] = max(int(int(code) > 0), qrels[query].get(document, 0))
    return dict(qrels)


def _requirements(data: Path) -> Iterator[dict[str, str]]:
    with (data / "crowdre/requirements.csv").open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def main() -> int:
    if len(sys.argv) != 3 or sys.argv[1] not in DOCS:
        print(f"python -m bench.datasets {'|'.join(DOCS)} FOLDER", file=sys.stderr)
        return 2
    name, folder = sys.argv[1], Path(sys.argv[2])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trec.write(folder / "docs.tsv", ((doc.id, doc.title, doc.text) for doc in _docs(name, DATA)))
        if name in JUDGED:
            _, queries, qrels = collection(name, DATA)
            trec.write(folder / "queries.tsv", queries.items())
            rows = ((query, 0, *judgement) for query, of in qrels.items() for judgement in of.items())
            trec.write(folder / "qrels.txt", rows, between=" ")
        if name in REPEATED:
            trec.write(folder / "pairs.tsv", repeats(name, DATA)[1])
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
