"""Replies read by people against their rows: the sheet they read, and the tally of what they found."""
