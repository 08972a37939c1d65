-- What a row of an import looked like, so that a later run can say that it changed since.
ALTER TABLE import_keys ADD COLUMN digest TEXT NOT NULL DEFAULT '';
