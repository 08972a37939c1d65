"""`python -m ideaboard` is the `ideaboard` command."""

from ideaboard.cli import main

main()
