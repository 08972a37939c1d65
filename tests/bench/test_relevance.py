"""The figures are those worked out by hand, and what cannot be measured is told in a sentence."""

import subprocess
import sys
from math import log2
from pathlib import Path

import pytest

from bench import datasets, relevance, trec
from tests.bench.conftest import Give
from tests.conftest import data

ROOT = Path(__file__).parents[2]

# "hammock" finds `many`, then `one`; nothing finds an answer to "xylophone".
DOCS = (
    "many\thammock hammock hammock\n"
    "one\tthe garden has trees, grass, two benches, a pond and one hammock under the oldest of the trees\n"
    "none\tcoffee\n"
)
QUERIES = "q1\thammock\nq2\txylophone\nq3\tcoffee\n"
QRELS = "q1 0 one 2\nq1 0 many -1\nq1 0 elsewhere 1\nq2 0 one 1\n"


@pytest.fixture
def files(give: Give) -> list[str]:
    return [
        *("--docs", give("docs.tsv", DOCS)),
        *("--queries", give("queries.tsv", QUERIES)),
        *("--qrels", give("qrels.txt", QRELS)),
    ]


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """What was printed, by name; of two under one name the first."""
    found: dict[str, float] = {}
    for line in capsys.readouterr().out.splitlines()[1:]:
        name, value, *_ = line.split()
        found.setdefault(name, float(value))
    return found


def test_the_figures_are_those_worked_out_by_hand(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert relevance.main([*files, "--graded"]) == 0
    # q1 has the document of grade 2 in the second place and lacks one of grade 1; q2 finds nothing.
    gained, ideal = 2 / log2(3), 2 / log2(2) + 1 / log2(3)
    assert figures(capsys) == {
        "nDCG@10": pytest.approx(gained / ideal / 2, abs=1e-4),
        "MAP": pytest.approx((1 / 2) / 2 / 2, abs=1e-4),
        "P@10": pytest.approx(1 / 10 / 2, abs=1e-4),
        "R@10": pytest.approx(1 / 2 / 2, abs=1e-4),
        "R@100": pytest.approx(1 / 2 / 2, abs=1e-4),
    }


def test_grades_from_a_bar_on_count_alike_and_the_others_not_at_all(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    relevance.main([*files, "--binary-from", "2"])
    # q2 has no document of grade 2 and is not measured any more.
    assert figures(capsys) == {
        "nDCG@10": pytest.approx(1 / log2(3), abs=1e-4),
        "MAP": 0.5,
        "P@10": 0.1,
        "R@10": 1.0,
        "R@100": 1.0,
    }


def test_grades_count_alike_unless_they_are_to_be_weighed(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    relevance.main(files)
    told = capsys.readouterr()
    alike = (1 / log2(3)) / (1 + 1 / log2(3)) / 2
    assert f"nDCG@10  {alike:.4f}\n" in told.out
    assert "--graded weighs them" in told.err


def test_what_is_left_out_is_said(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    relevance.main(files)
    told = capsys.readouterr().err
    assert "1 of the queries without a judgement" in told
    assert "1 of the relevant documents not among the documents" in told


def test_every_query_can_be_told_apart(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    relevance.main([*files, "--each"])
    printed = capsys.readouterr().out
    assert "q1\t" in printed
    assert "q2\t0.0000\t0.0000\t0.0000\t0.0000\t0.0000\txylophone\n" in printed


def test_a_run_is_written_in_the_order_of_the_search(files: list[str], tmp_path: Path) -> None:
    relevance.main([*files, "--run", str(tmp_path / "run.txt")])
    assert (tmp_path / "run.txt").read_text() == (
        "q1 Q0 many 1 2 ideaboard\nq1 Q0 one 2 1 ideaboard\nq3 Q0 none 1 1 ideaboard\n"
    )


def test_a_column_before_the_text_is_the_title_and_counts_more(
    give: Give, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = give("docs.tsv", "in-text\tRoof\tA garden here.\nin-title\tGarden\tA roof here.\n")
    rest = ["--queries", give("q.tsv", "q\tgarden\n"), "--qrels", give("r.txt", "q 0 in-title 1\n")]
    relevance.main(["--docs", docs, *rest])
    assert figures(capsys)["MAP"] == 1.0


def test_a_title_can_be_put_into_the_text_or_made_of_its_first_sentence() -> None:
    def shaped(doc: trec.Doc, *options: str) -> tuple[str, str]:
        made = relevance._shaped(doc, relevance._options().parse_args(options))
        return made.title, made.text

    assert shaped(trec.Doc("1", "A roof.", "Green.")) == ("A roof.", "Green.")
    assert shaped(trec.Doc("1", "A roof.", "Green."), "--no-title") == ("", "A roof. Green.")
    assert shaped(trec.Doc("1", "", "A roof. Green."), "--title-sentence") == ("A roof.", "A roof. Green.")
    assert shaped(trec.Doc("1", "Own", "A roof. Green."), "--title-sentence")[0] == "Own"


def test_windows_lines_blank_lines_repeats_and_empty_texts_do_no_harm(
    give: Give, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = give("d.tsv", "\ufeffa\thammock\r\n\r\na\tcoffee\r\nb\t\r\nc\r\n   \r\n")
    queries = give("q.tsv", "1\thammock\r\n1\tcoffee\r\n2\t\r\n")
    qrels = give("r.txt", "1 0 a 1\r\n1 0 a 0\r\n\r\n2\t0\tb\t1\r\n")
    assert relevance.main(["--docs", docs, "--queries", queries, "--qrels", qrels]) == 0
    printed = capsys.readouterr()
    assert "MAP      0.5000" in printed.out
    assert "1 document more in d.tsv" in printed.err
    assert "2 documents in d.tsv without text" in printed.err
    assert "1 query more in q.tsv" in printed.err
    assert "1 judgement in r.txt given again with another grade" in printed.err


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("docs.tsv", "1 hammock and more\n", "line 1: there is no tab between id and text"),
        ("docs.tsv", "\n \n", "holds no documents."),
        ("docs.tsv", "a\tok\n\tlamps\n", "line 2: the id is empty."),
        ("queries.tsv", "", "holds no queries."),
        ("qrels.txt", "q1 0 one\n", 'line 1: "query 0 document grade" is wanted, not "q1 0 one".'),
        ("qrels.txt", "q1 0 one high\n", 'line 1: the grade "high" is no whole number.'),
        ("qrels.txt", "q1 0 one 0\nq9 0 one 1\n", "No query has a relevant document"),
        ("qrels.txt", "", "holds no judgements."),
    ],
)
def test_what_cannot_be_measured_is_told_in_a_sentence(
    files: list[str],
    give: Give,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str,
    sentence: str,
) -> None:
    give(name, content)
    assert relevance.main(files) == 2
    assert sentence in capsys.readouterr().err.splitlines()[-1]


def test_a_file_that_is_absent_or_no_text_is_told(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs.tsv").write_bytes(b"1\t\xff\xfe\n")
    assert relevance.main(files) == 2
    assert "docs.tsv is not text in UTF-8." in capsys.readouterr().err
    (tmp_path / "docs.tsv").unlink()
    assert relevance.main(files) == 2
    assert "cannot be read: No such file or directory." in capsys.readouterr().err
    assert relevance.main(["--collection", "cranfield", "--data", str(tmp_path)]) == 2
    assert "The data of cranfield cannot be read" in capsys.readouterr().err
    assert relevance.main([]) == 2
    assert relevance.main([*files, "--collection", "cranfield"]) == 2


@pytest.mark.parametrize("how", [[str(ROOT / "bench/relevance.py")], ["-m", "bench.relevance"]])
def test_it_runs_by_its_path_and_as_a_module(files: list[str], how: list[str], tmp_path: Path) -> None:
    where = ROOT if how[0] == "-m" else tmp_path
    ran = subprocess.run(
        [sys.executable, *how, *files], cwd=where, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.splitlines()[1][:7]) == (0, "nDCG@10"), ran.stderr


# What plain BM25 reaches with the title counted twice; all in one field it reaches 0.37.
@pytest.mark.slow
@pytest.mark.parametrize("shape", [[], ["--no-title"]])
def test_cranfield_is_answered_as_well_as_the_best_of_plain_bm25(
    shape: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data("cranfield").parent
    assert relevance.main(["--collection", "cranfield", "--data", str(folder), *shape]) == 0
    assert figures(capsys)["nDCG@10"] >= 0.39


def test_cranfields_queries_are_numbered_by_their_order() -> None:
    docs, queries, qrels = datasets.collection("cranfield", data("cranfield").parent)
    assert (len(docs), list(queries)[2], queries["3"][:39]) == (
        1400,
        "3",
        "what problems of heat conduction in com",
    )
    assert qrels.keys() == queries.keys()
    assert {grade for of in qrels.values() for grade in of.values()} == {0, 1}


@pytest.mark.slow
def test_our_judged_ideas_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    folder = data("crowdre").parent
    data(datasets.BOWLING_GREEN)
    assert relevance.main(["--collection", "judged", "--data", str(folder)]) == 0
    assert figures(capsys)["nDCG@10"] >= 0.75


def test_our_judgements_are_of_posts_and_queries_that_are_there() -> None:
    data(datasets.BOWLING_GREEN)
    docs, queries, qrels = datasets.collection("judged", data("crowdre").parent)
    known = {doc.id for doc in docs}
    assert qrels.keys() == queries.keys()
    assert {document for of in qrels.values() for document in of} <= known
    assert {document for pair in trec.pairs(datasets.OURS / "pairs.tsv") for document in pair} <= known
    assert sum(max(of.values()) > 0 for of in qrels.values()) >= 60


def test_a_collection_is_written_as_files_that_can_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, queries, qrels = datasets.collection("cranfield", data("cranfield").parent)
    monkeypatch.setattr(sys, "argv", ["datasets", "cranfield", str(tmp_path)])
    assert datasets.main() == 0
    assert trec.docs(tmp_path / "docs.tsv") == docs
    assert trec.queries(tmp_path / "queries.tsv") == queries
    assert trec.qrels(tmp_path / "qrels.txt") == qrels
