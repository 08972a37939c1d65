"""People: sign-in, sessions, profiles, roles, seats, invitations, and each person's inbox."""
