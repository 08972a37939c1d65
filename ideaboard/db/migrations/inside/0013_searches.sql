-- What stands in a person's private feed links besides their signature; a new one ends all old links.
CREATE TABLE feed_keys (
    person_id INTEGER PRIMARY KEY REFERENCES people (id),
    secret TEXT NOT NULL,
    made_at TEXT NOT NULL
);

-- `search` is the query of the search page's address. `seen_to` is the last arrival that was looked at, and
-- `line_from` the one after which the last line in the inbox begins to count.
CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    notify TEXT NOT NULL DEFAULT 'none',
    seen_to INTEGER NOT NULL DEFAULT 0,
    line_from INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    UNIQUE (person_id, search)
);
CREATE INDEX saved_searches_watching ON saved_searches (id) WHERE notify = 'inbox';

-- New posts in the order the worker heard of them: unlike ids and stamps, one that comes late comes last.
CREATE TABLE post_arrivals (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL UNIQUE REFERENCES posts (id),
    made_at TEXT NOT NULL
);
