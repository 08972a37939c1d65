"""Every text people read goes through gettext: read off the source, template by template, call by call."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from ideaboard.paths import PACKAGE, STATIC, TEMPLATES

# Shown to nobody but those who run or build the product: English, as their logs are.
ENGLISH = {"cli.py", "doctor.py", "settings.py", "serving.py", "worker.py", "__main__.py"}
ENGLISH |= {"demo", "imports", "locale", "db", "search", "design_views.py", "samples.py"}
# What single functions say to them, and what only a program reads.
ENGLISH_FUNCTIONS = {"mail.py": {"check"}, "web/static.py": {"__call__"}}
# The style page speaks to designers, in samples.
ENGLISH_TEMPLATES = {"board/design.html", "board/_design_form.html", "board/design_outside.html"}
SPOKEN_ATTRIBUTES = {"title", "placeholder", "aria-label", "alt", "content", "label"}
TRANSLATING = {"_", "N_", "ngettext", "gettext", "Said", "pgettext"}
# Names, signs and formats that are the same in every language.
SAME = re.compile(
    r"(Markdown|Atom|RSS|JSON Feed|JSON|UTC|·|\W|\d|width=device-width.*|light dark|noindex|#[0-9a-f]{6}"
    r"|website|article|summary(_large_image)?|image/png)*"
)
# A macro or a variable that holds attributes of a tag, and no tag.
ATTRIBUTES = re.compile(r'[a-z-]+=""(\s*[a-z-]+(="[^"]*")?)*')
_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)


class Texts(HTMLParser):
    """The words between tags, and those in attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in SPOKEN_ATTRIBUTES]


def bare(source: str) -> Iterator[str]:
    """What is left of a template's words when everything translated or computed is taken out."""
    left = _TRANSLATED.sub("", source)
    tokens = Environment().lex(left)
    parser = Texts()
    words = "".join(value if kind == "data" else "" for _line, kind, value in tokens)
    # A tag whose name is computed is a tag still.
    parser.feed(re.sub(r"<(/?)(?=[ >])", r"<\1x", words))
    for text in parser.found:
        if not SAME.fullmatch(text.strip()) and not ATTRIBUTES.fullmatch(text.strip()):
            yield " ".join(text.split())


def literals(source: str) -> Iterator[str]:
    """Sentences and words in quotes inside of expressions that no call translates."""
    for call in re.finditer(r"\{[{%](?!-?\s*(?:extends|import|include|trans)).*?[%}]\}", source, re.DOTALL):
        text = re.sub(r"\b(?:_|counted|pgettext)\((?:[^()]|\([^()]*\))*\)", "", call[0])
        for found in re.finditer(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""", text):
            words = found[1] or found[2] or ""
            if re.search(r"[A-Z][a-z]+ [a-z]|[a-z] [a-z]+ [a-z]|\w[.?!]$|^[A-Z][a-z]{2,}$", words):
                yield words


TEMPLATE_FILES = sorted(
    file
    for file in TEMPLATES.rglob("*.*")
    if str(file.relative_to(TEMPLATES)) not in ENGLISH_TEMPLATES and file.suffix in {".html", ".txt"}
)


@pytest.mark.parametrize("file", TEMPLATE_FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_has_no_words_of_its_own(file: Path) -> None:
    source = file.read_text("utf8")
    assert [*bare(source), *literals(_TRANSLATED.sub("", source))] == []


def untranslated(tree: ast.Module, english: set[str]) -> Iterator[str]:
    """Text constants that read as sentences and reach no translating call; docstrings and logs aside."""
    spared: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in {*TRANSLATING, "info", "warning", "exception"}:
            spared |= {id(child) for child in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spared.add(id(node.value))
        elif _is_ours(node) or getattr(node, "name", "") in english:
            spared |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in spared else None
        if isinstance(text, str) and SENTENCE.search(text):
            yield f"{node.lineno}: {text}"  # type: ignore[attr-defined]


def _is_ours(node: ast.AST) -> bool:
    """An error that only a programmer sees."""
    if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
        return False
    return _called(node.exc) in {"ValueError", "RuntimeError", "TypeError"}


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


SENTENCE = re.compile(r"^[A-Z“].*[a-z] .*|[a-z] [a-z]+ .*[.?!]$|^[A-Z][a-z]+\.$")
# SQL reads like a sentence and is none.
SQL = re.compile(
    r"^\d+: \s*(AND|SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|CAST|COALESCE|EXISTS|CASE|ORDER|FROM)\b|: :"
)


MODULES = [
    file for file in sorted(PACKAGE.rglob("*.py")) if not ENGLISH & set(file.relative_to(PACKAGE).parts)
]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_says_nothing_untranslated(file: Path) -> None:
    inside = file.relative_to(PACKAGE)
    found = untranslated(ast.parse(file.read_text("utf8")), ENGLISH_FUNCTIONS.get(str(inside), set()))
    assert [text for text in found if not SQL.search(text)] == []


# Names of keys and of kinds, as browsers call them.
_BROWSERS_OWN = {"Enter", "Escape", "Files"}


@pytest.mark.parametrize("file", sorted(STATIC.rglob("*.js")), ids=lambda file: file.name)
def test_a_script_has_no_words_of_its_own(file: Path) -> None:
    """It says what its page hands it. What is left are selectors, classes and the browser's own names."""
    source = re.sub(r"^\s*//.*|/\*.*?\*/", "", file.read_text("utf8"), flags=re.MULTILINE)
    said = {one or other for one, other in re.findall(r'"([^"\n]*)"|`([^`]*)`', source)}
    words = {text for text in said - _BROWSERS_OWN if not re.search(r"[\[:#>]", text)}
    assert {text for text in words if SENTENCE.search(text) or re.search(r"^[A-Z][a-z]{2,}$", text)} == set()


def test_a_page_hands_the_scripts_every_word_they_need_and_no_other() -> None:
    scripts = "".join(file.read_text("utf8") for file in STATIC.rglob("*.js"))
    handed = (TEMPLATES / "_said.html").read_text("utf8")
    assert set(re.findall(r"\bwords\.([a-z]+)", scripts)) == set(re.findall(r"data-([a-z]+)=", handed))
