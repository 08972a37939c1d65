"""What must not leave the house by accident: found in every version, fixed or waved through by name.

A finding is waved through by one member with a reason, never by who edited the text last, nor by the author.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urlsplit

from ideaboard import text
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, Forbidden, NotFound, Refusal
from ideaboard.language import N_, _
from ideaboard.publishing import authors, disguises, drafts, files, money, names, phones, record, words
from ideaboard.publishing.bylines import FULL
from ideaboard.publishing.names import Directory
from ideaboard.settings import Settings
from ideaboard.spotlight import parts
from ideaboard.who import Person

RULES = {
    # Translators: the place is one of "The title", "The text" and so on, with its article.
    "email": N_("%(place)s holds an e-mail address: %(found)s"),
    "phone": N_("%(place)s holds a telephone number: %(found)s"),
    "ip": N_("%(place)s holds an IP address: %(found)s"),
    "host": N_("%(place)s holds the name of an inside machine: %(found)s"),
    "link": N_("%(place)s holds a link that only works inside: %(found)s"),
    "word": N_("%(place)s holds a word that stays inside: %(found)s"),
    "money": N_("%(place)s holds an amount of money: %(found)s"),
    "name": N_("%(place)s names a colleague who was not asked: %(found)s"),
}
PLACES = {
    "title": N_("The title"),
    "standfirst": N_("The standfirst"),
    "body": N_("The text"),
    "byline_text": N_("The byline"),
    "topic": N_("The topic"),
    "question": N_("The question"),
    "correction": N_("The correction"),
    "alt": N_("The description of a picture or film"),
    "caption": N_("The line below a picture or film"),
    "subtitles": N_("The file of subtitles"),
}

# Each begins only where a word does, and no run is unbounded: a page of one letter must not cost seconds.
_AT = r"(?:@|\s?[(\[{]\s?(?:at|@)\s?[)\]}]\s?)"
_EMAIL = re.compile(rf"(?<![\w.+%-])[\w.+%-]+{_AT}[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,}}", re.IGNORECASE)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f:.]{3,45}(?!\w)", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w.-])(?:(?:[a-z0-9][a-z0-9-]*\.)+(?:local|internal|intranet|intern|intra|corp|lan|private|"
    r"localdomain|home\.arpa)|localhost)(?![\w-]|\.\w)",
    re.IGNORECASE,
)
# Addresses that lead somewhere only from inside: a name without a dot, a share, a file.
_NEAR = re.compile(
    r"\bhttps?://(?:[^\s/@]*@)?[a-z0-9_-]+(?=[:/\s]|$)[^\s)>\"]*|(?<!\\)\\\\[\w.$-]+\\[^\s)>\"]+|"
    r"\b(?:file|smb|nfs|afp|sftp|ssh|rdp)://[^\s)>\"]+",
    re.IGNORECASE,
)
# A picture of the board, however its address begins.
_PICTURE = re.compile(r"(?:/|(?<!\w))pictures/[0-9a-f]{32}[\w.-]*", re.IGNORECASE)
_HREF = re.compile(r'href="([^"]*)"')
# What a page holds beside its text: where links lead, what shows above them, the language of code.
_BESIDE = re.compile(r'(?:href|title|class)="([^"]*)"')
_BLANK = re.compile(r"\(withdrawn (\d{1,9})\)")
_PUNYCODE = re.compile(r"\bxn--([a-z0-9-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """`found` by `rule` in the part `where`; the same thing in two parts is one finding to decide on."""

    rule: str
    found: str
    where: str

    @property
    def key(self) -> str:
        return f"{self.rule}:{self.found}"

    @property
    def sentence(self) -> str:
        return _(RULES[self.rule], place=_(PLACES[self.where]), found=self.found)


@dataclass(frozen=True, slots=True)
class Rules:
    """What this company keeps inside, the same for all drafts."""

    words: tuple[str, ...]
    base_url: str
    hosts: frozenset[str] = frozenset()
    money: int = 10_000
    directory: Directory | None = None


def check(
    shown: Row,
    *,
    words: tuple[str, ...],
    base_url: str,
    hosts: frozenset[str] = frozenset(),
    money: int = 10_000,
    directory: Directory | None = None,
    agreeing: tuple[tuple[int, str], ...] = (),
) -> list[Finding]:
    """All findings in the texts of PLACES, each once, in the order of the page.

    `agreeing` are the ids and names of authors who agree to be named in full.
    """
    rules = Rules(words, base_url, hosts, money, directory)
    texts = tuple((place, shown.get(place, "")) for place in PLACES)
    return list(_check(texts, rules, agreeing))


@lru_cache(maxsize=512)
def _check(
    parts: tuple[tuple[str, str], ...], rules: Rules, agreeing: tuple[tuple[int, str], ...]
) -> tuple[Finding, ...]:
    kept: dict[tuple[str, str], Finding] = {}
    for where, written in parts:
        for rule, found in _findings(written, rules, markdown=where == "body"):
            kept.setdefault((rule, found), Finding(rule, found, where))
        # The byline names whoever it names: they are asked.
        if where != "byline_text" and rules.directory is not None:
            for found in _names(written, rules.directory, agreeing, markdown=where == "body"):
                kept.setdefault(("name", found), Finding("name", found, where))
    return tuple(kept.values())


def _names(
    written: str, directory: Directory, agreeing: tuple[tuple[int, str], ...], *, markdown: bool
) -> Iterator[str]:
    people = frozenset(number for number, _name in agreeing)
    spelled = frozenset(word for _number, name in agreeing for word in names.bare_words(name))
    for form in (written, *_readings(written)) if markdown else (written,):
        yield from directory.find(disguises.plain(form), people, spelled)


def _findings(written: str, rules: Rules, *, markdown: bool) -> Iterator[tuple[str, str]]:
    for form in (written, *_readings(written)) if markdown else (written,):
        plain = disguises.plain(form)
        yield from _traces(plain, rules)
        yield from (("link", found) for found in _PICTURE.findall(plain))
        yield from (("money", found) for found in money.find(plain, rules.money))
        bare = disguises.bare(form)
        yield from (("word", word) for word in rules.words if words.holds(bare, word))
    if markdown:
        yield from (("link", link) for link in _links(written) if _inside(link, rules.base_url))
        # As it is shown, so that no other way to write the address hides it.
        yield from (("link", f"{text.PICTURES}{name}") for name in text.pictures(written))


def _readings(markdown: str) -> Iterator[str]:
    """The text as it will be read, and where its links lead: marks inside a word, `&#70;` or `%46` for F,
    hide it from what was typed."""
    yield text.plain(markdown)
    # What joins them stands in no word and no number, so that none is found across two links.
    yield " | ".join(_decoded(found) for found in _BESIDE.findall(text.html(markdown)))


def _decoded(value: str) -> str:
    value = unescape(value)
    for _turn in range(3):
        value = unquote(value)
    return _PUNYCODE.sub(_spoken, value)


def _spoken(found: re.Match[str]) -> str:
    """A label of a host name in the letters that a browser shows."""
    try:
        return found[1].encode("ascii").decode("punycode")
    except ValueError:
        return found[0]


def _traces(plain: str, rules: Rules) -> Iterator[tuple[str, str]]:
    yield from (("email", found) for found in _EMAIL.findall(plain))
    yield from (("ip", found) for found in _addresses(plain))
    yield from (("host", found) for found in _HOST.findall(plain))
    yield from (("link", found) for found in _NEAR.findall(plain))
    own = urlsplit(rules.base_url).hostname or ""
    for host in (own, *sorted(rules.hosts)):
        for found in _host(host).findall(plain) if not _HOST.fullmatch(host) else ():
            yield "host", found.lower()
    yield from (("phone", found) for found in phones.find(plain))


@lru_cache(maxsize=256)
def _host(name: str) -> re.Pattern[str]:
    """A host by its name, and every name below it."""
    return re.compile(rf"(?<![\w.-])(?:[a-z0-9-]+\.)*{re.escape(name)}(?![\w-]|\.\w)", re.IGNORECASE)


def _addresses(plain: str) -> Iterator[str]:
    long = (item.rstrip(".") for item in _IPV6.findall(plain) if item.count(":") > 1 and item.strip(":."))
    for found in (*_IPV4.findall(plain), *long):
        try:
            yield str(ipaddress.ip_address(found))
        except ValueError:
            continue


def _links(markdown: str) -> list[str]:
    return [unescape(found) for found in _HREF.findall(text.html(markdown))]


def _inside(link: str, base_url: str) -> bool:
    parts = urlsplit(link)
    return not parts.scheme or (parts.scheme != "mailto" and parts.netloc == urlsplit(base_url).netloc)


def open_findings(db: Database, drafts: Iterable[Row], *, settings: Settings) -> dict[int, list[Finding]]:
    """What stands in the way of each draft's current version: found, and not waved through; in a constant
    number of queries, however many drafts and colleagues there are.

    A waiver by who edited that version last does not count.
    """
    kept = list(drafts)
    listed, waived = words.known(db), waivers(db, [draft["id"] for draft in kept])
    everybody, subtitles, co_authors = names.directory(db), files.said(db, kept), authors.names(db, kept)
    found = {}
    for draft in kept:
        given = [row for row in waived.get(draft["id"], []) if row["by_id"] != draft["editor_id"]]
        covered = {(row["rule"], row["found"]) for row in given}
        every = check(
            draft | _beside(draft, subtitles),
            words=listed,
            base_url=settings.base_url,
            hosts=settings.inside_hosts,
            money=settings.money_limit,
            directory=everybody,
            agreeing=_agreeing(draft, co_authors),
        )
        found[draft["id"]] = [item for item in every if (item.rule, item.found) not in covered]
    return found


def _beside(draft: Row, subtitles: dict[str, str]) -> dict[str, str]:
    """The texts of a draft's media by their place."""
    media = parts.media(draft["media"])
    return {
        "alt": "\n\n".join(one.alt for one in media),
        "caption": "\n\n".join(one.caption for one in media),
        "subtitles": "\n\n".join(subtitles.get(one.captions, "") for one in media),
    }


def _agreeing(draft: Row, co_authors: dict[int, Row]) -> tuple[tuple[int, str], ...]:
    """Authors whose byline says their full name; who is named less is not to be named more by the text."""
    found = [(draft["author_id"], draft["name"])] if draft["author_id"] and draft["byline"] == FULL else []
    for one in authors.unpack(draft["co_authors"]):
        if one.byline == FULL and one.person in co_authors:
            found.append((one.person, co_authors[one.person]["name"]))
    return tuple(found)


def waivers(db: Database, draft_ids: Iterable[int]) -> dict[int, list[Row]]:
    """The waivers of each of these drafts, with who gave them and why."""
    marks, bound = each("id", draft_ids)
    kept: dict[int, list[Row]] = {}
    for row in db.rows(
        f"""SELECT waivers.draft_id, waivers.rule, waivers.found, waivers.by_id, waivers.reason, waivers.at,
                   people.name FROM waivers JOIN people ON people.id = waivers.by_id
            WHERE waivers.draft_id IN ({marks}) ORDER BY waivers.at, waivers.rule, waivers.found""",
        **bound,
    ):
        kept.setdefault(row["draft_id"], []).append(row)
    return kept


def given(db: Database, draft_id: int) -> list[Row]:
    """The waivers of one draft as they are read: what `forget` blanked is said in the reader's language."""
    kept = waivers(db, [draft_id]).get(draft_id, [])
    for row in kept:
        if blank := _BLANK.fullmatch(row["found"]):
            row["found"] = _("(withdrawn %(number)s)", number=int(blank[1]))
    return kept


def waive(
    db: Database, draft: Row, finding: str, reason: str, *, settings: Settings, by: Person, now: str
) -> None:
    """Wave one finding (its `key`) through, under the member's name.

    Raises Forbidden for the post's author and for who edited the current version, NotFound for what is not
    found in it (any more), Refusal without a reason.
    """
    drafts.require_member(draft, by)
    if draft["editor_id"] == by.id:
        raise Forbidden(_("You edited this text last: another member decides what may stand in it."))
    still_open = open_findings(db, [draft], settings=settings)[draft["id"]]
    chosen = {item.key: item for item in still_open}.get(finding)
    if chosen is None:
        raise NotFound(_("The leak check finds nothing like this in the text any more."))
    why = text.clean(reason)[:300]
    if not why:
        raise Refusal.of({"waive_reason": _("Say why this may be read outside.")})
    if draft["ended_at"]:
        raise Conflict(_("This draft has ended."))
    db.run(
        """INSERT INTO waivers (draft_id, rule, found, by_id, reason, at)
           VALUES (:draft_id, :rule, :found, :by, :reason, :now)
           ON CONFLICT (draft_id, rule, found)
           DO UPDATE SET by_id = excluded.by_id, reason = excluded.reason, at = excluded.at""",
        draft_id=draft["id"],
        rule=chosen.rule,
        found=chosen.found,
        by=by.id,
        reason=why,
        now=now,
    )
    record.add(db, "waived", draft, by=by.id, detail=chosen.rule, now=now)


def forget(db: Database, draft: Row) -> None:
    """Blank what was found and why it was let through; that and by whom a rule was waived stays.

    Numbered, because a draft has each finding once. Forgetting twice changes nothing.
    """
    given = db.rows(
        """SELECT rule, found FROM waivers WHERE draft_id = :id ORDER BY at, rule, LENGTH(found), found""",
        id=draft["id"],
    )
    for place, row in enumerate(given, 1):
        db.run(
            """UPDATE waivers SET found = :blank, reason = ''
               WHERE draft_id = :id AND rule = :rule AND found = :found""",
            id=draft["id"],
            blank=f"(withdrawn {place})",
            **row,
        )
