ALTER TABLE people ADD COLUMN visit_began TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN visited_at TEXT NOT NULL DEFAULT '';

CREATE TABLE picture_uses (
    name TEXT NOT NULL,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    PRIMARY KEY (name, post_id)
);
CREATE INDEX picture_uses_by_post ON picture_uses (post_id, name);
