"""The feed formats that Aisle reads: one module a format, each a stream of :mod:`items`."""
