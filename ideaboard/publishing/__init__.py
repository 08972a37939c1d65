"""The publishing desk: drafts, leak check, consent, ballots, releases, and the responses that come back."""
