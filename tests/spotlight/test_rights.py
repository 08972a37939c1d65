"""The public role on a real PostgreSQL: the site works under it, and no story can be touched."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from ideaboard.db import Database, connect
from ideaboard.errors import Refusal
from ideaboard.settings import Settings
from ideaboard.spotlight import responses, rights, site, stories
from ideaboard.spotlight.exporting import Export
from tests.conftest import NOW
from tests.spotlight.conftest import MARGIT, Release
from tests.spotlight.test_pages import FORM

ROLE = "spotlight_public"
STORY = f"/stories/{MARGIT.slug}"


@pytest.fixture
def role_url(outside: Database, database_url: str) -> Iterator[str]:
    """The address of the database for the public role, who has its rights and no others."""
    if outside.dialect != "postgresql":
        pytest.skip("SQLite has no roles")
    outside.run(f"CREATE ROLE {ROLE} LOGIN")
    rights.grant(outside, ROLE)
    yield database_url.replace("postgres:@", f"{ROLE}:@")
    outside.run(f"DROP OWNED BY {ROLE}")
    outside.run(f"DROP ROLE {ROLE}")


@pytest.fixture
def as_role(role_url: str) -> Iterator[Database]:
    made = connect(role_url)
    assert made.row("SELECT current_user AS name") == {"name": ROLE}
    yield made
    made.close()


def test_the_site_works_under_the_public_role(
    public: Settings, role_url: str, outside: Database, release: Release, tmp_path: Path
) -> None:
    release()
    made = site.public_app(replace(public, spotlight_database=role_url))
    own = {"origin": public.spotlight_url}
    client = TestClient(made.app, base_url=public.spotlight_url, headers=own, follow_redirects=False)
    for address in ("/", STORY, "/feed.atom", "/feed.json", "/about", "/healthz", "/company.css"):
        assert client.get(address).status_code == 200, address
    for _ in range(2):
        assert client.post(f"{STORY}/responses", data=FORM).status_code == 303
    assert [held.body for held in responses.unfetched(outside)] == [FORM["body"]]
    made.watch.look(outside)
    made.close()
    with closing(Export(replace(public, spotlight_database=role_url), tmp_path / "out")) as export:
        export.run()
        assert STORY in export.edition.filed


def test_the_public_role_can_change_no_story_and_let_no_response_through(
    as_role: Database, outside: Database, release: Release
) -> None:
    release()
    with outside.writing():
        held = responses.send(outside, MARGIT.slug, "Hedda", "", "Is it green?", now=NOW)
    for forbidden in (
        lambda: stories.put(as_role, replace(MARGIT, version=2, title="Not ours")),
        lambda: stories.take_down(as_role, MARGIT.slug, version=2, now=NOW),
        lambda: as_role.run("DELETE FROM stories"),
        lambda: as_role.run("UPDATE stories SET title = 'x'"),
        lambda: responses.decide(as_role, held, "accepted"),
        lambda: as_role.run("DELETE FROM responses"),
        lambda: as_role.run(
            """INSERT INTO responses (id, slug, name, body, sent_at, state)
               VALUES ('x', :slug, 'n', 'b', :now, 'accepted')""",
            slug=MARGIT.slug,
            now=NOW,
        ),
        lambda: as_role.run("UPDATE changes SET number = 0"),
        lambda: as_role.run("CREATE TABLE mine (id TEXT)"),
        lambda: as_role.run("DROP TABLE stories"),
        lambda: as_role.run("TRUNCATE stories"),
        lambda: as_role.run("DELETE FROM migrations"),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role.writing():
            forbidden()
    assert stories.find(outside, MARGIT.slug) == MARGIT


def test_every_table_is_read_only_or_written_by_decision(as_role: Database, outside: Database) -> None:
    """A table that is added fails here until spotlight/rights.py says what the public role may do with it."""
    tables = set(outside.table_names())
    assert tables <= rights.READS | rights.PUTS.keys()

    def able(right: str) -> set[str]:
        rows = outside.rows(
            """SELECT relname AS name FROM pg_class
               WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                 AND has_any_column_privilege(:role, oid, :right)""",
            role=ROLE,
            right=right,
        )
        return {row["name"] for row in rows}

    assert able("INSERT") == rights.PUTS.keys() & tables
    assert able("UPDATE") == rights.COUNTS.keys() & tables
    assert able("SELECT") == rights.READS & tables
    removable = outside.rows(
        """SELECT relname AS name FROM pg_class
           WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
             AND has_table_privilege(:role, oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES')""",
        role=ROLE,
    )
    assert removable == []


def test_rights_given_before_are_taken_back(outside: Database, as_role: Database, release: Release) -> None:
    release()
    outside.run(f"GRANT ALL ON stories TO {ROLE}")
    outside.run(f"GRANT UPDATE (title) ON stories TO {ROLE}")
    rights.grant(outside, ROLE)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role.writing():
        as_role.run("UPDATE stories SET title = 'x'")


def test_a_site_that_may_not_migrate_says_who_must(
    public: Settings, role_url: str, outside: Database
) -> None:
    settings = replace(public, spotlight_database=role_url)
    site.public_app(settings).close()
    with outside.writing():
        outside.run("DELETE FROM migrations WHERE name = '0008_changes'")
    with pytest.raises(Refusal, match="ideaboard spotlight grant"):
        site.public_app(settings)


def test_a_role_is_named_plainly_and_belongs_to_postgresql(outside: Database) -> None:
    with pytest.raises(Refusal):
        rights.statements(outside, 'public"; DROP TABLE stories; --')
    if outside.dialect == "sqlite":
        with pytest.raises(Refusal, match="PostgreSQL"):
            rights.statements(outside, ROLE)
