"""Suggestions while somebody types: products, product types, and what was asked before, found by beginnings of words."""

from engine.typeahead.completer import Completer
from engine.typeahead.matches import CategoryMatch, Match, ProductMatch, QuestionMatch, Typeahead

__all__ = ["CategoryMatch", "Completer", "Match", "ProductMatch", "QuestionMatch", "Typeahead"]
