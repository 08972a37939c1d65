CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    by_id INTEGER NOT NULL REFERENCES people (id),
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL
);
CREATE INDEX answers_by_post ON answers (post_id, id);
CREATE INDEX answers_by_time ON answers (at, id);
