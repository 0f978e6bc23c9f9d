"""Pages of a PDF as pictures that a browser may show: drawn in the child that converts, made into PNG here.

The child is held for a hostile one: of what it says only numbers are believed. Dots of another size than it says are
no picture, and the PNG is written here, of the dots and nothing else. Each picture has a child of its own, so that one
that a file has taken over cannot tell of another file, and only so many work at once.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from tollbook.intake.converting.drawn import HEIGHT, MOST, WIDTH
from tollbook.intake.worker import Worker

#: Seconds to draw one page.
SECONDS = 15
_AT_ONCE = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is looked at: its size in points, and how far its words are turned clockwise, in degrees."""

    width: float
    height: float
    turned: int = 0

    def seen(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A rectangle of its words (left, top, right, bottom) where it is when the page is looked at."""
        left, top, right, bottom = box
        if self.turned == 90:
            return self.width - bottom, left, self.width - top, right
        if self.turned == 180:
            return self.width - right, self.height - bottom, self.width - left, self.height - top
        if self.turned == 270:
            return top, self.height - right, bottom, self.height - left
        return box


def sheets(raw: bytes) -> list[Sheet]:
    """The pages of a PDF, the first :data:`MOST` of them; none where it cannot be opened."""
    said = _asked(raw, 0)
    try:
        found = [Sheet(float(w), float(h), int(turned)) for w, h, turned in said["pages"][:MOST]]
        return [
            sheet if 1 <= sheet.width <= 20_000 and 1 <= sheet.height <= 20_000 else Sheet(595, 842) for sheet in found
        ]
    except (KeyError, TypeError, ValueError):
        return []


def picture(raw: bytes, number: int) -> bytes | None:
    """A page of a PDF as a PNG; ``None`` where it cannot be drawn."""
    said = _asked(raw, number)
    try:
        wide, high = int(said["wide"]), int(said["high"])
        dots = base64.b64decode(said["dots"], validate=True)
    except (KeyError, TypeError, ValueError):
        return None
    if not (0 < wide <= WIDTH + 1 and 0 < high <= HEIGHT + 1 and len(dots) == 3 * wide * high):
        return None
    return png(wide, high, dots)


def png(wide: int, high: int, dots: bytes) -> bytes:
    """A PNG of dots that are three bytes each (red, green, blue), row by row."""
    rows = b"".join(b"\0" + dots[at : at + 3 * wide] for at in range(0, len(dots), 3 * wide))
    head = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(part).to_bytes(4, "big") + name + part + zlib.crc32(name + part).to_bytes(4, "big") for name, part in parts
    )


def _asked(raw: bytes, number: int) -> dict[str, Any]:
    with _AT_ONCE, Worker(SECONDS) as worker:
        return worker.draw(raw, number)
