"""Documents indexed and asked for as the product does it, and the answers weighed by trec_eval.

The index is made by the product's indexer in a temporary folder, and asked through `Finder`, so that words,
fields, query language, corrections and ranking are those of the board. The figures are trec_eval's own
(pytrec_eval); nothing is computed by hand but the mean over queries.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.trec import Doc, Qrels, Run, Unreadable
from ideaboard.search.documents import Document
from ideaboard.search.finder import Finder
from ideaboard.search.index import Indexer

AUDIENCE = "inside"
# What trec_eval calls them.
MEASURES = {
    "nDCG@10": "ndcg_cut_10",
    "MAP": "map",
    "P@10": "P_10",
    "R@10": "recall_10",
    "R@100": "recall_100",
    "MRR": "recip_rank",
}
# A key says what a document is before its colon.
_POST = "post:"
_PATIENCE = 120.0


@contextmanager
def searched(docs: Iterable[Doc]) -> Iterator[Finder]:
    """A finder over a temporary index of the documents."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        Indexer(folder).rebuild(map(_post, docs))
        with Finder(folder, timeout=_PATIENCE) as finder:
            yield finder


def _post(doc: Doc) -> Document:
    return Document(
        key=key(doc.id),
        audience=AUDIENCE,
        title=doc.title,
        body=doc.text,
        tags=(),
        answer="",
        comments="",
        author="",
        category="",
        status="new",
        kind="idea",
        created="2026-01-01T00:00:00Z",
    )


def key(document: str) -> str:
    return _POST + document


def ids(hits: Iterable[Any]) -> list[str]:
    """The documents of the hits, in their order."""
    return [hit.key.removeprefix(_POST) for hit in hits]


def weigh(qrels: Qrels, run: Run, measures: Iterable[str]) -> dict[str, dict[str, float]]:
    """The measures of each judged query; one that found nothing has zeros. A grade over 0 is relevant."""
    try:
        evaluator: Any = import_module("pytrec_eval").RelevanceEvaluator
    except ImportError:
        raise Unreadable("pytrec_eval is not installed: it comes with what `make check` installs.") from None
    wanted = {name: MEASURES[name] for name in measures}
    # trec_eval sorts by score, and would break ties by the name of the document.
    scored = {
        query: {document: float(len(found) - n) for n, document in enumerate(found)}
        for query, found in run.items()
        if found
    }
    judged = {
        query: {document: max(0, grade) for document, grade in of.items()} for query, of in qrels.items()
    }
    weighed = evaluator(judged, set(wanted.values())).evaluate(scored)
    return {
        query: {name: weighed.get(query, {}).get(theirs, 0.0) for name, theirs in wanted.items()}
        for query in judged
    }


def mean(weighed: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Over the queries; there is one at least."""
    names = next(iter(weighed.values()))
    return {name: sum(each[name] for each in weighed.values()) / len(weighed) for name in names}


def tell(means: Mapping[str, float]) -> None:
    for name, value in means.items():
        print(f"{name:<9}{value:.4f}")
