-- What the author answered to a response, once a member of the council let it out.
ALTER TABLE responses ADD COLUMN reply TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN replied_at TEXT NOT NULL DEFAULT '';
-- How long its writer had the form before them, where the form told.
ALTER TABLE responses ADD COLUMN seconds INTEGER;

-- What readers ask for, here only until the worker inside takes it over, which is a matter of seconds.
CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX requests_by_time ON requests (at, id);

-- The links in mails to readers, by the digest of their key: enough to know one, not to make one.
CREATE TABLE links (
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    ended_at TEXT
);

-- How often each story was read on each day (UTC), and nothing of who did.
CREATE TABLE readers (
    slug TEXT NOT NULL,
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (slug, day)
);
CREATE INDEX readers_by_day ON readers (day);
