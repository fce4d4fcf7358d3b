"""The assistant: catalogue, retrieval, language model runtime, recommendations and history. No Qt, no torch, no network."""

__version__ = "0.1.0"
