"""The customer council: its seats, its desk with the oldest unanswered post first, answers and moderation."""
