"""The house, held by tests: who may import whom, who may enter where, and what is written down."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from ideaboard import app, settings
from ideaboard.paths import MIGRATIONS, PACKAGE, TEMPLATES
from ideaboard.spotlight import routes as spotlight_routes
from ideaboard.web.routes import Route
from ideaboard.who import anyone

ROOT = PACKAGE.parent
FLOOR = ["pseudo", "language", "errors", "clock", "paths", "settings", "who", "db", "signing", "text"]
FLOOR += ["feeds", "outbox", "wording", "mail", "contrast", "company", "search"]
# Each may import what stands before it; the web stands on the floor and below the desks.
ORDER = [*FLOOR, "web", "people", "board", "council", "publishing", "insights", "programme", "briefings"]
TOP = {"app", "cli", "__main__", "worker", "serving", "doctor", "demo", "imports", "locale", "documents"}
# publishing carries stories out and responses in; nothing else of the outside may be known inside.
DOOR = {"ideaboard.spotlight.stories", "ideaboard.spotlight.responses", "ideaboard.spotlight.parts"}


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file.relative_to(PACKAGE).parts[0].removesuffix(".py"), file, ast.parse(file.read_text("utf8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def desk(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "ideaboard" and len(parts) > 1 else ""


def test_no_lower_desk_imports_a_higher_one() -> None:
    wrong = []
    for own, file, tree in modules():
        if own in TOP or own not in ORDER:
            continue
        for name in imported(tree):
            other = desk(name)
            if other in TOP or (other in ORDER and ORDER.index(other) > ORDER.index(own)):
                wrong.append(f"{file.name} of {own} imports {name}")
    assert wrong == []


def test_the_spotlight_knows_the_floor_only_and_the_inside_knows_only_its_door() -> None:
    wrong = []
    for own, file, tree in modules():
        for name in imported(tree):
            other = desk(name)
            if own == "spotlight" and other in ORDER and ORDER.index(other) > ORDER.index("web"):
                wrong.append(f"{file.name}: {name}")
            if other == "spotlight" and own not in TOP | {"spotlight"}:
                allowed = name in DOOR | {"ideaboard.spotlight"} or name.rpartition(".")[0] in DOOR
                if own != "publishing" or not allowed:
                    wrong.append(f"{own}/{file.name}: {name}")
    assert wrong == []


def test_every_package_has_a_place_in_the_order() -> None:
    known = set(ORDER) | TOP | {"spotlight", "__init__"}
    assert {own for own, _, _ in modules()} <= known


def all_routes() -> list[Route]:
    demo = settings.load(home=Path("unused-home"), demo=True, environ={"IDEABOARD_SECRET": "x"})
    return [*app.routes(demo), *spotlight_routes.ROUTES]


# What a stranger may open inside: sign-in, a claim or a feed (its link is the key), health, how the company
# looks (the sign-in page wears it), and the demo's side door.
OPEN = {
    "/signin",
    "/signin/{token}",
    "/healthz",
    "/company.css",
    "/company/logo",
    "/company/mark.svg",
    "/company/icons/{name}",
    "/manifest.webmanifest",
    "/demo",
    "/mail/unsubscribe/{token}",
    "/claims/{token}",
    "/claims/{token}/edit",
    "/claims/{token}/withdraw",
    "/claims/{token}/object",
    "/claims/{token}/pictures",
    "/claims/{token}/pictures/{name}",
    "/feeds/{token}.atom",
    "/feeds/{token}.json",
    "/publishing/claims/{token}",
}


def test_every_route_says_who_and_only_a_known_few_are_open_to_strangers() -> None:
    demo = settings.load(home=Path("unused-home"), demo=True, environ={"IDEABOARD_SECRET": "x"})
    table = app.routes(demo)
    assert all(callable(route.who) for route in table)
    open_ones = {route.path for route in table if route.who is anyone}
    assert {path for path in open_ones if not path.startswith("/publishing/claims/")} == OPEN - {
        "/publishing/claims/{token}"
    }


def test_only_unsubscribing_is_taken_from_other_sites_and_programs() -> None:
    """Mail programs post it without our Origin (RFC 8058); every other write comes from our own pages."""
    assert [(r.method, r.path) for r in all_routes() if r.any_origin] == [
        ("POST", "/mail/unsubscribe/{token}")
    ]


def test_a_route_without_who_does_not_start() -> None:
    with pytest.raises(TypeError):
        Route("GET", "/x", lambda request: None)  # type: ignore[call-arg,arg-type,return-value]


def test_no_view_route_or_template_writes_sql() -> None:
    words = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
    wrong = [
        str(file.relative_to(ROOT))
        for pattern in ("*views.py", "routes.py", "admin.py", "demo.py")
        for file in PACKAGE.rglob(pattern)
        if words.search(file.read_text("utf8"))
    ]
    wrong += [str(f) for f in TEMPLATES.rglob("*.html") if words.search(f.read_text("utf8"))]
    assert wrong == []


def test_sql_is_put_together_from_constants_and_fixed_fragments_only() -> None:
    """An f-string of SQL may hold CONSTANTS, `marks` of an IN list, and names this test knows."""
    known = re.compile(
        r"[A-Z_][A-Z_.]*(\[\w+\]|\.(get|replace)\(.*\))?|visibility\.VISIBLE|\w+\.[A-Z]+|marks|table|column|condition|sort\.order|"
        r"' AND '\.join\(\w+\)|_\w+"
    )
    wrong = []
    for _, file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and re.search(
                r"\b(SELECT|UPDATE|DELETE|INSERT)\b ", ast.unparse(node)
            ):
                for part in node.values:
                    if isinstance(part, ast.FormattedValue) and not known.fullmatch(ast.unparse(part.value)):
                        wrong.append(f"{file.name}:{node.lineno} {ast.unparse(part.value)}")
    assert wrong == []


def test_sql_stays_portable() -> None:
    banned = re.compile(
        r"datetime\('now'\)|INSERT OR |AUTOINCREMENT|json_extract|USING fts5| OFFSET :\w", re.IGNORECASE
    )
    texts = [*MIGRATIONS.rglob("*.sql"), *PACKAGE.rglob("*.py")]
    assert [file.name for file in texts if banned.search(file.read_text("utf8"))] == []


def test_only_the_web_and_the_runner_are_async() -> None:
    wrong = [
        f"{own}/{file.name}"
        for own, file, tree in modules()
        if own not in {"web", "app", "serving", "spotlight"}
        and any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(tree))
    ]
    assert wrong == []


def test_files_and_functions_stay_small() -> None:
    long = []
    for _, file, tree in modules():
        if len(file.read_text("utf8").splitlines()) > 400:
            long.append(file.name)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno
                if size >= 60:
                    long.append(f"{file.name}: {node.name}")
    assert long == []


def test_no_page_carries_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", re.IGNORECASE)
    assert [str(f) for f in TEMPLATES.rglob("*.html") if inline.search(f.read_text("utf8"))] == []


def test_every_setting_is_written_down() -> None:
    page = (ROOT / "docs" / "operating.md").read_text("utf8")
    missing = [name for name in settings.VARIABLES if f"`{name}`" not in page]
    assert missing == []
    named = set(re.findall(r"`(IDEABOARD_\w+)`", page))
    assert named <= set(settings.VARIABLES)
    assert {field.name for field in fields(settings.Settings)} >= set(settings.VARIABLES.values())


def test_every_inside_route_that_speaks_json_or_is_a_door_is_written_down() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf8")
    doors = ["/posts", "/posts/{id}", "/posts/{id}/vote", "/posts/{id}/comments", "/posts/similar", "/search"]
    doors += ["/themes", "/themes/{id}", "/council/themes", "/council/posts/{id}/themes"]
    doors += ["/healthz", "/stories/{slug}", "/feed.atom", "/feed.rss", "/feed.json", "/static/"]
    doors += ["/searches", "/searches/links", "/feeds/{token}.atom", "/feeds/{token}.json"]
    assert [door for door in doors if f"`{door}" not in page and f" {door}" not in page] == []


@pytest.mark.parametrize("word", ["people", "board", "council", "publishing", "spotlight"])
def test_a_desk_is_one_word_in_four_places(word: str) -> None:
    assert (PACKAGE / word / "routes.py").is_file()
    assert (TEMPLATES / word).is_dir()
    assert (ROOT / "tests" / word).is_dir()
