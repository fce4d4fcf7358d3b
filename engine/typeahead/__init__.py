"""Suggestions while somebody types: products, product types, and what was asked before, found by beginnings of words.

What is exported here is light; ``engine.typeahead.completer`` does the finding and brings numpy.
"""

from engine.typeahead.matches import CategoryMatch, Match, ProductMatch, QuestionMatch, Typeahead

__all__ = ["CategoryMatch", "Match", "ProductMatch", "QuestionMatch", "Typeahead"]
