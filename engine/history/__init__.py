"""What a shopper said and did: a guest's in memory only, a personal history encrypted on the disk.

``open_history`` gives the :class:`ShopperStore` of this machine; ``erase_history`` removes a personal one even where
its passphrase is forgotten. Why it is encrypted as it is stands in ``docs/decisions/0001-encrypted-history.md``.
"""

from engine.history.opening import erase_history, history_exists, needs_passphrase, open_history
from engine.history.records import DEEDS, Deed, SessionRecord, ShopperEvent, Turn
from engine.history.store import ShopperStore
from engine.history.taste import DEED_WEIGHTS, taste

__all__ = [
    "DEEDS",
    "DEED_WEIGHTS",
    "Deed",
    "SessionRecord",
    "ShopperEvent",
    "ShopperStore",
    "Turn",
    "erase_history",
    "history_exists",
    "needs_passphrase",
    "open_history",
    "taste",
]
