"""The drawn map of the store: where a place is, and the shortest walk past several places. No Qt.

``map.toml`` beside ``map.svg`` gives each bay's middle and the walkway node in front of it, the places (entrance,
checkouts) and the walkway as a graph of nodes (points) and edges (pairs of names).
"""

from __future__ import annotations

import heapq
import itertools
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import InputError
from engine.products import Place

Point = tuple[float, float]


@dataclass(frozen=True)
class StoreMap:
    """Points are in the units of the drawing. ``doors`` says at which walkway node a bay is reached."""

    drawing: Path
    width: float
    height: float
    bays: dict[str, Point]
    doors: dict[str, str]
    nodes: dict[str, Point]
    joined: dict[str, tuple[str, ...]]
    entrance: str | None = None
    checkout: str | None = None
    signs: dict[str, Point] = field(default_factory=dict)
    _walks: dict[str, tuple[dict[str, float], dict[str, str]]] = field(default_factory=dict, compare=False, repr=False)

    def middle(self, place: Place | None) -> Point | None:
        """The middle of a bay; ``None`` for a place that the map does not know."""
        return self.bays.get(bay_key(place)) if place else None

    def walking_order(self, places: Sequence[Place | None]) -> list[int]:
        """Indexes of ``places`` in the order of a short walk from the entrance to the tills; unknown places last."""
        known = [n for n, place in enumerate(places) if self._door(place) is not None]
        unknown = [n for n in range(len(places)) if n not in known]
        stops: dict[str, list[int]] = {}
        for n in known:
            stops.setdefault(str(self._door(places[n])), []).append(n)
        order = self._shorten(self._nearest_first(list(stops)))
        return [n for door in order for n in stops[door]] + unknown

    def route(self, places: Sequence[Place | None]) -> list[Point]:
        """The walk from the entrance past ``places`` in the order given, on to the tills, as a line."""
        doors = [door for door in map(self._door, places) if door is not None]
        if not doors:
            return []
        ends = [self.entrance, *doors, self.checkout]
        stops = [stop for stop in ends if stop is not None]
        line = [self.nodes[stops[0]]]
        for here, there in itertools.pairwise(stops):
            line += [self.nodes[node] for node in self._path(here, there)[1:]]
        return line

    def _door(self, place: Place | None) -> str | None:
        return self.doors.get(bay_key(place)) if place else None

    def _distance(self, here: str, there: str) -> float:
        return self._walk_from(here)[0].get(there, math.inf)

    def _path(self, here: str, there: str) -> list[str]:
        before = self._walk_from(here)[1]
        path = [there]
        while path[-1] != here:
            if path[-1] not in before:
                return [here, there]
            path.append(before[path[-1]])
        return path[::-1]

    def _walk_from(self, start: str) -> tuple[dict[str, float], dict[str, str]]:
        """Dijkstra's shortest walks from one node, kept for the next question."""
        if start not in self._walks:
            far, before = {start: 0.0}, dict[str, str]()
            waiting = [(0.0, start)]
            while waiting:
                walked, node = heapq.heappop(waiting)
                if walked > far[node]:
                    continue
                for other in self.joined.get(node, ()):
                    there = walked + math.dist(self.nodes[node], self.nodes[other])
                    if there < far.get(other, math.inf):
                        far[other], before[other] = there, node
                        heapq.heappush(waiting, (there, other))
            self._walks[start] = (far, before)
        return self._walks[start]

    def _nearest_first(self, doors: list[str]) -> list[str]:
        order: list[str] = []
        here = self.entrance or (doors[0] if doors else "")
        left = list(doors)
        while left:
            here = min(left, key=lambda door: self._distance(here, door))
            left.remove(here)
            order.append(here)
        return order

    def _shorten(self, order: list[str]) -> list[str]:
        """2-opt: turn a stretch of the walk round as long as that shortens it."""
        better = True
        while better:
            better = False
            for first in range(len(order) - 1):
                for last in range(first + 1, len(order)):
                    turned = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
                    if self._length(turned) < self._length(order) - 1e-6:
                        order, better = turned, True
        return order

    def _length(self, order: Sequence[str]) -> float:
        stops = [stop for stop in (self.entrance, *order, self.checkout) if stop is not None]
        return sum(self._distance(here, there) for here, there in itertools.pairwise(stops))


def bay_key(place: Place) -> str:
    return f"{place.aisle}-{place.bay}"


def load_map(source: Path, drawing: Path) -> StoreMap:
    """Read ``map.toml`` and check it. Raises ``InputError`` that names the entry which is wrong."""
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the store map cannot be read ({error.strerror})", source) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the store map is no TOML: {error}", source) from error
    entry = ""
    try:
        nodes: dict[str, Point] = {}
        for entry, point in data["walkway"]["nodes"].items():
            nodes[entry] = (float(point[0]), float(point[1]))
        joined: dict[str, list[str]] = {name: [] for name in nodes}
        for pair in data["walkway"]["edges"]:
            entry = f"edge {pair}"
            here, there = pair
            joined[here].append(there)
            joined[there].append(here)
        bays: dict[str, Point] = {}
        doors: dict[str, str] = {}
        for entry, bay in data["bays"].items():
            bays[entry] = (float(bay["x"]), float(bay["y"]))
            doors[entry] = _known(bay["node"], nodes)
        places = data.get("places", {})
        entry = "entrance"
        entrance = _known(places["entrance"]["node"], nodes) if "entrance" in places else None
        tills = [name for name in places if name.startswith("checkout")]
        middle = tills[len(tills) // 2] if tills else None
        entry = middle or entry
        checkout = _known(places[middle]["node"], nodes) if middle else None
        signs: dict[str, Point] = {}
        for entry, aisle in data.get("aisles", {}).items():
            if "sign" in aisle:
                signs[entry] = (float(aisle["sign"][0]), float(aisle["sign"][1]))
        entry = "width and height"
        width, height = float(data["width"]), float(data["height"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"the store map is wrong at {entry!r} ({error})", source) from error
    return StoreMap(
        drawing, width, height, bays, doors, nodes, {k: tuple(v) for k, v in joined.items()}, entrance, checkout, signs
    )


def _known(node: str, nodes: dict[str, Point]) -> str:
    if node not in nodes:
        raise ValueError(f"no walkway node {node!r}")
    return node
