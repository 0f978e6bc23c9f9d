"""A drawing as plain shapes, written as SVG for a page and as PNG for what takes pictures only.

Both come of one list of shapes, so a map in a document is the map of the page. Each shape has a ``role``, by which a
page's style sheet can colour it anew; what is drawn without one has the colours of paper.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import ceil, cos, hypot, pi, sin
from typing import Any, Literal

from tollbook.export.assets import font_file

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

#: The colours of paper, by role: ink, what is quieter, hairlines, land, water, the one accent and its wash.
COLOURS = {
    "ink": "#1b1f24", "quiet": "#57606a", "line": "#c9ced4", "land": "#f3f1ec", "border": "#b9b4a8", "water": "#e6ecf0",
    "accent": "#1f4f73", "wash": "#a9c0d0", "paper": "#ffffff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A line or a ring through points, or with a ``radius`` a circle about the only one; ``fill`` and ``stroke`` are
    roles. ``dash`` is the length of dashes, ``opacity`` how much of the fill there is."""

    points: tuple[Point, ...]
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: float = 0.0
    closed: bool = False
    radius: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a point: the middle of their height, and by ``anchor`` the left end, the middle or the right end."""

    at: Point
    text: str
    size: float = 9.0
    colour: str = "ink"
    anchor: Anchor = "middle"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes and words in the order they are laid down, cut off at the edges of ``width`` and ``height``."""

    width: float
    height: float
    items: tuple[Shape | Words, ...] = field(default=())
    title: str = ""


def svg(drawing: Drawing, name: str) -> str:
    """The drawing as an SVG element without a style of its own; ``name`` makes its identifiers unlike others'."""
    w, h = drawing.width, drawing.height
    body = "".join(_element(item) for item in drawing.items)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:g} {h:g}" width="{w:g}" height="{h:g}" role="img" '
        f'aria-labelledby="{name}-title" class="drawing"><title id="{name}-title">{html.escape(drawing.title)}</title>'
        f'<clipPath id="{name}-clip"><rect width="{w:g}" height="{h:g}"/></clipPath>'
        f'<g clip-path="url(#{name}-clip)" direction="ltr">{body}</g></svg>'
    )


def _element(item: Shape | Words) -> str:
    if isinstance(item, Words):
        (x, y), weight = item.at, ' font-weight="600"' if item.bold else ""
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" dy=".35em" font-size="{item.size:g}" text-anchor="{item.anchor}"{weight} '
            f'class="f-{item.colour}" fill="{COLOURS[item.colour]}">{html.escape(item.text)}</text>'
        )
    look = f'class="{" ".join(filter(None, (item.fill and f"f-{item.fill}", item.stroke and f"s-{item.stroke}")))}" '
    look += f'fill="{COLOURS[item.fill] if item.fill else "none"}"'
    if item.stroke:
        look += f' stroke="{COLOURS[item.stroke]}" stroke-width="{item.width:g}"'
    if item.dash:
        look += f' stroke-dasharray="{item.dash:g} {item.dash:g}"'
    if item.opacity < 1:
        look += f' fill-opacity="{item.opacity:g}"'
    if item.radius:
        x, y = item.points[0]
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{item.radius:.1f}" {look}/>'
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in item.points) + ("Z" if item.closed else "")
    return f'<path d="{path}" {look}/>'


def png(drawing: Drawing, scale: float = 3.0) -> bytes:
    """The drawing as a picture of ``scale`` points a unit, drawn twice as large and made smaller, so that edges are
    smooth. Needs Pillow."""
    from PIL import Image, ImageDraw

    k = scale * 2
    image = Image.new("RGB", (round(drawing.width * k), round(drawing.height * k)), COLOURS["paper"])
    pen = ImageDraw.Draw(image)
    for item in drawing.items:
        if isinstance(item, Words):
            _write(pen, item, k)
        else:
            _draw(pen, item, k)
    size = (round(drawing.width * scale), round(drawing.height * scale))
    out = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(out, "PNG", dpi=(72 * scale, 72 * scale))
    return out.getvalue()


def _draw(pen: Any, item: Shape, k: float) -> None:
    points = _circle(item.points[0], item.radius) if item.radius else list(item.points)
    ring = bool(item.radius) or item.closed
    laid = [(x * k, y * k) for x, y in points]
    if item.fill and len(laid) > 2:
        pen.polygon(laid, fill=_thinned(item.fill, item.opacity))
    if item.stroke and len(laid) > 1:
        line = [*laid, laid[0]] if ring else laid
        for part in _dashes(line, item.dash * k) if item.dash else [line]:
            pen.line(part, fill=COLOURS[item.stroke], width=max(1, round(item.width * k)), joint="curve")


def _thinned(role: str, opacity: float) -> tuple[int, ...]:
    """A colour laid over paper."""
    mixed = []
    for at in (1, 3, 5):
        full, paper = (int(COLOURS[name][at : at + 2], 16) for name in (role, "paper"))
        mixed.append(round(full * opacity + paper * (1 - opacity)))
    return tuple(mixed)


def _circle(middle: Point, radius: float) -> list[Point]:
    steps = max(24, ceil(radius * 4))
    return [
        (middle[0] + radius * cos(2 * pi * n / steps), middle[1] + radius * sin(2 * pi * n / steps))
        for n in range(steps)
    ]


def _dashes(line: Sequence[Point], length: float) -> Iterator[list[Point]]:
    """The drawn parts of a line of dashes as long as the gaps between them."""
    on, left, part = True, length, [line[0]]
    for (x0, y0), (x1, y1) in pairwise(line):
        far, gone = hypot(x1 - x0, y1 - y0), 0.0
        while far - gone > left:
            gone += left
            at = (x0 + (x1 - x0) * gone / far, y0 + (y1 - y0) * gone / far)
            if on:
                yield [*part, at]
            on, left, part = not on, length, [at]
        left -= far - gone
        part.append((x1, y1))
    if on and len(part) > 1:
        yield part


def _write(pen: Any, item: Words, k: float) -> None:
    parts = [
        (words, _font(item.bold, round(item.size * k), _arabic(words)))
        for words in _SCRIPTS.findall(item.text)
        if words
    ]
    width = sum(font.getlength(words) for words, font in parts)
    x = item.at[0] * k - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor]
    for words, font in parts:
        pen.text((x, item.at[1] * k), words, font=font, fill=COLOURS[item.colour], anchor="lm")
        x += font.getlength(words)


#: Letters of one part of the typeface; a number of several parts ("٢١/١١") runs from left to right in every script.
_SCRIPTS = re.compile("[\u0600-\u06ff ]*[\u0600-\u06ff][\u0600-\u06ff ]*|[^\u0600-\u06ff]+")


def _arabic(words: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in words)


@cache
def _font(bold: bool, size: int, arabic: bool) -> Any:
    from PIL import ImageFont

    file = font_file("arabic" if arabic else "latin", bold)
    return ImageFont.truetype(str(file), size) if file is not None else ImageFont.load_default(size)
