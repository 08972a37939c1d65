"""The pictures and films of outward texts, kept inside under a name made of their content.

A file belongs to the drafts that show it in any version, and goes with the last of them. A fresh one belongs
to none yet: it may be chosen within a day by whoever holds its name, which only its content tells.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ideaboard import clock, text
from ideaboard.db import Database, Row, each
from ideaboard.errors import NotFound, Refusal, too_long
from ideaboard.language import _
from ideaboard.publishing import photos, subtitles
from ideaboard.publishing.photos import Taken
from ideaboard.spotlight import parts
from ideaboard.spotlight.parts import Medium

MOST = 6  # a text
ALT_MOST, CAPTION_MOST = 300, 300
FRESH_DAYS = 1
_ENDINGS = {"image/webp": "webp", "video/mp4": "mp4", "video/webm": "webm", subtitles.TYPE: "vtt"}
_NAME = re.compile(r"[0-9a-f]{32}\.(?:webp|mp4|webm|vtt)")
_FRESH = "outward_files.made_at >= :fresh"
_OF_DRAFT = """EXISTS (SELECT 1 FROM outward_places
    WHERE outward_places.name = outward_files.name AND outward_places.draft_id = :draft_id)"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file as the editor's form shows it: `place` numbers its fields; `out` takes it out."""

    place: int
    name: str
    alt: str = ""
    caption: str = ""
    captions: str = ""
    out: bool = False


def typed(form: Mapping[str, str]) -> list[Chosen]:
    """All files of a form, those taken out as well, the one that leads first."""
    found = []
    for place in range(1, MOST + 2):
        if name := form.get(f"medium-{place}-name", ""):
            written = {
                part: form.get(f"medium-{place}-{part}", "") for part in ("alt", "caption", "captions")
            }
            found.append(Chosen(place, name, **written, out=f"medium-{place}-out" in form))
    return sorted(found, key=lambda one: str(one.place) != form.get("first", ""))


def chosen(form: Mapping[str, str]) -> tuple[Chosen, ...]:
    """The files that a form's text shows, in order."""
    return tuple(one for one in typed(form) if not one.out)


def of_version(kept: str) -> list[Chosen]:
    """The files of a version as its form begins."""
    return [
        Chosen(place, medium.name, medium.alt, medium.caption, medium.captions)
        for place, medium in enumerate(parts.media(kept), 1)
    ]


def keep(db: Database, taken: Taken, *, words: str = "", now: str) -> str:
    """Keep a file and return its name; the same content once more is fresh again."""
    name = f"{hashlib.sha256(taken.content).hexdigest()[:32]}.{_ENDINGS[taken.type]}"
    db.run(
        """INSERT INTO outward_files (name, type, content, width, height, size, held, words, made_at)
           VALUES (:name, :type, :content, :width, :height, :size, :held, :words, :now)
           ON CONFLICT (name) DO UPDATE SET made_at = excluded.made_at,
             held = CASE WHEN excluded.held = '' THEN outward_files.held ELSE excluded.held END""",
        name=name,
        type=taken.type,
        content=taken.content,
        width=taken.width,
        height=taken.height,
        size=len(taken.content),
        held=" ".join(taken.held),
        words=words,
        now=now,
    )
    return name


def known(db: Database, names: Iterable[str], draft_id: int, *, now: str) -> dict[str, Row]:
    """What is known of each of these files that may be shown in this draft, but for the content."""
    marks, bound = each("name", {name for name in names if _NAME.fullmatch(name)})
    rows = db.rows(
        f"""SELECT name, type, width, height, size, held FROM outward_files
            WHERE name IN ({marks}) AND ({_FRESH} OR {_OF_DRAFT})""",
        draft_id=draft_id,
        fresh=clock.shift(now, days=-FRESH_DAYS),
        **bound,
    )
    return {row["name"]: row | {"said": photos.said(row["held"])} for row in rows}


def checked(db: Database, wanted: tuple[Chosen, ...], draft_id: int, *, now: str) -> list[Medium]:
    """The media as a version keeps them. Raises Refusal for each that lacks its words, or is not here."""
    here = known(db, [name for one in wanted for name in (one.name, one.captions)], draft_id, now=now)
    problems: dict[str, str] = {}
    made = []
    for one in wanted:
        row, said = here.get(one.name), {"alt": text.clean(one.alt), "caption": text.clean(one.caption)}
        problems |= _problems(one, row, said)
        if row is not None:
            made.append(_medium(row, said, one.captions if one.captions in here else ""))
    if len(wanted) > MOST:
        problems["media"] = _("At most %(most)s pictures and films in one story, please.", most=MOST)
    if problems:
        raise Refusal.of(problems)
    return made


def _problems(one: Chosen, row: Row | None, said: Mapping[str, str]) -> dict[str, str]:
    field, problems = f"medium-{one.place}", {}
    if row is None:
        problems["media"] = _("A picture or film is no longer here. Take it out, or add it again.")
    if not said["alt"]:
        problems[f"{field}-alt"] = _("Say what is to be seen, for those who cannot see it.")
    for part, most in (("alt", ALT_MOST), ("caption", CAPTION_MOST)):
        if len(said[part]) > most:
            problems[f"{field}-{part}"] = too_long(most, said[part])
    return problems


def _medium(row: Row, said: Mapping[str, str], captions: str) -> Medium:
    film = row["type"].startswith("video/")
    return Medium(
        kind="film" if film else "picture",
        name=row["name"],
        type=row["type"],
        alt=said["alt"],
        caption=said["caption"],
        width=row["width"],
        height=row["height"],
        size=row["size"],
        captions=captions if film else "",
    )


def names(kept: str) -> list[str]:
    """The names of all files that a version's media need, each once, subtitles after their film."""
    return list(dict.fromkeys(name for one in parts.media(kept) for name in (one.name, one.captions) if name))


def place(db: Database, draft_id: int, kept: str) -> None:
    """From now on these files belong to the draft."""
    for name in names(kept):
        db.run(
            """INSERT INTO outward_places (draft_id, name) VALUES (:draft_id, :name)
               ON CONFLICT DO NOTHING""",
            draft_id=draft_id,
            name=name,
        )


def forget(db: Database, draft_id: int) -> None:
    """Erase the draft's files, but for those that another draft shows."""
    mine = db.rows("SELECT name FROM outward_places WHERE draft_id = :id", id=draft_id)
    db.run("DELETE FROM outward_places WHERE draft_id = :id", id=draft_id)
    for row in mine:
        db.run(
            """DELETE FROM outward_files WHERE name = :name AND NOT EXISTS
               (SELECT 1 FROM outward_places WHERE outward_places.name = outward_files.name)""",
            name=row["name"],
        )


def sweep(db: Database, *, now: str) -> int:
    """Erase what was taken in a day ago and stands in no draft; how many that were."""
    return db.run(
        """DELETE FROM outward_files WHERE made_at < :old AND NOT EXISTS
           (SELECT 1 FROM outward_places WHERE outward_places.name = outward_files.name)""",
        old=clock.shift(now, days=-FRESH_DAYS),
    )


def read(db: Database, name: str, draft_id: int, *, now: str) -> Row:
    """`type` and `content` of a file that may be shown in this draft. Raises NotFound."""
    row = db.row(
        f"SELECT type, content FROM outward_files WHERE name = :name AND ({_FRESH} OR {_OF_DRAFT})",
        name=name,
        draft_id=draft_id,
        fresh=clock.shift(now, days=-FRESH_DAYS),
    )
    if row is None:
        raise NotFound(_("There is no picture here."))
    return row


def carried(db: Database, kept: str) -> list[Row]:
    """`name`, `type` and `content` of all files of a release."""
    marks, bound = each("name", names(kept))
    return db.rows(f"SELECT name, type, content FROM outward_files WHERE name IN ({marks})", **bound)


def said(db: Database, drafts: Iterable[Row]) -> dict[str, str]:
    """What the subtitles of these drafts' films say, by the name of the file; in one query."""
    wanted = {one.captions for draft in drafts for one in parts.media(draft["media"]) if one.captions}
    marks, bound = each("name", wanted)
    return {
        row["name"]: row["words"]
        for row in db.rows(f"SELECT name, words FROM outward_files WHERE name IN ({marks})", **bound)
    }
