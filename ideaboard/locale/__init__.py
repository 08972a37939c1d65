"""The catalogues of the languages, and how texts get into them (`make messages`)."""
