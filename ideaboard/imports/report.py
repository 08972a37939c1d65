"""What an import did, or would do, in plain words."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ideaboard.imports.records import Reject

KINDS = ("people", "posts", "comments", "votes")
# So many rejected rows of one reason are named; the file has them all.
NAMED = 20


@dataclass(slots=True)
class Report:
    """`counts` by kind: added, there (already), changed (since, left alone), rejected.

    `left_out` counts what is no fault but does not go in, by a sentence each.
    """

    dry_run: bool = False
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rejects_file: Path | None = None

    def reject(self, kind: str, row: Reject) -> None:
        self.counts[kind]["rejected"] += 1
        self.rejects.append(row)

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def lines(self) -> list[str]:
        """The report, line by line."""
        head = ["This was a dry run: nothing was written."] if self.dry_run else []
        return head + self._counted() + self._left_out() + self.notes + self._rejected()

    def _counted(self) -> list[str]:
        verb = "would be added" if self.dry_run else "added"
        lines = []
        for kind, count in self.counts.items():
            parts = [f"{count['added']:,} {verb}", f"{count['there']:,} already there"]
            if count["changed"]:
                parts.append(f"{count['changed']:,} different here and left alone")
            if count["rejected"]:
                parts.append(f"{count['rejected']:,} rejected")
            if sum(count.values()):
                lines.append(f"{kind}: {', '.join(parts)}")
        return lines or ["There was nothing in these files."]

    def _left_out(self) -> list[str]:
        return [f"left out, {what}: {count:,}" for what, count in sorted(self.left_out.items())]

    def _rejected(self) -> list[str]:
        grouped: dict[tuple[str, str], list[Reject]] = {}
        for row in self.rejects:
            grouped.setdefault((row.file, row.reason), []).append(row)
        lines = []
        for (file, reason), rows in grouped.items():
            lines.append(f"{file}: {len(rows):,} rejected: {reason}")
            lines += [f"  {_place(row)}" for row in rows[:NAMED] if row.line]
            if len(rows) > NAMED:
                lines.append(f"  and {len(rows) - NAMED:,} more")
        if self.rejects_file:
            lines.append(f"Rejected rows were written to {self.rejects_file}")
        return lines

    def write_rejects(self, folder: Path, *, now: str) -> None:
        """Put the rejected rows into `rejects-<time>.csv` of a folder, if there are any."""
        if not self.rejects:
            return
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"rejects-{now.replace(':', '').replace('-', '')}.csv"
        with file.open("w", encoding="utf8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(["file", "line", "reason", "detail", "row"])
            for row in self.rejects:
                cells = [row.file, str(row.line), row.reason, row.detail, *row.row]
                writer.writerow([cell.replace("\0", "") for cell in cells])
        self.rejects_file = file


def _place(row: Reject) -> str:
    return f"line {row.line}: {row.detail}" if row.detail else f"line {row.line}"
