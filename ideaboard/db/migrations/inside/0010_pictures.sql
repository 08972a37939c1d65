-- No owner and nothing of the file it came from: a post without a name must not be traced by its pictures.
-- `name` is the last part of the address, unguessable, with the size in it.
CREATE TABLE pictures (
    name TEXT PRIMARY KEY,
    content BLOB NOT NULL,
    made_at TEXT NOT NULL
);
CREATE INDEX pictures_by_age ON pictures (made_at);

-- The texts a picture stands in; `comment_id` is 0 for the text of the post itself.
CREATE TABLE picture_places (
    name TEXT NOT NULL REFERENCES pictures (name),
    post_id INTEGER NOT NULL REFERENCES posts (id),
    comment_id INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name, post_id, comment_id)
);
CREATE INDEX picture_places_by_text ON picture_places (post_id, comment_id);
