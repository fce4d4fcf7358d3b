"""Respond: what the engine knows of the rows, worded one sentence at a time and checked before it is shown."""
