-- A group of posts with a written statement; who may see it is settled when it is made.
CREATE TABLE themes (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    statement TEXT NOT NULL,
    audience TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL,
    edited_at TEXT,
    closed_at TEXT
);

CREATE TABLE theme_posts (
    theme_id INTEGER NOT NULL REFERENCES themes (id),
    post_id INTEGER NOT NULL REFERENCES posts (id),
    by_id INTEGER NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (theme_id, post_id)
);
CREATE INDEX theme_posts_by_post ON theme_posts (post_id, theme_id);

-- Who was here before people could be searched is found too.
INSERT INTO outbox (kind, payload, run_at, created_at)
SELECT 'index', '{"key": "person:' || CAST(id AS TEXT) || '"}', created_at, created_at
FROM people WHERE active = 1;
