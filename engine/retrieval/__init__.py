"""Finding products: full text and vectors over the catalogue, limits as filters, wishes as ranking."""

from engine.retrieval.documents import FITS
from engine.retrieval.encoder import Encoder
from engine.retrieval.results import Hit, MatchedTerm, SearchResult, Whole, Wish
from engine.retrieval.retriever import Retriever
from engine.retrieval.text import product_text, sentences_of

__all__ = [
    "FITS", "Encoder", "Hit", "MatchedTerm", "Retriever", "SearchResult", "Whole", "Wish", "product_text", "sentences_of",
]  # fmt: skip
