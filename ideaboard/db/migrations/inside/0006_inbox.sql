-- `about` is the post's title, `why` what makes it this person's concern, `mailed_at` when a mail told it.
ALTER TABLE notifications ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE notifications ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE notifications ADD COLUMN mailed_at TEXT;
UPDATE notifications SET about = COALESCE((SELECT title FROM posts WHERE posts.id = notifications.post_id), '');
-- What was told before digests existed is not told again by the first of them.
UPDATE notifications SET mailed_at = created_at;
CREATE INDEX notifications_by_post ON notifications (person_id, post_id, id);
CREATE INDEX notifications_to_mail ON notifications (person_id, created_at)
    WHERE read_at IS NULL AND mailed_at IS NULL;

CREATE TABLE mutes (
    person_id INTEGER NOT NULL REFERENCES people (id),
    post_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (person_id, post_id)
);

-- No row: the defaults. `digested_for` is the moment up to which the last digest was made.
CREATE TABLE mail_choices (
    person_id INTEGER PRIMARY KEY REFERENCES people (id),
    replies INTEGER NOT NULL DEFAULT 1,
    decisions INTEGER NOT NULL DEFAULT 1,
    digest TEXT NOT NULL DEFAULT 'weekly',
    digested_for TEXT NOT NULL DEFAULT ''
);
