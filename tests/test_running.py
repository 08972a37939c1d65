"""The product from the command line, in processes of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import httpx2
import psutil
import pytest

from ideaboard.db import connect
from ideaboard.db.migrate import migrate
from ideaboard.spotlight import stories
from ideaboard.spotlight.stories import Story
from tests.conftest import NOW
from tests.running import Running, settle, until


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path / "home")
    yield made
    made.stop()


def get(url: str, **headers: str) -> str:
    with urlopen(Request(url, headers=headers)) as answer:
        return str(answer.read().decode())


def test_the_demo_answers_with_the_sample_company_and_keeps_what_visitors_did(running: Running) -> None:
    running.start("all", command="demo")
    board, spotlight = running.settings.base_url, running.settings.spotlight_url
    assert json.loads(get(f"{board}/healthz"))["status"] == "ok"
    assert "Step into the cast" in get(f"{board}/demo")
    assert len(json.loads(get(f"{spotlight}/feed.json"))["items"]) == 15
    db = connect(running.settings.database)
    before = db.row("SELECT COUNT(*) AS number FROM posts")
    with db.writing():
        db.run("UPDATE people SET about = 'a visitor was here' WHERE id = 1")
    running.kill("all")
    running.start("all", command="demo")
    assert db.row("SELECT about FROM people WHERE id = 1") == {"about": "a visitor was here"}
    assert db.row("SELECT COUNT(*) AS number FROM posts") == before == {"number": 61}
    db.close()
    until(lambda: "Cherry" in search(running, "cherry"))


def search(running: Running, query: str) -> str:
    """A search as somebody of the cast, let in through the demo's side door."""
    with httpx2.Client(
        base_url=running.settings.base_url, headers={"sec-fetch-site": "same-origin"}
    ) as client:
        client.post("/demo", data={"person": "1"})
        return str(client.get(f"/search?q={query}").text)


def test_a_link_printed_beside_a_running_board_leads_to_it(running: Running) -> None:
    settle(running)
    running.start("all")
    link = running.command("signin-link", "ada@example.com").stdout.strip()
    assert link.startswith(f"http://127.0.0.1:{running.port}/signin/")
    assert "Sign in here" in get(link)


def test_the_demo_refuses_to_face_the_network(running: Running) -> None:
    running.extra["IDEABOARD_HOST"] = "0.0.0.0"
    answer = running.command("demo")
    assert answer.returncode == 1
    assert "127.0.0.1 only" in answer.stderr


def test_people_seats_and_links_from_the_command_line(running: Running) -> None:
    assert running.command("people", "add", "ana@example.com", "--name", "Ana").returncode == 0
    assert (
        running.command(
            "people", "add", "fan@shop.example", "--name", "Fan", "--role", "ambassador"
        ).returncode
        == 0
    )
    listed = json.loads(running.command("people", "list", "--json").stdout)
    assert [(row["email"], row["roles"]) for row in listed] == [
        ("ana@example.com", ["employee"]),
        ("fan@shop.example", ["ambassador"]),
    ]
    wrong = running.command("seats", "fill", "customer-council", "ana@example.com", "--as", "brand-advocate")
    assert wrong.returncode == 1
    assert "come from outside" in wrong.stderr
    right = running.command("seats", "fill", "customer-council", "fan@shop.example", "--as", "brand-advocate")
    assert right.returncode == 0, right.stderr
    link = running.command("signin-link", "ana@example.com").stdout.strip()
    assert link.startswith(f"{running.settings.base_url.rpartition(':')[0]}:8000/signin/")
    assert running.command("signin-link", "nobody@example.com").returncode == 1
    again = running.command("people", "add", "ana@example.com", "--name", "Ana")
    assert again.returncode == 1
    assert "here already" in again.stderr


def test_doctor_says_in_plain_words_what_is_wrong(running: Running) -> None:
    settle(running)
    sick = running.command("doctor")
    assert sick.returncode == 1
    assert "WRONG index" in sick.stdout
    running.start("all")
    until(lambda: running.command("doctor").returncode == 0)
    db = connect(running.settings.database)
    with db.writing():
        db.run("UPDATE people SET unread = 0")
        db.run(
            """INSERT INTO outbox (kind, payload, state, run_at, created_at, error)
               VALUES ('mail', '{}', 'failed', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'no')"""
        )
    db.close()
    sick = running.command("doctor")
    assert sick.returncode == 1
    assert "1 jobs failed for good" in sick.stdout


def test_a_deleted_index_is_rebuilt_while_the_board_works(running: Running) -> None:
    running.start("all", command="demo")
    until(lambda: "Cherry" in search(running, "cherry"))
    shutil.rmtree(running.settings.index)
    assert "Rebuild" in search(running, "cherry") or "rebuil" in search(running, "cherry")
    assert "Sign in" in get(running.settings.base_url + "/signin")
    until(lambda: "Cherry" in search(running, "cherry"))


def test_the_spotlight_s_index_is_looked_at_and_built_anew_from_the_command_line(running: Running) -> None:
    settle(running)
    assert "spotlight index: none here" in running.command("doctor").stdout
    story = Story("crates", 1, "Crates", "", "They come back.", "Ada", "", "", "", NOW, NOW)
    db = connect(running.settings.spotlight_database)
    migrate(db, "outside")
    with db.writing():
        stories.put(db, story)
    assert "1 stories can be found" in running.command("reindex", "--side", "outside").stdout
    assert "ok    spotlight index: 1 of 1" in running.command("doctor").stdout
    with db.writing():
        stories.put(db, replace(story, slug="lids"))
    db.close()
    sick = running.command("doctor")
    assert sick.returncode == 1
    assert "WRONG spotlight index: 1 of 2 stories can be found." in sick.stdout
    running.start("spotlight")
    until(lambda: "ok    spotlight index: 2 of 2" in running.command("doctor").stdout)
    (running.settings.spotlight_index / "stories.json").unlink()
    asked = running.command("reindex", "--side", "outside")
    assert "The spotlight is running, and rebuilds its index now." in asked.stdout
    until((running.settings.spotlight_index / "stories.json").exists)


def test_the_spotlight_runs_with_no_inside_database_on_disk(running: Running, tmp_path: Path) -> None:
    running.start("all", command="demo")
    running.stop()
    alone = Running(tmp_path / "elsewhere")
    alone.folder.mkdir()
    shutil.copy(running.folder / "spotlight.db", alone.folder / "spotlight.db")
    alone.extra["IDEABOARD_DATABASE"] = "/nonexistent/ideaboard.db"
    alone.start("spotlight")
    assert len(json.loads(get(f"{alone.settings.spotlight_url}/feed.json"))["items"]) == 15
    found = f"{alone.settings.spotlight_url}/search?q=crates"
    until(lambda: httpx2.get(found, headers={"accept": "application/json"}, timeout=60).json().get("total"))
    names = {file.name for file in alone.folder.iterdir()}
    assert names & {"ideaboard.db", "search_index"} == set()
    alone.stop()
    inside = connect(str(running.folder / "ideaboard.db"))
    addresses = [row["email"] for row in inside.rows("SELECT email FROM people")]
    titles = [row["title"] for row in inside.rows("SELECT title FROM posts WHERE audience = 'employees'")]
    inside.close()
    files = [alone.folder / "spotlight.db", *alone.settings.spotlight_index.rglob("*")]
    held = b"".join(file.read_bytes() for file in files if file.is_file()).decode("utf8", "ignore")
    assert [text for text in (*addresses, *titles) if text in held] == []


def test_the_spotlight_runs_as_several_processes_that_end_together(running: Running) -> None:
    running.folder.mkdir()
    running.start("spotlight", "--workers", "2")
    first = psutil.Process(running.processes["spotlight"].pid)
    crew = [child for child in first.children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(crew) == 2
    for _ in range(8):
        assert "Spotlight" in get(running.settings.spotlight_url)
    running.kill("spotlight")
    assert psutil.wait_procs(crew, timeout=30)[1] == []
    running.start("spotlight", "--workers", "2")
    first = psutil.Process(running.processes["spotlight"].pid)
    next(child for child in first.children() if "spawn_main" in " ".join(child.cmdline())).kill()
    assert running.processes["spotlight"].wait(30) == 1
    assert "Only the spotlight" in running.command("serve", "board", "--workers", "2").stderr


def test_a_damaged_setting_is_a_sentence(running: Running) -> None:
    running.extra["IDEABOARD_PORT"] = "eighty"
    answer = running.command("people", "list")
    assert answer.returncode == 1
    assert "IDEABOARD_PORT must be a port number" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_ipv6_address_stands_in_brackets(running: Running) -> None:
    running.extra["IDEABOARD_HOST"] = "::1"
    assert running.settings.base_url == f"http://[::1]:{running.port}"


def test_a_second_worker_waits_and_takes_over(running: Running) -> None:
    settle(running)
    running.start("worker")
    second = Running(running.folder, extra=running.extra)
    second.start("worker")
    assert connect_lock_is_taken(running)
    running.kill("worker")
    until(lambda: connect_lock_is_taken(running))
    second.stop()
    assert not connect_lock_is_taken(running)


def connect_lock_is_taken(running: Running) -> bool:
    db = connect(running.settings.database)
    try:
        return not db.exclusive("worker")
    finally:
        db.close()


def test_reindex_and_import_work_beside_a_running_board(running: Running, tmp_path: Path) -> None:
    settle(running)
    running.start("all")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "posts.csv").write_text(
        "id,kind,title,body,category,author_email\n"
        "1,idea,Imported thought,About crates,Open,ada@example.com\n"
    )
    told = running.command("import", str(folder))
    assert told.returncode == 0, told.stderr
    assert running.command("import", str(folder), "--dry-run").returncode == 0
    answer = running.command("reindex")
    assert answer.returncode == 0, answer.stderr
    assert "9 posts, themes and people can be found" in answer.stdout
    until(lambda: running.command("doctor").returncode == 0)


def test_the_module_is_the_command() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ideaboard", "--version"], capture_output=True, text=True, env=dict(os.environ)
    )
    assert "0.1.0" in told.stdout
