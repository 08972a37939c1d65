CREATE TABLE company_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE interests (
    person_id INTEGER NOT NULL REFERENCES people (id),
    word TEXT NOT NULL,
    word_key TEXT NOT NULL,
    PRIMARY KEY (person_id, word_key)
);
CREATE INDEX interests_by_word ON interests (word_key, person_id);
CREATE INDEX people_by_arrival ON people (created_at, id);

CREATE TABLE category_follows (
    person_id INTEGER NOT NULL REFERENCES people (id),
    category_id INTEGER NOT NULL REFERENCES categories (id),
    at TEXT NOT NULL,
    PRIMARY KEY (category_id, person_id)
);
CREATE INDEX category_follows_by_person ON category_follows (person_id, category_id);

-- Who is here already knows their way round.
ALTER TABLE people ADD COLUMN welcomed_at TEXT;
UPDATE people SET welcomed_at = created_at;
