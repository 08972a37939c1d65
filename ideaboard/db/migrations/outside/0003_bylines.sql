-- Whether the byline names its author: in other languages its words alone do not tell.
ALTER TABLE stories ADD COLUMN named INTEGER NOT NULL DEFAULT 1;
