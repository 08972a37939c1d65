-- Which language a person chose; '' follows their browser, and the house in mails.
ALTER TABLE people ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- A kept sentence is a message in `text` and its values, as JSON, in `words`: each reads it in their language.
ALTER TABLE notifications ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE timeline ADD COLUMN words TEXT NOT NULL DEFAULT '';
