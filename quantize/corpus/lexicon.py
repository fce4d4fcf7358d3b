"""The words of the generated corpus: product types with the properties people ask for, and makers.

Two sources feed one shape. ``lexicon/*.txt`` are ours, a line a product type::

    rain jacket | waterproof, breathable, packable | a hood, taped seams | hiking, cycling to work | size m, xl | pvc

(type | adjectives | has ("with …") | uses ("for …") | sizes and amounts | what people exclude; empty parts allowed).
A folder in the format of the Shopify product taxonomy adds breadth where it is given; nothing of it is stored here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.language.protocol import fold
from engine.understand.tidy import core

LEXICON = Path(__file__).parent / "lexicon"


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A product type and what a shopper may say of it; every text is folded."""

    name: str
    adjectives: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """Properties as somebody once worded them, which fit no other form."""
    group: str = ""


def settled(entry: TypeEntry) -> TypeEntry:
    """The entry with its "no …" among what people exclude, and without sizes that read as a price."""

    def wanted(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(t for t in texts if not t.startswith(("no ", "without ")))

    everything = (*entry.adjectives, *entry.features, *entry.phrases)
    excluded = [t.split(" ", 1)[1] for t in everything if t.startswith(("no ", "without "))]
    return replace(
        entry,
        adjectives=wanted(entry.adjectives),
        features=wanted(entry.features),
        phrases=wanted(entry.phrases),
        sizes=tuple(s for s in entry.sizes if not (s.isdigit() and len(s) > 2)),
        unwanted=tuple(dict.fromkeys(core(t) for t in (*entry.unwanted, *excluded))),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(fold(part) for part in text.split(",") if part.strip())


def own_entries(folder: Path = LEXICON) -> list[TypeEntry]:
    """Read ``lexicon/*.txt``. Raises ``ValueError`` with file and line for a line of another shape."""
    entries = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = [p.strip() for p in line.split("|")]
            if len(parts) != 6 or not parts[0]:
                raise ValueError(f"{path.name}:{number}: expected six parts separated by '|'")
            adjectives, features, uses, sizes, unwanted = map(_split, parts[1:])
            entry = TypeEntry(fold(parts[0]), adjectives, features, uses, sizes, unwanted, group=path.stem)
            entries.append(settled(entry))
    return entries


def taxonomy_entries(folder: Path) -> list[TypeEntry]:
    """Product types, attributes and values from a taxonomy folder (``data/categories/*.yml`` …)."""
    import yaml

    values = {
        v["friendly_id"]: fold(v["name"]) for v in yaml.load((folder / "data/values.yml").read_text(), yaml.CSafeLoader)
    }
    attributes = {}
    raw = yaml.load((folder / "data/attributes.yml").read_text(), yaml.CSafeLoader)
    for attribute in raw["base_attributes"]:
        attributes[attribute["friendly_id"]] = [values[v] for v in attribute.get("values", []) if v in values]
    for attribute in raw.get("extended_attributes", []):
        attributes[attribute["friendly_id"]] = attributes.get(attribute.get("values_from", ""), [])
    entries = []
    for path in sorted((folder / "data/categories").glob("*.yml")):
        if path.stem[:2] in {"bi", "ma", "na", "pa", "se", "gc", "bu"}:
            continue
        parents: dict[str, list[str]] = {}
        for category in yaml.load(path.read_text(), yaml.CSafeLoader):
            own = [a for a in category.get("attributes", []) if a in attributes]
            inherited = parents.get(category["id"].rpartition("-")[0], [])
            names = list(dict.fromkeys(own + inherited))
            parents[category["id"]] = names
            name = fold(re.sub(r"\(.*?\)", "", category["name"])).strip()
            if (
                category["id"].count("-") < 2
                or "&" in name
                or "," in name
                or "/" in name
                or len(name.split()) > 4
                or " - " in name
            ):
                continue
            adjectives, features, uses, sizes, materials = [], [], [], [], []
            for attribute in names:
                for value in attributes[attribute]:
                    if (
                        value in {"other", "none", "no", "yes"}
                        or len(value.split()) > 4
                        or "/" in value
                        or "(" in value
                        or "," in value
                    ):
                        continue
                    if attribute in {"color", "pattern"}:
                        continue
                    if (
                        "feature" in attribute
                        or "included" in attribute
                        or "accessor" in attribute
                        or "connect" in attribute
                    ):
                        features.append(value)
                    elif "material" in attribute or attribute == "fabric":
                        materials.append(value)
                    elif "size" in attribute or any(c.isdigit() for c in value):
                        sizes.append(value)
                    elif (
                        "use" in attribute
                        or "activity" in attribute
                        or "occasion" in attribute
                        or "suitable" in attribute
                    ):
                        uses.append(value)
                    else:
                        adjectives.append(value)
            found = (tuple(adjectives), tuple(features), tuple(uses), tuple(sizes))
            entries.append(settled(TypeEntry(name, *found, materials=tuple(materials), group=path.stem)))
    return entries


_ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sk",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "y",
    "z",
    "th",
    "sh",
    "",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ee", "ia", "oo", "y", "ö", "é")
_CODAS = ("", "", "n", "r", "l", "s", "x", "ck", "m", "nd", "rt", "th", "ll", "v", "sh", "ng", "k")
_SECOND = (
    "home",
    "sport",
    "lab",
    "tools",
    "outdoor",
    "& sons",
    "kids",
    "pro",
    "works",
    "bros",
    "studio",
    "garden",
    "tech",
)


def invented_brands(count: int, seed: int) -> list[str]:
    """Makers that nobody has heard of, spelled every which way; the same for the same seed."""
    rng = random.Random(seed)
    out: dict[str, None] = {}
    while len(out) < count:
        name = "".join(
            rng.choice(_ONSETS) + rng.choice(_VOWELS) + (rng.choice(_CODAS) if rng.random() < 0.6 else "")
            for _ in range(rng.choice((1, 2, 2, 2, 3)))
        )
        if len(name) < 3:
            continue
        roll = rng.random()
        if roll < 0.08:
            name = f"{name} {rng.choice(_SECOND)}"
        elif roll < 0.11:
            name = f"{name[:2]}&{name[2:4] or 'co'}"
        elif roll < 0.13:
            name = f"{name}-{rng.choice(_ONSETS) or 'o'}{rng.choice(_VOWELS)}"
        out[name] = None
    return list(out)


def vary(entries: Iterable[TypeEntry], rng: random.Random) -> list[TypeEntry]:
    """The entries in a seeded order."""
    pool = list(entries)
    rng.shuffle(pool)
    return pool
