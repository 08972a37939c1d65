-- Whoever else an outward text credits: a JSON list of people and how each is named, "" for none.
ALTER TABLE draft_versions ADD COLUMN co_authors TEXT NOT NULL DEFAULT '';

-- One answer an author: `author_id` is 0 for who wrote the post without a name. `proposed` and `until` are
-- days, "" for no end; `together` is that readers may find this author's stories on one page.
ALTER TABLE consents RENAME TO consents_of_one;
CREATE TABLE consents (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    version INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'asked',
    note TEXT NOT NULL DEFAULT '',
    wish TEXT NOT NULL DEFAULT '',
    proposed TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    together INTEGER NOT NULL DEFAULT 0,
    asked_by INTEGER NOT NULL REFERENCES people (id),
    asked_at TEXT NOT NULL,
    answered_at TEXT,
    PRIMARY KEY (draft_id, version, author_id)
);
INSERT INTO consents
    (draft_id, version, author_id, hash, state, note, wish, asked_by, asked_at, answered_at)
    SELECT old.draft_id, old.version, COALESCE(posts.author_id, 0), old.hash, old.state, old.note, old.wish,
           old.asked_by, old.asked_at, old.answered_at
    FROM consents_of_one AS old JOIN drafts ON drafts.id = old.draft_id JOIN posts ON posts.id = drafts.post_id;
DROP TABLE consents_of_one;
CREATE INDEX consents_by_author ON consents (author_id, draft_id, version);

-- The address of the page of an author's stories: one for each way they are named, so that two of them are
-- never tied together.
CREATE TABLE author_pages (
    person_id INTEGER NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    PRIMARY KEY (person_id, name)
);

-- Pictures, films and subtitles of outward texts under a name made of their content. `held` says what was
-- taken out of the file, `words` is what its subtitles say.
CREATE TABLE outward_files (
    name TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    content BLOB NOT NULL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL,
    held TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
);
CREATE INDEX outward_files_by_age ON outward_files (made_at);
-- The drafts a file belongs to, in any version; one without any is swept after a day.
CREATE TABLE outward_places (
    draft_id INTEGER NOT NULL REFERENCES drafts (id),
    name TEXT NOT NULL REFERENCES outward_files (name),
    PRIMARY KEY (draft_id, name)
);
CREATE INDEX outward_places_by_name ON outward_places (name);

-- Counts the changes of people's names, so that the leak check knows when its own list of them is old.
CREATE TABLE renamings (id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
INSERT INTO renamings (id, number) VALUES (1, 0);
