"""CSV as it comes: UTF-8 with or without its mark, fields of any size; a fault spoils its own row only."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from ideaboard.imports.records import Reject
from ideaboard.imports.report import Report

# The csv module stops at 128 KB a field; a longer one is a row to reject, not a reason to stop.
LARGEST_FIELD = 2**31 - 1
NOT_UTF8 = "the file is not UTF-8 text; save it as UTF-8 and import it again"


class Table:
    """One CSV file with its first row as header. What is wrong with it goes into the report under `kind`."""

    def __init__(self, file: Path, kind: str, report: Report) -> None:
        self.file = file
        self._kind = kind
        self._report = report

    def reject(self, line: int, reason: str, detail: str = "", row: Iterable[str] = ()) -> None:
        self._report.reject(self._kind, Reject(self.file.name, line, reason, detail, tuple(row)))

    def rows(
        self, required: Iterable[str], known: Iterable[str] | None = None
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row by column name, with the line it begins in; nothing when the file cannot be read at all.

        `known` columns are all there may be: others are left out and said so. None: any.
        """
        if not self.is_text():
            self.reject(0, NOT_UTF8)
            return
        rows = self.raw()
        header = [name.strip().lower() for name in next(rows, (1, []))[1]]
        missing = [name for name in required if name not in header]
        if missing:
            self.reject(0, f"the file lacks the column {' and '.join(missing)}")
            return
        if known is not None:
            self._say_unknown(set(header) - set(known))
        for line, row in rows:
            if len(row) == len(header):
                yield line, dict(zip(header, row, strict=True))
            else:
                detail = f"{len(row)} fields, where the header has {len(header)}"
                self.reject(line, "the row has not as many fields as the header", detail, row)

    def _say_unknown(self, names: set[str]) -> None:
        for name in sorted(names):
            self._report.note(f"{self.file.name}: the column {name!r} is not known and was not read.")

    def raw(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank, header and all, with the line it begins in; the file must be UTF-8."""
        csv.field_size_limit(LARGEST_FIELD)
        with self.file.open(encoding="utf-8-sig", newline="") as handle:
            # Strict: else a quote that is never closed swallows the rest of the file without a word.
            reader = csv.reader(handle, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    self.reject(line, "the row is not CSV", _fault(error))
                    continue
                if any(cell.strip() for cell in row):
                    yield line, row

    def is_text(self) -> bool:
        try:
            with self.file.open(encoding="utf-8-sig") as handle:
                while handle.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            return False
        return True


def _fault(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quote opens here and is never closed; the rest of the file was not read"
    return str(error)
