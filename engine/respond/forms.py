"""How a property reads in a sentence: a jacket *is* waterproof, *has* a hood, is made *for* hiking.

The model words it; this tells it which of the three, where the row lets one know. The endings are those of English
adjectives; a word that has none of them counts as a thing.
"""

from __future__ import annotations

import re

from engine.products import Attribute
from engine.respond.observations import WishForm

_PURPOSES = frozenset(
    ("use", "uses", "activity", "occasion", "suitable_for", "good_for", "room", "season", "sport", "skin_type", "hair_type", "surface", "terrain", "age_group", "recommended_for")
)  # fmt: skip
_ADJECTIVE = re.compile(
    r"(?:proof|less|able|ible|free|safe|ed|made|grown|ish|ous|ic|ive|al|ful|ant|ent|ary|tight|resistant|friendly|ready|vegan|fair ?trade|cancelling|rotating|folding|standing|locking|adjusting|drying)$"
)


def form_of(attribute: Attribute | None) -> WishForm:
    """The form of a wish that this attribute of the row met or missed."""
    if attribute is None:
        return ""
    if attribute.name in _PURPOSES:
        return "for"
    if isinstance(attribute.value, bool):
        return "is" if _ADJECTIVE.search(attribute.label.lower()) else "has"
    return ""
