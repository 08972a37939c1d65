"""The live generation as one process sees it, taken anew when another process has committed to it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ideaboard.search import generations
from ideaboard.search.arrays import Arrays
from ideaboard.search.engine import FileIndex
from ideaboard.search.schema import schema
from ideaboard.search.segments import Segment
from ideaboard.search.spelling import Lexicon
from ideaboard.search.storage import MappedStorage

_TOC = re.compile(r"_MAIN_(\d+)\.toc\Z")
_TRIES = 10


class Damaged(Exception):
    """The index is missing or damaged: it must be rebuilt."""


class Snapshot:
    """The segments of the live generation. For one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.segments: list[Segment] = []
        self.arrays = Arrays([])
        self.language = ""
        self._seen: tuple[Path, str] | None = None
        self._sizes: dict[Path, int] = {}
        self._known: dict[str, Segment] = {}
        self._lexicon = Lexicon()
        self._storage: MappedStorage | None = None

    def rest(self) -> None:
        """Hold no more memory than what is kept in arrays."""
        if self._storage is not None:
            self._storage.rest()

    def refresh(self) -> None:
        """See the newest commit. Costs a folder listing when nothing happened. Raises Damaged."""
        for _ in range(_TRIES):
            try:
                latest = self._latest()
                if latest != self._seen:
                    self._take(*latest)
                self._check_sizes()
                return
            except FileNotFoundError as error:
                # A commit or a rebuild may take a file away between the listing and the open: look again.
                self._seen, lost = None, error
        raise Damaged(f"The search index lacks a file: {lost}")

    def read_ahead(self) -> Iterator[None]:
        """Take the words of one segment more into the lexicon at each step."""
        self._lexicon.keep(segment.name for segment in self.segments)
        for segment in self.segments:
            if segment.name not in self._lexicon:
                self._lexicon.add(segment.name, segment.terms("word"))
                self.rest()
                yield

    def lexicon(self) -> Lexicon:
        """The words of all segments. About two seconds for 100,000 posts, once a generation."""
        for _ in self.read_ahead():
            pass
        return self._lexicon

    def _latest(self) -> tuple[Path, str]:
        generation = generations.current(self.folder)
        if generation is None:
            raise Damaged("There is no search index.")
        tocs = [found for name in os.listdir(generation) if (found := _TOC.match(name))]
        if not tocs:
            raise Damaged("The search index has no table of contents.")
        return generation, max(tocs, key=lambda toc: int(toc[1]))[0]

    def _take(self, generation: Path, toc: str) -> None:
        if self._seen is None or self._seen[0] != generation:
            self._known, self._lexicon = {}, Lexicon()
            if trouble := generations.problem(self.folder):
                raise Damaged(trouble)
            self.language = generations.language(generation)
        known = self._read(generation)
        self._known, self.segments = known, list(known.values())
        self.arrays = Arrays(self.segments)
        paths = [generation / f"{name}.seg" for name in known]
        self._sizes = {path: path.stat().st_size for path in paths}
        self._seen = (generation, toc)

    def _read(self, generation: Path) -> dict[str, Segment]:
        try:
            # Always a new reader: a searcher that refreshes itself keeps replaced segments and finds twice.
            storage = MappedStorage(generation)
            leaves = FileIndex(storage, schema(self.language)).reader().leaf_readers()
            self._storage = storage
        except FileNotFoundError:
            raise
        except Exception as error:
            raise Damaged(f"The search index cannot be opened: {error!r}") from error
        known: dict[str, Segment] = {}
        for leaf, base in leaves:
            if leaf.doc_count_all():
                name = str(leaf.segment().segment_id())
                known[name] = self._known.get(name) or Segment(name, leaf)
                known[name].renew(leaf, base)
        return known

    def _check_sizes(self) -> None:
        """A file cut short under its map would end the process at the first read beyond its new end."""
        for path, size in self._sizes.items():
            if path.stat().st_size != size:
                raise Damaged(f"The search index's file {path.name} is damaged: its size is wrong.")
