CREATE TABLE drafts (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL UNIQUE REFERENCES posts (id),
    version INTEGER NOT NULL DEFAULT 0,
    slug TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX drafts_by_time ON drafts (updated_at, id);
CREATE UNIQUE INDEX drafts_by_slug ON drafts (slug) WHERE slug <> '';

CREATE TABLE draft_versions (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    body TEXT NOT NULL,
    byline TEXT NOT NULL,
    byline_text TEXT NOT NULL,
    topic TEXT NOT NULL,
    question TEXT NOT NULL,
    correction TEXT NOT NULL,
    hash TEXT NOT NULL,
    editor_id INTEGER NOT NULL REFERENCES people (id),
    note TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    PRIMARY KEY (draft_id, version)
);

CREATE TABLE inside_words (
    word TEXT PRIMARY KEY,
    folded TEXT NOT NULL UNIQUE,
    added_by INTEGER REFERENCES people (id),
    at TEXT NOT NULL
);

CREATE TABLE waivers (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    rule TEXT NOT NULL,
    found TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (draft_id, rule, found)
);

CREATE TABLE consents (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'asked',
    note TEXT NOT NULL DEFAULT '',
    asked_by INTEGER NOT NULL REFERENCES people (id),
    asked_at TEXT NOT NULL,
    answered_at TEXT,
    PRIMARY KEY (draft_id, version)
);

CREATE TABLE recusals (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (draft_id, person_id)
);

CREATE TABLE ballots (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    choice TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    PRIMARY KEY (draft_id, version, person_id)
);

CREATE TABLE releases (
    id INTEGER PRIMARY KEY,
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    post_id INTEGER NOT NULL REFERENCES posts (id),
    draft_version INTEGER NOT NULL,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    title TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    body TEXT NOT NULL,
    byline_text TEXT NOT NULL,
    topic TEXT NOT NULL,
    question TEXT NOT NULL,
    correction TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'live',
    released_by INTEGER NOT NULL REFERENCES people (id),
    released_at TEXT NOT NULL,
    published_at TEXT NOT NULL,
    ended_at TEXT,
    ended_by INTEGER REFERENCES people (id),
    ended_reason TEXT NOT NULL DEFAULT '',
    UNIQUE (slug, version)
);
CREATE UNIQUE INDEX releases_live ON releases (draft_id) WHERE state = 'live';
CREATE INDEX releases_by_post ON releases (post_id, version);
CREATE INDEX releases_by_draft ON releases (draft_id, version);
CREATE INDEX releases_by_time ON releases (released_at, id);

CREATE TABLE incoming (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'held',
    decided_by INTEGER REFERENCES people (id),
    decided_at TEXT,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX incoming_by_state ON incoming (state, sent_at, id);
CREATE INDEX incoming_by_story ON incoming (slug, state, sent_at, id);
