"""Debian's nginx with the configuration of docs/nginx, before the export and the live process."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from ideaboard.db import connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.paths import CHECKOUT
from ideaboard.spotlight import responses, stories
from ideaboard.spotlight.exporting import Export
from tests.conftest import NOW
from tests.running import Running, free_port, until
from tests.spotlight.conftest import MARGIT
from tests.spotlight.test_pages import FORM, HOSTILE

DOCS = CHECKOUT / "docs" / "nginx"
# What a server says of itself or of the moment, and what each makes in its own way.
OWN = {"date", "server", "connection", "etag", "last-modified", "accept-ranges", "content-encoding", "vary"}
OWN |= {"content-length", "transfer-encoding", "keep-alive"}
STORY = f"/stories/{MARGIT.slug}"


@dataclass
class Served:
    """`static` asks nginx, `live` the process behind it, as if both were the public address."""

    static: httpx2.Client
    live: httpx2.Client
    export: Export
    running: Running

    def sitemap(self) -> set[str]:
        """The path of every page that the sitemap names, its parts followed."""
        found, waiting = set(), ["/sitemap.xml"]
        while waiting:
            reply = self.live.get(waiting.pop())
            for place in re.findall(r"<loc>([^<]+)</loc>", reply.text if reply.status_code == 200 else ""):
                path = urlsplit(place).path
                (waiting.append if path.endswith(".xml") else found.add)(path)
        return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed (make nginx)")
    place, port = tmp_path_factory.mktemp("nginx"), free_port()
    running = Running(place / "home", extra={"IDEABOARD_SPOTLIGHT_URL": f"http://127.0.0.1:{port}"})
    running.folder.mkdir()
    fill(running.settings.spotlight_database)
    running.start("spotlight")
    export = Export(running.settings, place / "out")
    export.run()
    process = subprocess.Popen(
        [nginx, "-e", str(place / "error.log"), "-c", str(configured(place, port, running))]
    )
    headers = {"host": f"127.0.0.1:{port}"}
    live = httpx2.Client(base_url=f"http://127.0.0.1:{running.spotlight_port}", headers=headers, timeout=60)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as static, live:
        until(lambda: answers(static))
        yield Served(static, live, export, running)
    process.terminate()
    process.wait()
    export.close()
    running.stop()


def answers(client: httpx2.Client) -> bool:
    try:
        return bool(client.get("/").status_code)
    except httpx2.HTTPError:
        return False


def configured(place: Path, port: int, running: Running) -> Path:
    """The configuration as documented, with the places of this test."""
    (place / "headers.conf").write_text((DOCS / "headers.conf").read_text())
    text = (DOCS / "spotlight.conf").read_text()
    for said, here in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8001", f"127.0.0.1:{running.spotlight_port}"),
        ("/etc/nginx/spotlight-headers.conf", str(place / "headers.conf")),
        ("/srv/spotlight", str(place / "out")),
    ):
        assert said in text
        text = text.replace(said, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {place}/{kind};" for kind in kinds)
    # Only root may choose a user, and only root needs to: a test's folder is closed to all others.
    user = "user root;" if os.geteuid() == 0 else ""
    start = (
        f"daemon off; {user} worker_processes 1; pid {place}/pid; error_log {place}/error.log; events {{}}"
    )
    file = place / "nginx.conf"
    file.write_text(f"{start}\nhttp {{ access_log off; {paths}\n{text}\n}}\n")
    return file


def fill(database: str) -> None:
    db = connect(database)
    migrate(db, "outside")

    def write() -> None:
        for number in range(14):
            at = f"2026-02-{number + 1:02}T09:00:00Z"
            story = {"slug": f"s{number}", "published_at": at, "updated_at": at, "body": "Words. " * 200}
            stories.put(db, stories.Story(**(base | story)))
        stories.put(db, stories.Story(**base))
        stories.put(db, stories.Story(**(base | {"slug": "hostile", "title": HOSTILE, "body": HOSTILE})))
        stories.put(db, stories.Story(**(base | {"slug": "withdrawn"})))
        stories.take_down(db, "withdrawn", version=1, now=NOW)
        made = responses.send(db, MARGIT.slug, "Hedda", "", "Is it <green>?", now=NOW)
        responses.decide(db, made, "accepted")
        db.run("INSERT INTO company_settings (key, value) VALUES ('accent_light', '#24599a')")

    base = {name: getattr(MARGIT, name) for name in MARGIT.__slots__}
    transact(db, write)
    db.close()


def said(reply: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in OWN}


def test_every_page_feed_and_file_is_the_live_sites_byte_for_byte(served: Served) -> None:
    filed = set(served.export.edition.filed) - {"/404", "/410"}
    lost = served.sitemap() - filed - {"/search"}
    assert lost == set()
    assert {"/", "/about", "/feed.atom", "/feed.rss", "/feed.json", STORY, "/stories/hostile"} <= filed
    for address in sorted(filed):
        static, live = served.static.get(address), served.live.get(address)
        assert static.status_code == live.status_code == 200, address
        assert static.content == live.content, address
        assert said(static) == said(live), address
        assert "etag" in static.headers
        assert "x-from" not in static.headers


def test_what_was_taken_back_is_gone_and_what_never_was_is_not_found(served: Served) -> None:
    for address, status in (("/stories/withdrawn", 410), ("/stories/never-was", 404), ("/nowhere", 404)):
        static, live = served.static.get(address), served.live.get(address)
        assert static.status_code == live.status_code == status
        assert static.content == live.content
    for hidden in ("/410.html", "/404.html", "/manifest.json", "/.lock", "/../manifest.json", "/stories/"):
        assert served.static.get(hidden).status_code == 404


def test_forms_search_and_data_are_answered_by_the_live_site(served: Served) -> None:
    own = {"origin": str(served.static.base_url).rstrip("/")}
    sent = served.static.post(f"{STORY}/responses", data=FORM, headers=own)
    assert sent.status_code == 303
    assert "held until the council" in served.static.get(sent.headers["location"].partition("#")[0]).text
    assert served.static.get(STORY, headers={"accept": "application/json"}).json()["slug"] == MARGIT.slug
    assert served.static.get("/healthz").json()["app"] == "spotlight"
    assert served.static.get("/search").status_code == 200
    assert served.static.post(STORY).status_code in {404, 405}
    known = served.static.get(STORY).headers["etag"]
    assert served.static.get(STORY, headers={"if-none-match": known}).status_code == 304
    packed = served.static.get(STORY, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"


def test_the_files_stand_when_the_live_site_is_down(served: Served) -> None:
    served.running.kill("spotlight")
    assert served.static.get(STORY).status_code == 200
    assert served.static.get("/feed.atom").status_code == 200
    assert served.static.get("/stories/withdrawn").status_code == 410
    assert served.static.get("/search").status_code == 502
