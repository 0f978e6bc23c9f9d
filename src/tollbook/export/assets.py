"""The pieces that the build bundles from elsewhere (:mod:`tollbook.web.assets_build`): outlines of countries, a
typeface.

An installation without them is told of where it matters: a map then has no outlines and says so, and a report is set in
what the reader's machine has.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

BUILT = Path(__file__).parent.parent / "built"

#: Points of longitude and latitude in degrees.
Ring = tuple[tuple[float, float], ...]


def font_file(script: str, bold: bool) -> Path | None:
    """The typeface for a script (``arabic``, ``latin``, ``latin-ext``), where there is one."""
    file = BUILT / f"plex-{script}-{600 if bold else 400}.woff2"
    return file if file.is_file() else None


class Country(NamedTuple):
    """A country's English name and its rings."""

    name: str
    rings: tuple[Ring, ...]


@cache
def countries() -> tuple[Country, ...]:
    """The outlines of the world's countries; nothing where they were not built."""
    file = BUILT / "world.json"
    if not file.is_file():
        return ()
    world = json.loads(file.read_text(encoding="utf-8"))
    arcs = [_arc(arc, world["transform"]) for arc in world["arcs"]]
    found = []
    for shape in world["objects"]["countries"]["geometries"]:
        polygons = shape.get("arcs", []) if shape["type"] == "MultiPolygon" else [shape.get("arcs", [])]
        rings = tuple(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        found.append(Country(shape["properties"]["name"], rings))
    return tuple(found)


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    """An arc of the topology in degrees; its points are told as steps from the one before."""
    (kx, ky), (x0, y0) = transform["scale"], transform["translate"]
    x = y = 0
    out = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        out.append((x * kx + x0, y * ky + y0))
    return out


def _ring(names: list[Any], arcs: list[list[tuple[float, float]]]) -> Ring:
    """Arcs end to end; one named by ``~n`` is arc n backwards."""
    points: list[tuple[float, float]] = []
    for name in names:
        arc = arcs[name] if name >= 0 else arcs[~name][::-1]
        points += arc[1:] if points else arc
    return tuple(points)
