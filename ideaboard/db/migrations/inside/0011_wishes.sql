-- How an author asked to be named, as a code of the bylines; each reads the sentence in their language.
ALTER TABLE consents ADD COLUMN wish TEXT NOT NULL DEFAULT '';
