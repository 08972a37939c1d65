"""Gathers every text of the product: what `_`, `N_`, `ngettext` and templates hold, with where it stands."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from ideaboard.paths import PACKAGE, TEMPLATES

FOLDER = Path(__file__).parent
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "counted": (1, 2)}
_JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}


def gather() -> Catalog:
    """A catalogue of the English messages with their places, as they stand in the source now."""
    made = Catalog(project="Ideaboard", charset="utf-8", fuzzy=False)
    for file, line, message, comments, context in _found():
        made.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return made


def _found() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    for root, method, pattern in ((PACKAGE, "python", "**.py"), (TEMPLATES, "jinja2", "**.*")):
        found = extract_from_dir(
            root, [(pattern, method)], {pattern: _JINJA}, keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for file, line, message, comments, context in found:
            yield f"{root.name}/{file}", line, message, comments, context


def files() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def load(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=file.parts[-3])


def bring_up_to_date(file: Path) -> Catalog:
    """Add new texts to a catalogue, without guesses, and drop what is no longer said."""
    kept = load(file)
    kept.update(gather(), no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    save(kept, file)
    return kept


def save(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue in an order, and with a head, that change only when a text does."""
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Ideaboard"
    catalogue.revision_date = catalogue.creation_date
    with file.open("wb") as target:
        write_po(target, catalogue, width=110, sort_output=True, include_lineno=False)
