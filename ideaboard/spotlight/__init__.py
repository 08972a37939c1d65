"""What customers read and answer: released stories, feeds, responses. Knows nothing of the inside."""
