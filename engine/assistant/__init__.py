"""A turn: understand, retrieve, rank, respond, remember."""

from engine.assistant.assistant import Assistant

__all__ = ["Assistant"]
