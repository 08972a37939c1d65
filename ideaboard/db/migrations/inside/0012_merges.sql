-- Which post a merged one is told by now: the end of the way, also where one merge led to another.
ALTER TABLE posts ADD COLUMN merged_into INTEGER REFERENCES posts (id);
CREATE INDEX posts_merged ON posts (merged_into) WHERE merged_into IS NOT NULL;

-- Each "this is the same as" that was said. `status`, `reason` and `listed` are what it gives back when it ends.
-- `by_id` is NULL, and so is `ended_by`, where the house itself did it.
CREATE TABLE merges (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    into_id INTEGER NOT NULL REFERENCES posts (id),
    by_id INTEGER REFERENCES people (id),
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    listed INTEGER NOT NULL,
    objection TEXT NOT NULL DEFAULT '',
    objected_at TEXT,
    kept_reason TEXT NOT NULL DEFAULT '',
    kept_by INTEGER REFERENCES people (id),
    kept_at TEXT,
    ended_by INTEGER REFERENCES people (id),
    ended_at TEXT
);
CREATE UNIQUE INDEX merges_open ON merges (post_id) WHERE ended_at IS NULL;
CREATE INDEX merges_into ON merges (into_id) WHERE ended_at IS NULL;
CREATE INDEX merges_objected ON merges (objected_at, id)
    WHERE objected_at IS NOT NULL AND kept_at IS NULL AND ended_at IS NULL;
