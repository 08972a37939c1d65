-- JSON lists ("" for none), read and replaced whole (spotlight/parts.py).
ALTER TABLE stories ADD COLUMN credits TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN media TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- The files of stories, each under a name made of its content; here only while a story shows it.
CREATE TABLE media (
    name TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    content BLOB NOT NULL,
    added_at TEXT NOT NULL
);
