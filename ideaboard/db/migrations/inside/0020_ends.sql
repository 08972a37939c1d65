-- The moment at which a consent given for a time ends: the day after its last one begins, on the company's
-- clocks as they were set when it was given. "" for no end.
ALTER TABLE consents ADD COLUMN over_at TEXT NOT NULL DEFAULT '';
-- What was given before ended by UTC. No clock writes 24:00, but as text it stands where that day is over.
UPDATE consents SET over_at = until || 'T24:00:00Z' WHERE until <> '';
