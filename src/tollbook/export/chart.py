"""A toll as it was revised: for each day a report came in, the bounds as they then stood, drawn as steps over time.

Between two days nothing new was known, so the bounds stay level. The band reaches from the least to the greatest
number; where nothing bounds it from above it thins out towards the top of the chart, and no line is drawn there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from tollbook.export.drawing import Drawing, Shape, Words
from tollbook.export.situation import Known

_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 14.0, 16.0, 26.0


def draw_revisions(
    known: Sequence[Known], numbered: Callable[[int], str], dated: Callable[[dt.date], str], title: str,
    width: float = 520, height: float = 190,
) -> Drawing:  # fmt: skip
    """The chart; ``dated`` writes a day short. Of fewer than two days there is nothing to draw."""
    days = [one.day.toordinal() for one in known]
    first, last = days[0], max(days[-1], days[0] + 1)
    # The last step is drawn out a little, so that what is known now can be seen.
    end = last + max(1, round((last - first) * 0.06))
    top = nice(max(max(one.low or 0, one.high or 0, one.floor or 0) for one in known) or 1)

    def x(day: float) -> float:
        return _LEFT + (day - first) / (end - first) * (width - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return height - _BOTTOM - min(value / top, 1.0) * (height - _TOP - _BOTTOM)

    items: list[Shape | Words] = [Shape(((0, 0), (width, 0), (width, height), (0, height)), fill="paper", closed=True)]
    for tick in ticks(top):
        items.append(Shape(((_LEFT, y(tick)), (width - _RIGHT, y(tick))), stroke="line", width=0.6))
        items.append(Words((_LEFT - 8, y(tick)), numbered(tick), 8, "quiet", "end"))
    ends = [*days[1:], end]
    for one, until in zip(known, ends, strict=True):
        x0, x1, low = x(one.day.toordinal()), x(until), y(one.low or 0)
        high = y(one.high) if one.high is not None else _TOP - 6
        parts = 1 if one.high is not None else 16
        for n in range(parts):  # an open band thins out upward
            near, far = (low + (high - low) * m / parts for m in (n, n + 1))
            box = ((x0, far), (x1, far), (x1, near), (x0, near))
            items.append(Shape(box, fill="wash", closed=True, opacity=0.75 * (1 - n / parts) ** 1.4))
        if one.high is not None and one.high != one.low:
            items.append(Shape(((x0, high), (x1, high)), stroke="accent", width=1.0))
    steps: list[tuple[float, float]] = []
    for one, until in zip(known, ends, strict=True):
        steps += [(x(one.day.toordinal()), y(one.low or 0)), (x(until), y(one.low or 0))]
    items.append(Shape(tuple(steps), stroke="accent", width=1.8))
    items += [Shape(((x(one.day.toordinal()), y(one.low or 0)),), fill="accent", radius=2.4) for one in known]
    items.append(Shape(((_LEFT, y(0)), (width - _RIGHT, y(0))), stroke="quiet", width=0.8))
    for day in _apart([one.day for one in known], x, 62):
        at = x(day.toordinal())
        items.append(Shape(((at, y(0)), (at, y(0) + 4)), stroke="quiet", width=0.8))
        items.append(Words((at, y(0) + 13), dated(day), 8, "quiet", "start" if at < _LEFT + 20 else "middle"))
    return Drawing(width, height, tuple(items), title)


def nice(value: float) -> int:
    """The least of 1, 2, 4, 5, 8 times a power of ten that is no smaller, for the top of a scale."""
    power = 1
    while power * 10 < value:
        power *= 10
    return next(n * power for n in (1, 2, 4, 5, 8, 10) if n * power >= value)


def ticks(top: int) -> list[int]:
    """Four or five steps from nothing to the top, in whole people."""
    parts = 5 if top % 5 == 0 and top % 4 else 4
    step = top / parts
    return sorted({round(step * n) for n in range(parts + 1)})


def _apart(days: Sequence[dt.date], x: Callable[[float], float], least: float) -> list[dt.date]:
    """Days whose labels do not touch; the last is always among them."""
    kept = [days[-1]]
    for day in reversed(days[:-1]):
        if x(kept[-1].toordinal()) - x(day.toordinal()) >= least:
            kept.append(day)
    return kept[::-1]


def draw_states(
    rows: Sequence[tuple[str, dt.date | None, dt.date | None, bool]], dated: Callable[[dt.date], str], title: str,
    width: float = 520,
) -> Drawing:  # fmt: skip
    """States as bars over time, a row each with its label: from the first to the last day they are told of. An end that
    nobody tells fades out; a state that is denied is an empty bar."""
    told = [day for _, start, end, _ in rows for day in (start, end) if day is not None] or [dt.date(2000, 1, 1)]
    first, last = min(told).toordinal(), max(told).toordinal()
    margin = max(1, round((last - first) * 0.04))
    height = _TOP + 16 * len(rows) + _BOTTOM

    def x(day: float) -> float:
        return 30 + (day - first + margin) / (last - first + 2 * margin) * (width - 30 - _RIGHT)

    foot = height - _BOTTOM
    items: list[Shape | Words] = [Shape(((0, 0), (width, 0), (width, height), (0, height)), fill="paper", closed=True)]
    for n, (label, start, end, holds) in enumerate(rows):
        y = _TOP + 16 * n + 8
        x0 = x(start.toordinal()) if start else 30.0
        x1 = max(x(end.toordinal() + 1) if end else width - _RIGHT, x0 + 3)
        box = ((x0, y - 4), (x1, y - 4), (x1, y + 4), (x0, y + 4))
        items.append(Shape(((30, y), (width - _RIGHT, y)), stroke="line", width=0.6))
        items.append(Shape(box, fill="accent" if holds else "paper", stroke="accent", closed=True))
        if start is None or end is None:
            near, far = (x0, x0 + 20) if start is None else (x1, x1 - 20)
            for part in range(5):
                edge = near + (far - near) * part / 5
                items.append(Shape(((edge, y - 5), (edge, y + 5)), stroke="paper", width=2.5 - part * 0.4))
        items.append(Words((22, y), label, 8, "quiet", "end"))
    items.append(Shape(((30, foot), (width - _RIGHT, foot)), stroke="quiet", width=0.8))
    for day in dict.fromkeys((min(told), max(told))):
        at = x(day.toordinal())
        items.append(Shape(((at, foot), (at, foot + 4)), stroke="quiet", width=0.8))
        items.append(
            Words((at, foot + 13), dated(day), 8, "quiet", "start" if at < 60 else "end" if at > 460 else "middle")
        )
    return Drawing(width, height, tuple(items), title)
