"""How well free text finds, on any collection of documents, queries and judgements.

    python bench/relevance.py --docs D.tsv --queries Q.tsv --qrels R.txt
    python -m bench.relevance --collection cranfield

Documents are `id<TAB>text` or `id<TAB>title<TAB>text`, queries `id<TAB>text`, judgements TREC's. Without a
column for it a document has no title, unless --title-sentence takes the first sentence for one. Only queries
with a relevant document are measured. A document is relevant from grade 1 on (--binary-from); with --graded
nDCG weighs the grades as gains.
"""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

if not __package__:  # run by its path: `bench` and `ideaboard` lie in the folder above
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import datasets, measuring, trec
from bench.trec import Doc, Qrels, Unreadable
from ideaboard import text
from ideaboard.errors import Refusal
from ideaboard.search.finder import Finder

SHOWN = ("nDCG@10", "MAP", "P@10", "R@10", "R@100")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_LONGEST_TITLE = 200
# What the deepest measure looks at, and the most that the product shows on a page.
DEPTH = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when measured; 2, and a sentence on stderr, when the files cannot be."""
    given = _options().parse_args(arguments)
    try:
        measure(given)
    except (Unreadable, Refusal) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def measure(given: argparse.Namespace) -> None:
    docs, queries, qrels = _collection(given)
    docs = [_shaped(doc, given) for doc in docs]
    is_graded = given.graded or given.collection in datasets.GRADED
    judged = _measurable(docs, queries, qrels, None if is_graded else given.binary_from)
    with measuring.searched(docs) as finder:
        run = {query: ask(finder, queries[query]) for query in (queries if given.run else judged)}
    if given.run:
        trec.write_run(given.run, run)
    weighed = measuring.weigh(judged, run, SHOWN)
    if given.each:
        _each(weighed, queries)
    measuring.tell(measuring.mean(weighed))
    if not is_graded and any(grade > 1 for of in qrels.values() for grade in of.values()):
        trec.note(f"Grades from {given.binary_from} on count as relevant, all alike; --graded weighs them.")


def ask(finder: Finder, query: str) -> list[str]:
    return measuring.ids(finder.find(query, audiences=[measuring.AUDIENCE], limit=DEPTH).hits)


def _collection(given: argparse.Namespace) -> tuple[list[Doc], dict[str, str], Qrels]:
    files = (given.docs, given.queries, given.qrels)
    if given.collection and not any(files):
        return datasets.collection(given.collection, given.data)
    if given.collection or not all(files):
        raise Unreadable("Give --docs, --queries and --qrels, or --collection alone.")
    return trec.docs(given.docs), trec.queries(given.queries), trec.qrels(given.qrels)


def _shaped(doc: Doc, given: argparse.Namespace) -> Doc:
    title = "" if given.no_title else doc.title
    body = f"{doc.title} {doc.text}".strip() if given.no_title else doc.text
    if given.title_sentence and not title:
        title = text.shorten(_SENTENCE_END.split(body, maxsplit=1)[0], _LONGEST_TITLE)
    return Doc(doc.id, title, body)


def _measurable(docs: list[Doc], queries: Mapping[str, str], qrels: Qrels, binary_from: int | None) -> Qrels:
    """The judgements of the queries that can be measured; says which cannot, and why."""
    known = {doc.id for doc in docs}
    kept = qrels if binary_from is None else _binary(qrels, binary_from)
    judged = {query: of for query, of in kept.items() if query in queries}
    measurable = {query: of for query, of in judged.items() if max(of.values()) > 0}
    relevant = [document for of in measurable.values() for document, grade in of.items() if grade > 0]
    print(
        f"{len(docs):,} documents, {sum(bool(doc.title) for doc in docs):,} with a title; "
        f"{len(measurable):,} queries with {len(relevant):,} relevant documents"
    )
    for many, what in (
        (len(queries) - len(judged), "queries without a judgement are not measured"),
        (len(judged) - len(measurable), "queries without a relevant document are not measured"),
        (len(kept) - len(judged), "judged queries not among the queries cannot be asked"),
        (
            sum(document not in known for document in relevant),
            "relevant documents not among the documents cannot be found",
        ),
    ):
        if many:
            trec.note(f"{many:,} of the {what}.")
    if not measurable:
        raise Unreadable("No query has a relevant document: are the ids of queries and judgements the same?")
    return measurable


def _binary(qrels: Qrels, least: int) -> Qrels:
    return {
        query: {document: int(grade >= least) for document, grade in of.items()}
        for query, of in qrels.items()
    }


def _each(weighed: Mapping[str, Mapping[str, float]], queries: Mapping[str, str]) -> None:
    print("\t".join(("query", *SHOWN, "text")))
    for query, values in weighed.items():
        print("\t".join((query, *(f"{values[name]:.4f}" for name in SHOWN), queries[query])))


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    options.add_argument("--docs", type=Path, help="id<TAB>text, or id<TAB>title<TAB>text")
    options.add_argument("--queries", type=Path, help="id<TAB>text")
    options.add_argument("--qrels", type=Path, help="query 0 document grade")
    options.add_argument(
        "--collection", choices=datasets.JUDGED, help="one we know, instead of the three files"
    )
    options.add_argument("--data", type=Path, default=datasets.DATA, help="where its raw data lies")
    options.add_argument(
        "--binary-from", type=int, default=1, metavar="N", help="a grade of N or more is relevant (1)"
    )
    options.add_argument("--graded", action="store_true", help="a higher grade is worth more")
    options.add_argument("--no-title", action="store_true", help="put titles into the text")
    options.add_argument(
        "--title-sentence", action="store_true", help="a text without a title lends its first sentence"
    )
    options.add_argument("--run", type=Path, metavar="FILE", help="write what was found, as a TREC run")
    options.add_argument("--each", action="store_true", help="print the measures of every query")
    return options


if __name__ == "__main__":
    sys.exit(main())
