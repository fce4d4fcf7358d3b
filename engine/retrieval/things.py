"""The thing or what is made for it: which products of a type are named after it but are not it.

Feeds seldom say a product's type, and a type guessed from "Laptop Privacy Screen" or "Shaver accessory" is wrong. Two
signs tell: the word after the type in the title, and how far the product's vector is from the others of its type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.catalogue.folding import fold

Floats = npt.NDArray[np.float32]

_MADE_FOR = (
    "accessor(?:y|ies)|adapters?|backpacks?|bags?|bases?|batter(?:y|ies)|brackets?|bulbs?|cabinets?|cables?|caps?|carrying|carts?|"
    "cartridges?|cases?|chargers?|cleaners?|cleaning|cords?|covers?|docking|docks?|drawers?|drums?|enclosures?|filters?|frames?|"
    "grips?|heads?|holders?|hoods?|hooks?|inks?|keyboards?|kits?|lamps?|licen[sc]es?|lids?|locks?|managers?|messenger|mounts?|"
    "overnight|security|pads?|panels?|parts?|pouch(?:es)?|privacy|protectors?|racks?|refills?|remotes?|replacements?|rollers?|screens?|skins?|"
    "sleeves?|software|spares?|stands?|stickers?|straps?|supports?|toners?|trays?|trolleys?|wallets?|warrant(?:y|ies)|wipes?"
)
_LEAST_KNOWN = 8
"""With fewer products of a type there is no telling what is typical."""
_SLOPE, _SLACK, _LOWEST = 2.2, 0.08, 0.2
_ALIKE = 0.05
DOUBTFUL, IN_ORDER = 0.42, 0.65
"""Below the first a product is not taken for one of its type; below the second it does not lead a list by price."""


_FOLLOWED = re.compile(rf"(?:'?s)?\s+(?:{_MADE_FOR})\b")


def made_for(kind: str, title: str) -> bool:
    """Whether the title names something for the kind: "Laptop Sleeve" where the kind is "laptop"."""
    kind, title = fold(kind), fold(title)
    at = title.find(kind) if kind else -1
    while at >= 0:
        starts = at == 0 or not (title[at - 1].isalnum() or title[at - 1] == "_")
        if starts and _FOLLOWED.match(title, at + len(kind)):
            return True
        at = title.find(kind, at + 1)
    return False


@dataclass(frozen=True, slots=True)
class Prototype:
    """The middle of the vectors of one type, and how near to it half of them stand."""

    middle: Floats
    median: float

    @classmethod
    def of(cls, vectors: Floats) -> Prototype | None:
        """``None`` where there are too few to tell."""
        if len(vectors) < _LEAST_KNOWN:
            return None
        middle = vectors.mean(axis=0)
        norm = float(np.linalg.norm(middle))
        if norm == 0.0:
            return None
        middle = middle / norm
        return cls(middle, float(np.median(_cosines(vectors, middle))))

    def typicality(self, vectors: Floats) -> Floats:
        """A factor of 0.2 to 1 for each row: 1 near the middle, falling beyond the median distance.

        Measured on a catalogue of 19,000 devices with guessed types: real notebooks stand at a cosine of 0.85 to
        their middle, docks and service contracts "for notebooks" at 0.3 to 0.55.
        """
        beyond = np.maximum(0.0, self.median - _cosines(vectors, self.middle) - _SLACK)
        factors: Floats = np.maximum(1.0 - _SLOPE * beyond, _LOWEST).astype(np.float32)
        return factors

    def alike(self, vectors: Floats) -> npt.NDArray[np.bool_]:
        """Which rows stand as near as most of the type: products whose feed does not say that they are one."""
        near: npt.NDArray[np.bool_] = _cosines(vectors, self.middle) >= self.median - _ALIKE
        return near


def _cosines(vectors: Floats, middle: Floats) -> Floats:
    """Without BLAS, whose threads wait for one another while a language model decodes beside them."""
    found: Floats = np.einsum("ij,j->i", vectors, middle)
    return found
