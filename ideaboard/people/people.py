"""People, known by one e-mail address each, in lower case; a deactivated person stays, but cannot enter."""

import re
from collections import Counter
from collections.abc import Iterable

from ideaboard import outbox, text
from ideaboard.db import Database, Row, each
from ideaboard.errors import Conflict, NotFound, Refusal, too_long
from ideaboard.language import LANGUAGES, _
from ideaboard.people import feed_keys, visits
from ideaboard.who import ROLES, Person

# RFC 5322's plain form only: comments, groups and encoded words would make many addresses of one mailbox.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?!.*=\?){_ATOM}(?:\.{_ATOM})*@[a-z0-9](?:[a-z0-9.-]{{0,250}}[a-z0-9])?")
LIMITS = {"name": 80, "title": 80, "department": 60, "about": 2000}


def address(typed: str) -> str:
    """The address as it is kept. Raises Refusal for what cannot be one."""
    kept = text.clean(typed[:400]).lower()
    if not _ADDRESS.fullmatch(kept) or len(kept.partition("@")[0]) > 64:
        raise Refusal.of({"email": _("Write an e-mail address like ana@example.com.")})
    return kept


def add(
    db: Database, email: str, name: str, *, roles: Iterable[str] = ("employee",), now: str, **profile: str
) -> int:
    """Add a person and return their id. Raises Conflict when the address is taken, Refusal for bad values."""
    kept = address(email)
    if db.row("SELECT id FROM people WHERE email = :email", email=kept):
        raise Conflict(_("%(email)s is here already.", email=kept))
    values = _checked({"name": name, "title": "", "department": "", "about": ""} | profile)
    made = db.row(
        """INSERT INTO people (email, name, name_key, title, department, about, created_at)
           VALUES (:email, :name, :name_key, :title, :department, :about, :now) RETURNING id""",
        email=kept,
        name_key=text.fold(values["name"]),
        now=now,
        **values,
    )
    assert made is not None
    for role in roles:
        give_role(db, made["id"], role)
    reindex(db, made["id"], now=now)
    return int(made["id"])


def reindex(db: Database, person_id: int, *, now: str) -> None:
    """Ask for the person to be found as they are now."""
    outbox.put(db, "index", key=f"person:{person_id}", now=now)


def _checked(values: dict[str, str]) -> dict[str, str]:
    kept = {name: text.clean(value, lines=name == "about") for name, value in values.items()}
    problems = {
        name: too_long(most, kept[name])
        for name, most in LIMITS.items()
        if name in kept and len(kept[name]) > most
    }
    if not kept["name"]:
        problems["name"] = _("Write the name colleagues know you by.")
    if problems:
        raise Refusal.of(problems)
    return kept


def edit(db: Database, person_id: int, *, now: str, **profile: str) -> None:
    """Change name, title, department and about; under another name what they wrote is found anew."""
    values = _checked(profile)
    if find(db, person_id)["name"] != values["name"]:
        outbox.put(db, "renamed", person_id=person_id, now=now)
        db.run("UPDATE renamings SET number = number + 1 WHERE id = 1")
    db.run(
        """UPDATE people SET name = :name, name_key = :name_key, title = :title,
                  department = :department, about = :about WHERE id = :id""",
        id=person_id,
        name_key=text.fold(values["name"]),
        **values,
    )
    reindex(db, person_id, now=now)


def give_role(db: Database, person_id: int, role: str) -> None:
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise Refusal.of(
            {"role": _("There is no role %(role)s. Choose one of: %(names)s.", role=role, names=known)}
        )
    db.run(
        "INSERT INTO roles (person_id, role) VALUES (:id, :role) ON CONFLICT DO NOTHING",
        id=person_id,
        role=role,
    )


def take_role(db: Database, person_id: int, role: str) -> None:
    db.run("DELETE FROM roles WHERE person_id = :id AND role = :role", id=person_id, role=role)


def activate(db: Database, person_id: int, active: bool, *, now: str) -> None:
    """Let a person in again, or out: a deactivated one loses all sessions and feed links at once."""
    db.run("UPDATE people SET active = :active WHERE id = :id", id=person_id, active=int(active))
    if not active:
        feed_keys.forget(db, person_id)
        db.run(
            "UPDATE sessions SET revoked_at = :now WHERE person_id = :id AND revoked_at IS NULL",
            id=person_id,
            now=now,
        )
    reindex(db, person_id, now=now)


def welcomed(db: Database, person_id: int, *, now: str) -> None:
    """They went through their first minute; later changes of mind do not move that moment."""
    sql = "UPDATE people SET welcomed_at = :now WHERE id = :id AND welcomed_at IS NULL"
    db.run(sql, id=person_id, now=now)


def was_welcomed(db: Database, person_id: int) -> bool:
    sql = "SELECT id FROM people WHERE id = :id AND welcomed_at IS NOT NULL"
    return db.row(sql, id=person_id) is not None


def set_language(db: Database, person_id: int, code: str) -> None:
    """The language a person reads in, on every page and in every mail; "" follows their browser."""
    if code and code not in LANGUAGES:
        raise Refusal.of({"language": _("Choose one of the languages of the list.")})
    db.run("UPDATE people SET language = :code WHERE id = :id", id=person_id, code=code)


def set_picture(db: Database, person_id: int, picture: str) -> None:
    db.run("UPDATE people SET picture = :picture WHERE id = :id", id=person_id, picture=picture)


_KNOWN = (
    "SELECT id, email, name, title, department, about, picture, active, created_at, unread, "
    "language FROM people"
)


def find(db: Database, person_id: int) -> Row:
    """One person's row. Raises NotFound."""
    found = db.row(f"{_KNOWN} WHERE id = :id", id=person_id)
    if found is None:
        raise NotFound(_("There is nobody at this address."))
    return found


def by_email(db: Database, email: str) -> Row | None:
    return db.row(f"{_KNOWN} WHERE email = :email", email=text.clean(email).lower())


def load(db: Database, person_id: int, *, now: str, session: str = "", seen_at: str = "") -> Person | None:
    """The Person behind an id with roles and seats, or None for nobody or a deactivated one."""
    row = db.row(
        """SELECT id, name, email, unread, language, visit_began, visited_at FROM people
           WHERE id = :id AND active = 1""",
        id=person_id,
    )
    if row is None:
        return None
    roles = db.rows("SELECT role FROM roles WHERE person_id = :id", id=person_id)
    seats = db.rows(
        """SELECT council, kind FROM seats WHERE person_id = :id AND vacated_at IS NULL
           AND starts_at <= :now AND ends_at > :now""",
        id=person_id,
        now=now,
    )
    return Person(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        roles=frozenset(r["role"] for r in roles),
        seats={s["council"]: s["kind"] for s in seats},
        session=session,
        seen_at=seen_at,
        unread=row["unread"],
        language=row["language"],
        visit_began=row["visit_began"],
        new_since=visits.since(row, now=now),
    )


def directory(
    db: Database, *, search: str = "", department: str = "", after: tuple[str, int] = ("", 0), limit: int = 40
) -> list[Row]:
    """Active colleagues by name, from `after` on; `search` looks into name, title, department, interests."""
    return db.rows(
        """SELECT id, name, name_key, title, department, about, picture, created_at FROM people
           WHERE active = 1 AND (name_key, id) > (:name_key, :id)
             AND (:department = '' OR department = :department)
             AND (:search = '' OR name_key LIKE :pattern OR lower(title) LIKE :pattern
                  OR lower(department) LIKE :pattern OR EXISTS (SELECT 1 FROM interests
                     WHERE interests.person_id = people.id AND word_key LIKE :pattern))
           ORDER BY name_key, id LIMIT :limit""",
        name_key=after[0],
        id=after[1],
        department=department,
        search=search,
        pattern="%" + text.fold(search).replace("%", "").replace("_", "") + "%",
        limit=limit,
    )


def chosen(db: Database, ids: Iterable[int]) -> list[Row]:
    """These of the directory's people, in this order: what search finds goes through here."""
    wanted = list(ids)
    marks, bound = each("id", wanted)
    found = db.rows(
        f"""SELECT id, name, name_key, title, department, about, picture, created_at FROM people
            WHERE active = 1 AND id IN ({marks})""",
        **bound,
    )
    by_id = {row["id"]: row for row in found}
    return [by_id[number] for number in wanted if number in by_id]


# Who may see the board, as Person.is_inside says it: people who work here, and who holds a seat.
_MAY_READ = """active = 1 AND (
    EXISTS (SELECT 1 FROM roles WHERE roles.person_id = people.id
            AND role IN ('employee', 'insights', 'executive', 'steward'))
    OR EXISTS (SELECT 1 FROM seats WHERE seats.person_id = people.id AND council = 'customer-council'
               AND vacated_at IS NULL AND starts_at <= :now AND ends_at > :now))"""


def beginning(db: Database, typed: str, *, now: str, limit: int = 8) -> list[Row]:
    """Those on the board of whose name some part begins like this, as `{id, name, department}`."""
    key = text.fold(typed[:80]).replace("%", "").replace("_", "")
    if not key:
        return []
    return db.rows(
        f"""SELECT id, name, department FROM people
            WHERE {_MAY_READ} AND (name_key LIKE :first OR name_key LIKE :later)
            ORDER BY name_key, id LIMIT :limit""",
        first=key + "%",
        later="% " + key + "%",
        now=now,
        limit=limit,
    )


def called(db: Database, keys: Iterable[str], *, now: str) -> dict[str, tuple[int, str]]:
    """Id and name of those on the board with exactly these folded names, without namesakes."""
    marks, bound = each("key", keys)
    sql = f"SELECT id, name, name_key FROM people WHERE {_MAY_READ} AND name_key IN ({marks})"
    found = db.rows(sql, now=now, **bound)
    count = Counter(row["name_key"] for row in found)
    return {row["name_key"]: (row["id"], row["name"]) for row in found if count[row["name_key"]] == 1}


def names(db: Database, ids: Iterable[int]) -> dict[int, str]:
    marks, bound = each("id", ids)
    found = db.rows(f"SELECT id, name FROM people WHERE id IN ({marks})", **bound)
    return {row["id"]: row["name"] for row in found}


def newcomers(db: Database, *, since: str, limit: int = 8) -> list[Row]:
    """Who joined since that moment, the latest first."""
    return db.rows(
        """SELECT id, name, title, department, about, picture, created_at FROM people
           WHERE active = 1 AND created_at >= :since ORDER BY created_at DESC, id DESC LIMIT :limit""",
        since=since,
        limit=limit,
    )


def departments(db: Database) -> list[str]:
    found = db.rows(
        """SELECT DISTINCT department FROM people WHERE active = 1 AND department <> ''
           ORDER BY department"""
    )
    return [row["department"] for row in found]


def roles_of(db: Database, person_id: int) -> list[str]:
    found = db.rows("SELECT role FROM roles WHERE person_id = :id ORDER BY role", id=person_id)
    return [row["role"] for row in found]


def everyone(db: Database) -> list[Row]:
    """All people with their roles, by name; for stewards and the command line."""
    held: dict[int, list[str]] = {}
    for row in db.rows("SELECT person_id, role FROM roles ORDER BY role"):
        held.setdefault(row["person_id"], []).append(row["role"])
    found = db.rows(f"{_KNOWN} ORDER BY name_key, id")
    return [row | {"roles": held.get(row["id"], [])} for row in found]
