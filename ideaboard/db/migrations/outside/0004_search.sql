-- Whether any story has changed is asked twice a second: answered from this alone, without reading a story.
CREATE INDEX stories_by_state ON stories (gone_at, version);
