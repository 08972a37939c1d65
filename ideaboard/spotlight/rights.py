"""What the public process may do in a PostgreSQL database of its own: read what is shown, and write only what
readers send.

A role with these rights can neither change a story nor let a response through: a hole in the public process
puts no word of anybody's before readers. New tables are named here, or the test of this file fails.
"""

import re
from collections.abc import Iterable

from ideaboard.db import Database
from ideaboard.errors import Refusal
from ideaboard.language import _

# Whole tables that may be read.
READS = {
    "changes",
    "company_settings",
    "links",
    "media",
    "media_places",
    "migrations",
    "readers",
    "responses",
    "shelved",
    "shelves",
    "stories",
}
# Tables into which readers' words are put, but for the columns that the council and the worker set.
PUTS: dict[str, set[str]] = {
    "responses": {"state", "fetched_at", "reply", "replied_at"},
    # Addresses of who asked for letters wait here: they are put down, and never read by the public process.
    "requests": set(),
    "readers": set(),
}
# Columns that are counted up.
COUNTS = {"readers": "number"}
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def statements(db: Database, role: str) -> list[str]:
    """What makes these the role's rights, whatever it could do before. Raises Refusal on SQLite."""
    if db.dialect != "postgresql":
        raise Refusal(_("Rights of roles belong to PostgreSQL. With SQLite, the rights of the file decide."))
    if not _ROLE.fullmatch(role):
        raise Refusal(_("Name the role with small letters, digits and _."))
    schema, there = _schema(db), set(db.table_names())
    return [
        "REVOKE ALL ON ALL TABLES IN SCHEMA " + schema + " FROM " + role,
        # Rights of single columns outlast those of the table.
        *(
            "REVOKE ALL (" + _listed(_columns(db, table)) + ") ON " + table + " FROM " + role
            for table in there
        ),
        "REVOKE CREATE ON SCHEMA " + schema + " FROM " + role,
        "GRANT USAGE ON SCHEMA " + schema + " TO " + role,
        *("GRANT SELECT ON " + table + " TO " + role for table in sorted(READS & there)),
        *(
            "GRANT INSERT (" + _listed(_columns(db, table) - kept) + ") ON " + table + " TO " + role
            for table, kept in PUTS.items()
            if table in there
        ),
        *(
            "GRANT UPDATE (" + column + ") ON " + table + " TO " + role
            for table, column in COUNTS.items()
            if table in there
        ),
    ]


def grant(db: Database, role: str) -> None:
    """Give the role these rights and no others; run again after each upgrade."""
    with db.writing():
        for statement in statements(db, role):
            db.run(statement)


def may_migrate(db: Database) -> bool:
    """Whether whoever is connected may make tables."""
    if db.dialect != "postgresql":
        return True
    row = db.row("SELECT has_schema_privilege(current_schema(), 'CREATE') AS may")
    return bool(row and row["may"])


def _schema(db: Database) -> str:
    row = db.row("SELECT quote_ident(current_schema()) AS name")
    assert row is not None
    return str(row["name"])


def _columns(db: Database, table: str) -> set[str]:
    rows = db.rows(
        """SELECT column_name AS name FROM information_schema.columns
           WHERE table_schema = current_schema() AND table_name = :table""",
        table=table,
    )
    return {row["name"] for row in rows}


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(sorted(columns))
