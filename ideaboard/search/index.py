"""The writing side of the index: one indexer, in the worker, in batches, after the commit."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ideaboard.errors import Unavailable
from ideaboard.search import building, generations, writing
from ideaboard.search.documents import Document

# So many are built here: starting processes for them would take longer.
_FEW = 2_000


class Indexer:
    """Keeps the index in `folder` in step with what it is told. Not for two threads at once.

    A rebuild is in `language` (see `stemming`); changes are in the language the index has.
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.folder, self.language = folder, language

    def apply(self, changed: Sequence[Document], gone: Sequence[str]) -> None:
        """Replace the changed documents and remove the keys that are gone, in one commit.

        Doing it twice changes nothing; of two documents with one key the last counts, and a key that is both
        changed and gone is gone. Raises Unavailable, and asks for a rebuild, when there is no sound index to
        change: a new one made here would lack everything older.
        """
        if not changed and not gone:
            return
        removed = set(gone)
        latest = {document.key: document for document in changed if document.key not in removed}
        with generations.writing(self.folder):
            generation = self._sound()
            language = generations.language(generation)
            try:
                gone_now = sorted(removed | latest.keys())
                writing.replace(_open(generation), gone_now, latest.values(), language)
                generations.seal(generation, language)
            except Exception:
                self._sound(deep=True)
                raise

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build a new generation beside the live one, swap to it and return how many documents it holds.

        `documents` is read once, in batches, and every key must occur once. `progress` hears how many were
        taken. Searches are answered by the old generation meanwhile. If it fails, nothing changed. More than
        a few are built in processes beside this one.
        """
        with generations.writing(self.folder):
            generations.sweep(self.folder)
            generation = generations.fresh(self.folder)
            waiting = iter(documents)
            few = list(islice(waiting, _FEW + 1))
            index = writing.create(generation, self.language)
            if len(few) <= _FEW:
                writing.replace(index, [], few, self.language)
                if progress:
                    progress(len(few))
            else:
                parts = building.build(generation, chain(few, waiting), self.language, progress)
                writing.adopt(index, parts, self.language)
                for part in parts:
                    shutil.rmtree(part)
            count = int(index.doc_count())
            generations.seal(generation, self.language)
            generations.make_current(self.folder, generation)
            generations.rebuild_done(self.folder)
            return count

    def healthy(self) -> str | None:
        """None when the index can be searched, else why not: missing, damaged, another schema or language."""
        if trouble := generations.problem(self.folder):
            return trouble
        generation = generations.current(self.folder)
        if generation and (found := generations.language(generation)) != self.language:
            return f"The search index is in the language {found}; {self.language} is wanted."
        try:
            self.count()
        except Exception as error:
            return f"The search index cannot be opened: {error}"
        return None

    def count(self) -> int:
        """How many documents are in the index. Raises Unavailable when there is none."""
        generation = generations.current(self.folder)
        if generation is None:
            raise Unavailable(generations.REBUILDING)
        reader = _open(generation).reader()
        try:
            return int(reader.doc_count())
        finally:
            reader.close()

    def _sound(self, *, deep: bool = False) -> Path:
        """The live generation. Raises Unavailable, and asks for a rebuild, when it is not whole."""
        trouble = generations.problem(self.folder, deep=deep) or (self.healthy() if deep else None)
        generation = generations.current(self.folder)
        if trouble or generation is None:
            generations.want_rebuild(self.folder)
            raise Unavailable(generations.REBUILDING)
        return generation


def _open(generation: Path) -> Any:
    return writing.opened(generation, generations.language(generation))
