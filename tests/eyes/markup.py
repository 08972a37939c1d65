"""The Nu checker over pages as they were served, style sheets and drawings: one folder, one run of Java."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ideaboard.paths import STATIC
from tests.eyes.crawl import Seen
from tests.eyes.findings import Finding

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Comments are articles without a heading, as HTML itself has it; some properties are newer than the checker.
NO_FAULT = re.compile("Article lacks heading|“field-sizing”|view-transition|nsition-(group|new|old)")


def check(pages: Iterable[tuple[str, Seen]], folder: Path) -> list[Finding]:
    """Everything the checker calls an error or a warning in these (visitor, page)s and in what they wear."""
    kept = {f"{number}.html": page for number, page in enumerate(pages)}
    assert kept
    for name, (_, seen) in kept.items():
        (folder / name).write_text(seen.html, "utf8")
    for file in (*STATIC.glob("*.css"), *STATIC.glob("*.svg")):
        shutil.copy(file, folder)
    java = shutil.which("java")
    assert java, "run `make checkers`: the HTML checker needs Java"
    words = [java, "-jar", str(JAR), "--also-check-css", "--also-check-svg", "--format", "json"]
    # People write in the language they like, whatever the page around it speaks.
    words += ["--no-langdetect"]
    words += ["--exit-zero-always", "--stdout", str(folder)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    said = json.loads(ran.stdout)["messages"]
    return [_finding(one, kept) for one in said if _counts(one)]


def _counts(said: dict[str, str]) -> bool:
    is_fault = said["type"] != "info" or said.get("subType") == "warning"
    return is_fault and not NO_FAULT.search(said["message"] + said.get("extract", ""))


def _finding(said: dict[str, str], kept: dict[str, tuple[str, Seen]]) -> Finding:
    name = Path(said["url"]).name
    visitor, page = (kept[name][0], kept[name][1].name) if name in kept else ("everybody", name)
    extract = " ".join(said.get("extract", "").split())[:160]
    return Finding(said["message"], extract, page, visitor, f"line {said.get('lastLine')}")
