-- Where stories are gathered: by topic, person, department and month. Derived from the stories, in the same
-- transaction (spotlight/shelves.py), so that no list is counted or sorted while somebody waits for it.
CREATE TABLE shelves (
    kind TEXT NOT NULL CHECK (kind IN ('topic', 'person', 'department', 'month')),
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    stories INTEGER NOT NULL,
    newest_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX shelves_by_time ON shelves (kind, newest_at, key);

CREATE TABLE shelved (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    slug TEXT NOT NULL REFERENCES stories (slug),
    label TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    published_at TEXT NOT NULL,
    PRIMARY KEY (slug, kind, key)
);
CREATE INDEX shelved_by_time ON shelved (kind, key, published_at, slug);

-- When anything outside changed last, gone stories included: what feeds and the sitemap are dated by.
CREATE INDEX stories_by_change ON stories (updated_at);

-- With gone_at in front, SQLite took this index for the lists of stories too, and sorted all of them each time.
DROP INDEX stories_by_state;
CREATE INDEX stories_by_state ON stories (version, gone_at);
