-- Whom the outward text credits and what it shows, as JSON lists; `note_kind` is what `correction` is:
-- "correction" of a mistake, or "update" of what became of the idea.
ALTER TABLE draft_versions ADD COLUMN credits TEXT NOT NULL DEFAULT '';
ALTER TABLE draft_versions ADD COLUMN media TEXT NOT NULL DEFAULT '';
ALTER TABLE draft_versions ADD COLUMN note_kind TEXT NOT NULL DEFAULT 'correction';
ALTER TABLE releases ADD COLUMN credits TEXT NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN media TEXT NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN note_kind TEXT NOT NULL DEFAULT 'correction';
