"""What a person typed, understood.

    words                     all preferred, some enough
    "a phrase"  title:word    must be there
    pre*                      words that begin so
    one OR other              either will do
    -anything                 must not be there
    status:planned  tag:x  category:x  kind:idea  author:ada  is:answered  before:2026-03  after:"last month"

Nothing typed is refused: what has no meaning (an unknown status, a lone star) is searched as plain words.
Read are the first LONGEST characters and the first MOST_WORDS words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ideaboard.search import dates
from ideaboard.search.words import Analyzer, Word

LONGEST = 1_000
MOST_WORDS = 32
_LONG_AGO, _FAR_OFF = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"

_QUOTES = str.maketrans("“”„«»\0−", '""""" -')
_CLAUSE = re.compile(
    rf"""(?P<minus>(?<!\S)-(?=\S))?(?:
      (?P<name>[A-Za-z]+):(?P<value>"[^"]*"|(?<=before:){dates.SEVERAL}|(?<=after:){dates.SEVERAL}|[^\s"]+)
      |"(?P<phrase>[^"]*)"?
      |(?P<bare>[^\s"]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_HASHTAG = re.compile(r"#(?=\w*[^\W\d_])([^\W_][\w-]*)\Z")

Stems = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Asked:
    """One word that is looked for: its stem, and the joined words (`pihole` for pi + hole) that do as well.

    `start` and `end` are where it was typed; `open` is true for the last word while it may still be typed,
    `beginning` for what ends in a star.
    """

    word: Word
    start: int
    end: int
    joined: list[str] = field(default_factory=list)
    open: bool = False
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems at their relative places, next to each other in one field, or in the named one alone."""

    stems: Stems
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document must be: `name` is a filter (status, tag, is, ...), `value` as the index has it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """Made at `since` or later and before `until`, both UTC stamps."""

    since: str = _LONG_AGO
    until: str = _FAR_OFF


Clause = Asked | Phrase | Fact | Span


@dataclass(slots=True)
class Group:
    """Clauses of which one is enough; `without` makes them unwanted."""

    clauses: list[Clause]
    without: bool = False

    @property
    def is_word(self) -> bool:
        """A word, or several of which one is enough: preferred, not required."""
        return not self.without and all(isinstance(clause, Asked) for clause in self.clauses)


@dataclass(slots=True)
class Query:
    """The groups of a query; one without a wanted group finds nothing."""

    text: str
    groups: list[Group] = field(default_factory=list)

    @property
    def asked(self) -> list[Asked]:
        """Every word that is looked for, also to be left out."""
        every = (clause for group in self.groups for clause in group.clauses)
        return [clause for clause in every if isinstance(clause, Asked)]

    @property
    def facts(self) -> list[Fact]:
        every = (clause for group in self.groups for clause in group.clauses)
        return [clause for clause in every if isinstance(clause, Fact)]


# What a filter may be, by folded words a person may type: {"status": {"under review": "under_review"}}. A
# filter that is not named here takes any value.
Vocabulary = Mapping[str, Mapping[str, str]]
FREE = frozenset({"tag", "author"})


def understand(text: str, analyzer: Analyzer, vocabulary: Vocabulary, *, now: str) -> Query:
    """The query that the text means at this moment."""
    return _Reader(text, analyzer, vocabulary, now).query()


class _Reader:
    """Reads one text from the left to the right."""

    def __init__(self, text: str, analyzer: Analyzer, vocabulary: Vocabulary, now: str) -> None:
        self.text = text[:LONGEST].translate(_QUOTES)
        self.analyzer, self.vocabulary, self.now = analyzer, vocabulary, now
        self.room = MOST_WORDS
        self.either = False

    def query(self) -> Query:
        query = Query(self.text)
        for found in _CLAUSE.finditer(self.text):
            if found["bare"] == "OR" and not found["minus"]:
                self.either = bool(query.groups)
                continue
            if found["bare"] == "AND" and query.groups:
                continue
            groups = list(self._groups(found))
            if self.either and groups and self._join(query.groups[-1], groups[0]):
                del groups[0]
            self.either = False
            query.groups += groups
            if self.room < 0:
                break
        _join_neighbours(query)
        query.groups = _together(list(_worth_asking(query, self.analyzer.stop)))
        return query

    @staticmethod
    def _join(group: Group, more: Group) -> bool:
        """Make the next group an alternative of the last; what is unwanted has none."""
        if group.without or more.without:
            return False
        group.clauses += more.clauses
        return True

    def _groups(self, found: re.Match[str]) -> Iterator[Group]:
        """The clause as groups; several for a word that has parts, or that means nothing as an operator."""
        without = bool(found["minus"])
        if found["name"]:
            yield from self._named(found, without)
        elif found["phrase"] is not None:
            yield from self._phrase(found["phrase"], without)
        else:
            yield from self._bare(found["bare"], found.start("bare"), without)

    def _named(self, found: re.Match[str], without: bool) -> Iterator[Group]:
        name, value = found["name"].casefold(), found["value"].strip('"').strip()
        if clause := self._clause(name, value):
            yield Group([clause], without)
        else:
            yield from self._bare(found[0][without:], found.start() + without, without)

    def _clause(self, name: str, value: str) -> Clause | None:
        """What `name:value` means, None when it means nothing."""
        if name == "title":
            return self._stems(value, "title")
        if name == "author" and value.casefold() != "me":
            return self._stems(value, "author")
        if name in ("before", "after"):
            if start := dates.start(value, now=self.now):
                return Span(until=start) if name == "before" else Span(since=start)
            return None
        if name == "tag" and value:
            return Fact("tag", value.lstrip("#").casefold())
        known = self.vocabulary.get("is" if name == "author" else name, {})
        meant = known.get(dates.plain(value)) or known.get(value)
        return Fact("is" if name == "author" else name, meant) if meant else None

    def _stems(self, text: str, name: str = "") -> Phrase | None:
        return _phrase_of(self._words(text), name)

    def _words(self, text: str) -> list[Word]:
        found = list(self.analyzer.words(text))[: max(0, self.room) * 2]
        self.room -= sum(not word.joined for word in found)
        return found

    def _phrase(self, text: str, without: bool) -> Iterator[Group]:
        if phrase := self._stems(text):
            yield Group([phrase], without)

    def _bare(self, text: str, offset: int, without: bool) -> Iterator[Group]:
        if tag := _HASHTAG.match(text):
            yield Group([Fact("hashtag", tag[1].casefold())], without)
            return
        found = self._words(text)
        begins = offset + len(text.rstrip("*")) if text.endswith("*") else 0
        if without and not begins:
            # A compound is unwanted in both of its forms.
            wholes: list[Clause] = [Phrase(((word.stem, 0),)) for word in found if word.joined]
            if phrase := _phrase_of(found):
                yield Group([phrase, *wholes], without)
            return
        for asked in self._asked(found, offset):
            asked.beginning = asked.end == begins
            yield Group([asked], without)

    def _asked(self, found: list[Word], offset: int) -> Iterator[Asked]:
        wholes = [word for word in found if word.joined]
        for word in found:
            if not word.joined:
                inside = [
                    whole.text for whole in wholes if whole.start <= word.start and word.end <= whole.end
                ]
                asked = Asked(word, offset + word.start, offset + word.end, inside)
                asked.open = asked.end == len(self.text)
                yield asked


def _phrase_of(words: list[Word], name: str = "") -> Phrase | None:
    parts = [word for word in words if not word.joined]
    stems = tuple((word.stem, word.position - parts[0].position) for word in parts)
    return Phrase(stems, name) if stems else None


def _join_neighbours(query: Query) -> None:
    """Two words typed apart may be one in the index: "pi hole" for pihole."""
    alone = [group.clauses[0] for group in query.groups if group.is_word and len(group.clauses) == 1]
    asked = [clause for clause in alone if isinstance(clause, Asked)]
    for one, other in pairwise(asked):
        whole = one.word.text + other.word.text
        if query.text[one.end : other.start] == " " and not whole.isdigit():
            one.joined.append(whole)
            other.joined.append(whole)


def _worth_asking(query: Query, stop: frozenset[str]) -> Iterator[Group]:
    """Each word once, without the words that say nothing when there is more; "IT" is not "it"."""
    shouting = query.text.isupper()

    def tells(asked: Asked) -> bool:
        typed = query.text[asked.start : asked.end]
        loud = typed.isupper() and not shouting and len(typed) > 1
        return asked.word.text not in stop or loud or asked.beginning

    wanted = [group for group in query.groups if not group.without]
    has_more = any(not group.is_word or any(map(tells, _words_of(group))) for group in wanted)
    kept: dict[str, Asked] = {}
    for group in query.groups:
        alone = _words_of(group)[0] if group.is_word and len(group.clauses) == 1 else None
        if alone is None:
            yield group
        elif tells(alone) or not has_more:
            same = kept.setdefault(f"{alone.word.stem}{'*' * alone.beginning}", alone)
            same.open = same.open or alone.open
            if same is alone:
                yield group


def _words_of(group: Group) -> list[Asked]:
    return [clause for clause in group.clauses if isinstance(clause, Asked)]


def _together(groups: list[Group]) -> list[Group]:
    """Two values of what can only be one thing at a time mean either: `status:planned status:started`."""
    made: list[Group] = []
    for group in groups:
        name = _one_of_a_kind(group)
        same = next((other for other in made if name and _one_of_a_kind(other) == name), None)
        if same:
            same.clauses += group.clauses
        else:
            made.append(group)
    return made


def _one_of_a_kind(group: Group) -> str:
    names = {clause.name if isinstance(clause, Fact) else "" for clause in group.clauses}
    name = names.pop() if len(names) == 1 and not group.without else ""
    return name if name in ("status", "kind", "category") else ""
