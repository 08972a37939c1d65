CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    department TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    picture TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    unread INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX people_by_name ON people (name_key, id);

CREATE TABLE roles (
    person_id INTEGER NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    PRIMARY KEY (person_id, role)
);

CREATE TABLE seats (
    id INTEGER PRIMARY KEY,
    council TEXT NOT NULL,
    kind TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    vacated_at TEXT
);
CREATE INDEX seats_by_person ON seats (person_id);

CREATE TABLE signin_links (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    next TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX signin_links_by_email ON signin_links (email, created_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    agent TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE INDEX sessions_by_person ON sessions (person_id, created_at);

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    invited_by INTEGER NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL,
    accepted_at TEXT
);

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT NOT NULL,
    audience TEXT NOT NULL,
    post_id INTEGER,
    created_at TEXT NOT NULL,
    read_at TEXT,
    UNIQUE (person_id, event)
);
CREATE INDEX notifications_by_person ON notifications (person_id, id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_by_turn ON outbox (state, run_at, id);

CREATE TABLE import_keys (
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (source, kind, key)
);
