"""Who asks with one of two that are the same finds the other, and never itself."""

from pathlib import Path

import pytest

from bench import duplicates
from tests.bench.conftest import Give
from tests.bench.test_relevance import figures
from tests.conftest import data

DOCS = (
    "a\tA hammock\tUnder the old trees.\n"
    "b\tHammock please\tBetween two trees.\n"
    "c\tBetter coffee\tIn the kitchen.\n"
    "d\tXylophone\tFor the choir.\n"
)


def test_the_figures_are_those_worked_out_by_hand(give: Give, capsys: pytest.CaptureFixture[str]) -> None:
    docs, pairs = give("docs.tsv", DOCS), give("pairs.tsv", "a\tb\r\na\td\r\n\r\nc\tc\nc\tgone\n")
    assert duplicates.main(["--docs", docs, "--pairs", pairs]) == 0
    printed = capsys.readouterr()
    # a finds b first and never d, b finds a first, d finds nothing.
    assert "3 of them in pairs" in printed.out
    assert "R@10     0.5000\nR@100    0.5000\nMRR      0.6667\n" in printed.out
    assert "1 pair in pairs.tsv of a document with itself" in printed.err
    assert "1 of the pairs with a document that is not there" in printed.err


def test_texts_without_a_title_ask_with_all_they_have(
    give: Give, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = give("docs.tsv", "1\ta hammock under trees\n2\thammock and trees\n3\tcoffee\n")
    run = ["--run", str(tmp_path / "run.txt")]
    assert duplicates.main(["--docs", docs, "--pairs", give("p.tsv", "1\t2\n"), *run]) == 0
    assert figures(capsys) == {"R@10": 1.0, "R@100": 1.0, "MRR": 1.0}
    assert (tmp_path / "run.txt").read_text() == "1 Q0 2 1 1 ideaboard\n2 Q0 1 1 1 ideaboard\n"


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ("a b\n", "line 1: there is no tab between two ids"),
        ("a\n", "line 1: two ids with a tab between them are wanted."),
        ("a\tb\tc\n", "line 1: two ids with a tab between them are wanted."),
        ("", "holds no pairs."),
        ("x\ty\n", "No pair names two of the documents"),
    ],
)
def test_what_cannot_be_measured_is_told_in_a_sentence(
    give: Give, capsys: pytest.CaptureFixture[str], pairs: str, sentence: str
) -> None:
    arguments = ["--docs", give("docs.tsv", DOCS), "--pairs", give("pairs.tsv", pairs)]
    assert duplicates.main(arguments) == 2
    assert sentence in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("typed", [[], ["--title-only"]])
def test_exact_repeats_of_a_crowdre_feature_come_first(
    typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data("crowdre").parent
    assert duplicates.main(["--collection", "crowdre", "--data", str(folder), *typed]) == 0
    found = figures(capsys)
    assert found["R@10"] == 1.0
    # Before some stands a title of the same stems: "automatic lighting" for "automatic lights".
    assert found["MRR"] >= 0.95
