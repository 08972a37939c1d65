"""Bringing in what was said elsewhere: a folder of CSV files, or a Polis conversation.

Running twice adds nothing; bad rows are listed and set aside, good ones go in; after a crash, run it again.
"""

from ideaboard.imports.load import run
from ideaboard.imports.report import Report

__all__ = ["Report", "run"]
