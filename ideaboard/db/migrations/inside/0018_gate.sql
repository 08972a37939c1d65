-- Why a member of the council would show a post outside, and what authors offer by themselves.
CREATE TABLE nominations (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    by_id INTEGER NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (post_id, by_id)
);
CREATE TABLE offers (
    post_id INTEGER NOT NULL PRIMARY KEY REFERENCES posts (id),
    at TEXT NOT NULL
);

-- The desk's rules, each by its name; what is not here has its default (publishing/rules.py).
CREATE TABLE publishing_rules (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- How long a ballot is open: from the author's consent, and anew each time the desk opens it again.
CREATE TABLE ballot_terms (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    opened_by INTEGER REFERENCES people (id),
    PRIMARY KEY (draft_id, version, number)
);

-- `state`: waiting, released, refused (by the gate at that moment), or dropped.
CREATE TABLE schedules (
    id INTEGER PRIMARY KEY,
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    at TEXT NOT NULL,
    shares_minute INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting',
    by_id INTEGER NOT NULL REFERENCES people (id),
    made_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE UNIQUE INDEX schedules_waiting ON schedules (draft_id) WHERE state = 'waiting';
CREATE INDEX schedules_by_time ON schedules (at, id);
CREATE INDEX schedules_by_draft ON schedules (draft_id, id);

-- What became of a post as the note of an update says it, and as it stood when the story went out.
ALTER TABLE draft_versions ADD COLUMN note_status TEXT NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN post_status TEXT NOT NULL DEFAULT '';

-- Every step at the door, written once and never changed: each row carries the digest of the one before it,
-- and the head knows the last, so that no row can be changed, taken out or cut off unseen. No words of a post.
CREATE TABLE publishing_record (
    id INTEGER NOT NULL PRIMARY KEY,
    draft_id INTEGER REFERENCES drafts (id),
    post_id INTEGER REFERENCES posts (id),
    step TEXT NOT NULL,
    by_id INTEGER REFERENCES people (id),
    version INTEGER NOT NULL DEFAULT 0,
    hash TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    link TEXT NOT NULL
);
CREATE INDEX publishing_record_by_post ON publishing_record (post_id, id);
CREATE TABLE publishing_record_head (
    one INTEGER NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    link TEXT NOT NULL
);
INSERT INTO publishing_record_head (one, number, link) VALUES (1, 0, '');
