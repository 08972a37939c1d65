"""Whether the other of two that are known to be the same is found among the similar.

    python bench/duplicates.py --docs D.tsv --pairs P.tsv
    python -m bench.duplicates --collection crowdre

Each document of a pair asks as the board does, with its title as the first line (a document without one: with
its text), leaves itself out and looks for those it is paired with. R is the share of these that are found.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

if not __package__:  # run by its path: `bench` and `ideaboard` lie in the folder above
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import datasets, measuring, trec
from bench.trec import Doc, Unreadable
from ideaboard.errors import Refusal
from ideaboard.search.finder import Finder

SHOWN = ("R@10", "R@100", "MRR")
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
    docs, pairs = _collection(given)
    known = {doc.id: doc for doc in docs}
    unknown = sum(one not in known or other not in known for one, other in pairs)
    if unknown:
        trec.note(f"{unknown:,} of the pairs with a document that is not there are left out.")
    qrels = trec.both_ways((one, other) for one, other in pairs if one in known and other in known)
    if not qrels:
        raise Unreadable("No pair names two of the documents: are their ids the same?")
    print(f"{len(docs):,} documents, {len(qrels):,} of them in pairs")
    with measuring.searched(docs) as finder:
        run = {document: ask(finder, known[document], given.title_only) for document in qrels}
    if given.run:
        trec.write_run(given.run, run)
    weighed = measuring.weigh(qrels, run, SHOWN)
    if given.each:
        for document, values in weighed.items():
            print("\t".join((document, *(f"{values[name]:.4f}" for name in SHOWN))))
    measuring.tell(measuring.mean(weighed))


def ask(finder: Finder, doc: Doc, title_only: bool = False) -> list[str]:
    typed = doc.title if title_only and doc.title else f"{doc.title}\n{doc.text}".strip()
    own = measuring.key(doc.id)
    return measuring.ids(finder.similar(typed, audiences=[measuring.AUDIENCE], exclude=[own], limit=DEPTH))


def _collection(given: argparse.Namespace) -> tuple[list[Doc], list[tuple[str, str]]]:
    if given.collection and not (given.docs or given.pairs):
        return datasets.repeats(given.collection, given.data)
    if given.collection or not (given.docs and given.pairs):
        raise Unreadable("Give --docs and --pairs, or --collection alone.")
    return trec.docs(given.docs), trec.pairs(given.pairs)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    options.add_argument("--docs", type=Path, help="id<TAB>text, or id<TAB>title<TAB>text")
    options.add_argument("--pairs", type=Path, help="id<TAB>id, to be found either way")
    options.add_argument(
        "--collection", choices=datasets.REPEATED, help="one we know, instead of the two files"
    )
    options.add_argument("--data", type=Path, default=datasets.DATA, help="where its raw data lies")
    options.add_argument("--title-only", action="store_true", help="ask with the title, as while it is typed")
    options.add_argument("--run", type=Path, metavar="FILE", help="write what was found, as a TREC run")
    options.add_argument("--each", action="store_true", help="print the measures of every document that asks")
    return options


if __name__ == "__main__":
    sys.exit(main())
