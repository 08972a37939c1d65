"""The derived search index: it knows documents, not desks.

`index` is the writing side, for the one worker; `finder` is the reading side, for the web process; everything
else is theirs.
"""
