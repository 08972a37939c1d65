-- Whether a story of this post is outside now: the publishing desk says so, search and lists ask.
ALTER TABLE posts ADD COLUMN published INTEGER NOT NULL DEFAULT 0;
UPDATE posts SET published = 1
WHERE EXISTS (SELECT 1 FROM releases WHERE releases.post_id = posts.id AND releases.state = 'live');
