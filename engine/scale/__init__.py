"""Search measured at any size: generated catalogues, what a search of them costs, and other engines beside it."""
