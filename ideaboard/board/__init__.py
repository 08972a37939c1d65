"""The board: posts, votes, comments, categories, follows, and what happened to a post in order."""
