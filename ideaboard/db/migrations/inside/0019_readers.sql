-- How much a response looks like spam (0 to 100) and why, as JSON; a suspect one waits at the queue's end.
ALTER TABLE incoming ADD COLUMN spam INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incoming ADD COLUMN spam_reasons TEXT NOT NULL DEFAULT '';
ALTER TABLE incoming ADD COLUMN suspect INTEGER NOT NULL DEFAULT 0;
-- The digest of its letters alone, by which the same words are known again.
ALTER TABLE incoming ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE INDEX incoming_by_turn ON incoming (state, suspect, sent_at, id);
CREATE INDEX incoming_by_mark ON incoming (mark, sent_at);
CREATE INDEX incoming_by_time ON incoming (sent_at);

-- What the author answers; `version` rises with each text, so that nobody lets out what they did not read.
CREATE TABLE replies (
    response_id TEXT PRIMARY KEY REFERENCES incoming (id),
    version INTEGER NOT NULL DEFAULT 1,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    written_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES people (id),
    decided_at TEXT,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX replies_by_state ON replies (state, written_at);

-- Who gets letters: `told_until` is the moment up to which they know of stories, `lettered_on` the day of
-- their last letter, `asked_times` how often a pending one was asked to confirm.
CREATE TABLE subscribers (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    asked_at TEXT NOT NULL,
    mailed_at TEXT NOT NULL,
    asked_times INTEGER NOT NULL DEFAULT 1,
    confirmed_at TEXT,
    told_until TEXT NOT NULL DEFAULT '',
    lettered_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX subscribers_by_letter ON subscribers (told_until, id) WHERE confirmed_at IS NOT NULL;

-- Copied from outside: how often each story was read on each day.
CREATE TABLE readers (
    slug TEXT NOT NULL,
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (slug, day)
);
