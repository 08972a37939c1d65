CREATE TABLE stories (
    slug TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    standfirst TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    byline TEXT NOT NULL,
    topic TEXT NOT NULL DEFAULT '',
    question TEXT NOT NULL DEFAULT '',
    correction TEXT NOT NULL DEFAULT '',
    published_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    gone_at TEXT
);
CREATE INDEX stories_by_time ON stories (published_at, slug) WHERE gone_at IS NULL;
CREATE INDEX stories_by_topic ON stories (topic, published_at, slug) WHERE gone_at IS NULL;

CREATE TABLE responses (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL REFERENCES stories (slug),
    name TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'accepted', 'refused')),
    fetched_at TEXT
);
CREATE INDEX responses_by_story ON responses (slug, state, sent_at, id);
CREATE INDEX responses_to_fetch ON responses (sent_at, id) WHERE fetched_at IS NULL;
