"""A half-typed text as the words to look for: the last one still being written, the others anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from engine.catalogue.folding import words
from engine.catalogue.kinds import singular
from engine.catalogue.word_index import Span, WordIndex
from engine.retrieval.synonyms import Synonyms
from engine.retrieval.words import STOP_WORDS

WORDS_MOST = 6
"""More words than this are a sentence, which no name begins with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Folded words in the order typed. Empty where there is nothing to look for."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Typed:
        found = words(text)
        # "a tent for th": small words count for nothing until they are all there is, or may yet become another.
        told = tuple(w for w in found[:-1] if w not in STOP_WORDS) + tuple(found[-1:])
        return cls(told if len(told) <= WORDS_MOST else ())

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    def spans(self, index: WordIndex, synonyms: Synonyms) -> list[list[Span]]:
        """For each word, the places of the index's words that begin with it, or with another word for it."""
        return [[s for s in map(index.span, _forms(word, synonyms)) if s[0] < s[1]] for word in self.words]


def _forms(word: str, synonyms: Synonyms) -> list[str]:
    """The word, its singular, and single words for the same thing."""
    others = [o for o in synonyms.of(word) if " " not in o] if len(word) > 2 else []
    return list(dict.fromkeys((word, singular(word), *others)))
