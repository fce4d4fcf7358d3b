"""The command line of the engine: the ``aisle`` group without the window."""

from engine.cli.group import cli

__all__ = ["cli"]
