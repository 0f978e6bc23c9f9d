"""A map of figures: each place a disc whose area is the least number, ringed by the greatest.

* The filled disc is the least number as documented; the ring about it the greatest; where nothing bounds it from
  above the ring is dashed, and stands just outside the disc.
* A place is drawn as large as it is known: a town or smaller is a disc with a point in its middle; of a province, a
  region or a country nobody knows where in it: it is a number in a dashed square, always of one size, and no point is
  set.
* A side of a town ("east Aleppo") has no point of its own: its disc lies on that side of the town.
* Each mark bears the number of its row in the table beside the map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, log10, radians, sqrt

from tollbook.export.assets import countries
from tollbook.export.drawing import Drawing, Point, Shape, Words
from tollbook.export.situation import Located, Spot
from tollbook.export.situation_words import Sayer

#: Larger than a town: it is known to be somewhere in it.
AREAS = ("district", "province", "country", "region", "unknown")
#: Where the middle of a side lies from the middle of the whole, in radii: east, north.
_SIDES = {"east": (1, 0), "west": (-1, 0), "north": (0, 1), "south": (0, -1)}
WIDTH, HEIGHT = 520.0, 250.0
_LARGEST, _SMALLEST = 22.0, 4.0  # radii
_CLOSEST = 2.4  # degrees of latitude: the outlines are no finer


@dataclass(frozen=True, slots=True)
class _Mark:
    number: int
    located: Located
    at: Point
    radius: float
    outer: float | None


def on_map(spot: Spot) -> bool:
    """Whether anybody knows where a place is."""
    return spot.lat is not None and spot.lon is not None


def draw_map(
    places: Sequence[Located],
    say: Sayer,
    title: str,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> Drawing:
    """The map of the places that have coordinates."""
    frame = _frame(places, width, height)
    seen = [(n, one) for n, one in enumerate(places, 1) if on_map(one.spot) and frame.holds(one.spot)]
    items: list[Shape | Words] = [Shape(_box((0, 0, width, height)), fill="water", closed=True)]
    items += _land(frame, say.country)
    items += _bar(frame, say)
    marks = sorted(_marks(seen, frame), key=lambda m: (m.located.spot.precision in AREAS, -(m.outer or m.radius)))
    items += [shape for mark in marks for shape in _drawn(mark)]
    items += [_label(mark, say.plain(mark.number)) for mark in marks]
    items.append(Shape(_box((0.5, 0.5, width - 0.5, height - 0.5)), stroke="line", closed=True))
    return Drawing(width, height, tuple(items), title)


def _box(corners: tuple[float, float, float, float]) -> tuple[Point, ...]:
    x0, y0, x1, y1 = corners
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of the earth is on the paper: its middle, and units a degree of latitude. Lengths are true along the middle
    parallel."""

    lat: float
    lon: float
    scale: float
    width: float
    height: float

    def project(self, lon: float, lat: float) -> Point:
        narrow = max(cos(radians(self.lat)), 0.1)
        return self.width / 2 + (lon - self.lon) * narrow * self.scale, self.height / 2 - (lat - self.lat) * self.scale

    def holds(self, spot: Spot) -> bool:
        x, y = self.project(spot.lon or 0, spot.lat or 0)
        return 0 <= x <= self.width and 0 <= y <= self.height


def framed(spot: Spot, places: Sequence[Located]) -> bool:
    """Whether a place that has coordinates lies in the frame of the map of several."""
    return _frame(places, WIDTH, HEIGHT).holds(spot)


def _frame(places: Sequence[Located], width: float, height: float) -> _Frame:
    """The frame of the towns and provinces; of countries only where there is nothing finer, for a war's whole toll
    would hide where it is fought."""
    known = [one.spot for one in places if on_map(one.spot)]
    spots = [spot for spot in known if spot.precision not in ("country", "region")] or known
    lats = [spot.lat for spot in spots if spot.lat is not None] or [20.0]
    lons = [spot.lon for spot in spots if spot.lon is not None] or [20.0]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    wide = (max(lons) - min(lons)) * max(cos(radians(lat)), 0.1) * height / width
    tall = max((max(lats) - min(lats)) * 1.5, wide * 1.4, _CLOSEST)
    return _Frame(lat, lon, height / min(tall, 170.0), width, height)


def _land(frame: _Frame, country: Callable[[str], str]) -> Iterator[Shape | Words]:
    """The countries in the frame, each with its name in the middle of what is seen of it."""
    names, width, height = [], frame.width, frame.height
    for land in countries():
        rings = ([frame.project(x, y) for x, y in ring] for ring in land.rings)
        seen = [part for ring in rings if (part := _clipped(ring, width, height))]
        for part in seen:
            yield Shape(tuple(part), fill="land", stroke="border", width=0.6, closed=True)
        largest = max(seen, key=lambda part: abs(_area(part)), default=None)
        if largest is not None and abs(_area(largest)) > width * height / 40:
            names.append(Words(_middle(largest), country(land.name), 8.5, "quiet"))
    yield from names


def _clipped(points: list[Point], width: float, height: float) -> list[Point]:
    """A ring cut off just outside the frame (Sutherland and Hodgman, 1974)."""
    for axis, edge, sign in ((0, -2.0, 1), (0, width + 2, -1), (1, -2.0, 1), (1, height + 2, -1)):
        if not points:
            return []
        out: list[Point] = []
        last = points[-1]
        for point in points:
            was_in, is_in = ((p[axis] - edge) * sign >= 0 for p in (last, point))
            if was_in != is_in:
                part = (edge - last[axis]) / (point[axis] - last[axis])
                out.append((last[0] + (point[0] - last[0]) * part, last[1] + (point[1] - last[1]) * part))
            if is_in:
                out.append(point)
            last = point
        points = out
    return points


def _area(ring: Sequence[Point]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring."""
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    area = _area(ring)
    return x / (6 * area), y / (6 * area)


def _bar(frame: _Frame, say: Sayer) -> Iterator[Shape | Words]:
    """A bar of kilometres: one, two or five times a power of ten, about a sixth of the width."""
    scale = frame.scale / 111.2  # units a kilometre
    most = frame.width / 6 / scale
    step = 10 ** int(log10(most)) if most >= 1 else 1
    far = next((n * step for n in (5, 2) if n * step <= most), step)
    x0, x1, y = 14.0, 14.0 + far * scale, frame.height - 14
    yield Shape(((x0, y - 3), (x0, y), (x1, y), (x1, y - 3)), stroke="quiet", width=0.9)
    yield Words((x1 + 6, y - 1), f"{say.number(far)} {say.word('writing', 'km')}", 8, "quiet", "start")


def _marks(seen: Sequence[tuple[int, Located]], frame: _Frame) -> Iterator[_Mark]:
    figures = [one.figure for _, one in seen if one.spot.precision not in AREAS]
    most = max((max(figure.low or 0, figure.high or 0) for figure in figures), default=0) or 1

    def radius(value: int) -> float:
        return max(_SMALLEST, _LARGEST * sqrt(value / most))

    for number, one in seen:
        spot, figure = one.spot, one.figure
        assert spot.lat is not None
        assert spot.lon is not None
        inner = radius(figure.low or 0)
        outer = radius(figure.high) if figure.high is not None and figure.high > (figure.low or 0) else None
        x, y = frame.project(spot.lon, spot.lat)
        if spot.part in _SIDES:
            east, north = _SIDES[spot.part]
            far = (outer or inner) + (4 if figure.high is None else 1)
            x, y = x + east * far, y - north * far
        yield _Mark(number, one, (x, y), inner, outer)


def _drawn(mark: _Mark) -> Iterator[Shape]:
    figure, (x, y) = mark.located.figure, mark.at
    if mark.located.spot.precision in AREAS:
        yield Shape(_box((x - 9, y - 9, x + 9, y + 9)), fill="paper", stroke="accent", dash=3, closed=True)
        return
    if mark.outer is not None:
        yield Shape((mark.at,), fill="wash", stroke="accent", width=0.8, radius=mark.outer, opacity=0.6)
    if figure.low:
        yield Shape((mark.at,), fill="accent", stroke="paper", width=0.8, radius=mark.radius)
    if figure.high is None:
        yield Shape((mark.at,), stroke="accent", width=0.9, dash=2.2, radius=mark.radius + 3)


def _label(mark: _Mark, told: str) -> Words:
    """The number of a mark: in a square or a disc that has room for it, else beside it."""
    (x, y), low = mark.at, mark.located.figure.low
    if mark.located.spot.precision in AREAS:
        return Words((x, y), told, 9, "accent", bold=True)
    if mark.radius >= 8 and low:
        return Words(mark.at, told, 9, "paper", bold=True)
    far = (mark.outer or mark.radius) + (5 if mark.located.figure.high is None else 2)
    return Words((x + far, y), told, 9, "ink", "start", bold=True)
