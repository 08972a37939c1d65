CREATE TABLE categories (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL DEFAULT 'inside',
    allow_anonymous INTEGER NOT NULL DEFAULT 0,
    allow_publishing INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (id),
    audience TEXT NOT NULL,
    author_id INTEGER REFERENCES people (id),
    claim_hash TEXT,
    status TEXT NOT NULL DEFAULT 'new',
    reason TEXT NOT NULL DEFAULT '',
    listed INTEGER NOT NULL DEFAULT 1,
    promotes INTEGER NOT NULL DEFAULT 0,
    demotes INTEGER NOT NULL DEFAULT 0,
    score INTEGER NOT NULL DEFAULT 0,
    hot INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 0,
    follows INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    edited_at TEXT,
    answered_at TEXT
);
CREATE INDEX posts_hot ON posts (listed, hot, id);
CREATE INDEX posts_top ON posts (listed, score, id);
CREATE INDEX posts_new ON posts (listed, created_at, id);
CREATE INDEX posts_unanswered ON posts (created_at, id) WHERE answered_at IS NULL AND listed = 1;
CREATE INDEX posts_by_category ON posts (category_id, hot, id);
CREATE INDEX posts_by_author ON posts (author_id, created_at, id);
CREATE INDEX posts_by_status ON posts (status, created_at, id);

CREATE TABLE post_versions (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (post_id, version)
);

CREATE TABLE post_tags (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (tag, post_id)
);
CREATE INDEX post_tags_by_post ON post_tags (post_id, tag);

CREATE TABLE votes (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    value INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (post_id, person_id)
);
CREATE INDEX votes_by_person ON votes (person_id, post_id);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    parent_id INTEGER REFERENCES comments (id),
    author_id INTEGER REFERENCES people (id),
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    edited_at TEXT,
    removed_at TEXT,
    removed_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX comments_by_post ON comments (post_id, id);
CREATE INDEX comments_by_author ON comments (author_id, id);

CREATE TABLE follows (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (post_id, person_id)
);
CREATE INDEX follows_by_person ON follows (person_id, post_id);

CREATE TABLE timeline (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT NOT NULL DEFAULT '',
    by_id INTEGER REFERENCES people (id),
    at TEXT NOT NULL
);
CREATE INDEX timeline_by_post ON timeline (post_id, at, id);
