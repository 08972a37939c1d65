"""The static edition: the live site's bytes, only what changed, and nothing of what was taken back."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database
from ideaboard.errors import Conflict
from ideaboard.settings import Settings
from ideaboard.spotlight import responses, site, stories
from ideaboard.spotlight.exporting import FIRST, Export
from tests.conftest import NOW
from tests.running import Running, until
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import FORM

STORY = f"/stories/{MARGIT.slug}"
Write = Callable[[], Export]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def write(public: Settings, folder: Path) -> Iterator[Write]:
    """Export once, as the command does."""

    def written() -> Export:
        with closing(Export(public, folder)) as export:
            export.run()
        return export

    return written


def files(folder: Path) -> dict[str, bytes]:
    place = folder / "site"
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*") if file.is_file()}


def held(folder: Path) -> bytes:
    """Every byte below the folder, and every name."""
    found = [file for file in folder.rglob("*") if file.is_file()]
    return b"\n".join(_held(file) for file in found)


def _held(file: Path) -> bytes:
    try:
        return str(file).encode() + b"\n" + file.read_bytes()
    except FileNotFoundError:  # The export that is watched takes files away meanwhile.
        return b""


def take_down(outside: Database, slug: str = MARGIT.slug) -> None:
    with outside.writing():
        stories.take_down(outside, slug, version=9, now=NOW)


def test_every_file_is_what_the_live_site_says_at_its_address(
    client: TestClient, outside: Database, release: Release, folder: Path, write: Write
) -> None:
    for number in range(12):
        release(slug=f"s{number}", published_at=f"2026-02-{number + 1:02}T09:00:00Z")
    with outside.writing():
        made = responses.send(outside, "s3", "Hedda", "", "Is it <green>?", now=NOW)
        responses.decide(outside, made, "accepted")
        outside.run("INSERT INTO company_settings (key, value) VALUES ('accent_light', '#24599a')")
    filed = write().edition.filed
    addresses = {address for address in filed if address not in {"/404", "/410"}}
    assert {"/", "/about", "/feed.atom", "/company.css", "/stories/s0", "/stories/s11"} <= addresses
    assert any(address.startswith("/static/spotlight.") for address in addresses)
    shown = files(folder)
    for address in addresses:
        assert shown[filed[address].file] == client.get(address).content, address
    assert len(shown) == len(filed)


def test_only_what_changed_is_written_again(
    release: Release, folder: Path, write: Write, outside: Database
) -> None:
    release()
    release(slug="other", topic="Planet")
    first = write().edition
    assert first.written == len(first.filed)
    before = {file: file.stat().st_mtime_ns for file in (folder / "site").rglob("*")}
    assert write().edition.written == 0
    with outside.writing():
        made = responses.send(outside, "other", "Hedda", "", "Is it green?", now=NOW)
        responses.decide(outside, made, "accepted")
    write()
    changed = {file for file in before if file.is_file() and file.stat().st_mtime_ns != before[file]}
    place = folder / "site" / "stories"
    assert place / "other.html" in changed
    assert all(file.is_relative_to(place / "other") for file in changed - {place / "other.html"})


def test_a_story_taken_back_leaves_nothing_but_the_mark_that_it_is_gone(
    outside: Database, release: Release, folder: Path, write: Write
) -> None:
    release(body="A saxophone.")
    release(slug="other", title="Another title")
    write()
    assert b"saxophone" in held(folder)
    # What an export that was killed left behind, and no manifest knows of.
    (folder / "site" / "stories" / MARGIT.slug).mkdir(exist_ok=True)
    (folder / "site" / "stories" / MARGIT.slug / "left.png").write_bytes(b"saxophone")
    (folder / "site" / ".123.tmp").write_bytes(b"saxophone")
    take_down(outside)
    write()
    left = held(folder)
    assert b"saxophone" not in left
    assert MARGIT.title.encode() not in left
    assert [file.name for file in (folder / "gone").rglob("*") if file.is_file()] == [MARGIT.slug]
    assert "taken back" in (folder / "site" / "410.html").read_text()
    assert not (folder / "site" / "stories" / MARGIT.slug).exists()
    release(version=10)
    write()
    assert f"stories/{MARGIT.slug}.html" in files(folder)
    assert [file for file in (folder / "gone").rglob("*") if file.is_file()] == []


def test_a_manifest_that_was_spoilt_or_a_file_that_went_is_made_good(
    release: Release, folder: Path, write: Write
) -> None:
    release()
    write()
    before = files(folder)
    (folder / "site" / "index.html").unlink()
    write()
    assert files(folder) == before
    for spoilt in (
        "{",
        "[]",
        '{"/": {"file": 1}}',
        json.dumps({"/gone": {"file": "x", "digest": "", "links": []}}),
    ):
        (folder / "manifest.json").write_text(spoilt)
        write()
        assert files(folder) == before


def test_files_may_be_read_by_a_web_server_whatever_the_umask(
    release: Release, folder: Path, write: Write
) -> None:
    release()
    write()
    place = folder / "site"
    assert {oct(file.stat().st_mode & 0o777) for file in place.rglob("*") if file.is_file()} == {"0o644"}
    assert {oct(file.stat().st_mode & 0o777) for file in [place, place / "stories"]} == {"0o755"}


def test_no_address_leads_out_of_the_folder_or_to_a_hidden_file(
    release: Release, folder: Path, write: Write
) -> None:
    for slug in ("..", "../../up", ".hidden", "a/b", "ä ü%", "n" * 300, "x.html"):
        release(slug=slug, title="A strange address")
    write()
    outside_of = [file for file in folder.parent.rglob("*") if b"strange" in held_in(file)]
    assert all(file.is_relative_to(folder / "site") for file in outside_of)
    shown = {name for name in files(folder) if name.startswith("stories/") and name.count("/") == 1}
    assert shown == {"stories/ä ü%.html", "stories/x.html.html"}


def held_in(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() and file.suffix not in {".db", ".db-wal", ".json"} else b""


def test_only_one_export_writes_to_a_folder(public: Settings, outside: Database, folder: Path) -> None:
    first = Export(public, folder)
    with pytest.raises(Conflict):
        Export(public, folder)
    first.close()


def test_forms_and_search_lead_to_the_live_site_where_that_is_elsewhere(
    public: Settings, outside: Database, release: Release, folder: Path
) -> None:
    live = "https://live.example.com"
    elsewhere = replace(public, spotlight_live_url=live)
    release()
    export = Export(elsewhere, folder)
    export.run()
    export.close()
    page = files(folder)[f"stories/{MARGIT.slug}.html"].decode()
    assert f'action="{live}{STORY}/responses#respond"' in page
    assert f'action="{live}/search"' in page
    assert f'href="{live}/search"' in page
    assert 'href="/about"' in page
    made = site.public_app(elsewhere)
    reader = TestClient(made.app, base_url=live, follow_redirects=False)
    for origin, status in ((public.spotlight_url, 303), ("https://evil.example", 403)):
        headers = {"origin": origin, "sec-fetch-site": "same-site"}
        assert reader.post(f"{STORY}/responses", data=FORM, headers=headers).status_code == status
    headers = {"origin": live, "sec-fetch-site": "same-origin"}
    assert reader.post(f"{STORY}/responses", data=FORM, headers=headers).status_code == 303
    made.close()


def test_a_change_goes_before_what_still_waits(
    public: Settings, outside: Database, release: Release, folder: Path
) -> None:
    for number in range(30):
        release(slug=f"s{number:02}", published_at=f"2026-01-{number + 1:02}T09:00:00Z")
    export = Export(public, folder)
    export._hear()
    for _ in range(4):
        export._step()
    release(slug="breaking", title="Breaking news", published_at="2026-02-20T09:00:00Z")
    take_down(outside, "s00")
    export._hear()
    while export._heap[0][0] <= FIRST:
        export._step()
    shown = files(folder)
    assert b"Breaking news" in shown["stories/breaking.html"]
    assert len(export._heap) > 5
    while export._heap:
        export._step()
    export._finish()
    assert b"Breaking news" in files(folder)["index.html"]
    assert "stories/s00.html" not in files(folder)
    assert len(export.edition.filed) == len(files(folder))
    export.close()


def test_a_watching_export_follows_the_live_site(
    tmp_path: Path, outside: Database, database_url: str, release: Release, folder: Path
) -> None:
    running = Running(tmp_path / "home", extra={"IDEABOARD_SPOTLIGHT_DATABASE": database_url})
    release(body="A saxophone.")
    process = running.begin("spotlight", "export", str(folder), "--watch")
    page = folder / "site" / "stories" / f"{MARGIT.slug}.html"
    try:
        until(page.is_file)
        release(version=2, title="Another title", body="A tuba.")
        until(lambda: b"Another title" in page.read_bytes())
        until(lambda: b"Another title" in (folder / "site" / "feed.atom").read_bytes())
        take_down(outside)
        until(lambda: not page.exists() and b"Another title" not in held(folder))
    finally:
        process.terminate()
        assert process.wait(30) == 0


def test_watching_ends_when_it_is_told(public: Settings, outside: Database, folder: Path) -> None:
    export, stop = Export(public, folder), threading.Event()
    stop.set()
    export.watch(stop)
    export.close()
    assert (folder / "manifest.json").is_file()
