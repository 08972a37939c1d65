"""What people write: cleaned, folded, shortened, and turned from Markdown into HTML that is safe to show."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# Control characters other than tab and newline, and the surrogates no database takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANK_RUNS = re.compile(r"\n{4,}")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Where pictures of ours are served; the size in the name keeps their place on a page while they load.
PICTURES = "/pictures/"
PICTURE = re.compile(rf"{PICTURES}([0-9a-f]{{32}}-([1-9]\d{{0,3}})x([1-9]\d{{0,3}})\.webp)")
_SHOWN_PICTURE = re.compile(rf'<img src="{PICTURE.pattern}"')
# A picture as Markdown, its words with brackets one level deep. Bounded: many "![" must not cost seconds.
_PICTURE_MARK = re.compile(
    rf"!\[(?:\\.|\[[^\[\]\n]{{0,300}}\]|[^\[\]\\]){{0,600}}\]\(\s*<?{PICTURE.pattern}[^)\n]{{0,300}}\)"
)
# The same with the address apart: `![words][label]`, and elsewhere `[label]: address`.
_PICTURE_LABEL = re.compile(rf"^[ ]{{0,3}}\[([^\[\]\n]{{1,300}})\]:[ ]*<?{PICTURE.pattern}.*$", re.MULTILINE)
_PICTURE_NAMED = re.compile(r"!\[([^\[\]]{0,600})\](?:\[([^\[\]]{0,300})\])?")

_MARKS = 8
_PLAIN_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_MOST_CELLS = 5_000
_TAGS = {"p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "img"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}
_ATTRIBUTES["img"] = {"src", "alt", "width", "height", "loading", "decoding"}
_HEADINGS = re.compile(r"<(/?)h([1-6])>")


def clean(text: str, *, lines: bool = False) -> str:
    """Text in NFC without control characters, trimmed; newlines are kept only with `lines`."""
    text = unicodedata.normalize("NFC", _few_marks(text).replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", text)
    if not lines:
        return " ".join(text.split())
    return _BLANK_RUNS.sub("\n\n\n", text).strip("\n").rstrip()


def _few_marks(text: str) -> str:
    """At most eight combining marks in a row: Python sorts longer runs in quadratic time."""
    if text.isascii():
        return text
    kept, run = [], 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= _MARKS:
            kept.append(sign)
    return "".join(kept)


def fold(text: str) -> str:
    """Lower case without accents, for comparing and sorting; SQLite's NOCASE knows ASCII only."""
    parts = unicodedata.normalize("NFKD", _few_marks(text).casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


@lru_cache(maxsize=4096)
def html(markdown: str, pictures: str = "", top: int = 3) -> str:
    """Safe HTML of CommonMark with tables and strikethrough; raw HTML is shown, not run.

    Pictures of ours are loaded from below the address `pictures`; without one their words stand in their
    place. Pictures from elsewhere are left out: they would tell others who reads. Headings begin at level
    `top`, one below the place's own, and skip no level, whatever the writer chose: who reads by headings
    would look for what is missing. Outside links say `rel="nofollow noopener noreferrer"`. A table can be
    scrolled with the keyboard where it is too wide.
    """
    made = nh3.clean(
        _in_order(_rendered(markdown, pictures), top),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return made.replace("<table>", '<table tabindex="0">')


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    found = PICTURE.fullmatch(str(tokens[place].attrs.get("src", "")))
    if found is None:
        return ""
    words = escapeHtml(renderer.renderInlineAsText(tokens[place].children or [], options, env))
    if not env["pictures"]:
        return words
    name, width, height = found.groups()
    return (
        f'<img src="{escapeHtml(env["pictures"])}{name}" alt="{words}" width="{width}" height="{height}" '
        'loading="lazy" decoding="async">'
    )


for _parser in (_MARKDOWN, _PLAIN_MARKDOWN):
    _parser.add_render_rule("image", _image)


def pictures(markdown: str) -> list[str]:
    """The names of our pictures that this text shows, in order, each once."""
    return list(dict.fromkeys(found[0] for found in _SHOWN_PICTURE.findall(html(markdown, PICTURES))))


def without_pictures(markdown: str) -> str:
    """The text without pictures of ours, without their words, and without any address of one."""
    labels = {found[1].casefold() for found in _PICTURE_LABEL.finditer(markdown)}
    kept = _PICTURE_LABEL.sub("", _PICTURE_MARK.sub("", markdown))
    if labels:
        kept = _PICTURE_NAMED.sub(lambda m: "" if (m[2] or m[1]).casefold() in labels else m[0], kept)
    return PICTURE.sub("", kept)


def _rendered(markdown: str, pictures: str = "") -> str:
    # Short rows are filled up to the columns of the first: 20,000 characters made 700 KB of cells.
    lines = markdown.split("\n")
    cells = len(lines) * max(line.count("|") for line in lines)
    parser = _MARKDOWN if cells <= _MOST_CELLS else _PLAIN_MARKDOWN
    return str(parser.render(markdown, {"pictures": pictures}))


def _in_order(rendered: str, top: int) -> str:
    """The headings of a text, each at most one level below the one it stands under."""
    above: list[int] = []

    def level(found: re.Match[str]) -> str:
        if not found[1]:
            while above and above[-1] >= int(found[2]):
                above.pop()
            above.append(int(found[2]))
        return f"<{found[1]}h{min(6, top + len(above) - 1)}>"

    return _HEADINGS.sub(level, rendered)


@lru_cache(maxsize=4096)
def plain(markdown: str) -> str:
    """The words of a Markdown text on one line, without its marks; a picture's words stand for it."""
    words = nh3.clean(_rendered(markdown), tags=set())
    return " ".join(_unescape(words).split())


def _unescape(text: str) -> str:
    for mark, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&nbsp;", " ")):
        text = text.replace(mark, sign)
    return text.replace("&amp;", "&")


def shorten(text: str, width: int) -> str:
    """The text cut at a word's end to at most `width` characters, with an ellipsis where cut."""
    if len(text) <= width:
        return text
    head = text[: width - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head[width // 2 :] else head
    return cut.rstrip(" ,.;:") + "…"


def slug(text: str, *, width: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, "" when none are left."""
    words = _NOT_WORD.sub("-", fold(text)).strip("-")
    return words if len(words) <= width else words[:width].rsplit("-", 1)[0]
